from __future__ import annotations

import lzma
import os
import random
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feeds.recordings import Recorder, RecordingError, read_lines, read_recording
from tests.feeds.bodies import NOW

BOARD, DETAILS = "https://scores.example.org/board.json", "https://scores.example.org/match/501.json"
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def folder(tmp_path) -> Path:
    return Path(tmp_path / "recorded")


@pytest.fixture
def recorder(folder) -> Iterator[Recorder]:
    made = Recorder(folder, "espn")
    yield made
    made.close()


def keep(recorder: Recorder, body: bytes, *, at: datetime = NOW, address: str = BOARD, status: int = 200) -> None:
    recorder.keep(at, address, status, {"ETag": '"1"'}, body)


def bodies(folder: Path) -> list[bytes]:
    return [line.payload for line in read_recording(folder)]


def test_every_answer_that_changed_is_kept_with_where_and_when_it_came(recorder, folder):
    for number, body in enumerate((b"{1}", b"{1}", b"{2}", b"{1}")):
        keep(recorder, body, at=NOW + number * MINUTE)

    lines = list(read_recording(folder))
    assert [(line.observed_at, line.payload) for line in lines] == [
        (NOW, b"{1}"),
        (NOW + 2 * MINUTE, b"{2}"),
        (NOW + 3 * MINUTE, b"{1}"),
    ]
    assert {(line.provider, line.address, line.status, line.headers["etag"]) for line in lines} == {
        ("espn", BOARD, 200, '"1"')
    }


def test_each_address_is_compared_with_itself(recorder, folder):
    for address in (BOARD, DETAILS, BOARD, DETAILS):
        keep(recorder, b"{}", address=address)

    assert [line.address for line in read_recording(folder)] == [BOARD, DETAILS]


def test_an_error_with_the_same_body_is_another_answer(recorder, folder):
    keep(recorder, b"{}")
    keep(recorder, b"{}", status=503)

    assert [line.status for line in read_recording(folder)] == [200, 503]


def test_neither_keys_nor_cookies_are_kept(recorder, folder, settings):
    settings.THESPORTSDB_KEY = "a/secret-key"
    headers = {"Set-Cookie": "session=secret-cookie", "X-Auth-Token": "secret-token", "Date": "today, a/secret-key"}

    recorder.keep(
        NOW, "https://example.org/json/a%2Fsecret-key/?apikey=secret-other&day=1", 200, headers, b"a/secret-key?"
    )

    (line,) = read_recording(folder)
    assert b"secret" not in next(folder.iterdir()).read_bytes()
    assert (line.address, line.payload) == ("https://example.org/json/***/?apikey=***&day=1", b"***?")
    assert line.headers == {"date": "today, ***"}


@pytest.mark.parametrize("body", [b"\xff\xfe\x00\r\n\x80", b"", b"\x00\r\n\xe2\x80\xa8", "„Bräuer“".encode()])
def test_a_body_is_read_as_it_came_whatever_bytes_it_has(recorder, folder, body):
    keep(recorder, body)

    assert bodies(folder) == [body]


def test_an_hour_that_is_over_is_packed(recorder, folder):
    for number in range(3):
        keep(recorder, b"{%d}" % number, at=NOW + number * HOUR)

    assert sorted(path.name for path in folder.iterdir()) == [
        "espn-2026-11-22T16-00-00.jsonl.xz",
        "espn-2026-11-22T17-00-00.jsonl.xz",
        "espn-2026-11-22T18-00-00.jsonl",
    ]
    assert bodies(folder) == [b"{0}", b"{1}", b"{2}"]


def test_each_hour_can_be_played_by_itself(recorder, folder):
    for at in (NOW, NOW + HOUR):
        keep(recorder, b"board", at=at)
        keep(recorder, b"details", at=at, address=DETAILS)

    assert [line.payload for line in read_lines(sorted(folder.iterdir())[1])] == [b"board", b"details"]


def test_a_recording_stays_within_its_bound_and_the_oldest_part_goes(folder, caplog):
    chance = random.Random(1)
    recorder = Recorder(folder, "espn", max_bytes=100_000)

    for number in range(40):
        keep(recorder, chance.randbytes(6_000), at=NOW + number * MINUTE)
        assert sum(path.stat().st_size for path in folder.iterdir()) <= 100_000
    recorder.close()

    kept = [line.observed_at for line in read_recording(folder)]
    assert kept == [NOW + number * MINUTE for number in range(40 - len(kept), 40)]
    assert 8 <= len(kept) < 40
    assert (
        "reached its bound of 100000 bytes: its oldest part, espn-2026-11-22T16-00-00.jsonl.xz, was removed"
        in caplog.text
    )


def test_a_recorder_that_comes_after_goes_on_with_the_file(recorder, folder):
    keep(recorder, b"{1}")
    recorder.close()

    after = Recorder(folder, "espn")
    keep(after, b"{1}", at=NOW + MINUTE)
    keep(after, b"{2}", at=NOW + 2 * MINUTE)
    after.close()

    assert (len(list(folder.iterdir())), bodies(folder)) == (1, [b"{1}", b"{2}"])


def test_a_line_that_was_not_finished_is_lost_and_nothing_else(recorder, folder, caplog):
    for body in (b"{1}", b"{2}"):
        keep(recorder, body)
    recorder.close()
    (path,) = folder.iterdir()
    path.write_bytes(path.read_bytes()[:-20])
    before = bodies(folder)

    after = Recorder(folder, "espn")
    keep(after, b"{3}")
    after.close()

    assert (before, bodies(folder)) == ([b"{1}"], [b"{1}", b"{3}"])
    assert f"Line 2 of {path}, its last, is cut off" in caplog.text


KILLED = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
import django
django.setup()
from feeds.recordings import Recorder

recorder, at, number = Recorder(Path(sys.argv[1]), "espn", max_bytes=40_000_000), datetime(2026, 11, 22, tzinfo=UTC), 0
while True:
    number += 1
    body = b"%d:" % number + b"x" * 300_000
    recorder.keep(at + timedelta(minutes=number), "board", 200, {}, body)
    print(number, flush=True)
"""


def test_killed_in_the_middle_of_writing_it_has_everything_but_the_last_line(folder):
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    with subprocess.Popen([sys.executable, "-c", KILLED, folder], stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        told = [int(process.stdout.readline()) for _ in range(100)]  # an hour is packed on the way
        process.kill()
        told += [int(line) for line in process.stdout]

    Recorder(folder, "espn").close()

    numbers = [int(body.partition(b":")[0]) for body in bodies(folder)]
    assert numbers[: len(told)] == told
    assert len(told) <= len(numbers) <= len(told) + 1


def test_two_recorders_of_one_provider_share_no_file(recorder, folder):
    keep(recorder, b"{1}")
    other = Recorder(folder, "espn")

    keep(other, b"{2}")
    keep(recorder, b"{3}")
    other.close()

    assert len(list(folder.iterdir())) == 2
    assert sorted(bodies(folder)) == [b"{1}", b"{2}", b"{3}"]


def test_killed_while_it_packed_nothing_is_played_twice(recorder, folder):
    keep(recorder, b"{1}")
    recorder.close()
    (plain,) = folder.iterdir()
    plain.with_suffix(".jsonl.xz").write_bytes(lzma.compress(plain.read_bytes()))
    plain.with_suffix(".jsonl.xz.part").write_bytes(b"half of it")

    before = bodies(folder)
    after = Recorder(folder, "espn")
    keep(after, b"{2}")
    after.close()

    assert (before, bodies(folder)) == ([b"{1}"], [b"{1}", b"{2}"])
    assert not list(folder.glob("*.part"))


def test_the_recordings_of_several_providers_lie_in_one_folder(folder):
    for name in ("nba", "espn"):
        recorder = Recorder(folder, name)
        for number in range(2):
            keep(recorder, name.encode(), at=NOW + number * HOUR + (name == "espn") * MINUTE)
        recorder.close()

    assert [line.provider for line in read_recording(folder)] == ["nba", "espn", "nba", "espn"]


def test_trouble_with_the_disk_is_said_once_and_ends_nothing(recorder, folder, caplog):
    shutil.rmtree(folder)

    for number in range(3):
        keep(recorder, b"{%d}" % number)
    folder.mkdir()
    keep(recorder, b"{3}")

    assert bodies(folder) == [b"{3}"]
    assert caplog.text.count("cannot be recorded") == 1


@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_file_that_somebody_removes_is_begun_anew(recorder, folder, what, caplog):
    keep(recorder, b"{1}")
    (path,) = folder.iterdir()
    path.unlink()
    if what == "folder":
        folder.rmdir()
        keep(recorder, b"{1}")
        folder.mkdir()

    keep(recorder, b"{1}", at=NOW + MINUTE)
    keep(recorder, b"{2}", at=NOW + 2 * MINUTE)

    assert bodies(folder) == [b"{1}", b"{2}"]
    assert caplog.text.count("cannot be recorded") == 1


@contextmanager
def no_file_longer_than(length: int) -> Iterator[None]:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (length, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_a_disk_that_takes_half_of_a_line_keeps_no_half(recorder, folder):
    keep(recorder, b"{1}")
    (path,) = folder.iterdir()

    with no_file_longer_than(path.stat().st_size + 100):
        keep(recorder, b"x" * 1000)
    keep(recorder, b"{2}")

    assert bodies(folder) == [b"{1}", b"{2}"]


def test_a_disk_without_room_to_pack_an_hour_keeps_it_as_it_is_and_nothing_half(recorder, folder):
    hour = random.Random(1).randbytes(20_000)
    keep(recorder, hour)

    with no_file_longer_than(10_000):
        keep(recorder, b"{1}", at=NOW + HOUR)

    assert [path.suffix for path in folder.iterdir()] == [".jsonl", ".jsonl"]
    assert bodies(folder) == [hour, b"{1}"]


def test_one_that_comes_while_another_packs_leaves_its_work_alone(recorder, folder):
    keep(recorder, b"{1}")
    (plain,) = folder.iterdir()
    part = plain.with_suffix(".jsonl.xz.part")
    part.write_bytes(b"half of it")

    Recorder(folder, "espn").close()

    assert part.exists()


def test_a_folder_that_cannot_be_made_is_said_at_once(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(RecordingError, match="Cannot record in .*file"):
        Recorder(tmp_path / "file", "espn")


def test_times_are_those_of_the_whole_world(recorder, folder):
    keep(recorder, b"{}", at=datetime(2026, 11, 22, 23, 30, tzinfo=UTC).astimezone())

    assert [path.name for path in folder.iterdir()] == ["espn-2026-11-22T23-30-00.jsonl"]
