from __future__ import annotations

import lzma
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from itertools import groupby
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from feeds.ingest import ingest
from feeds.management.commands.replay import Pace
from feeds.providers import PROVIDERS
from feeds.recordings import Recorder, read_recording
from scores.live.models import Update
from scores.models import Match
from tests.feeds.bodies import NOW, espn, espn_event, football_data, football_data_match
from tests.feeds.disputes import rows_shown

BOARD = "https://site.api.espn.com/scoreboard"
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def board(home: int, other: int = 0) -> bytes:
    return espn(
        espn_event(score=(str(home), "0")),
        espn_event(event_id="502", date="2026-11-29T15:00Z", score=(str(other), "0")),
    )


@pytest.fixture
def recorder(tmp_path) -> Iterator[Recorder]:
    made = Recorder(tmp_path / "recorded", "espn")
    yield made
    made.close()


@pytest.fixture
def folder(recorder, tmp_path) -> Path:
    """A goal that is given at 1 min, is gone from 2 min to 2 min 20 s in an old copy, and is taken back at 5 min."""
    said = [(0, 0), (60, 1), (120, 0), (140, 1), (300, 0), (330, 0)]
    for number, (second, home) in enumerate(said):
        recorder.keep(NOW + second * SECOND, BOARD, 200, {}, board(home, other=number))
        recorder.keep(NOW + second * SECOND, BOARD, 503, {}, b"<html>busy</html>")
    return Path(tmp_path / "recorded")


def replay(path: Path, *arguments: str) -> str:
    out = StringIO()
    call_command("replay", str(path), "--speed", "0", *arguments, stdout=out)
    return out.getvalue()


def scores() -> list[int | None]:
    return list(Match.objects.order_by("kick_off").values_list("home_score", flat=True))


@pytest.mark.django_db
def test_a_folder_is_played_in_order_and_says_itself_whose_it_is(folder):
    summary = replay(folder)

    assert scores() == [1, 5]  # the last fall of the score is held for a minute
    assert "6 answers were errors of the provider's server, and are left out." in summary
    assert ", 0 unreadable" in summary


@pytest.mark.django_db
def test_a_board_and_its_details_are_one_recording(tmp_path):
    recorder = Recorder(tmp_path, "espn")
    for second, address, home in ((0, BOARD, 0), (1, f"{BOARD}/1", 1), (2, BOARD, 2)):
        recorder.keep(NOW + second * SECOND, address, 200, {}, espn(espn_event(score=(str(home), "0"))))
    recorder.close()

    replay(tmp_path)

    assert scores() == [2]


@pytest.mark.django_db
def test_of_several_providers_in_a_folder_one_is_played(folder):
    other = Recorder(folder, "football-data")
    other.keep(NOW, "board", 200, {}, football_data(football_data_match(home=4)))
    other.close()

    replay(folder, "--provider", "football-data")

    assert scores() == [4]


@pytest.mark.django_db
def test_only_some_minutes_are_played(folder):
    replay(folder, "--from", "2026-11-22T16:01Z", "--until", "2026-11-22T16:01:30Z")

    assert scores() == [1, 1]


@pytest.mark.django_db
@pytest.mark.parametrize(("until", "home"), [("16:03Z", 2), ("16:06Z", 1)])
def test_what_the_guard_doubted_is_believed_when_it_was_said_for_a_minute(recorder, tmp_path, until, home):
    for minute, score in enumerate((1, 2, 1)):
        recorder.keep(NOW + minute * MINUTE, BOARD, 200, {}, board(score))

    replay(tmp_path / "recorded", "--until", f"2026-11-22T{until}")

    assert scores() == [home, 0]


@pytest.mark.django_db
def test_what_an_error_followed_is_not_said_again(recorder, tmp_path):
    for minute, score in enumerate((1, 2, 1)):
        recorder.keep(NOW + minute * MINUTE, BOARD, 200, {}, board(score))
    recorder.keep(NOW + 2 * MINUTE + SECOND, BOARD, 503, {}, b"<html>busy</html>")

    replay(tmp_path / "recorded")

    assert scores() == [2, 0]


@pytest.mark.django_db
def test_a_doubt_is_heard_again_while_others_speak(recorder, tmp_path):
    for minute, score in enumerate((1, 2, 1)):
        recorder.keep(NOW + minute * MINUTE, BOARD, 200, {}, board(score))
    recorder.keep(NOW + 10 * MINUTE, "another", 200, {}, espn())

    replay(tmp_path / "recorded", "-v", "2")

    fall = Update.objects.filter(document__startswith="row.", patch__score__home=1).latest("pk")
    assert fall.reason == "Score corrected to 1–0 (espn)"
    assert scores() == [1, 0]


def test_an_hour_takes_a_minute_however_long_playing_takes():
    pace = Pace(60)

    waits = [pace.wait(NOW + minute * MINUTE, now) for minute, now in ((0, 100.0), (1, 100.2), (2, 103.0), (60, 104.0))]

    assert waits == pytest.approx([0, 0.8, 0, 56])


def test_as_fast_as_possible_waits_for_nothing():
    pace = Pace(0)

    assert [pace.wait(NOW + minute * MINUTE, 100.0) for minute in range(3)] == [0, 0, 0]


@pytest.mark.django_db
def test_what_was_heard_since_is_not_undone(folder):
    ingest(PROVIDERS["espn"], board(3), received_at=NOW + 60 * MINUTE, create=True)

    with pytest.raises(CommandError, match="has heard espn until 2026-11-22 17:00:00 UTC"):
        replay(folder)

    assert scores() == [3, 0]


@pytest.mark.django_db
def test_a_replay_that_was_stopped_goes_on_from_there(folder):
    replay(folder, "--until", "2026-11-22T16:02:30Z")

    replay(folder, "--from", "2026-11-22T16:02:30Z")

    assert scores() == [1, 5]


@pytest.mark.django_db
def test_only_one_match_is_played(folder):
    replay(folder, "--only", "501")

    assert scores() == [1]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "other", ["espn-2026-11-22T14-00-00.jsonl", "espn-2026-11-23T16-00-00.jsonl", "nba-2026-11-22T16-00-00.jsonl"]
)
def test_only_the_files_of_these_minutes_and_this_provider_are_read(folder, other):
    (folder / other).write_text("a line that nobody could read\n")

    replay(folder, "--provider", "espn", "--from", "2026-11-22T16:01Z", "--until", "2026-11-22T16:02Z")

    assert scores()[0] == 1


@pytest.mark.django_db
def test_a_last_line_that_is_cut_off_is_said_and_left_out(folder, recorder, caplog):
    recorder.close()
    (path,) = folder.iterdir()
    path.write_bytes(path.read_bytes()[:-9])

    summary = replay(path)

    assert "its last, is cut off and left out" in caplog.text
    assert "5 answers were errors" in summary


@pytest.mark.django_db
def test_a_packed_file_that_is_cut_off_is_played_as_far_as_it_goes(folder, recorder, tmp_path, caplog):
    recorder.close()
    packed = lzma.compress(next(folder.iterdir()).read_bytes())
    path = tmp_path / "half.jsonl.xz"
    path.write_bytes(packed[:-60])

    replay(path)

    assert "is cut off" in caplog.text
    assert scores()[0] is not None


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["stretch.jsonl", "stretch.jsonl.xz", "stretch.jsonl.gz"])
def test_a_stretch_is_cut_out_and_changes_nothing(folder, tmp_path, name):
    path = tmp_path / name

    said = replay(folder, "--until", "2026-11-22T16:02Z", "--save", str(path))

    lines, whole = list(read_recording(path)), list(read_recording(folder))
    assert lines == whole[:6]
    assert f"Wrote 6 answers to {path}." in said
    assert Match.objects.count() == 0


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("--from", "yesterday"), "--from must be a time such as 2026-11-22T15:00Z, not yesterday."),
        (("--until", "2026-13-45T00:00"), "--until must be a time such as"),
        (("--save", "{folder}/espn-2026-11-22T16-00-00.jsonl"), "already: remove it, or give another name."),
        (("--save", "{folder}/new.jsonl", "--from", "2030-01-01"), "Nothing of that is in"),
        (("--only", "999", "--save", "{folder}/new.jsonl", "--until", "2026-11-22T15:00Z"), "Nothing of that is in"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(folder, arguments, text):
    with pytest.raises(CommandError) as raised:
        replay(folder, *(each.format(folder=folder) for each in arguments))

    assert text in str(raised.value)
    assert not (folder / "new.jsonl").exists()


def test_of_a_stretch_that_cannot_be_read_to_its_end_no_half_is_written(folder, recorder, tmp_path):
    recorder.close()
    (path,) = folder.iterdir()
    path.write_bytes(path.read_bytes() + b"a line that nobody could read\n")

    with pytest.raises(CommandError, match="is not a recording"):
        replay(path, "--save", str(tmp_path / "cut.jsonl"))

    assert not (tmp_path / "cut.jsonl").exists()


@pytest.mark.django_db
def test_a_recording_of_nobody_needs_a_name(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"observed_at": "2026-11-22T15:00:00Z", "body": "{}"}\n')

    with pytest.raises(CommandError, match="does not say whose it is: name the provider with --provider"):
        replay(path)


@pytest.mark.django_db
def test_a_folder_without_recordings_is_refused(tmp_path):
    with pytest.raises(CommandError, match="There is no recording in"):
        replay(tmp_path)


@pytest.mark.django_db
def test_a_disputed_report_is_replayed_in_a_test(folder, tmp_path):
    """As docs/recordings.md tells it: cut the match out of the recording, and look at what readers saw."""
    path = tmp_path / "espn-501.jsonl.xz"
    replay(folder, "--only", "501", "--from", "2026-11-22T16:00Z", "--until", "2026-11-22T16:06Z", "--save", str(path))

    seen = rows_shown(path, "501")

    changes = [next(same) for _, same in groupby(seen, key=lambda row: row.state["score"]["home"])]
    assert [(row.state["score"]["home"], row.at - NOW) for row in changes] == [
        (0, 0 * SECOND),
        (1, 60 * SECOND),
        (0, 360 * SECOND),
    ]
    assert seen[-1].reason == "Score corrected to 0–0 (espn)"
