"""TheSportsDB on made-up rows: there is no recording of ours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from feeds.ingest import ingest
from feeds.providers import PROVIDERS, ParseError
from feeds.providers.thesportsdb import parse
from scores.live.models import Update
from scores.models import Match
from scores.reports import ClockReport, CompetitionReport, MatchReport, PeriodKey, ScoreReport, TeamReport
from scores.sports import PeriodKind, Status
from tests.feeds.bodies import NOW, encoded

KICK_OFF = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


def row(status: str | None = "2H", progress: str | None = "67", **fields: Any) -> dict[str, Any]:
    """One row of what is in play."""
    return {
        "idLiveScore": "1",
        "idEvent": "700",
        "strSport": "Soccer",
        "idLeague": "4328",
        "strLeague": "English Premier League",
        "idHomeTeam": "11",
        "idAwayTeam": "22",
        "strHomeTeam": "Northtown",
        "strAwayTeam": "Southtown",
        "intHomeScore": "1",
        "intAwayScore": "0",
        "strStatus": status,
        "strProgress": progress,
        "strTimestamp": "2026-11-22T15:00:00",
        "dateEvent": "2026-11-22",
        "updated": "2026-11-22 16:07:21",
    } | fields


def in_play(*rows: object) -> bytes:
    return encoded({"livescore": list(rows)})


def listed(*rows: object, name: str = "schedule") -> bytes:
    return encoded({name: list(rows)})


def report_of(*arguments: Any, **fields: Any) -> MatchReport:
    (report,) = parse(in_play(row(*arguments, **fields)), NOW).reports
    return report


def test_a_row_in_play_is_read_into_a_report():
    parsed = parse(in_play(row()), NOW)

    assert (parsed.problems, parsed.resource) == ((), "livescore")
    assert parsed.reports == (
        MatchReport(
            key="700",
            sport="football",
            competition=CompetitionReport(name="Premier League", key="4328", country="England", season="2026/27"),
            home=TeamReport(name="Northtown", key="11"),
            away=TeamReport(name="Southtown", key="22"),
            kick_off=KICK_OFF,
            status=Status.LIVE,
            period=PeriodKey(kind=PeriodKind.PERIOD, number=2),
            clock=ClockReport(seconds=66 * 60, at=NOW, running=True),
            score=ScoreReport(home=1, away=0),
        ),
    )


@pytest.mark.django_db
def test_a_row_changes_nothing_the_second_time():
    provider = PROVIDERS["thesportsdb"]

    first = ingest(provider, in_play(row()), received_at=NOW, create=True)
    updates = Update.objects.count()
    second = ingest(provider, in_play(row()), received_at=NOW + timedelta(seconds=20), create=True)

    match = Match.objects.get()
    assert (first.applied, second.applied, second.unchanged) == (1, 0, 1)
    assert Update.objects.count() == updates
    assert (match.home_score, match.away_score, str(match.stage.season)) == (1, 0, "Premier League 2026/27")


@pytest.mark.parametrize(
    ("sport", "word", "status", "period"),
    [
        ("Soccer", "NS", Status.SCHEDULED, None),
        ("Soccer", "1H", Status.LIVE, (PeriodKind.PERIOD, 1)),
        ("Soccer", "HT", Status.BREAK, (PeriodKind.PERIOD, 1)),
        ("Soccer", "P", Status.LIVE, (PeriodKind.SHOOTOUT, 1)),
        ("Soccer", "Match Finished", Status.ENDED, None),
        ("Soccer", "PEN", Status.ENDED, None),
        ("Soccer", "canc", Status.CANCELLED, None),
        ("Soccer", "SUSP", Status.SUSPENDED, None),
        ("Basketball", "Q3", Status.LIVE, (PeriodKind.PERIOD, 3)),
        ("Basketball", "OT", Status.LIVE, (PeriodKind.EXTRA, 1)),
        ("Basketball", "HT", Status.BREAK, (PeriodKind.PERIOD, 2)),
        ("Basketball", "BT", Status.BREAK, None),
        ("Basketball", "POST", Status.POSTPONED, None),
        ("Basketball", "AOT", Status.ENDED, None),
        ("American Football", "Q4", Status.LIVE, (PeriodKind.PERIOD, 4)),
        ("American Football", "HT", Status.BREAK, (PeriodKind.PERIOD, 2)),
        ("American Football", "PST", Status.POSTPONED, None),
        ("Ice Hockey", "P2", Status.LIVE, (PeriodKind.PERIOD, 2)),
        ("Ice Hockey", "PT", Status.LIVE, (PeriodKind.SHOOTOUT, 1)),
        ("Baseball", "IN7", Status.LIVE, (PeriodKind.INNINGS, 7)),
        ("Baseball", "INTR", Status.INTERRUPTED, None),
        ("Volleyball", "S5", Status.LIVE, (PeriodKind.SET, 5)),
        ("Handball", "1H", Status.LIVE, (PeriodKind.PERIOD, 1)),
        ("Rugby", "2H", Status.LIVE, (PeriodKind.PERIOD, 2)),
    ],
)
def test_each_sport_has_words_of_its_own(sport, word, status, period):
    report = report_of(word, strSport=sport)

    assert (report.status, report.period and (report.period.kind, report.period.number)) == (status, period)


@pytest.mark.parametrize(("minute", "half"), [("105", 1), ("106", 2), ("", None)])
def test_the_minute_tells_the_half_of_extra_time(minute, half):
    period = report_of("ET", minute).period

    assert period == (PeriodKey(kind=PeriodKind.EXTRA, number=half) if half else None)


@pytest.mark.parametrize(("sport", "word"), [("Soccer", "Q1"), ("Basketball", "1H"), ("Soccer", "TELEPORTED")])
def test_a_word_of_no_use_in_the_sport_keeps_the_status_and_is_counted(sport, word):
    parsed = parse(in_play(row(word, strSport=sport)), NOW)

    assert (parsed.reports[0].status, parsed.reports[0].score) == (None, ScoreReport(home=1, away=0))
    assert [str(problem) for problem in parsed.problems] == [f"match 700: unknown status {word!r}"]


@pytest.mark.parametrize(
    ("sport", "progress", "seconds", "added"),
    [("Soccer", "90+3", 89 * 60, 3), ("Soccer", "24'", 23 * 60, 0), ("Handball", "1", 0, 0)],
)
def test_a_clock_that_counts_up_is_read(sport, progress, seconds, added):
    clock = report_of("2H", progress, strSport=sport).clock

    assert clock == ClockReport(seconds=seconds, at=NOW, running=True, added=added)


@pytest.mark.parametrize(
    ("sport", "word", "progress"),
    [
        ("Soccer", "2H", "HT"),
        ("Soccer", "HT", "45"),
        ("Soccer", "2H", None),
        ("Soccer", "P", "120"),
        ("American Football", "Q4", "4"),
    ],
)
def test_another_progress_is_no_clock(sport, word, progress):
    assert report_of(word, progress, strSport=sport).clock is None


@pytest.mark.parametrize(
    ("progress", "status", "period"),
    [("Final", Status.ENDED, None), ("08:12 - 3rd", Status.LIVE, PeriodKey(kind=PeriodKind.PERIOD, number=3))],
)
def test_in_the_nfl_the_progress_tells_the_status(progress, status, period):
    report = report_of(None, progress, strSport="American Football", idLeague="4391")

    assert (report.status, report.period, report.score) == (status, period, ScoreReport(home=1, away=0))


@pytest.mark.parametrize("progress", ["45", "Overtime soon"])
def test_a_progress_that_tells_no_status_is_counted(progress):
    parsed = parse(in_play(row(None, progress)), NOW)

    assert parsed.reports[0].status is None
    assert [str(problem) for problem in parsed.problems] == [f"match 700: unknown status {progress!r}"]


def test_numbers_come_as_texts_or_as_numbers():
    assert report_of(idEvent=700, intHomeScore=1, intAwayScore=0, idHomeTeam=11) == report_of()


@pytest.mark.parametrize("score", [None, "", " "])
def test_a_null_score_in_play_says_nothing_and_is_counted(score):
    parsed = parse(in_play(row(intHomeScore=score)), NOW)

    assert parsed.reports[0].score is None
    assert [str(problem) for problem in parsed.problems] == ["match 700: no score in a match that is 2H"]


def test_a_row_that_is_broken_does_not_spoil_the_others():
    parsed = parse(in_play({"idEvent": "7"}, "nonsense", row(idEvent="8", intHomeScore="two"), row()), NOW)

    assert [report.key for report in parsed.reports] == ["700"]
    assert [problem.where for problem in parsed.problems] == ["match 7", "match 2", "match 8"]


@pytest.mark.parametrize("sport", ["Motorsport", "Tennis", "Cricket"])
def test_a_sport_whose_words_are_not_known_is_left_out(sport):
    parsed = parse(in_play(row(strSport=sport)), NOW)

    assert (parsed.reports, parsed.problems, parsed.ignored) == ((), (), 1)


def test_a_league_whose_seasons_are_not_known_is_refused_in_play():
    parsed = parse(in_play(row(idLeague="9999", strLeague="Harbour League")), NOW)

    assert parsed.reports == ()
    assert "names no season" in str(parsed.problems[0])


@pytest.mark.parametrize(
    ("league", "sport", "moment", "season"),
    [
        ("4328", "Soccer", "2027-05-02T14:00:00", "2026/27"),
        ("4346", "Soccer", "2027-05-02T14:00:00", "2027"),
        ("4391", "American Football", "2027-02-07T23:30:00", "2026"),
        ("4387", "Basketball", "2026-10-21T00:00:00+00:00", "2026/27"),
    ],
)
def test_the_season_of_a_league_in_play_is_known(league, sport, moment, season):
    assert report_of("NS", idLeague=league, strSport=sport, strTimestamp=moment).competition.season == season


@pytest.mark.parametrize(("said", "season"), [("2026-2027", "2026/27"), ("2026", "2026")])
def test_a_listed_event_names_its_season_round_and_venue(said, season):
    event = row("NS", None, strSeason=said, intRound="12", strVenue="North Road", idLeague="9999")

    (report,) = parse(listed(event), KICK_OFF - timedelta(days=1)).reports

    assert (report.competition.season, report.competition.round) == (season, "Matchday 12")
    assert (report.venue, report.status, report.score) == ("North Road", Status.SCHEDULED, None)


@pytest.mark.parametrize("number", ["125", "0", None, ""])
def test_a_number_that_stands_for_a_round_of_a_cup_is_not_read(number):
    assert report_of(intRound=number).competition.round == ""


@pytest.mark.parametrize("word", ["NS", "2H", "HT"])
def test_a_list_says_nothing_of_a_match_that_should_be_in_play(word):
    (report,) = parse(listed(row(word, strSeason="2026-2027")), KICK_OFF + timedelta(hours=1)).reports

    assert (report.status, report.period, report.clock, report.score) == (None, None, None, None)


@pytest.mark.parametrize(
    ("spectators", "attendance"), [("54000", 54_000), (54_000, 54_000), ("0", None), ("", None), ("many", None)]
)
def test_a_list_names_the_referee_and_how_many_came(spectators, attendance):
    event = row("FT", None, strSeason="2026-2027", strOfficial="Ann Whistle", intSpectators=spectators)

    (report,) = parse(listed(event), NOW).reports

    assert (report.referee, report.attendance) == ("Ann Whistle", attendance)


@pytest.mark.parametrize("name", ["schedule", "lookup", "events"])
def test_a_list_says_how_a_match_ended(name):
    parsed = parse(listed(row("FT", "90", strSeason="2026-2027"), name=name), NOW)

    assert (parsed.reports[0].status, parsed.reports[0].score) == (Status.ENDED, ScoreReport(home=1, away=0))
    assert (parsed.resource, parsed.problems) == ("", ())


def test_a_postponed_event_is_postponed_whatever_its_status():
    assert report_of("NS", strPostponed="yes").status == Status.POSTPONED


def test_without_a_time_the_day_is_the_kick_off():
    report = report_of("NS", strTimestamp=None)

    assert (report.kick_off, report.kick_off_precision) == (datetime(2026, 11, 22, tzinfo=UTC), "date")


def test_a_team_that_is_not_decided_is_a_placeholder():
    report = report_of("NS", strHomeTeam="Winner Group A", strAwayTeam=None)

    assert [(team.placeholder, team.key) for team in (report.home, report.away)] == [
        (True, "700:home"),
        (True, "700:away"),
    ]


@pytest.mark.parametrize("body", [{"livescore": None}, {"schedule": []}, {"Message": "No data found"}])
def test_nothing_in_play_is_no_fault(body):
    parsed = parse(encoded(body), NOW)

    assert (parsed.reports, parsed.problems) == ((), ())


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({"message": "Rate Limit exceeded.", "error": 429}, "The provider refused: Rate Limit"),
        ({"Message": "Invalid API key"}, "The provider refused: Invalid"),
        ({"teams": []}, "another resource"),
    ],
)
def test_another_body_is_refused(body, text):
    with pytest.raises(ParseError, match=text):
        parse(encoded(body), NOW)


def test_no_key_stands_in_an_address():
    provider = PROVIDERS["thesportsdb"]

    assert (provider.token_header, provider.token_setting) == ("X-API-KEY", "THESPORTSDB_KEY")
    assert all("/api/v2/json/" in address for address in provider.addresses(date(2026, 11, 22)))
