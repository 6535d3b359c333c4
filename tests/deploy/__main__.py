"""Restart both web processes behind nginx, one after the other, under load: `make deploy-test`."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench import sites
from tests.browser.sites import Server
from tests.deploy.nginx import binary, nginx
from tests.deploy.visitors import Visits, visitors
from tests.faults.background import Background
from tests.faults.ledger import Count, replayed
from tests.faults.readers import Crowd
from tests.processes import Talk, uvicorn
from tests.servers import Postgresql, Valkey

READERS, A_SECOND, VISITORS = 300, 10, 4
DRAIN_SECONDS = 3
CALM = 30  # updates before, between and after the restarts
SILENCE_SECONDS = 3.0
HOLD_SECONDS = 30


@dataclass
class Deploy:
    webs: list[Server]
    writer: Talk
    crowd: Crowd
    topics: list[str]

    def write(self, verb: str, **asked: Any) -> Any:
        return self.writer.ask({"verb": verb, **asked})

    def restart_all(self) -> None:
        for web in self.webs:
            assert self.write("wait", changes=CALM)
            web.end()
            web.start()
        assert self.write("wait", changes=CALM)

    def count(self) -> Count:
        commits = [(document, sequence, at) for document, sequence, at in self.write("rest")]
        truth = {name: tuple(found) for name, found in self.write("documents", topics=self.topics).items()}
        self.crowd.all_hold(truth, seconds=HOLD_SECONDS)
        self.crowd.raise_what_went_wrong()
        lost = sum(ledger.lacks(truth) for ledger in self.crowd.ledgers)
        history = replayed(self.write("log", topics=self.topics))
        return Count.of(self.crowd.ledgers, commits, history, lost=lost, since=0)


def main() -> None:
    if binary() is None:
        print("\n*** The deploy was NOT tested: there is no nginx (Debian: nginx). ***\n")
        return
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="touchline-")))
        folder.chmod(0o755)  # nginx reads the static files as another user
        database, layer = stack.enter_context(Postgresql()), stack.enter_context(Valkey())
        settings = {**sites.production(folder, database.url, layer.url), "BEHIND_PROXY": "1"}
        settings["DRAIN_SECONDS"] = str(DRAIN_SECONDS)
        webs = [Server(uvicorn, {"DEBUG": "0", **settings}, stack) for _ in range(2)]
        port = stack.enter_context(nginx(folder / "static", [web.port for web in webs]))
        writer = stack.enter_context(Talk("tests.faults.writer", **settings))
        topics = writer.ask({"verb": "begin", "matches": 1})
        background = stack.enter_context(Background())
        crowd = stack.enter_context(Crowd(background, READERS, [f"ws://127.0.0.1:{port}/live/"], topics))
        assert crowd.all_follow()
        deploy = Deploy(webs, writer, crowd, topics)
        visits = stack.enter_context(visitors(port, VISITORS, paths(topics, folder / "static")))
        deploy.write("play", a_second=A_SECOND)
        assert deploy.write("wait", changes=1)
        crowd.forget_silence()
        deploy.restart_all()
        silence = crowd.silence
        failed = tell(deploy.count(), silence, crowd.connections, visits)
    if failed:
        raise SystemExit("\n".join(failed))


def paths(topics: list[str], static: Path) -> list[str]:
    """Pages, REST and a file."""
    match = topics[-1]
    [style, *_] = static.glob("scores/touchline.*.css")
    return ["/", f"/api/v1/documents/{match}", f"/api/v1/topics/{match}", f"/static/{style.relative_to(static)}"]


def tell(count: Count, silence: float, connections: int, visits: Visits) -> list[str]:
    """Print what happened; what of our promises was not kept."""
    print(
        f"\nBoth web processes were restarted under load, one after the other.\n"
        f"  readers          {READERS}, which connected {connections} times\n"
        f"  lost             {count.lost}\n"
        f"  duplicated       {count.duplicated}\n"
        f"  backwards        {count.backwards}\n"
        f"  without updates  {silence:.2f} s at the longest, at {A_SECOND} updates a second\n"
        f"  stalest          {count.staleness:.2f} s behind the database\n"
        f"  HTTP requests    {visits.answered}, the slowest {visits.slowest:.2f} s; {len(visits.failed)} failed"
    )
    found = {
        f"{count.lost} updates were lost.": count.lost,
        f"{count.duplicated} were taken twice.": count.duplicated,
        f"{count.backwards} steps went backwards.": count.backwards,
        f"A reader was without updates for {silence:.2f} s.": silence > SILENCE_SECONDS,
        f"Requests failed: {', '.join(visits.failed[:5])}": visits.failed,
    }
    return [what for what, is_so in found.items() if is_so]


if __name__ == "__main__":
    main()
