"""What may be one of ours though no rule says so. It is never created beside it: it waits for an editor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from feeds.matching.aliases import competition_key, team_key
from feeds.matching.finding import Matching, Missing, Unmatched, ambiguous, missing_competition
from feeds.matching.fixtures import NEAR
from feeds.matching.teams import Namesakes
from feeds.models import Alias, Kind
from feeds.names import club
from scores.models import Match
from scores.reports import SIDES, MatchReport, Side, TeamReport, other_side

SHOWN = 10  # candidates of a name
Candidates = dict[int, str]  # which of ours it may be, the likeliest first, and why it has to wait; empty: it need not


class Lookalikes:
    """Of the reports of one payload."""

    def __init__(self, matching: Matching) -> None:
        self.matching = matching
        self._namesakes: dict[str, Namesakes] = {}
        self._competitions: dict[tuple[str, str], list[int]] = {}

    def missing(self, report: MatchReport) -> Unmatched:
        """Why a report has no match of ours: what is not known of it."""
        competition_id = self.matching.competition(report)
        if competition_id is None:
            found = self._competitions_like(report)
            return Unmatched("The competition is not known.", missing_competition(report, found))
        unknown = [
            self._missing(report, said, self._candidates(report, side, competition_id))
            for side, said in self._unknown(report, competition_id)
        ]
        if unknown:
            return Unmatched("A team is not known.", *unknown)
        self._refuse_turned(report, competition_id)
        return ambiguous(report, "There is no match of this pair near its kick-off.", ())

    def refuse(self, report: MatchReport) -> None:
        """Raise Unmatched when what would be created may be there already."""
        competition_id = self.matching.competition(report)
        if competition_id is None and (found := self._competitions_like(report)):
            reason = "We have matches of it in another competition."
            raise Unmatched(reason, missing_competition(report, found))
        unknown, reason = [], ""
        for side, said in self._unknown(report, competition_id):
            candidates = self._candidates(report, side, competition_id)
            if any(candidates.values()):
                reason = reason or next(filter(None, candidates.values()))
                unknown.append(self._missing(report, said, candidates))
        if unknown:
            raise Unmatched(reason, *unknown)
        if competition_id is not None:
            self._refuse_turned(report, competition_id)

    def _refuse_turned(self, report: MatchReport, competition_id: int) -> None:
        """On neutral ground, who is at home is anybody's choice."""
        matching = self.matching
        sides = [matching.team(report, getattr(report, side), competition_id) for side in SIDES]
        fixtures = matching.fixtures(competition_id)
        turned = [each for each in fixtures.all if [each.away, each.home] == sides and each.is_near(report)]
        if found := [each for each in turned if not fixtures.keys_of(each)]:
            raise ambiguous(report, "We have this match with its sides the other way round.", found)

    def _unknown(self, report: MatchReport, competition_id: int | None) -> Iterator[tuple[Side, TeamReport]]:
        for side in SIDES:
            said: TeamReport = getattr(report, side)
            if competition_id is None:
                known = self.matching.alias_of(report, said) is not None
            else:
                known = self.matching.team(report, said, competition_id) is not None
            if not said.placeholder and not known:
                yield side, said

    def _missing(self, report: MatchReport, said: TeamReport, candidates: Candidates) -> Missing:
        ids = tuple(candidates)[:SHOWN]
        return Missing(Kind.TEAM, report.sport, team_key(report, said), said.name, ids)

    def _candidates(self, report: MatchReport, side: Side, competition_id: int | None) -> Candidates:
        said: TeamReport = getattr(report, side)
        found = {} if competition_id is None else self._at_this_hour(report, side, competition_id)
        _add(found, "We have a team of this name.", self._namesakes_of(report.sport).of(said, report.competition))
        if competition_id is not None:
            teams = self.matching.teams(competition_id)
            alike = [pk for pk in teams.alike(said) if pk not in teams.claimed]
            _add(found, "It may be one of ours by another name.", alike)
            _add(found, "", teams.akin(said))
        return found

    def _at_this_hour(self, report: MatchReport, side: Side, competition_id: int) -> Candidates:
        """Whom the opponent meets; or, where that one is not known either, who plays and is not known by any name."""
        matching, other = self.matching, other_side(side)
        fixtures, claimed = matching.fixtures(competition_id), matching.teams(competition_id).claimed
        opponent = matching.team(report, getattr(report, other), competition_id)
        near = [each for each in fixtures.all if each.is_near(report) and not fixtures.keys_of(each)]
        if opponent is not None:
            meets = [each for each in near if each.team(other) == opponent]
            return {e.team(side): f"We have {e.team_name(side)} as the opponent at this hour." for e in meets}
        open_ = [e for e in near if e.kick_off == report.kick_off and not {e.home, e.away} & claimed]
        return {e.team(side): "We have a match at this hour whose teams it has not named." for e in open_}

    def _namesakes_of(self, sport: str) -> Namesakes:
        if sport not in self._namesakes:
            self._namesakes[sport] = Namesakes(self.matching.provider, sport)
        return self._namesakes[sport]

    def _competitions_like(self, report: MatchReport) -> list[int]:
        """The competitions of ours in which the same teams meet at the same hours, the likeliest first."""
        key = (report.sport, competition_key(report))
        if key not in self._competitions:
            told = [each for each in self.matching.reports if (each.sport, competition_key(each)) == key]
            self._competitions[key] = _competitions_with(told, self.matching.provider)
        return self._competitions[key]


def _add(found: Candidates, reason: str, ids: Iterable[int]) -> None:
    for pk in ids:
        found.setdefault(pk, reason)


def _competitions_with(reports: list[MatchReport], provider: str) -> list[int]:
    moments = sorted(report.kick_off for report in reports if report.kick_off)
    if not moments:
        return []
    ours = Match.objects.filter(
        stage__season__competition__sport=reports[0].sport, kick_off__range=(moments[0] - NEAR, moments[-1] + NEAR)
    ).order_by()
    told: dict[tuple[str, str], list[MatchReport]] = {}
    for report in reports:
        told.setdefault((club(report.home.name), club(report.away.name)), []).append(report)
    found: Counter[int] = Counter()
    for home, away, kick_off, competition_id in ours.values_list(
        "home__name", "away__name", "kick_off", "stage__season__competition"
    ):
        of_pair = told.get((club(home), club(away)), ())
        found[competition_id] += sum(1 for each in of_pair if each.kick_off and abs(each.kick_off - kick_off) <= NEAR)
    named = Alias.objects.filter(provider=provider, kind=Kind.COMPETITION, competition__in=found)
    known = set(named.values_list("competition", flat=True))
    return [pk for pk, times in found.most_common() if times and pk not in known]
