from __future__ import annotations

import pytest

from feeds.providers import ParseError
from feeds.providers.espn import parse
from tests.feeds.bodies import NOW, encoded
from tests.feeds.recordings import body_of, recorded


@recorded
def test_a_schedule_and_a_board_report_one_match_alike():
    board, schedule = (parse(body_of(f"espn/{name}"), NOW) for name in ("mls.json", "schedule.json"))

    listed, scheduled = (
        {each.key: each for report in parsed.reports for each in (report.home, report.away)}
        for parsed in (board, schedule)
    )

    assert (board.resource, schedule.resource) == ("", "schedule")
    assert {report.competition.key for report in (*board.reports, *schedule.reports)} == {"s:600~l:770"}
    assert [listed[key] for key in sorted(listed.keys() & scheduled.keys())] == [
        scheduled[key] for key in sorted(listed.keys() & scheduled.keys())
    ]
    assert len(listed.keys() & scheduled.keys()) == 4


def test_a_schedule_of_another_sport_is_refused():
    body = {"team": {"displayName": "Ashford Giants", "clubhouse": "https://www.espn.com/mlb/team"}, "events": []}

    with pytest.raises(ParseError, match="a schedule of Ashford Giants, which is not read"):
        parse(encoded(body), NOW)


@pytest.mark.parametrize("broken", [5, {"id": "1"}, {"id": "1", "competitions": [5], "season": {"year": 2026}}])
def test_an_entry_of_a_schedule_that_is_broken_is_counted(broken):
    body = {"team": {"clubhouse": "https://www.espn.com/soccer/club"}, "events": [broken]}

    parsed = parse(encoded(body), NOW)

    assert (parsed.reports, len(parsed.problems)) == ((), 1)
