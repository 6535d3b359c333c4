from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from threading import Event

import pytest
import time_machine
from django.utils import timezone

from feeds.lease import LOOK_SECONDS, SECONDS, Lease, LeaseHeldError
from feeds.models import Payload, Source
from feeds.polling import Budget, Poller
from feeds.providers import PROVIDERS
from feeds.recordings import Recorder, read_recording
from feeds.transport import Fetcher
from scores import operations
from scores.live.models import Update
from scores.models import Match
from tests.feeds.bodies import NOW, encoded, espn, espn_event
from tests.feeds.mlb_bodies import feed, game, play, runner, schedule
from tests.feeds.nba_bodies import board, nba_game, plays
from tests.feeds.provider_site import Response

pytestmark = pytest.mark.django_db


@pytest.fixture
def poller(site):
    poller = made(site, "espn", addresses=lambda day: [site.address])
    yield poller
    poller.fetcher.close()


def made(site, name: str, **fields) -> Poller:
    provider = replace(PROVIDERS[name], **fields)
    return Poller(provider, Fetcher(), create=True, budget=Budget(provider, timezone.now))


def source(name: str = "espn") -> Source:
    return Source.objects.get(name=name)


def test_a_step_fetches_and_applies(site, poller, clock):
    site.will_answer(espn(espn_event()))

    tally = poller.step()

    assert (tally.applied, Match.objects.get().home_score) == (1, 1)
    assert 30 <= poller.wait <= 33


def test_a_list_with_nothing_in_play_is_left_alone(site, poller, clock):
    site.will_answer(espn(espn_event("STATUS_SCHEDULED", "pre", date="2026-11-23T15:00Z")))

    poller.step()

    assert 300 <= poller.wait <= 330


def test_the_time_that_a_poll_takes_counts(site, clock):
    addresses = [f"{site.origin}/{name}" for name in "abc"]
    poller = made(site, "espn", addresses=lambda day: addresses)
    site.will_answer(espn(espn_event()))
    poller.fetcher.may_ask = lambda: clock.shift(8)

    poller.step()

    waits = [(poller.agenda.documents[each].next_at - NOW).total_seconds() for each in addresses]
    assert [30 <= wait - 8 * number <= 33 for number, wait in enumerate(waits)] == [True] * 3
    assert 6 <= poller.wait <= 9
    poller.fetcher.close()


def test_what_is_not_due_is_not_asked_for(site, poller, clock):
    site.will_answer(espn(espn_event()))
    poller.step()

    clock.shift(10)
    tally = poller.step()

    assert (len(site.requests), tally.readable) == (1, 0)
    assert 20 <= poller.wait <= 23


def test_a_clock_that_is_set_back_holds_no_poll_back(site, poller, clock):
    site.will_answer(Response(status=429, headers={"Retry-After": "60"}), espn(espn_event()))
    poller.step()

    clock.shift(-7200)
    poller.budget.clock = lambda: NOW + timedelta(seconds=70)
    tally = poller.step()

    assert (tally.readable, len(site.requests)) == (1, 2)
    assert poller.wait <= 660


def test_what_a_step_did_not_come_to_when_the_clock_was_set_back_is_not_forgotten(site, clock):
    addresses = [f"{site.origin}/{name}" for name in "ab"]
    poller = made(site, "espn", addresses=lambda day: addresses, per_minute=3)
    site.will_answer(espn(espn_event()))
    poller.step()

    for shift, seconds in ((-7200, 1), (120, 121)):
        clock.shift(shift)
        poller.budget.clock = lambda seconds=seconds: NOW + timedelta(seconds=seconds)
        poller.step()

    assert sorted(site.paths) == ["/a", "/a", "/a", "/b", "/b"]
    poller.fetcher.close()


def test_a_clock_that_is_set_back_keeps_nothing_fresh(site, poller, clock):
    site.will_answer(Response(espn(espn_event()), headers={"Cache-Control": "max-age=30"}))
    poller.step()

    clock.shift(-7200)
    poller.budget.clock = lambda: NOW + timedelta(seconds=70)
    poller.step()

    assert len(site.requests) == 2


def test_a_document_that_has_not_changed_confirms_what_the_guard_doubts(site, poller, clock):
    versions = [
        Response(espn(espn_event(score=score)), headers={"ETag": score[0]}) for score in (("2", "0"), ("1", "0"))
    ]
    site.will_answer(*versions, Response(status=304))

    tallies = []
    for _ in range(4):
        tallies.append(poller.step())
        clock.shift(34)

    assert [tally.held for tally in tallies] == [0, 1, 1, 0]
    assert Match.objects.get().home_score == 1


def test_a_document_that_was_not_asked_for_confirms_nothing(site, poller, clock):
    fresh = {"Cache-Control": "max-age=300"}
    site.will_answer(espn(espn_event(score=("2", "0"))), Response(espn(espn_event(score=("1", "0"))), headers=fresh))

    tallies = []
    for _ in range(5):
        tallies.append(poller.step())
        clock.shift(34)

    assert [tally.held for tally in tallies] == [0, 1, 0, 0, 0]
    assert (len(site.requests), Match.objects.get().home_score) == (2, 2)


@pytest.mark.parametrize("headers", [{"ETag": '"1"'}, {"Cache-Control": "max-age=300"}])
def test_what_cannot_be_read_is_asked_for_whole_and_applied_when_it_can(site, poller, clock, headers):
    body = espn(espn_event())
    site.will_answer(Response(body[:99], headers=headers), Response(body, headers=headers))

    tallies = []
    for _ in range(2):
        tallies.append(poller.step())
        clock.shift(67)

    assert [(tally.readable, tally.applied) for tally in tallies] == [(0, 0), (1, 1)]
    assert "if-none-match" not in site.requests[1]


def test_what_an_editor_releases_returns_though_the_document_has_not_changed(site, poller, clock):
    site.will_answer(Response(espn(espn_event()), headers={"ETag": "1"}), Response(status=304))
    poller.step()
    match = Match.objects.get()
    operations.set_score(match.pk, home=5, away=0, source="admin:ana")
    operations.release(match.pk, None, source="admin:ana")

    clock.shift(34)
    poller.step()

    match.refresh_from_db()
    assert match.home_score == 1


def test_a_failure_is_counted_shown_and_waited_for(site, poller, clock):
    site.will_answer(Response(status=503, headers={"Retry-After": "120"}), espn(espn_event()))

    failed = poller.step()

    assert (failed.readable, failed.unreadable) == (0, 1)
    assert "answered 503" in source().trouble
    assert source().failures == 1
    assert 120 <= poller.wait <= 127


def test_a_success_ends_the_trouble(site, poller, clock):
    site.will_answer(Response(status=404), espn(espn_event()))
    poller.step()

    clock.shift(67)
    tally = poller.step()

    assert (tally.applied, source().trouble, source().failures) == (1, "", 0)


def test_where_it_stands_is_written(site, poller, clock):
    told = {"X-Requests-Available-Minute": "3", "X-RequestCounter-Reset": "41"}
    site.will_answer(Response(espn(espn_event()), headers=told))

    poller.step()

    found = source()
    assert (found.quota_left, found.quota_resets_at) == (3, NOW + timedelta(seconds=41))
    assert found.next_at == NOW + timedelta(seconds=poller.wait)
    assert found.asked_at is not None
    assert abs(found.asked_at.timestamp() - real_now()) < 60


def real_now() -> float:
    return float(time_machine.escape_hatch.time.time())


def test_a_circuit_opens_after_failures_and_one_request_closes_it(site, poller, clock):
    site.will_answer(Response(status=404))
    poller.provider = poller.agenda.provider = replace(
        poller.provider, addresses=lambda day: [f"{site.origin}/{name}" for name in "abc"]
    )
    for _ in range(5):
        poller.step()
        clock.shift(67)
    opened, requests = source(), len(site.requests)

    assert opened.open_until is not None
    clock.move_to(opened.open_until - timedelta(seconds=10))
    due_again(poller)
    poller.step()
    quiet = len(site.requests) - requests
    clock.move_to(opened.open_until + timedelta(seconds=1))
    due_again(poller)
    poller.step()
    half_open = len(site.requests) - requests
    site.will_answer(espn(espn_event()))
    clock.shift(901)
    due_again(poller)
    poller.step()

    assert "left alone until" in opened.trouble
    assert (opened.failures, quiet, half_open) == (5, 0, 1)
    assert (source().failures, source().open_until, len(site.requests)) == (0, None, requests + 4)


def due_again(poller: Poller) -> None:
    for document in poller.agenda.documents.values():
        document.next_at = timezone.now()


def test_a_circuit_that_was_opened_by_a_clock_that_went_wrong_is_half_open(site, poller, clock):
    site.will_answer(espn(espn_event()))
    Source.objects.create(name="espn", failures=5, open_until=NOW + timedelta(hours=2))

    poller.step()

    assert (len(site.requests), source().open_until) == (1, None)


def test_documents_of_matches_that_fail_stop_no_list(site, clock):
    games = [
        nba_game(2, gameId=f"002260000{number}", gameTimeUTC=f"2026-11-22T15:0{number}:00Z") for number in range(8)
    ]
    site.will_answer(Response(status=404))
    site.will_answer(encoded(board(*games)), path="/board")
    poller = nba(site)

    for _ in range(60):
        poller.step()
        clock.shift(1)

    assert source("nba").open_until is None
    assert site.paths.count("/board") >= 5
    assert "answered 404" in source("nba").trouble
    poller.fetcher.close()


def test_counters_that_know_no_bound_are_shown_as_far_as_they_go(site, poller, clock):
    site.will_answer(Response(espn(espn_event()), headers={"X-RateLimit-Remaining": "9" * 12}))

    poller.step()

    assert source().quota_left == 2_147_483_647


def test_an_open_circuit_stays_open_over_a_restart(site, poller, clock):
    site.will_answer(espn(espn_event()))
    Lease(poller.provider).take()
    Source.objects.update(poller="", failures=5, open_until=NOW + timedelta(minutes=5))

    poller.step()

    assert (len(site.requests), poller.wait) == (0, 300)


def test_the_budget_stretches_the_cadence_and_says_so(site, clock, caplog):
    caplog.set_level("INFO")
    addresses = [f"{site.origin}/{number}" for number in range(5)]
    poller = made(site, "espn", addresses=lambda day: addresses, per_minute=4)
    site.will_answer(espn(espn_event()))

    poller.step()
    clock.shift(67)
    poller.step()

    assert "the 4 requests a minute of espn are spent" in caplog.text
    assert poller.agenda.stretch > 2
    assert "the budget is short: lists are asked for every" in caplog.text
    poller.fetcher.close()


def nba(site, **fields) -> Poller:
    return made(
        site,
        "nba",
        addresses=lambda day: [f"{site.origin}/board"],
        details=lambda report: [f"{site.origin}/box/{report.key}", f"{site.origin}/plays/{report.key}"],
        **fields,
    )


def answers_of_nba(site, status: int = 2) -> None:
    game = nba_game(status)
    site.will_answer(encoded(board(game)), path="/board")
    site.will_answer(encoded({"meta": {"version": 1}, "game": game}), path=f"/box/{game['gameId']}")
    site.will_answer(encoded(plays()), path=f"/plays/{game['gameId']}")


def test_the_documents_of_a_match_are_asked_for_while_it_is_played(site, clock):
    answers_of_nba(site)
    poller = nba(site)

    poller.step()
    clock.shift(0.1)
    poller.step()

    assert site.paths == ["/board", "/box/0022600001", "/plays/0022600001"]
    assert (source("nba").trouble, Payload.objects.count()) == ("", 0)
    poller.fetcher.close()


def test_the_documents_of_a_match_that_is_to_come_are_not(site, clock):
    game = nba_game(1, "7:00 pm ET", gameTimeUTC="2026-11-22T19:00:00Z")
    site.will_answer(encoded(board(game)))
    poller = nba(site)

    poller.step()
    clock.shift(1)
    poller.step()

    assert site.paths == ["/board"]
    poller.fetcher.close()


def test_a_slower_document_of_a_match_is_asked_for_less_often(site, clock):
    answers_of_nba(site)
    poller = nba(site, detail_seconds=lambda address: 120 if "/box/" in address else 0)

    for _ in range(12):
        poller.step()
        clock.shift(11)

    counts = [sum(path.startswith(name) for path in site.paths) for name in ("/board", "/box", "/plays")]
    assert counts[0] >= 11
    assert counts[1:] == [1, 11] or counts[1:] == [2, 11]
    poller.fetcher.close()


def test_after_the_end_documents_are_checked_now_and_then_and_at_last_no_more(site, clock):
    answers_of_nba(site)
    poller = nba(site)
    poller.step()
    answers_of_nba(site, status=3)

    asked = []
    while (minute := (timezone.now() - NOW).total_seconds() / 60) < 24 * 60:
        before = len(site.paths)
        poller.step()
        asked += [minute for path in site.paths[before:] if path.startswith("/plays")]
        clock.shift(max(poller.wait, 1))

    early = [minute for minute in asked if minute <= 12]
    assert 9 <= len(early) <= 13
    assert 3 <= len(asked) - len(early) <= 5
    assert 600 <= asked[-1] <= 720
    poller.fetcher.close()


def mlb(site, monkeypatch) -> Poller:
    monkeypatch.setattr("feeds.providers.mlb_patches.ADDRESS", site.origin)
    return made(
        site,
        "mlb",
        addresses=lambda day: [f"{site.origin}/schedule"],
        details=lambda report: [f"{site.origin}/{report.key}/feed/live"],
    )


WHOLE = feed(play(0, runner(11, "Abe One")))
LATER = "20260704_233016"
FEED = "/7001/feed/live"
PROBE = f"{FEED}?fields=metaData,timeStamp,wait"
PATCH = f"{FEED}/diffPatch?startTimecode=20260704_233000&endTimecode={LATER}"


@pytest.fixture
def of_mlb(site, monkeypatch):
    site.will_answer(schedule(game()), path="/schedule")
    site.will_answer(encoded(WHOLE), path=FEED)
    site.will_answer(encoded({"metaData": {"timeStamp": LATER, "wait": 10}}), path=PROBE)
    poller = mlb(site, monkeypatch)
    with time_machine.travel(datetime.fromisoformat("2026-07-04T23:40:00Z"), tick=False) as clock:
        yield poller, clock
    poller.fetcher.close()


def steps(of_mlb, number: int) -> None:
    poller, clock = of_mlb
    for _ in range(number):
        poller.step()
        clock.shift(11.5)


def test_a_feed_is_read_whole_once_and_then_by_its_patches(site, of_mlb):
    score = {"op": "replace", "path": "/liveData/linescore/teams/home/runs", "value": 5}
    stamp = {"op": "replace", "path": "/metaData/timeStamp", "value": LATER}
    site.will_answer(encoded([{"diff": [stamp, score]}]), path=PATCH)

    steps(of_mlb, 4)

    asked = [path for path in site.paths if path != "/schedule"]
    assert asked == [FEED, PROBE, PATCH, PROBE]
    assert Match.objects.get().home_score == 5


@pytest.mark.parametrize(
    "answer",
    [
        Response(encoded([{"diff": [{"op": "replace", "path": "/nowhere/at/all", "value": 1}]}])),
        Response(b"<html>"),
        Response(status=404),
    ],
)
def test_a_patch_that_does_not_fit_is_made_good_by_the_whole_feed(site, of_mlb, answer):
    site.will_answer(answer, path=PATCH)

    steps(of_mlb, 4)

    asked = [path for path in site.paths if path != "/schedule"]
    assert asked[:4] == [FEED, PROBE, PATCH, FEED]
    assert source("mlb").failures == 0


def test_what_is_recorded_is_what_changed(site, poller, clock, tmp_path):
    poller.recorder = Recorder(tmp_path, "espn")
    body = espn(espn_event())
    site.will_answer(Response(body, headers={"ETag": "1"}), Response(status=304), Response(b"gone", status=404))

    for _ in range(4):
        poller.step()
        clock.shift(34)

    poller.recorder.close()
    kept = list(read_recording(tmp_path))
    assert [(each.address, each.status, each.payload) for each in kept] == [
        (site.address, 200, body),
        (site.address, 404, b"gone"),
    ]


def test_an_order_to_stop_ends_between_two_requests(site, clock):
    poller = made(site, "espn", addresses=lambda day: [f"{site.origin}/{name}" for name in "abc"])
    poller.stop = Event()
    site.will_answer(espn())
    poller.fetcher.may_ask = lambda: poller.stop.set()

    poller.step()

    assert site.paths == ["/a"]
    poller.fetcher.close()


def test_a_provider_has_one_poller(poller):
    Lease(poller.provider, name="first").take()

    with pytest.raises(LeaseHeldError, match=r"another process already \(first\)"):
        Lease(poller.provider, name="second").take()


def test_a_poller_keeps_its_own_lease(poller):
    first = Lease(poller.provider, name="first")

    first.take()
    first.take()

    assert source().poller == "first"


def test_the_lease_of_a_poller_that_died_is_taken_over(poller):
    Lease(poller.provider, seconds=-1, name="first").take()

    Lease(poller.provider, name="second").take()

    assert source().poller == "second"


def test_who_stands_by_takes_over_within_thirty_seconds():
    assert SECONDS + LOOK_SECONDS * 1.1 <= 30


def test_a_poller_that_lost_its_lease_applies_nothing(site, poller, clock):
    site.will_answer(espn(espn_event()))
    poller.fetcher.may_ask = lambda: taken_from(poller)

    with pytest.raises(LeaseHeldError):
        poller.step()

    assert (len(site.requests), Match.objects.count()) == (1, 0)


@pytest.mark.parametrize("has_the_match", [True, False])
def test_a_poller_that_loses_its_lease_while_it_applies_leaves_nothing(site, poller, clock, has_the_match):
    site.will_answer(espn(*[espn_event(score=("0", "0"))] * has_the_match), espn(espn_event(score=("2", "0"))))
    poller.step()
    told = Update.objects.count()
    read = poller.provider.parse

    def parse(payload, received_at):
        taken_from(poller)
        return read(payload, received_at)

    poller.provider = replace(poller.provider, parse=parse)
    due_again(poller)

    with pytest.raises(LeaseHeldError):
        poller.step()

    assert [match.home_score for match in Match.objects.all()] == [0] * has_the_match
    assert (Update.objects.count(), source().poller) == (told, "second")


def taken_from(poller: Poller) -> None:
    Source.objects.update(poller="")
    Lease(poller.provider, name="second").take()


def test_a_poller_that_ends_gives_its_lease_back(site, poller, clock):
    site.will_answer(espn())
    poller.step()

    poller.release()

    assert source().poller == ""
