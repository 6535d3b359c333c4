"""Each provider's recorded bodies, played by a local site through the real transport, with all that goes wrong."""

from __future__ import annotations

import gzip
import json
import lzma
from collections.abc import Iterator
from dataclasses import replace

import pytest
import time_machine
from django.utils import timezone

from feeds.models import Payload, Source
from feeds.polling import Budget, Poller
from feeds.providers import PROVIDERS
from feeds.tally import Tally
from feeds.transport import Fetcher, connecting, retrying
from scores.live.models import Update
from scores.models import Match
from tests.feeds.bodies import NOW, encoded
from tests.feeds.provider_site import Response, Site, provider_site
from tests.feeds.recordings import body_of, path_of, recorded

pytestmark = [recorded, pytest.mark.django_db]

RECORDINGS = {
    "api-football": "api-football/fixtures_live_all_2024-02-21.json",
    "espn": "espn/nfl.json",
    "football-data": "football-data.org/Match_Matches.json",
    "mlb": "mlb/schedule_date.json",
    "nba": "nba/scoreboardv3.json",
    "nhl": "nhl/schedule-2023-11-11.json",
    "openfootball": "openfootball-worldcup/2022_worldcup.json",
    "openligadb": "openligadb/match-72395.json",
}
NOT_HOP_BY_HOP = {"content-length", "transfer-encoding", "connection", "date", "content-encoding"}
ERROR_INSIDE = encoded({"get": "fixtures", "errors": {"rateLimit": "Too many requests."}, "response": []})


def response_of(name: str) -> Response:
    """A recording as it was answered: with its headers, where they were recorded, and packed, as providers do."""
    content = body_of(RECORDINGS[name])
    document = json.loads(content)
    headers = {"ETag": '"recorded"'}
    if isinstance(document, dict) and {"status", "headers", "body"} <= document.keys():
        content = document["body"].encode()
        told = {name: values[0] for name, values in document["headers"].items() if name not in NOT_HOP_BY_HOP}
        headers |= told
    return Response(gzip.compress(content), headers=headers | {"Content-Encoding": "gzip"})


class Played:
    """A provider at a local site, whose poller is always due."""

    def __init__(self, name: str, site: Site, clock: time_machine.Traveller) -> None:
        self.site, self.clock = site, clock
        provider = replace(PROVIDERS[name], addresses=lambda day: [site.address], details=lambda report: [])
        budget = Budget(provider, clock=timezone.now)
        self.poller = Poller(provider, Fetcher(), create=True, budget=budget)

    def answers(self, response: Response) -> Tally:
        self.clock.shift(300)
        self.site.will_answer(response)
        self.site.paths.clear()
        for document in self.poller.agenda.documents.values():
            document.next_at = timezone.now()
        return self.poller.step()

    @property
    def trouble(self) -> str:
        return Source.objects.get().trouble


@pytest.fixture
def play(monkeypatch) -> Iterator[object]:
    monkeypatch.setattr(retrying, "LONGEST_PAUSE", 0.01)
    with provider_site() as site, time_machine.travel(NOW, tick=False) as clock:
        playing: list[Played] = []

        def play(name: str) -> Played:
            playing.append(Played(name, site, clock))
            return playing[-1]

        yield play
        for played in playing:
            played.poller.fetcher.close()


def board() -> list[tuple[object, ...]]:
    return list(Match.objects.order_by("pk").values_list("pk", "status", "home_score", "away_score"))


@pytest.mark.parametrize("name", RECORDINGS)
def test_a_recorded_body_is_applied_once_and_a_304_changes_nothing(play, name):
    played, recording = play(name), response_of(name)

    first = played.answers(recording)
    told = Update.objects.count()
    again = [played.answers(Response(status=304, headers=headers)) for headers in ({}, {"ETag": '"recorded"'})]

    assert first.readable == 1
    assert first.applied == Match.objects.count() > 0
    assert [(tally.applied, tally.unchanged) for tally in again] == [(0, first.applied)] * 2
    assert Update.objects.count() == told
    assert played.site.requests[-1]["if-none-match"] == '"recorded"'


def faults(name: str, elsewhere: Site) -> dict[str, tuple[Response, str, int]]:
    """What a provider may answer instead, what is said of it, and how many requests it takes."""
    body = response_of(name).body
    packed = {"Content-Encoding": "gzip"}
    return {
        "too many, with a time": (Response(status=429, headers={"Retry-After": "250"}), "asks to wait 250 s", 1),
        "too many, without": (Response(status=429), "answered 429 and asks to wait 60 s", 1),
        "failing": (Response(status=500), "answered 500", 3),
        "silence": (Response(silent=True), "ReadTimeout", 3),
        "half a body": (
            Response(body[: len(body) // 2], promised=len(body), headers=packed),
            "complete message body",
            3,
        ),
        "half a packed body": (Response(body[: len(body) // 2], headers=packed), "the packed body is cut off", 3),
        "an error inside": (Response(ERROR_INSIDE), "", 1),
        "a slow drip": (Response(body, drip=0.15), "it took longer than 0.3 s", 3),
        "fifty megabytes": (Response(b" " * 2**20, times=50), f"longer than {16 * 2**20} bytes", 1),
        "another host": (Response(status=301, headers={"Location": elsewhere.address}), "redirects to another host", 1),
    }


@pytest.mark.parametrize("name", RECORDINGS)
def test_whatever_goes_wrong_is_said_and_loses_nothing(play, name, monkeypatch):
    played, recording = play(name), response_of(name)
    applied, before = played.answers(recording).applied, board()

    with provider_site() as elsewhere:
        for fault, (response, text, requests) in faults(name, elsewhere).items():
            # What is to be too long is so at once; nothing else is, on a machine that has much to do.
            monkeypatch.setitem(connecting.TIMEOUT, "read", 0.2 if fault == "silence" else 10)
            played.poller.fetcher.deadline.seconds = 0.3 if fault == "a slow drip" else 15
            tally = played.answers(response)

            assert (tally.readable, tally.applied, board()) == (0, 0, before), fault
            assert text in played.trouble, fault
            assert (played.trouble != "", len(played.site.paths)) == (True, requests), fault
            assert played.answers(recording).unchanged == applied, fault
            assert played.trouble == "", fault
        assert elsewhere.requests == []


def test_an_error_inside_an_answer_of_200_is_kept_for_staff(play):
    played = play("api-football")

    tally = played.answers(Response(ERROR_INSIDE))

    assert (tally.readable, tally.unreadable) == (0, 1)
    assert "Too many requests." in played.trouble
    assert "Too many requests." in Payload.objects.get().trouble
    assert Source.objects.get().failures == 1


def test_the_counters_of_a_recorded_answer_are_shown(play):
    played, recording = play("football-data"), response_of("football-data")

    played.answers(recording)

    assert Source.objects.get().quota_left == int(recording.headers["x-requests-available-minute"])


def test_a_recorded_season_is_followed_through_its_versions(play):
    played, tallies = play("openfootball"), []
    with lzma.open(path_of("sequences/openfootball/worldcup-2026-group-stage.jsonl.xz"), "rt") as lines:
        bodies = [json.loads(line)["body"].encode() for line in lines][:8]

    for number, body in enumerate(bodies):
        tallies.append(played.answers(Response(body, headers={"ETag": f'"{number}"'})))
        tallies.append(played.answers(Response(status=304)))

    assert [request.get("if-none-match") for request in played.site.requests[1::2]] == [
        f'"{number}"' for number in range(len(bodies))
    ]
    assert [tally.applied for tally in tallies[1::2] if not tally.held] == [0] * len(bodies)
    assert Match.objects.count() == len(json.loads(bodies[-1])["matches"])
