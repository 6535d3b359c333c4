"""Find the match of a report or, where a feed may, create it; and keep its teams the ones that play."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from zlib import crc32

from feeds.matching.finding import Matching, Missing, Unmatched, name_of
from feeds.matching.fixtures import Fixture
from feeds.matching.lookalikes import Lookalikes
from feeds.matching.playing import Playing, Plays
from feeds.matching.rules import rules_of
from feeds.matching.turning import turned
from feeds.models import Kind, ReportState
from scores import operations
from scores.models import Competition, Season, Stage, Team
from scores.reports import SIDES, MatchReport, Side, TeamReport
from scores.sports import CALLED_OFF, UPCOMING

# Colours for a crest until staff choose the right ones; which pair and pattern is drawn from the name.
COLOURS = (
    ("#b3202a", "#ffffff"),
    ("#0b3d91", "#ffffff"),
    ("#0a6b3b", "#f4d35e"),
    ("#f2c14e", "#1f1f1f"),
    ("#1f1f1f", "#e8e8e8"),
    ("#5b2a86", "#f0e6ff"),
    ("#e4572e", "#1b2a41"),
    ("#17829b", "#ffffff"),
    ("#7a1f3d", "#8ecae6"),
    ("#3a5a40", "#dad7cd"),
    ("#8ecae6", "#14213d"),
)


@dataclass(frozen=True)
class _New:
    report: MatchReport
    competition_id: int
    match: operations.NewMatch


class Placing:
    """Places the reports of one payload, or those of them that have `changed`."""

    def __init__(
        self,
        provider: str,
        reports: Collection[MatchReport],
        *,
        changed: Collection[MatchReport] = (),
        lists_season: bool = False,
    ) -> None:
        self.source = provider
        self.reports = reports
        self.changed = changed
        self.lists_season = lists_season
        self._know()
        self.playing = Playing(self._placed)
        self._stages: dict[tuple[int, str, str], int] = {}

    def commit(self) -> None:
        """What was learned and created since the last time is in the database."""
        self.matching.aliases.has_learned = False

    def roll_back(self) -> None:
        """It is not: know again only what the database knows."""
        if self.matching.aliases.has_learned:
            self._know()
            self.playing.forget()
            self._stages.clear()

    def _placed(self) -> set[int]:
        """The matches that these reports are known to mean."""
        return self.matching.aliases.matches(self.changed or self.reports)

    def _know(self) -> None:
        self.matching = Matching(self.source, self.reports, changed=self.changed, lists_season=self.lists_season)
        self.lookalikes = Lookalikes(self.matching)

    def place(self, report: MatchReport, *, create: bool) -> tuple[MatchReport, int]:
        """The report with the sides that we have, and the id of our match; `create`: a team that has won an open place
        may be new to us.

        Raises Unmatched, Ignored, or OperationError.
        """
        match_id = self.matching.find(report)
        if match_id is None:
            raise self.lookalikes.missing(report)
        if self._is_turned(match_id, report):
            return turned(report), match_id
        self._agree_on_teams(match_id, report, create=create)
        return report, match_id

    def _is_turned(self, match_id: int, report: MatchReport) -> bool:
        """Whether it has the sides the other way round than we, who have them from another feed as well."""
        plays = self.playing.of(match_id)
        aliases = [self.matching.alias_of(report, team) for team in (report.home, report.away)]
        theirs = [alias and alias.team_id for alias in aliases]
        if theirs != [plays.away_id, plays.home_id]:
            return False
        return ReportState.objects.filter(match=match_id).exclude(provider=self.source).exists()

    def decide_teams(self, match_id: int, report: MatchReport) -> None:
        """An editor says that it is this match, whoever played in it as we had it. A team not known yet stays open."""
        if self._is_turned(match_id, report):
            return
        with suppress(Unmatched):
            self._agree_on_teams(match_id, report, create=False, decided=True)

    def create_match(self, report: MatchReport) -> int:
        """Create the match, and of its competition, season, stage and teams what is not there yet."""
        return self._create([self._new(report)])[0]

    def create_matches(self, reports: Sequence[MatchReport]) -> list[int]:
        """The same for many, all or none, as one change. Raises Unmatched when one should not be created."""
        new = []
        for report in reports:
            if report.kick_off is None or self.matching.find(report) is not None:
                raise self.lookalikes.missing(report)
            self.lookalikes.refuse(report)
            new.append(self._new(report))
        return self._create(new)

    def _new(self, report: MatchReport) -> _New:
        competition_id = self.create_competition(report)
        home, away = (self.create_team(report, side, competition_id) for side in SIDES)
        if report.kick_off is None:
            raise self.lookalikes.missing(report)
        match = operations.NewMatch(
            stage_id=self._stage_id(report, competition_id),
            home_id=home,
            away_id=away,
            kick_off=report.kick_off,
            kick_off_precision=report.kick_off_precision,
            round=report.competition.round,
            report=report,
        )
        return _New(report, competition_id, match)

    def _create(self, new: Sequence[_New]) -> list[int]:
        ids = operations.create_matches([each.match for each in new], source=self.source)
        for each, match_id in zip(new, ids, strict=True):
            report, match, said = each.report, each.match, each.report.competition
            names, moment = (report.home.name, report.away.name), (match.kick_off, match.kick_off_precision)
            fixture = Fixture(match_id, said.season, said.stage, match.home_id, match.away_id, *names, *moment)
            self.matching.fixtures(each.competition_id).add(fixture, report.key)
            self.matching.aliases.learn(Kind.MATCH, report.sport, report.key, name_of(report), match_id=match_id)
        return ids

    def _stage_id(self, report: MatchReport, competition_id: int) -> int:
        said = report.competition
        key = (competition_id, said.season, said.stage)
        if key not in self._stages:
            season, _ = Season.objects.get_or_create(competition_id=competition_id, name=said.season[:64])
            told = {"kind": said.stage_kind, "order": said.stage_order}
            stage, _ = Stage.objects.get_or_create(
                season=season, name=said.stage[:64], defaults={**told, **rules_of(report.sport, said.name)}
            )
            self._stages[key] = stage.pk
        return self._stages[key]

    def create_competition(self, report: MatchReport) -> int:
        known = self.matching.competition(report)
        if known is not None:
            return known
        said = report.competition
        competition, _ = Competition.objects.get_or_create(
            sport=report.sport, name=said.name, country=said.country[:64]
        )
        self.matching.learn_competition(report, competition.pk)
        return competition.pk

    def create_team(self, report: MatchReport, side: Side, competition_id: int) -> int:
        said: TeamReport = getattr(report, side)
        known = self.matching.team(report, said, competition_id)
        if known is not None:
            return known
        drawn = crc32(said.name.encode())
        primary, secondary = COLOURS[drawn % len(COLOURS)]
        team = Team.objects.create(
            sport=report.sport,
            name=said.name,
            short_name=said.short_name[:32],
            code=said.code[:4],
            kind=said.kind,
            country=said.country[:64],
            primary_colour=primary,
            secondary_colour=secondary,
            pattern=Team.Pattern.values[drawn // len(COLOURS) % len(Team.Pattern.values)],
        )
        self.matching.learn_team(report, said, competition_id, team.pk)
        return team.pk

    def _agree_on_teams(self, match_id: int, report: MatchReport, *, create: bool, decided: bool = False) -> None:
        """The match is known; who plays in it may have been decided, or changed, since."""
        plays = self.playing.of(match_id)
        changes: dict[str, int] = {}
        only_opened = True
        for side in SIDES:
            ours = plays.home_id if side == "home" else plays.away_id
            theirs, was_open = self._team_now(plays, report, side, ours, create=create)
            if theirs != ours:
                changes[f"{side}_id"] = theirs
                only_opened = only_opened and was_open
        if not changes:
            return
        if not (only_opened or decided):
            self._refuse_other_teams(plays, report)
        operations.amend(match_id, changes, source=self.source)
        self.playing.forget()

    def _refuse_other_teams(self, plays: Plays, report: MatchReport) -> None:
        missing = Missing(Kind.MATCH, report.sport, report.key, name_of(report), (plays.pk,))
        if plays.status not in UPCOMING | CALLED_OFF:
            raise Unmatched("Other teams than ours, in a match that has begun.", missing)
        leader = ReportState.objects.filter(match=plays.pk, leads=True).exclude(provider=self.source).first()
        if leader is not None:
            raise Unmatched(f"Other teams than ours, which are those of {leader.provider}.", missing)

    def _team_now(self, plays: Plays, report: MatchReport, side: Side, ours: int, *, create: bool) -> tuple[int, bool]:
        """Who plays on this side by this report, and whether it stood open before."""
        said: TeamReport = getattr(report, side)
        alias = self.matching.alias_of(report, said)
        if said.placeholder or (alias is not None and alias.team_id == ours):
            return ours, False
        was_open = self.playing.is_open(ours)
        if alias is not None and alias.team_id is not None:
            return alias.team_id, was_open
        if not was_open:
            return ours, False  # known by its key: that they spell a team anew is no news
        if not create:
            raise self.lookalikes.missing(report)
        return self.create_team(report, side, plays.competition_id), True
