"""A whole site to break: two web processes, PostgreSQL, Valkey, a writer, and lines between them that can be broken."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from typing import Any

import psutil

from tests.browser.sites import Server
from tests.faults.background import Background
from tests.faults.proxy import Proxy
from tests.faults.readers import Crowd
from tests.processes import Talk, manage, uvicorn
from tests.servers import Postgresql, Valkey

MANY = "100000"  # connections from one address, which all readers here come from
PAGES, PAGE_SECONDS = 6, 30


class Web(Server):
    """A web process, and the line by which its readers reach it."""

    def __init__(self, settings: dict[str, str], stack: ExitStack, background: Background) -> None:
        super().__init__(uvicorn, settings, stack)
        self.line = Proxy(background, self.port)
        stack.callback(self.line.close)

    @property
    def way(self) -> str:
        return f"ws://127.0.0.1:{self.line.port}/live/"

    @property
    def memory(self) -> int:
        return int(psutil.Process(self.pid).memory_info().rss)


class Stand:
    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self.background = stack.enter_context(Background())
        self.postgresql = stack.enter_context(Postgresql())
        self.valkey = stack.enter_context(Valkey())
        self.database_line = Proxy(self.background, self.postgresql.socket)
        self.layer_line = Proxy(self.background, self.valkey.port)
        for line in (self.database_line, self.layer_line):
            stack.callback(line.close)
        direct = {"DEBUG": "1", "DATABASE_URL": self.postgresql.url, "REDIS_URL": self.valkey.url}
        manage("migrate", "--verbosity", "0", **direct)
        self._writer_settings = direct
        self.begin_to_write()
        settings = {
            "DEBUG": "1",
            "DATABASE_URL": f"postgres://postgres@127.0.0.1:{self.database_line.port}/postgres",
            "REDIS_URL": f"redis://127.0.0.1:{self.layer_line.port}",
            "LIVE_CONNECTIONS_PER_ADDRESS": MANY,
        }
        self._warm: set[int] = set()  # processes that have served
        self.webs = [Web(settings, stack, self.background) for _ in range(2)]

    def begin_to_write(self, topics: Sequence[str] = ()) -> None:
        """Start the writer; again, on the matches of these topics, when the one before is gone."""
        self._writer = self._stack.enter_context(Talk("tests.faults.writer", **self._writer_settings))
        self.write("resume", topics=list(topics))

    def last_words(self) -> list[Any]:
        """Let the writer be killed after a commit and before its publication; what it committed."""
        committed: list[Any] = self.write("die")
        self._writer.__exit__()
        return committed

    def write(self, verb: str, **asked: Any) -> Any:
        return self._writer.ask({"verb": verb, **asked})

    @property
    def ways(self) -> list[str]:
        return [web.way for web in self.webs]

    @property
    def ports(self) -> list[int]:
        return [web.port for web in self.webs]

    def pages(self, web: Web | None = None) -> list[int]:
        """The status of pages that are read from the database, asked for all at once, so that each has a connection."""
        port = (web or self.webs[-1]).port
        with ThreadPoolExecutor(PAGES) as pool:
            return list(pool.map(lambda _: status_of_page(port), range(PAGES)))

    def holds(self, lines: Iterable[socket.socket]) -> bool:
        """Whether a web process still keeps its end of any of these."""
        ends = {line.getsockname()[1] for line in lines}
        held = [each for web in self.webs for each in psutil.Process(web.pid).net_connections("tcp")]
        return any(each.raddr and each.raddr.port in ends for each in held)

    @property
    def memory(self) -> dict[int, int]:
        """In bytes, by process: one that was started again is another."""
        return {web.pid: web.memory for web in self.webs}

    @property
    def lines(self) -> list[Proxy]:
        return [*(web.line for web in self.webs), self.database_line, self.layer_line]

    def warm_up(self, readers: int) -> None:
        """Code that was never run and caches that were never filled are not what a fault costs."""
        cold = [web for web in self.webs if web.pid not in self._warm]
        topics = self.write("begin", matches=1) if cold else []
        for web in cold:
            self._warm.add(web.pid)
            with Crowd(self.background, readers, [web.way], topics) as crowd:
                assert crowd.all_follow()
                for _ in range(20):
                    self.write("change")
                assert crowd.all_hold(self.write("documents", topics=topics), seconds=30)
            self.pages(web)
        self.write("rest")


def status_of_page(port: int) -> int:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PAGE_SECONDS)) as asked:
        asked.request("GET", "/")
        return asked.getresponse().status


@contextmanager
def stand() -> Iterator[Stand]:
    with ExitStack() as stack:
        yield Stand(stack)
