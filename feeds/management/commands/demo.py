from __future__ import annotations

import os
import shlex
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from feeds.simulation.matchday import foreign_matches
from scores.models import Match

LOOK_SECONDS = 0.1
END_SECONDS = 10

Processes = dict[str, "subprocess.Popen[bytes]"]


class Command(BaseCommand):
    help = "Serve the site with a simulated matchday beside it, until Ctrl-C; for DEBUG only"

    def handle(self, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("The demo fills the database with made-up matches: it runs with DEBUG=1 only.")
        refuse_a_port_in_use(settings.PORT)
        try:
            call_command("migrate", verbosity=0)
            simulated = is_for_simulation()
            if simulated:
                call_command("simulate", "--fill-only", "--force")
        except KeyboardInterrupt:
            raise CommandError("Stopped before the site was up.") from None
        if not simulated:
            self.stdout.write("The database holds matches of feeds or editors only, so none is simulated.")
        self.supervise(stopping(), simulated=simulated)

    def supervise(self, stop: threading.Event, *, simulated: bool) -> None:
        running: Processes = {}
        try:
            running["site"] = start("serve")
            while not answers(settings.PORT):
                if stop.wait(LOOK_SECONDS) or an_end(running):
                    return self.conclude(running)
            if simulated:
                running["simulation"] = start("simulate", "--force")
            self.stdout.write(welcome())
            self.stdout.flush()
            while not (stop.wait(LOOK_SECONDS) or an_end(running)):
                pass
            self.conclude(running)
        finally:
            end(running)

    def conclude(self, running: Processes) -> None:
        if ended := an_end(running):
            raise CommandError(f"{ended}, so everything was ended.")
        self.stdout.write("\nStopping.")


def is_for_simulation() -> bool:
    """Whether it is empty or was filled by a demo: a match that somebody added there by hand does no harm."""
    return foreign_matches() < Match.objects.count() or not Match.objects.exists()


def stopping() -> threading.Event:
    """An event that Ctrl-C, a kill or a closed terminal sets; a second Ctrl-C cannot cut the ending short."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    return stop


def start(*command: str) -> subprocess.Popen[bytes]:
    """A command in a process group of its own, so that Ctrl-C reaches it through us alone, and once."""
    return subprocess.Popen(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), *command], stdin=subprocess.DEVNULL, process_group=0
    )


def an_end(running: Processes) -> str:
    for name, process in running.items():
        if process.poll() is not None:
            return f"The {name} ended by itself (exit status {process.returncode})"
    return ""


def end(running: Processes) -> None:
    for process in running.values():
        process.terminate()
    for process in running.values():
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            kill_group(process)


def kill_group(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def refuse_a_port_in_use(port: int) -> None:
    if answers(port):
        raise CommandError(
            f"Port {port} is in use: end what listens there, or choose another: make run PORT={port + 1}"
        )


def welcome() -> str:
    python = shlex.quote(os.path.relpath(sys.executable))
    manage = shlex.quote(os.path.relpath(Path(settings.BASE_DIR) / "manage.py"))
    usual = settings.DATABASES["default"]["NAME"] == str(settings.BASE_DIR / "touchline.sqlite3")
    same_database = "" if usual else " (with the same DATABASE_URL)"
    return (
        f"\n  Touchline is at http://127.0.0.1:{settings.PORT}/\n"
        f"  Enter scores at http://127.0.0.1:{settings.PORT}/admin/, with a user made by{same_database}:\n"
        f"      DEBUG=1 {python} {manage} createsuperuser\n"
        "  Ctrl-C ends it.\n"
    )
