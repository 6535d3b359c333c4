from __future__ import annotations

import gzip
import json
import lzma
import os
import signal
from dataclasses import replace
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from feeds import providers
from feeds.ingest import ingest
from feeds.lease import Lease
from feeds.models import Source
from feeds.recordings import RecordingError, read_body, read_lines
from feeds.stopping import stopping
from scores.models import Match
from tests.factories import make_match
from tests.feeds.bodies import NOW, encoded, espn, espn_event, fixture, football_data, football_data_match, openfootball
from tests.feeds.provider_site import provider_site
from tests.processes import attempt, free_port


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def refusal(*arguments: str) -> tuple[int, str]:
    with pytest.raises(CommandError) as raised:
        run(*arguments)
    return raised.value.returncode, str(raised.value)


@pytest.fixture
def written(tmp_path):
    def write(body: bytes, name: str = "body.json") -> str:
        path: Path = tmp_path / name
        path.write_bytes(body)
        return str(path)

    return write


def recording(*lines: tuple[datetime, bytes]) -> str:
    return "".join(json.dumps({"observed_at": at.isoformat(), "body": body.decode()}) + "\n" for at, body in lines)


@pytest.mark.django_db
def test_a_file_is_applied_and_summed_up(written):
    summary = run("ingest", "espn", "--file", written(espn(espn_event())))

    assert "1 applied, 0 unchanged, 0 held back, 0 unmatched, 0 unreadable" in summary
    assert Match.objects.get().home_score == 1


@pytest.mark.django_db
def test_a_feed_creates_in_an_empty_database_only(written):
    make_match()

    summary = run("ingest", "espn", "--file", written(espn(espn_event())))

    assert "1 unmatched" in summary
    assert Match.objects.count() == 1


@pytest.mark.django_db
def test_a_feed_creates_when_it_is_told_to(written):
    make_match()

    run("ingest", "espn", "--create", "--file", written(espn(espn_event())))

    assert Match.objects.count() == 2


@pytest.mark.django_db
def test_a_feed_creates_nothing_when_it_is_told_not_to(written):
    run("ingest", "espn", "--no-create", "--file", written(espn(espn_event())))

    assert Match.objects.count() == 0


@pytest.mark.django_db
def test_one_file_that_cannot_be_read_does_not_stop_the_others(written):
    summary = run("ingest", "espn", "--file", written(b"<html>", "a.json"), written(espn(espn_event()), "b.json"))

    assert "1 applied" in summary.splitlines()[-1]
    assert "1 unreadable" in summary.splitlines()[-1]


@pytest.mark.django_db
def test_nothing_readable_is_a_failure(written):
    code, text = refusal("ingest", "espn", "--file", written(b"<html>"))

    assert code == 1
    assert "Nothing could be read" in text
    assert "\n" not in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("ingest", "opta"), f"There is no provider 'opta': choose one of {', '.join(providers.PROVIDERS)}."),
        (("ingest", "espn", "--file", "/nowhere/a.json"), "There is no file /nowhere/a.json"),
        (("ingest", "espn", "--file", "/"), "Cannot read /"),
        (("ingest", "football-data", "--once"), "set the environment variable FOOTBALL_DATA_TOKEN"),
        (("ingest", "api-football"), "set the environment variable API_FOOTBALL_KEY"),
        (("ingest", "thesportsdb"), "set the environment variable THESPORTSDB_KEY"),
        (("ingest", "sportsml"), "SportsML has no address to poll: give its bodies with --file PATH"),
        (("ingest", "cricsheet", "--once"), "has no address to poll"),
        (("ingest", "touchline"), "or let their maker push reports"),
        (("ingest", "espn", "--per-minute", "0"), "--per-minute must be a number of requests, 1 or more, not '0'."),
        (("ingest", "espn", "--per-day", "many"), "--per-day must be a number of requests, 1 or more"),
        (("replay", "/nowhere/a.jsonl.xz", "--provider", "espn"), "There is no file /nowhere/a.jsonl.xz"),
        (("replay", "/nowhere/a.jsonl.xz", "--provider", "opta"), "There is no provider 'opta'"),
        (("replay", "a.jsonl", "--provider", "espn", "--speed", "fast"), "--speed must be a number such as 60"),
        (("replay", "a.jsonl", "--provider", "espn", "--speed", "-1"), "--speed must be a number such as 60"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_exit_status_two(settings, arguments, text):
    settings.FOOTBALL_DATA_TOKEN = ""

    code, said = refusal(*arguments)

    assert code == 2
    assert text in said
    assert "\n" not in said


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["two words", "caf\u00e9", "tab\there"])
def test_a_key_that_cannot_be_one_is_refused_and_not_shown(settings, key):
    settings.FOOTBALL_DATA_TOKEN = key

    code, text = refusal("ingest", "football-data", "--once")

    assert (code, "FOOTBALL_DATA_TOKEN" in text, key in text) == (2, True, False)


@pytest.mark.django_db
def test_the_key_of_a_provider_is_not_needed_for_files(settings, written):
    settings.FOOTBALL_DATA_TOKEN = ""

    summary = run("ingest", "football-data", "--file", written(football_data(football_data_match())))

    assert "1 applied" in summary


@pytest.mark.django_db
def test_what_was_recorded_while_polling_is_replayed(monkeypatch, tmp_path):
    with provider_site() as site:
        site.will_answer(espn(espn_event()))
        here = replace(providers.PROVIDERS["espn"], addresses=lambda day: [site.address])
        monkeypatch.setitem(providers.PROVIDERS, "espn", here)
        run("ingest", "espn", "--once", "--record", str(tmp_path))
    Match.objects.all().delete()

    summary = run("replay", str(tmp_path), "--provider", "espn", "--speed", "0", "--create")

    assert "1 applied" in summary
    assert Match.objects.get().home_score == 1


@pytest.mark.django_db
def test_a_folder_that_cannot_be_recorded_in_is_refused(tmp_path):
    (tmp_path / "file").touch()

    assert refusal("ingest", "espn", "--record", str(tmp_path / "file")) == (
        2,
        f"Cannot record in {tmp_path / 'file'}: File exists.",
    )


@pytest.mark.django_db
def test_polling_once_asks_the_provider_and_gives_the_lock_back(monkeypatch):
    with provider_site() as site:
        site.will_answer(espn(espn_event()))
        here = replace(providers.PROVIDERS["espn"], addresses=lambda day: [site.address])
        monkeypatch.setitem(providers.PROVIDERS, "espn", here)

        summary = run("ingest", "espn", "--once")

    assert "1 applied" in summary
    assert site.requests[0]["user-agent"].startswith("Touchline")
    assert Source.objects.get(name="espn").poller == ""


@pytest.mark.django_db
def test_no_more_is_asked_for_than_the_plan_allows(monkeypatch):
    with provider_site() as site:
        site.will_answer(espn(espn_event()))
        lists = [f"{site.address}?day={number}" for number in range(5)]
        monkeypatch.setitem(
            providers.PROVIDERS, "espn", replace(providers.PROVIDERS["espn"], addresses=lambda day: lists)
        )

        run("ingest", "espn", "--once", "--per-minute", "3")
        run("ingest", "espn", "--once", "--per-minute", "60", "--per-day", "4")

    assert len(site.requests) == 4


@pytest.mark.django_db
def test_one_poll_that_asks_nothing_says_why():
    Source.objects.create(name="espn", failures=5, open_until=timezone.now() + timedelta(minutes=5), trouble="All 404")

    assert refusal("ingest", "espn", "--once") == (1, "Nothing could be read (circuit: All 404).")


@pytest.mark.parametrize("database", ["sqlite:///{folder}/none.sqlite3", "postgres://ana@127.0.0.1:{port}/scores"])
def test_a_database_that_is_not_ready_is_one_line(tmp_path, database):
    url = database.format(folder=tmp_path, port=free_port())

    done = attempt("ingest", "espn", "--once", DEBUG="1", DATABASE_URL=url, LOG_FORMAT="lines")

    said = [line for line in done.stderr.splitlines() if "psycopg.pool" not in line and not line.startswith("\t")]
    assert (done.returncode, len(said)) == (2, 1)
    assert said[0].startswith("CommandError: The database of DATABASE_URL cannot be read, or lacks its tables: ")


@pytest.mark.django_db
def test_a_second_poller_is_refused():
    Lease(providers.PROVIDERS["espn"], name="the first").take()

    code, text = refusal("ingest", "espn", "--once")

    assert (code, "polled by another process" in text) == (2, True)


def test_a_file_may_be_packed_or_a_recorded_response(written):
    body = espn(espn_event())
    wrapped = encoded({"status": 200, "headers": {}, "body": body.decode()})

    assert read_body(Path(written(gzip.compress(body), "a.json.gz"))) == body
    assert read_body(Path(written(wrapped, "b.json"))) == body
    assert read_body(Path(written(body, "c.json"))) == body


@pytest.mark.django_db
@pytest.mark.parametrize("packed", [False, True])
def test_a_recording_is_replayed_in_its_own_time(tmp_path, packed):
    lines = recording(
        (NOW, openfootball(fixture(ft=(2, 0)))),
        (NOW + timedelta(hours=1), openfootball(fixture(ft=(1, 0)))),
        (NOW + timedelta(hours=2), b"<html>"),
        (NOW + timedelta(hours=3), openfootball(fixture(ft=(1, 0)))),
    )
    path = tmp_path / ("a.jsonl.xz" if packed else "a.jsonl")
    path.write_bytes(lzma.compress(lines.encode()) if packed else lines.encode())

    summary = run("replay", str(path), "--provider", "openfootball", "--speed", "0")

    assert "2 applied, 1 unchanged, 1 held back, 0 unmatched, 1 unreadable" in summary
    assert Match.objects.get().home_score == 1


@pytest.mark.parametrize("line", ["not json", "{}", '{"observed_at": "yesterday", "body": "x"}'])
def test_a_file_that_is_no_recording_is_refused(tmp_path, line):
    path = tmp_path / "a.jsonl"
    path.write_text(line + "\n")

    with pytest.raises(RecordingError, match="Line 1 of .* is not a recording"):
        list(read_lines(path))


@pytest.mark.django_db
def test_a_signal_lets_the_piece_in_hand_finish(written, monkeypatch):
    paths = [written(espn(espn_event(event_id=name)), name) for name in ("501", "502")]

    def interrupted(*arguments, **fields):
        os.kill(os.getpid(), signal.SIGTERM)
        return ingest(*arguments, **fields)

    monkeypatch.setattr("feeds.management.commands.ingest.ingest", interrupted)

    summary = run("ingest", "espn", "--file", *paths)

    assert "1 applied" in summary.splitlines()[-1]
    assert Match.objects.count() == 1


def test_after_the_command_signals_do_again_what_they_did():
    before = signal.getsignal(signal.SIGTERM)

    with stopping() as stop:
        os.kill(os.getpid(), signal.SIGTERM)
        assert stop.wait(5)

    assert signal.getsignal(signal.SIGTERM) == before


def test_every_provider_says_where_it_is_polled_but_those_of_files():
    addresses = {name: provider.addresses(NOW.date()) for name, provider in providers.PROVIDERS.items()}

    assert {name for name, found in addresses.items() if not found} == {"cricsheet", "sportsml", "touchline"}
    assert all(address.startswith("https://") for found in addresses.values() for address in found)
