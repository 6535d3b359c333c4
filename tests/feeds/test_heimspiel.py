from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest

from feeds.ingest import ingest
from feeds.models import Payload
from feeds.providers import ParseError
from feeds.recordings import Recorded, read_lines
from scores.live.models import Update
from scores.models import Incident, Match
from scores.reports import (
    ClockReport,
    CompetitionReport,
    IncidentReport,
    MatchReport,
    PeriodKey,
    PeriodReport,
    PlayerReport,
    ScoreReport,
    TeamReport,
)
from scores.sports import PeriodKind, Status
from tests.feeds.adapters.heimspiel import provider_of
from tests.feeds.bodies import NOW, encoded
from tests.feeds.recordings import path_of, recorded

MATCHES = ("2415968", "2415961", "8305396")
FIRST, SECOND = (PeriodKey(kind=PeriodKind.PERIOD, number=number) for number in (1, 2))


def lines_of(name: str) -> list[Recorded]:
    return list(read_lines(path_of(f"sequences/heimspiel/{name}.jsonl.xz")))


def match(period: str = "second-half-start", *, finished: str = "no", **fields: Any) -> bytes:
    given = {
        "id": "8001",
        "round": {"season_id": "77", "name": "Spieltag"},
        "matchday": "12",
        "match_date": "22.11.2026",
        "match_time": "16:00",
        "finished": finished,
        "current_period": period,
        "current_period_start": "2026-11-22 17:04:10",
        "current_minute": "60",
        "attendance": "4000",
        "home": {"id": "11", "name": "Dunmere United", "shortname": "Dunmere"},
        "away": {"id": "12", "name": "Brackwater Rovers", "shortname": "Brackwater"},
        "match_result": results((2, 1), (1, 1)),
        "venue": {"name": "Mill Lane"},
    }
    return encoded({"match": given | fields, "match_result_at": []})


def results(running: tuple[int, int], half: tuple[int, int] | None = None, **more: tuple[int, int]) -> list[Any]:
    said = {"0": running} | ({"1": half} if half else {}) | {name.strip("_"): pair for name, pair in more.items()}
    return [
        {"match_result": str(points), "match_result_at": at, "place": place}
        for at, pair in said.items()
        for place, points in zip(("home", "away"), pair, strict=True)
    ]


def event(number: int, action: str, kind: str, *, team: str = "11", minute: int = 20, **fields: Any) -> dict[str, Any]:
    given = {"id": str(number), "action": action, "kind": kind, "minute": str(minute), "content": ""}
    whose = {"team": {"id": team, "name": "A team"}, "person": {"id": f"p{number}", "name": f"Player {number}"}}
    return given | (whose if action != "match" else {}) | fields


def read(payload: bytes) -> tuple[MatchReport, list[str]]:
    parsed = provider_of(match()).parse(payload, NOW)
    (report,) = parsed.reports
    return report, [str(problem) for problem in parsed.problems]


def incidents(*events: dict[str, Any]) -> list[tuple[str, str | None, str, str]]:
    report, problems = read(encoded(list(events)))
    assert problems == []
    return [(each.kind, each.side, each.player, each.other_player) for each in report.incidents or ()]


@recorded
def test_a_match_in_play_is_read_into_a_report():
    lines = lines_of("match-2415968")
    line = next(line for line in lines if f"{line.observed_at:%H:%M:%S}" == "15:41:16")

    parsed = provider_of(lines[0].payload).parse(line.payload, line.observed_at)

    assert (parsed.problems, parsed.resource) == ((), "match")
    assert parsed.reports == (
        MatchReport(
            key="2415968",
            sport="football",
            competition=CompetitionReport(name="Heimspiel 18336", key="18336", season="2015/16", round="Matchday 20"),
            home=TeamReport(name="Eintracht Frankfurt", key="530", short_name="Frankfurt"),
            away=TeamReport(name="VfB Stuttgart", key="2076", short_name="Stuttgart"),
            kick_off=datetime(2016, 2, 6, 14, 30, tzinfo=UTC),
            venue="Commerzbank-Arena",
            attendance=41000,
            referee="Peter Sippel",
            status=Status.LIVE,
            period=SECOND,
            clock=ClockReport(seconds=45 * 60, at=datetime(2016, 2, 6, 15, 33, 22, tzinfo=UTC), running=True),
            score=ScoreReport(home=1, away=2),
            periods=(
                PeriodReport(kind=PeriodKind.PERIOD, number=1, home=0, away=2),
                PeriodReport(kind=PeriodKind.PERIOD, number=2, home=1, away=0),
            ),
        ),
    )


@recorded
def test_a_list_of_events_is_read_into_incidents_and_line_ups():
    header, last = lines_of("match-2415968")[0], lines_of("match-event-2415968")[-1]

    parsed = provider_of(header.payload).parse(last.payload, last.observed_at)

    (report,) = parsed.reports
    assert (parsed.resource, report.key, report.status, report.score) == ("events", "2415968", None, None)
    penalty = next(each for each in report.incidents or () if each.kind == "penalty")
    assert penalty == IncidentReport(
        key="19165830",
        kind="penalty",
        side="away",
        period=SECOND,
        minute=76,
        player="Filip Kostić",
        other_player="Artem Kravets",
        order=penalty.order,
    )
    assert (report.lineups or ())[0] == PlayerReport(
        side="home", name="Stefan Aigner", number="16", position="Midfielder"
    )
    assert Counter((player.side, player.starter) for player in report.lineups or ()) == {
        ("home", True): 11,
        ("away", True): 11,
        ("home", False): 7,
        ("away", False): 7,
    }


@recorded
@pytest.mark.parametrize("name", [*MATCHES, "8305396-cdn"])
def test_no_body_of_a_recording_leaves_a_problem(name):
    lines, events = lines_of(f"match-{name}"), lines_of(f"match-event-{name}")
    provider = provider_of(lines[0].payload)

    problems = [provider.parse(line.payload, line.observed_at).problems for line in [*lines, *events]]

    assert set(problems) == {()}


@recorded
@pytest.mark.parametrize("key", MATCHES)
def test_goals_cards_and_substitutions_are_those_of_the_file(key):
    header, last = lines_of(f"match-{key}")[-1], lines_of(f"match-event-{key}")[-1]
    raw = Counter((each["action"], each["kind"]) for each in json.loads(last.payload))

    (report,) = provider_of(header.payload).parse(last.payload, last.observed_at).reports

    told = Counter(each.kind for each in report.incidents or ())
    assert told["yellow_card"] == raw["card", "yellow"]
    assert told["second_yellow_card"] == raw["card", "yellow-red"]
    assert told["substitution"] == raw["playing", "substitute-out"] == raw["playing", "substitute-in"]
    assert told["missed_penalty"] == raw["special", "missed-penalty"]
    assert told["goal"] + told["penalty"] == sum(count for (action, _), count in raw.items() if action == "goal")
    assert all(each.other_player for each in report.incidents or () if each.kind == "substitution")
    goals = Counter(each.side for each in report.incidents or () if each.kind in {"goal", "penalty"})
    (final,) = provider_of(header.payload).parse(header.payload, header.observed_at).reports
    assert final.score == ScoreReport(home=goals["home"], away=goals["away"])


@recorded
@pytest.mark.django_db
@pytest.mark.parametrize("key", MATCHES)
def test_the_documents_of_a_match_change_nothing_the_second_time(key):
    lines = [lines_of(f"match-{key}")[-1], lines_of(f"match-event-{key}")[-1]]
    provider = provider_of(lines[0].payload)
    first = [ingest(provider, line.payload, received_at=line.observed_at, create=True) for line in lines]
    updates = Update.objects.count()

    second = [ingest(provider, line.payload, received_at=NOW, create=True) for line in lines]

    home, away = (int(each["match_result"]) for each in json.loads(lines[0].payload)["match"]["match_result"][:2])
    final = Match.objects.get()
    assert [(tally.applied, tally.held, tally.unreadable) for tally in first] == [(1, 0, 0), (1, 0, 0)]
    assert [(tally.applied, tally.held, tally.unreadable) for tally in second] == [(0, 0, 0), (0, 0, 0)]
    assert (final.status, final.home_score, final.away_score) == ("ended", home, away)
    assert Update.objects.count() == updates


@recorded
@pytest.mark.django_db
def test_the_first_of_two_yellow_cards_stands_when_the_feed_drops_it():
    header, events = lines_of("match-2415968")[-1], lines_of("match-event-2415968")
    provider = provider_of(header.payload)
    ingest(provider, header.payload, received_at=header.observed_at, create=True)

    for line in (events[-2], events[-1], Recorded(NOW, events[-1].payload)):
        ingest(provider, line.payload, received_at=line.observed_at, create=True)

    cards = Incident.objects.filter(kind__contains="yellow", player__in=["Daniel Didavi", "Carlos Zambrano"])
    assert sorted(cards.values_list("player", "kind", "state")) == [
        ("Carlos Zambrano", "second_yellow_card", "active"),
        ("Carlos Zambrano", "yellow_card", "active"),
        ("Daniel Didavi", "second_yellow_card", "active"),
        ("Daniel Didavi", "yellow_card", "active"),
    ]


@pytest.mark.parametrize(
    ("word", "finished", "status", "period"),
    [
        ("", "no", Status.SCHEDULED, None),
        ("game-start", "no", Status.LIVE, FIRST),
        ("first-half-end", "no", Status.BREAK, FIRST),
        ("second-half-start", "no", Status.LIVE, SECOND),
        ("second-half-end", "no", Status.BREAK, SECOND),
        ("first-extra-start", "no", Status.LIVE, PeriodKey(kind=PeriodKind.EXTRA, number=1)),
        ("first-extra-end", "no", Status.BREAK, PeriodKey(kind=PeriodKind.EXTRA, number=1)),
        ("second-extra-start", "no", Status.LIVE, PeriodKey(kind=PeriodKind.EXTRA, number=2)),
        ("game-end", "yes", Status.ENDED, None),
    ],
)
def test_every_word_for_a_period_is_known(word, finished, status, period):
    report, problems = read(match(word, finished=finished))

    assert (report.status, report.period, problems) == (status, period, [])


@pytest.mark.parametrize(
    ("word", "finished", "problem"),
    [
        ("penalty-start", "no", "unknown period 'penalty-start'"),
        ("second-half-start", "yes", "finished is 'yes' at 'second-half-start'"),
        ("game-end", "no", "finished is 'no' at 'game-end'"),
    ],
)
def test_a_word_that_leaves_doubt_keeps_the_status_and_is_counted(word, finished, problem):
    report, problems = read(match(word, finished=finished))

    assert (report.status, report.score) == (None, ScoreReport(home=2, away=1))
    assert problems == [f"match 8001: {problem}"]


@pytest.mark.parametrize(
    ("body", "total", "parts"),
    [
        (match("", match_result=results((0, 0))), None, []),
        (match("game-start", match_result=results((1, 0))), (1, 0), [(1, 0)]),
        (match("first-half-end", match_result=results((1, 0), (1, 0))), (1, 0), [(1, 0)]),
        (match(match_result=results((2, 1), (1, 1))), (2, 1), [(1, 1), (1, 0)]),
        (
            match("second-extra-start", match_result=results((3, 2), (1, 1), _2=(2, 2), _21=(3, 2))),
            (3, 2),
            [(1, 1), (1, 1), (1, 0)],
        ),
        (match(match_result=results((0, 1), (1, 1))), (0, 1), None),  # less than at half-time
    ],
)
def test_parts_are_the_results_less_those_before_them(body, total, parts):
    report, _ = read(body)

    told = None if report.periods is None else [(part.home, part.away) for part in report.periods]
    assert (report.score and (report.score.home, report.score.away), told) == (total, parts)


def test_who_goes_and_who_comes_are_one_substitution():
    gone = [event(number, "playing", "substitute-out", minute=60) for number in (1, 2)]
    come = [event(number, "playing", "substitute-in", minute=60) for number in (3, 4)]

    both, waiting = incidents(*gone, *come), incidents(gone[0])

    assert both == [
        ("substitution", "home", "Player 1", "Player 3"),
        ("substitution", "home", "Player 2", "Player 4"),
    ]
    assert waiting == [("substitution", "home", "Player 1", "")]


def test_goals_and_cards_are_told_by_their_kinds():
    told = incidents(
        event(1, "goal", "back-heel", content="1:0", additional_person={"id": "9", "name": "Helper"}),
        event(2, "goal", "penalty", team="12", content="1:1"),
        event(3, "card", "yellow"),
        event(4, "card", "yellow-red"),
        event(5, "card", "red", team="12"),
        event(6, "special", "missed-penalty"),
        event(7, "coaching", ""),
    )

    assert told == [
        ("goal", "home", "Player 1", "Helper"),
        ("penalty", "away", "Player 2", ""),
        ("yellow_card", "home", "Player 3", ""),
        ("second_yellow_card", "home", "Player 4", ""),
        ("red_card", "away", "Player 5", ""),
        ("missed_penalty", "home", "Player 6", ""),
    ]


@pytest.mark.parametrize("listed_for", ["11", "12"])
def test_an_own_goal_is_of_the_side_that_the_running_score_leaves_behind(listed_for):
    before = event(1, "goal", "head", content="1:0")

    told = incidents(before, event(2, "goal", "own-goal", team=listed_for, content="2:0"))

    assert told[1][:2] == ("own_goal", "away")


def test_an_own_goal_without_a_running_score_is_refused():
    report, problems = read(encoded([event(1, "goal", "own-goal")]))

    assert report.incidents == ()
    assert problems == ["event 1: it does not say for whom the own-goal is"]


def test_an_incident_is_of_the_half_that_is_listed_before_it():
    report, _ = read(
        encoded(
            [
                event(1, "match", "game-start"),
                event(2, "card", "yellow", minute=45),
                event(3, "match", "second-half-start"),
                event(4, "card", "yellow", minute=46),
            ]
        )
    )

    assert [each.period for each in report.incidents or ()] == [FIRST, SECOND]


@pytest.mark.parametrize(("action", "kind"), [("goal", "bicycle"), ("card", "green"), ("weather", "rain")])
def test_an_unknown_event_is_left_out_and_counted(action, kind):
    report, problems = read(encoded([event(1, action, kind), event(2, "card", "red")]))

    assert [each.kind for each in report.incidents or ()] == ["red_card"]
    assert problems == [f"event 1: unknown kind {action!r} {kind!r}"]


def test_an_event_that_is_broken_does_not_spoil_the_others():
    report, problems = read(encoded([{"id": "1"}, "nonsense", event(3, "card", "red")]))

    assert [each.key for each in report.incidents or ()] == ["3"]
    assert [problem.partition(":")[0] for problem in problems] == ["event 1", "event 2"]


def test_line_ups_that_are_not_there_yet_say_nothing():
    assert read(encoded([]))[0].lineups is None


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"", "empty"),
        (match()[:200], "cut off"),
        (b"<html><body>Bad gateway</body></html>", "web page"),
        (b"HTTP/1.1 200 OK\r\nETag: 1\r\n\r\n" + match(), "HTTP headers"),
        (encoded({"standings": []}), "another resource"),
        (encoded({"match": []}), "another resource"),
        (encoded({"match": {"id": "8001"}}), "cannot be read"),
        (match(id="8002"), "another match: 8002"),
        (encoded([event(1, "card", "red", team="13")]), "another match: of the teams 13"),
        (encoded(None), "another resource"),
    ],
)
def test_a_body_that_is_not_the_document_is_refused(payload, reason):
    with pytest.raises(ParseError, match=reason):
        provider_of(match()).parse(payload, NOW)


@pytest.mark.django_db
def test_bodies_that_are_not_the_document_change_nothing_between_those_that_are():
    provider = provider_of(match())
    ingest(provider, match(), received_at=NOW, create=True)
    updates = Update.objects.count()

    tallies = [ingest(provider, body, received_at=NOW) for body in (b"", match()[:99], b"<html>", match())]

    assert [(tally.unreadable, tally.unchanged) for tally in tallies] == [(1, 0), (1, 0), (1, 0), (0, 1)]
    assert (Update.objects.count(), Payload.objects.count()) == (updates, 3)
