from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from feeds.ingest import ingest
from feeds.models import Payload, Source
from feeds.providers import PROVIDERS, Parsed, Provider
from scores import operations
from scores.live.models import Update
from scores.models import Match, Team
from scores.reports import MatchReport
from tests.feeds.bodies import (
    NOW,
    espn,
    espn_event,
    fixture,
    football_data,
    football_data_match,
    openfootball,
)

pytestmark = pytest.mark.django_db

OPENFOOTBALL, FOOTBALL_DATA, ESPN = (PROVIDERS[name] for name in ("openfootball", "football-data", "espn"))
BODIES = {
    "openfootball": openfootball(fixture(ft=(1, 0))),
    "football-data": football_data(football_data_match()),
    "espn": espn(espn_event()),
}


def take(provider, payload, *, at: datetime = NOW, create: bool = True):
    return ingest(provider, payload, received_at=at, create=create)


def score_of(match: Match) -> tuple[int | None, int | None]:
    match.refresh_from_db()
    return match.home_score, match.away_score


def the_match() -> Match:
    return Match.objects.get()


@pytest.mark.parametrize("name", BODIES)
def test_a_payload_makes_its_match(name):
    tally = take(PROVIDERS[name], BODIES[name])

    match = the_match()
    assert (tally.applied, tally.unchanged, tally.held, tally.unmatched, tally.unreadable) == (1, 0, 0, 0, 0)
    assert (match.home_score, match.away_score) == (1, 0)
    assert str(match.stage.season) == "Premier League 2026/27"
    assert {team.name.removesuffix(" FC") for team in Team.objects.all()} == {"Arsenal", "Chelsea"}


@pytest.mark.parametrize("name", BODIES)
def test_the_same_payload_again_appends_no_update(name):
    take(PROVIDERS[name], BODIES[name])
    updates = Update.objects.count()

    tally = take(PROVIDERS[name], BODIES[name], at=NOW + timedelta(seconds=30))

    assert (tally.applied, tally.unchanged) == (0, 1)
    assert Update.objects.count() == updates


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize(
    "spoil",
    [
        lambda body: b"",
        lambda body: b"   \n",
        lambda body: body[: len(body) // 2],
        lambda body: b"<!DOCTYPE html><html><body>Service unavailable</body></html>",
        lambda body: b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + body,
        lambda body: b'{"standings": [], "competition": {"id": 2021}}',
        lambda body: b"[1, 2, 3]",
        lambda body: b"null",
        lambda body: b"\xff\xfe\x00garbage",
        lambda body: b"[" * 100_000,
    ],
    ids=["empty", "blank", "cut off", "HTML", "headers", "another resource", "array", "null", "bytes", "deep"],
)
def test_a_body_that_is_not_the_document_is_kept_counted_and_changes_nothing(name, spoil):
    take(PROVIDERS[name], BODIES[name])
    updates = Update.objects.count()

    first, second = (take(PROVIDERS[name], spoil(BODIES[name])) for _ in range(2))

    kept = Payload.objects.get()
    assert (first.unreadable, first.readable, second.unreadable) == (1, 0, 1)
    assert (kept.provider, kept.times, kept.size) == (name, 2, len(spoil(BODIES[name])))
    assert Update.objects.count() == updates
    assert take(PROVIDERS[name], BODIES[name]).unchanged == 1


@pytest.mark.parametrize(
    ("provider", "body"),
    [
        (OPENFOOTBALL, openfootball(fixture(ft=(2, 0), status="teleported"))),
        (FOOTBALL_DATA, football_data(football_data_match("TELEPORTED", 2, updated="2026-11-22T15:21:00Z"))),
    ],
)
def test_an_unknown_word_is_counted_and_kept_while_the_rest_is_applied(provider, body):
    take(provider, BODIES[provider.name])
    before = the_match().status

    tally = take(provider, body)

    assert (tally.applied, tally.unreadable) == (1, 1)
    assert (the_match().status, score_of(the_match())) == (before, (2, 0))
    assert "unknown status" in Payload.objects.get().trouble


@pytest.mark.parametrize(
    ("provider", "body"),
    [
        (OPENFOOTBALL, openfootball(fixture(ft=(None, 0)), fixture("Leeds United", ft=(3, 0)))),
        (FOOTBALL_DATA, football_data(football_data_match("IN_PLAY", None, None))),
        (ESPN, espn(espn_event(score=(None, None)))),
    ],
)
def test_a_null_where_a_number_was_keeps_the_score(provider, body):
    take(provider, BODIES[provider.name])
    match = the_match()

    tally = take(provider, body)

    assert tally.unreadable == 1
    assert score_of(match) == (1, 0)


@pytest.mark.parametrize("name", BODIES)
def test_a_match_that_vanished_is_left_as_it_was(name):
    take(PROVIDERS[name], BODIES[name])
    empty = {"openfootball": openfootball(), "football-data": football_data(), "espn": espn()}[name]
    updates = Update.objects.count()

    tally = take(PROVIDERS[name], empty)

    assert (tally.readable, tally.applied) == (1, 0)
    assert Update.objects.count() == updates


def test_a_score_that_falls_is_held_until_it_has_been_said_for_a_minute():
    take(ESPN, espn(espn_event(score=("2", "0"))))
    lower = espn(espn_event(score=("1", "0")))

    tallies = [take(ESPN, lower, at=NOW + timedelta(seconds=seconds)) for seconds in (10, 40, 70)]

    assert [(tally.applied, tally.held) for tally in tallies] == [(0, 1), (0, 1), (1, 0)]
    assert "was 2–0, is now said to be 1–0" in tallies[0].lines[0]
    assert score_of(the_match()) == (1, 0)


def test_a_corrected_final_score_of_a_file_is_applied():
    take(OPENFOOTBALL, openfootball(fixture(ft=(1, 1))))

    tally = take(OPENFOOTBALL, openfootball(fixture(ft=(3, 2))))

    assert (tally.applied, score_of(the_match())) == (1, (3, 2))


def test_a_correction_is_told_of_its_own_match_only():
    before = [fixture(ft=(2, 0)), fixture("Leeds United", ft=(0, 0))]
    after = openfootball(fixture(ft=(1, 0)), fixture("Leeds United", ft=(1, 0)))
    take(OPENFOOTBALL, openfootball(*before))
    take(OPENFOOTBALL, openfootball(fixture(ft=(1, 0)), before[1]))

    take(OPENFOOTBALL, after, at=NOW + timedelta(minutes=2))

    told = {
        match.home.name: Update.objects.filter(document=f"match.{match.pk}").latest("sequence").reason
        for match in Match.objects.all()
    }
    assert told == {"Arsenal FC": "Score corrected to 1–0 (openfootball)", "Leeds United": ""}


def test_a_season_makes_one_update_of_each_document_and_few_of_its_table():
    body = openfootball(*(fixture("Arsenal FC", f"Team {number}", ft=(number, 0)) for number in range(30)))

    tally = take(OPENFOOTBALL, body)

    sequences = Update.objects.values_list("document", "sequence")
    assert tally.applied == 30
    assert {sequence for _, sequence in sequences} == {1}
    assert len(sequences) == 30 + 30 + 1


def test_an_older_copy_changes_nothing():
    take(FOOTBALL_DATA, football_data(football_data_match(home=2, updated="2026-11-22T15:30:00Z")))
    updates = Update.objects.count()

    tally = take(FOOTBALL_DATA, football_data(football_data_match(home=3, updated="2026-11-22T15:29:00Z")))

    assert (tally.applied, tally.held) == (0, 1)
    assert Update.objects.count() == updates


def test_a_copy_older_than_one_that_said_nothing_new_changes_nothing():
    take(FOOTBALL_DATA, football_data(football_data_match(home=1, updated="2026-11-22T15:20:00Z")))
    take(FOOTBALL_DATA, football_data(football_data_match(home=1, updated="2026-11-22T15:40:00Z")))

    tally = take(FOOTBALL_DATA, football_data(football_data_match(home=2, updated="2026-11-22T15:30:00Z")))

    assert (tally.held, score_of(the_match())) == (1, (1, 0))


def test_a_report_that_is_refused_does_not_stop_those_after_it():
    body = openfootball(fixture("Arsenal FC", "Arsenal", ft=(1, 0)), fixture("Leeds United", ft=(2, 0)))

    tally = take(OPENFOOTBALL, body)

    assert (tally.applied, tally.held) == (1, 1)
    assert "cannot play itself" in tally.lines[0]
    assert [match.home.name for match in Match.objects.all()] == ["Leeds United"]


FULL_DISK = {
    "sqlite": ["CREATE TRIGGER full BEFORE UPDATE ON scores_match BEGIN SELECT * FROM nowhere; END"],
    "postgresql": [
        "CREATE FUNCTION full_disk() RETURNS trigger AS 'BEGIN RAISE disk_full; END' LANGUAGE plpgsql",
        "CREATE TRIGGER full_disk BEFORE UPDATE ON scores_match FOR EACH ROW EXECUTE FUNCTION full_disk()",
    ],
}


def test_trouble_of_the_database_is_no_fault_of_a_report_and_the_body_is_read_again(caplog):
    take(ESPN, espn(espn_event(), espn_event(event_id="502", date="2026-11-23T15:00Z")))
    later = espn(espn_event(score=("2", "0")), espn_event(event_id="502", date="2026-11-23T15:00Z", score=("2", "0")))

    with pytest.raises(OperationalError), transaction.atomic(), connection.cursor() as cursor:
        for statement in FULL_DISK[connection.vendor]:
            cursor.execute(statement)
        take(ESPN, later)

    assert "refused" not in caplog.text
    assert take(ESPN, later).applied == 2


def test_a_parser_that_fails_is_counted_like_a_body_that_cannot_be_read(monkeypatch, caplog):
    def fail(payload, received_at):
        raise KeyError("competitions")

    broken = type(ESPN)(name="espn", title="ESPN", parse=fail)

    tally = take(broken, b"{}")

    assert (tally.unreadable, tally.readable) == (1, 0)
    assert "KeyError" in Payload.objects.get().trouble


def test_what_an_editor_holds_stays_until_it_is_released():
    take(ESPN, BODIES["espn"])
    match = the_match()
    operations.set_score(match.pk, home=4, away=0, source="admin:ana")

    while_held = take(ESPN, BODIES["espn"])
    held_score = score_of(match)
    operations.release(match.pk, None, source="admin:ana")
    released_score = score_of(match)
    after = take(ESPN, BODIES["espn"])

    assert (while_held.held, held_score) == (1, (4, 0))
    assert (released_score, after.held, score_of(match)) == ((1, 0), 0, (1, 0))


def test_what_an_editor_held_and_released_between_two_polls_returns():
    take(ESPN, BODIES["espn"])
    match = the_match()
    operations.set_score(match.pk, home=4, away=0, source="admin:ana")
    operations.release(match.pk, None, source="admin:ana")

    tally = take(ESPN, BODIES["espn"])

    assert (tally.applied, score_of(match)) == (1, (1, 0))


def test_the_first_provider_in_order_counts_while_it_is_heard():
    take(ESPN, BODIES["espn"])
    other = football_data(football_data_match(home=3))

    first = take(FOOTBALL_DATA, other)
    outranked = take(ESPN, espn(espn_event(score=("2", "0"))), at=NOW + timedelta(seconds=60))

    assert (first.applied, outranked.applied, outranked.held) == (1, 0, 1)
    assert "football-data comes first" in outranked.lines[0]
    assert (Match.objects.count(), score_of(the_match())) == (1, (3, 0))


def test_the_next_provider_takes_over_when_the_first_goes_silent():
    take(ESPN, BODIES["espn"])
    take(FOOTBALL_DATA, football_data(football_data_match(home=3)))
    silence = timedelta(seconds=Source.objects.get(name="football-data").silent_after)

    tally = take(ESPN, espn(espn_event(score=("4", "0"))), at=NOW + silence)

    assert (tally.applied, score_of(the_match())) == (1, (4, 0))


def document(name: str) -> Provider:
    """One of several documents that a provider has of a match."""

    def parse(payload: bytes, at: datetime) -> Parsed:
        return replace(FOOTBALL_DATA.parse(payload, at), resource=name)

    return replace(FOOTBALL_DATA, parse=parse)


def test_documents_of_one_match_that_come_in_turn_are_each_known_again():
    board, plays = document("board"), document("plays")
    one, other = football_data(football_data_match()), football_data(football_data_match(venue="Highbury"))
    for provider, payload in ((board, one), (plays, other), (board, one)):
        take(provider, payload)

    with CaptureQueriesContext(connection) as queries:
        again = [take(provider, payload) for provider, payload in ((plays, other), (board, one), (plays, other))]

    assert [(tally.applied, tally.unchanged) for tally in again] == [(0, 1)] * 3
    assert not [query["sql"] for query in queries if query["sql"].startswith("INSERT")]  # nothing was judged anew


def test_an_unchanged_board_costs_a_few_queries_whatever_its_size(django_assert_max_num_queries):
    body = espn(
        *(espn_event(event_id=str(number), date=f"2026-11-{number - 500:02}T15:00Z") for number in range(501, 521))
    )
    take(ESPN, body)

    with django_assert_max_num_queries(8):
        tally = take(ESPN, body, at=NOW + timedelta(seconds=20))

    assert tally.unchanged == 20


def test_a_board_on_which_little_changed_asks_for_what_changed_only(django_assert_max_num_queries):
    def board(*, home: int, updated: str) -> bytes:
        told = [
            football_data_match(match_id=number, utcDate=f"2026-10-{number:02}T15:00:00Z") for number in range(2, 22)
        ]
        told[0] = football_data_match(home=home, match_id=2, utcDate="2026-10-02T15:00:00Z", updated=updated)
        return football_data(*told)

    take(FOOTBALL_DATA, board(home=1, updated="2026-11-22T15:20:00Z"))

    with django_assert_max_num_queries(29), CaptureQueriesContext(connection) as asked:
        tally = take(FOOTBALL_DATA, board(home=2, updated="2026-11-22T15:21:00Z"))

    (names,) = [query["sql"] for query in asked if 'FROM "feeds_alias"' in query["sql"]]
    assert (tally.applied, tally.unchanged) == (1, 19)
    assert "'2'" in names and "'3'" not in names


def test_a_board_on_which_everything_changed_asks_for_who_plays_once():
    def board(home: int) -> bytes:
        days = [f"2026-11-{number:02}T15:00Z" for number in range(1, 21)]
        return espn(*(espn_event(event_id=day, date=day, score=(str(home), "0")) for day in days))

    take(ESPN, board(1))

    with CaptureQueriesContext(connection) as asked:
        tally = take(ESPN, board(2))

    who = [
        query["sql"]
        for query in asked
        if query["sql"].startswith('SELECT "scores_match"."id" AS "pk", "scores_match"."home_id"')
    ]
    assert (tally.applied, len(who)) == (20, 1)


def test_a_recording_that_is_played_gives_the_times_of_the_recording():
    then = datetime(2016, 2, 6, 15, 0, tzinfo=UTC)
    for seconds, home in ((0, "1"), (10, "0"), (70, "0")):
        take(ESPN, espn(espn_event(score=(home, "0"))), at=then + timedelta(seconds=seconds))

    assert the_match().correction_at == then + timedelta(seconds=70)


def test_a_report_is_the_same_through_json():
    report = ESPN.parse(BODIES["espn"], NOW).reports[0]

    assert MatchReport.model_validate(report.model_dump(mode="json")) == report
