"""SportsML in the recorded files, counted by their XML."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from feeds.ingest import ingest
from feeds.providers import PROVIDERS
from feeds.providers.sportsml import parse
from scores.live.models import Update
from scores.models import Match
from scores.reports import (
    ClockReport,
    IncidentReport,
    PeriodKey,
    PlayerReport,
    ScoreReport,
    StandingReport,
    TeamReport,
)
from scores.sports import PeriodKind, Status
from tests.feeds.bodies import NOW
from tests.feeds.recordings import body_of, recorded

FOOTBALL, BASKETBALL, HOCKEY, STANDINGS = (
    f"sportsml/{name}"
    for name in (
        "soccer-match-g2-specific.xml.gz",
        "basketball-match-g2-specific.xml",
        "ice-hockey-plays-g2-specific.xml.gz",
        "soccer-standings-g2-specific.xml",
    )
)
MATCHES = (FOOTBALL, BASKETBALL, HOCKEY)
IPTC = "{http://iptc.org/std/nar/2006-10-01/}"


def report_of(payload: bytes):
    parsed = parse(payload, NOW)
    assert parsed.problems == ()
    return parsed.reports[0]


@recorded
def test_a_football_match_is_read_whole():
    report = report_of(body_of(FOOTBALL))

    told = {"key", "venue", "attendance", "referee", "status", "winner", "note", "as_of", "kick_off"}
    assert report.model_dump(include=told) == {
        "key": "vendevent:l.premierleague.com-2014-e.755363",
        "venue": "Villa Park",
        "attendance": 32964,
        "referee": "Chris Foy",
        "status": Status.ENDED,
        "winner": None,
        "note": None,
        "as_of": datetime(2014, 10, 4, 18, 23, 43, tzinfo=UTC),
        "kick_off": datetime(2014, 10, 4, 16, 30, tzinfo=UTC),
    }
    assert (report.competition.name, report.competition.season, report.competition.round) == (
        "Premier League",
        "2014/15",
        "Matchday 7",
    )
    assert (report.home.name, report.home.key) == ("Aston Villa", "vendteam:o.thefa.com-t.2")
    assert {each.kind: (each.home, each.away) for each in report.statistics or ()} == {
        "possession": (31.6, 68.4),
        "shots": (6, 27),
        "shots_on_target": (1, 7),
        "fouls": (4, 6),  # the corners of one side are empty
    }
    assert next(iter(report.lineups or ())) == PlayerReport(
        side="home", name="Brad Guzan", number="1", position="goalkeeper"
    )


@recorded
def test_goals_cards_and_substitutions_are_told_in_the_minute_being_played():
    incidents = report_of(body_of(FOOTBALL)).incidents or ()

    told = [(each.minute, each.kind, each.side, each.player, each.other_player) for each in incidents]
    assert told == [
        (24, "yellow_card", "away", "Aleksandar Kolarov", ""),
        (56, "substitution", "away", "Fernando Luiz Rosa", "Frank Lampard"),
        (61, "substitution", "home", "Andreas Weimann", "Christian Benteke"),
        (64, "substitution", "away", "Edin Dzeko", "Fernando Francisco Reges"),
        (71, "substitution", "home", "Charles N'Zogbia", "Leandro Bacuna"),
        (71, "substitution", "home", "Kieran Richardson", "Jack Grealish"),
        (82, "goal", "away", "Gnegneri Yaya Touré", ""),
        (84, "substitution", "away", "David Silva", "Jesús Navas"),
        (88, "goal", "away", "Sergio Agüero", ""),
    ]


@recorded
def test_a_basketball_match_in_play_keeps_what_its_last_play_alone_does_not_say():
    report = report_of(body_of(BASKETBALL))

    assert (report.status, report.score) == (Status.LIVE, ScoreReport(home=93, away=84))
    assert report.period == PeriodKey(kind=PeriodKind.PERIOD, number=4)
    assert report.clock == ClockReport(seconds=291, at=datetime(2015, 3, 4, 4, 11, 35, tzinfo=UTC), running=False)
    assert report.incidents is None


@recorded
def test_an_ice_hockey_match_is_counted_from_its_plays():
    report = report_of(body_of(HOCKEY))

    assert (report.status, report.score) == (Status.ENDED, ScoreReport(home=2, away=1))
    assert (report.kick_off, report.kick_off_precision) == (datetime(2015, 5, 13, 12, tzinfo=UTC), "date")
    assert [(each.kind, each.number, each.home, each.away) for each in report.periods or ()] == [
        (PeriodKind.PERIOD, 1, 0, 1),
        (PeriodKind.PERIOD, 2, 1, 0),
        (PeriodKind.PERIOD, 3, 0, 0),
        (PeriodKind.EXTRA, 1, 1, 0),
    ]
    assert [each for each in report.incidents or () if each.kind != "penalty_minutes"][-1] == IncidentReport(
        key="p.835",
        kind="goal",
        side="home",
        period=PeriodKey(kind=PeriodKind.EXTRA, number=1),
        clock=516,
        player="DEREK STEPAN",
        other_player="DAN GIRARDI, KEITH YANDLE",
        order=9,
    )


@recorded
@pytest.mark.parametrize("name", MATCHES)
def test_the_score_and_its_parts_are_those_of_the_file(name):
    home, away = scores_in(body_of(name))

    report = report_of(body_of(name))

    told = [(report.score.home, report.score.away), *((each.home, each.away) for each in report.periods or ())]
    if home != [""]:
        assert [(str(ours), str(theirs)) for ours, theirs in told] == list(zip(home, away, strict=True))


def scores_in(body: bytes) -> tuple[list[str], list[str]]:
    """The total and the parts of each side, from the file and nothing of ours."""
    found: dict[str, list[str]] = {}
    for team in ElementTree.fromstring(body).iter(f"{IPTC}team"):
        side = next(team.iter(f"{IPTC}team-metadata")).attrib["alignment"]
        scored = (each for tag in ("team-stats", "sub-score") for each in team.iter(f"{IPTC}{tag}"))
        found[side] = [each.attrib.get("score", "") for each in scored]
    return found["home"], found["away"]


@recorded
@pytest.mark.parametrize("name", [FOOTBALL, HOCKEY])
def test_as_many_incidents_are_reported_as_the_file_has(name):
    root = ElementTree.fromstring(body_of(name))
    classes = Counter(each.attrib["class"].partition(":")[2] for each in root.iter(f"{IPTC}action"))

    report = report_of(body_of(name))

    kinds = Counter(each.kind for each in report.incidents or ())
    assert sum(number for kind, number in kinds.items() if "goal" in kind) == classes["score"]
    assert kinds["substitution"] * 2 == classes["substitution"]  # on and off
    assert kinds["yellow_card"] + kinds["penalty_minutes"] == classes["penalty"]
    assert report.score.home + report.score.away == classes["score"]


@recorded
@pytest.mark.parametrize("name", MATCHES)
def test_everybody_who_may_play_is_in_the_line_up(name):
    statuses = [each.attrib["status"] for each in ElementTree.fromstring(body_of(name)).iter(f"{IPTC}player-metadata")]

    report = report_of(body_of(name))

    assert Counter(each.starter for each in report.lineups or ()) == {
        True: statuses.count("spplayerstatus:starter"),
        False: statuses.count("spplayerstatus:bench"),
    }


@recorded
def test_standings_are_a_table():
    parsed = parse(body_of(STANDINGS), NOW)

    (table,) = parsed.tables
    assert (parsed.reports, parsed.problems, parsed.resource) == ((), (), "standings")
    assert (table.competition.name, table.competition.season) == ("Bundesliga", "2015/16")
    assert [row.position for row in table.rows] == list(range(1, 19))
    assert table.rows[0] == StandingReport(
        position=1,
        team=TeamReport(name="FC Bayern München", key="vendteam:o.dfb.de-t.198", short_name="FC Bayern München"),
        played=7,
        won=7,
        lost=0,
        scored=23,
        conceded=3,
        points=21,
    )
    assert all(row.points == 3 * row.won + row.drawn for row in table.rows)
    assert sum(row.scored or 0 for row in table.rows) == sum(row.conceded or 0 for row in table.rows)


@recorded
@pytest.mark.django_db
@pytest.mark.parametrize(("name", "score"), [(FOOTBALL, (0, 2)), (BASKETBALL, (93, 84)), (HOCKEY, (2, 1))])
def test_a_file_that_comes_twice_changes_nothing_the_second_time(name, score):
    provider, body = PROVIDERS["sportsml"], body_of(name)

    first = ingest(provider, body, received_at=NOW, create=True)
    updates = Update.objects.count()
    second = ingest(provider, body, received_at=NOW, create=True)

    match = Match.objects.get()
    assert (first.applied, first.unreadable, second.applied, second.unchanged) == (1, 0, 0, 1)
    assert Update.objects.count() == updates
    assert (match.home_score, match.away_score, match.score_disagrees) == (*score, False)
