"""The score of a SportsML match, its parts, and its clock."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from feeds.providers.provider import Problem
from feeds.providers.sportsml_shapes import Action, EventMetadata
from feeds.providers.sportsml_teams import Team
from scores.reports import ClockReport, IncidentReport, PeriodKey, PeriodReport, ScoreReport, Side, other_side
from scores.sports import SPORTS, PeriodKind, Status

HALF, EXTRA_HALF = 45, 15


def period_key(sport: str, number: int | None) -> PeriodKey | None:
    """SportsML counts on through overtime; we start again at one. What is neither is none: 0, and 14 after the end."""
    planned = SPORTS[sport].periods[0].count
    if number is None or number < 1 or (sport == "football" and number > 4):
        return None
    if number <= planned:
        return PeriodKey(kind=PeriodKind.PERIOD, number=number)
    return PeriodKey(kind=PeriodKind.EXTRA, number=number - planned)


def total(teams: Mapping[Side, Team], actions: Sequence[Action]) -> ScoreReport | None:
    """As the teams have it or, where they are silent, as the last action that tells the running score."""
    home, away = teams["home"].stats.score, teams["away"].stats.score
    if home is not None and away is not None:
        return ScoreReport(home=home, away=away)
    for action in reversed(actions):
        ours, theirs = action.score_team, action.score_team_opposing
        if ours is not None and theirs is not None and action.team_idref in (teams["home"].id, teams["away"].id):
            at_home = action.team_idref == teams["home"].id
            return ScoreReport(home=ours if at_home else theirs, away=theirs if at_home else ours)
    return None


def periods(
    sport: str, teams: Mapping[Side, Team], where: str, problems: list[Problem]
) -> tuple[PeriodReport, ...] | None:
    home, away = ({each.period_value: each.score for each in teams[side].scores} for side in ("home", "away"))
    found = []
    for number in sorted(home.keys() | away.keys()):
        key = period_key(sport, number)
        if key is None:
            problems.append(Problem(where, f"the score of period {number} is of no period we know"))
            continue
        found.append(PeriodReport(kind=key.kind, number=key.number, home=home.get(number), away=away.get(number)))
    return tuple(found) or None


def credited(sport: str, incident: IncidentReport) -> tuple[Side | None, int]:
    """The side that an incident gives points, and how many: an own goal is the other one's."""
    kind = SPORTS[sport].incidents[incident.kind]
    if incident.side is None or not kind.points:
        return None, 0
    return other_side(incident.side) if kind.for_opponent else incident.side, kind.points


def made_by(sport: str, incidents: Sequence[IncidentReport]) -> ScoreReport:
    """The score that incidents make together."""
    made = {"home": 0, "away": 0}
    for side, points in (credited(sport, incident) for incident in incidents):
        if side:
            made[side] += points
    return ScoreReport(home=made["home"], away=made["away"])


def periods_of_incidents(
    sport: str, incidents: Sequence[IncidentReport], actions: Sequence[Action]
) -> tuple[PeriodReport, ...] | None:
    """Counted where they are not given, up to the last period in which something happened."""
    if any(incident.period is None for incident in incidents):
        return None
    numbers = {action.period_value for action in actions if period_key(sport, action.period_value)}
    found = []
    for number in range(1, max((number for number in numbers if number), default=0) + 1):
        key = period_key(sport, number)
        score = made_by(sport, [incident for incident in incidents if incident.period == key])
        if key:
            found.append(PeriodReport(kind=key.kind, number=key.number, home=score.home, away=score.away))
    return tuple(found) or None


def seconds_of(text: str) -> int | None:
    """ "4:51" is 291."""
    found = re.fullmatch(r"(\d+):(\d{2})(?:\.\d+)?", text.strip())
    return int(found.group(1)) * 60 + int(found.group(2)) if found else None


def clock(sport: str, event: EventMetadata, status: Status | None, at: datetime) -> ClockReport | None:
    """A clock that counts down stops often and does not say so: it is shown as it stood, not run."""
    if status != Status.LIVE:
        return None
    if SPORTS[sport].clock == "down":
        remaining = seconds_of(event.period_time_remaining)
        return None if remaining is None else ClockReport(seconds=remaining, at=at, running=False)
    if event.minutes_elapsed is None:
        return None
    number = event.period_value or 0
    end = HALF * min(number, 2) + EXTRA_HALF * max(0, number - 2) if number else event.minutes_elapsed
    added = max(0, event.minutes_elapsed - end)
    return ClockReport(seconds=60 * (event.minutes_elapsed - added), at=at, running=True, added=added)
