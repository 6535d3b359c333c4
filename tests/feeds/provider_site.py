"""A provider's web site: a local HTTP server that answers what it was told to, and remembers what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Response:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Site:
    address: str
    responses: list[Response] = field(default_factory=list)  # one for each request; the last one stays
    requests: list[dict[str, str]] = field(default_factory=list)

    def will_answer(self, *responses: Response | bytes) -> None:
        self.responses = [Response(each) if isinstance(each, bytes) else each for each in responses]

    def answer(self) -> Response:
        return self.responses.pop(0) if len(self.responses) > 1 else self.responses[0]


@contextmanager
def provider_site() -> Iterator[Site]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.site = Site(f"http://127.0.0.1:{server.server_port}/board.json")  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.site  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        site: Site = self.server.site  # type: ignore[attr-defined]
        site.requests.append({name.lower(): value for name, value in self.headers.items()})
        response = site.answer()
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        self.wfile.write(response.body)

    def log_message(self, format: str, *arguments: object) -> None:
        pass
