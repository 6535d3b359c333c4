"""A provider's web site: a local HTTP server that answers what it was told to, and remembers what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Response:
    """`promised`: the length that is told, where it is not the body's. `drip`: seconds between two bytes of the body,
    `slow_headers` between two lines of the headers; `silent`: nothing is answered until the site ends."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    promised: int | None = None
    times: int = 1  # the body, so often
    drip: float = 0.0
    slow_headers: float = 0.0
    silent: bool = False


@dataclass
class Site:
    address: str
    responses: list[Response] = field(default_factory=list)  # one for each request; the last one stays
    of_paths: dict[str, list[Response]] = field(default_factory=dict)  # the same, for one path with its query
    requests: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def origin(self) -> str:
        return self.address.rpartition("/")[0]

    def will_answer(self, *responses: Response | bytes, path: str = "") -> None:
        found = [Response(each) if isinstance(each, bytes) else each for each in responses]
        if path:
            self.of_paths[path] = found
        else:
            self.responses = found

    def answer(self, path: str) -> Response:
        responses = self.of_paths.get(path, self.responses)
        return responses.pop(0) if len(responses) > 1 else responses[0]


@contextmanager
def provider_site() -> Iterator[Site]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.site = site = Site(f"http://127.0.0.1:{server.server_port}/board.json")  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        site.ended.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.site: Site = self.server.site  # type: ignore[attr-defined]
        self.site.requests.append({name.lower(): value for name, value in self.headers.items()})
        self.site.paths.append(self.path)
        response = self.site.answer(self.path)
        if response.silent:
            self.site.ended.wait(60)
            return
        with suppress(BrokenPipeError, ConnectionResetError):  # who asked may have had enough
            self._send(response)

    def _send(self, response: Response) -> None:
        self.send_response_only(response.status)
        if response.slow_headers:
            self._drip_headers(response.slow_headers)
        if "Date" not in response.headers:
            self.send_header("Date", self.date_time_string())
        for name, value in response.headers.items():
            self.send_header(name, value)
        promised = len(response.body) * response.times if response.promised is None else response.promised
        self.send_header("Content-Length", str(promised))
        self.end_headers()
        if response.drip:
            self._drip(response)
        for _ in range(0 if response.drip else response.times):
            self.wfile.write(response.body)

    def _drip_headers(self, seconds: float) -> None:
        number = 0
        while not self.site.ended.wait(seconds):
            number += 1
            self.send_header(f"X-Filler-{number}", "x")
            self.flush_headers()

    def _drip(self, response: Response) -> None:
        for byte in response.body:
            if self.site.ended.wait(response.drip):
                return
            self.wfile.write(bytes([byte]))
            self.wfile.flush()

    def log_message(self, format: str, *arguments: object) -> None:
        pass
