from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime

import pytest

from feeds.ingest import ingest
from feeds.models import Alias, Kind
from feeds.providers import PROVIDERS, ParseError
from feeds.providers.api_football import parse
from scores.live.models import Document, Update
from scores.models import Incident
from scores.pages.words import status_line
from scores.reports import (
    ClockReport,
    CompetitionReport,
    IncidentReport,
    MatchReport,
    PeriodKey,
    PeriodReport,
    ScoreReport,
    TeamReport,
)
from scores.sports import PeriodKind, Status
from tests.feeds.api_football_bodies import answer, event, fixture, points, report_of
from tests.feeds.bodies import NOW
from tests.feeds.recordings import body_of, recorded

BOARD = "api-football/fixtures_live_all_2024-02-21.json"
EVENING = datetime(2024, 2, 21, 20, 50, tzinfo=UTC)


@recorded
def test_a_match_in_play_is_read_into_a_report():
    reports = {report.key: report for report in parse(body_of(BOARD), EVENING).reports}

    assert reports["1125626"] == MatchReport(
        key="1125626",
        sport="football",
        competition=CompetitionReport(
            name="Campionato", key="404", country="San Marino", season="2023/24", round="Matchday 22"
        ),
        home=TeamReport(name="Faetano", key="5300"),
        away=TeamReport(name="Cailungo", key="5297"),
        kick_off=datetime(2024, 2, 21, 20, 15, tzinfo=UTC),
        venue="Stadio di Domagnano",
        city="Domagnano",
        status=Status.LIVE,
        period=PeriodKey(kind=PeriodKind.PERIOD, number=1),
        clock=ClockReport(seconds=34 * 60, at=EVENING, running=True),
        score=ScoreReport(home=2, away=0),
        periods=(PeriodReport(kind=PeriodKind.PERIOD, number=1, home=2, away=0),),
        incidents=(
            IncidentReport(
                key="goal:home:4+0:k lisi:1",
                keeps_key=False,
                kind="goal",
                side="home",
                period=PeriodKey(kind=PeriodKind.PERIOD, number=1),
                minute=4,
                player="K. Lisi",
            ),
            IncidentReport(
                key="goal:home:10+0:a brisigotti:1",
                keeps_key=False,
                kind="goal",
                side="home",
                period=PeriodKey(kind=PeriodKind.PERIOD, number=1),
                minute=10,
                player="A. Brisigotti",
                order=1,
            ),
        ),
    )


@recorded
def test_the_recorded_board_agrees_with_a_count_by_hand():
    entries = {str(entry["fixture"]["id"]): entry for entry in json.loads(body_of(BOARD))["response"]}

    parsed = parse(body_of(BOARD), EVENING)

    assert (len(parsed.reports), parsed.problems) == (24, ())
    assert Counter(report.status for report in parsed.reports) == {Status.BREAK: 10, Status.LIVE: 14}
    for report in parsed.reports:
        entry = entries[report.key]
        goals, half = ((pair["home"], pair["away"]) for pair in (entry["goals"], entry["score"]["halftime"]))
        assert report.score and report.periods and report.incidents is not None
        assert (report.score.home, report.score.away) == points(report) == goals
        assert (report.periods[0].home, report.periods[0].away) == half
        assert tuple(sum(getattr(part, side) for part in report.periods) for side in ("home", "away")) == goals
        assert Counter(incident.kind for incident in report.incidents) == Counter(
            {"Goal": "goal", "Card": "yellow_card", "subst": "substitution"}[given["type"]] for given in entry["events"]
        )
    kinds = Counter(incident.kind for report in parsed.reports for incident in report.incidents or ())
    assert kinds == {"goal": 37, "yellow_card": 15, "substitution": 12}


@recorded
@pytest.mark.django_db
def test_the_recorded_board_changes_nothing_the_second_time():
    provider, body = PROVIDERS["api-football"], body_of(BOARD)

    first = ingest(provider, body, received_at=EVENING, create=True)
    updates = Update.objects.count()
    second = ingest(provider, body, received_at=EVENING, create=True)

    shown = {
        alias.key: (alias.match.home_score, alias.match.away_score)
        for alias in Alias.objects.filter(kind=Kind.MATCH).select_related("match")
        if alias.match
    }
    assert (first.applied, first.unreadable, first.held) == (24, 0, 0)
    assert (second.applied, second.unchanged, second.unreadable) == (0, 24, 0)
    assert Update.objects.count() == updates
    assert Counter(Incident.objects.values_list("kind", flat=True)) == {
        "goal": 37,
        "yellow_card": 15,
        "substitution": 12,
    }
    assert shown == {
        str(entry["fixture"]["id"]): (entry["goals"]["home"], entry["goals"]["away"])
        for entry in json.loads(body)["response"]
    }


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("TBD", Status.SCHEDULED),
        ("NS", Status.SCHEDULED),
        ("1H", Status.LIVE),
        ("HT", Status.BREAK),
        ("2H", Status.LIVE),
        ("ET", Status.LIVE),
        ("BT", Status.BREAK),
        ("P", Status.LIVE),
        ("LIVE", Status.LIVE),
        ("SUSP", Status.SUSPENDED),
        ("INT", Status.INTERRUPTED),
        ("FT", Status.ENDED),
        ("AET", Status.ENDED),
        ("PEN", Status.ENDED),
        ("PST", Status.POSTPONED),
        ("Canc", Status.CANCELLED),  # spelling drifts
        ("ABD", Status.ABANDONED),
        ("AWD", Status.AWARDED),
        ("WO", Status.WALKOVER),
    ],
)
def test_every_word_for_a_status_is_known(word, status):
    assert report_of(word).status == status


def test_an_unknown_word_keeps_the_status_and_is_counted():
    parsed = parse(answer(fixture("TELEPORTED")), NOW)

    assert (parsed.reports[0].status, parsed.reports[0].score) == (None, ScoreReport(home=1, away=0))
    assert [str(problem) for problem in parsed.problems] == ["match 900: unknown status 'TELEPORTED'"]


@pytest.mark.parametrize(
    "errors",
    [
        {"token": "Error/Missing application key."},
        {"requests": "You have reached the request limit for the day."},
        ["Something is wrong."],
    ],
)
def test_an_answer_with_errors_is_a_refusal_though_it_is_a_200(errors):
    with pytest.raises(ParseError, match=r"The provider refused: (token|requests|Something)"):
        parse(answer(errors=errors), NOW)


@pytest.mark.parametrize("resource", ["fixtures/events", "fixtures/statistics", "fixtures/lineups"])
def test_what_names_no_match_is_refused_and_says_what_to_ask_for(resource):
    body = answer(event(10), get=resource, parameters={"fixture": "900"})

    with pytest.raises(ParseError, match="name no match"):
        parse(body, NOW)


def test_another_resource_is_refused():
    with pytest.raises(ParseError, match="another resource"):
        parse(answer({"league": {}}, get="leagues"), NOW)


def test_a_fixture_that_is_broken_does_not_spoil_the_others():
    parsed = parse(answer({"fixture": {"id": 7}}, "nonsense", fixture()), NOW)

    assert [report.key for report in parsed.reports] == ["900"]
    assert [problem.where for problem in parsed.problems] == ["match 7", "match 2"]


def test_the_minute_told_is_the_one_being_played_and_added_time_is_told_apart():
    report = report_of(elapsed=90, extra={"extra": 4})

    assert report.clock == ClockReport(seconds=89 * 60, at=NOW, running=True, added=4)


def test_a_minute_that_stands_for_all_of_added_time_is_a_clock_that_stands():
    assert report_of("1H", elapsed=45).clock == ClockReport(seconds=45 * 60, at=NOW, running=False)
    assert report_of("1H", elapsed=45, extra={"extra": None}).clock == ClockReport(seconds=2640, at=NOW, running=True)


@pytest.mark.parametrize(
    ("word", "elapsed", "period"),
    [
        ("1H", 45, (PeriodKind.PERIOD, 1)),
        ("HT", 45, (PeriodKind.PERIOD, 1)),
        ("2H", 46, (PeriodKind.PERIOD, 2)),
        ("BT", 90, (PeriodKind.PERIOD, 2)),
        ("BT", 105, (PeriodKind.EXTRA, 1)),
        ("BT", 120, (PeriodKind.EXTRA, 2)),
        ("ET", 105, (PeriodKind.EXTRA, 1)),
        ("ET", 106, (PeriodKind.EXTRA, 2)),
        ("P", 120, (PeriodKind.SHOOTOUT, 1)),
    ],
)
def test_the_status_tells_the_period(word, elapsed, period):
    assert report_of(word, elapsed=elapsed).period == PeriodKey(kind=period[0], number=period[1])


@pytest.mark.django_db
def test_a_copy_of_half_time_that_comes_in_the_second_half_is_not_shown():
    provider, half = PROVIDERS["api-football"], {"halftime": (1, 0)}
    ingest(provider, answer(fixture("HT", elapsed=45, score=half)), received_at=NOW, create=True)
    shown = [status_line(Document.objects.get(name__startswith="row.").state, NOW)]

    for word, elapsed in (("2H", 47), ("HT", 45)):
        ingest(provider, answer(fixture(word, elapsed=elapsed, score=half)), received_at=NOW)
        shown.append(status_line(Document.objects.get(name__startswith="row.").state, NOW))

    assert shown == ["Half-time", "47' · 2nd half", "47' · 2nd half"]


def test_who_leads_is_no_winner():
    assert report_of(winner="home").winner is None


def test_a_null_score_in_a_match_that_is_played_says_nothing_and_is_counted():
    parsed = parse(answer(fixture("1H", (None, None))), NOW)

    assert parsed.reports[0].score is None
    assert [str(problem) for problem in parsed.problems] == ["match 900: no score in a match that is 1H"]
