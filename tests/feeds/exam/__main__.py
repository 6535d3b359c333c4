"""Sit the exam and write its page: `python -m tests.feeds.exam`."""

from __future__ import annotations

import atexit
import os
import tempfile

import django
from django.core.management import call_command

# A database of its own, chosen before anything of the site is imported.
folder = tempfile.TemporaryDirectory(prefix="touchline-exam-")
atexit.register(folder.cleanup)
os.environ["DATABASE_URL"] = f"sqlite:///{folder.name}/exam.sqlite3"
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()

from tests.feeds.exam.page import PAGE, page  # noqa: E402
from tests.feeds.exam.sitting import BOARDS, FASTEST, MATCHES, play_board, play_match  # noqa: E402
from tests.feeds.recordings import FEEDS  # noqa: E402


def main() -> None:
    if not FEEDS.is_dir():
        raise SystemExit(f"There are no recordings in {FEEDS}.")
    call_command("migrate", verbosity=0)
    boards = [play_board(name) for name in BOARDS]
    matches = [play_match(key) for key in MATCHES]
    PAGE.write_text(page(boards, matches), encoding="utf-8")
    failed = [text for board in boards for text in board.shortcomings]
    failed += [text for match in matches for text in match.shortcomings]
    failed += [f"{board.name}: only {board.played.speed:.0f} x" for board in boards if board.played.speed < FASTEST]
    if failed:
        raise SystemExit("\n".join(failed))
    print(f"Every promise was kept. Written to {PAGE}.")


if __name__ == "__main__":
    main()
