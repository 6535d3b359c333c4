"""What an editor decides about a name that nobody could place; the reports that wait on it are then applied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q

from feeds.ingest import ingest_reports
from feeds.matching.aliases import Aliases, team_key
from feeds.matching.placing import Placing
from feeds.matching.waiting import forget_idle
from feeds.models import Alias, Kind, ReportState, UnmatchedName, WaitingReport
from feeds.providers import PROVIDERS, Parsed, Provider
from feeds.tally import Tally
from scores.models import Competition, Match, Team
from scores.reports import SIDES, MatchReport

Target = Competition | Team | Match


class Decided(Exception):
    def __init__(self) -> None:
        super().__init__("Somebody has decided about this name meanwhile.")


class Waiting(NamedTuple):
    report: MatchReport
    received_at: datetime
    resource: str
    may_create: bool


def link(name: UnmatchedName, target: Target) -> Tally:
    """The name means this one of ours."""
    waiting = _waiting(name)
    with transaction.atomic():
        _refuse_decided(name)
        _learn(name, target)
        if isinstance(target, Match):
            for each in waiting:
                _learn_teams(name, each.report, target)
                Placing(name.provider, [each.report]).decide_teams(target.pk, each.report)
            # It is no step backwards from what was said of other teams.
            ReportState.objects.filter(provider=name.provider, key=name.key).delete()
    return _apply(name.provider, waiting)


def create(name: UnmatchedName) -> Tally:
    """The name is new to us: make the competition, the team or the match that the waiting report describes."""
    waiting = _waiting(name)
    with transaction.atomic():
        _refuse_decided(name)
        for each in waiting[:1]:
            _create(name, Placing(name.provider, [each.report]), each.report)
    return _apply(name.provider, waiting)


def ignore(name: UnmatchedName) -> Tally:
    """The name is not ours: reports that bear it are left out from now on."""
    waiting = _waiting(name)
    with transaction.atomic():
        _refuse_decided(name)
        Alias.objects.update_or_create(
            provider=name.provider,
            kind=name.kind,
            sport=name.sport,
            key=name.key,
            defaults={"name": name.name, "ignored": True, "competition": None, "team": None, "match": None},
        )
    return _apply(name.provider, waiting)


def unlink(alias: Alias) -> list[Match]:
    """The name does not mean this, after all. Return the matches that have its word and nobody else's."""
    with transaction.atomic():
        wrong = forget(alias)
        alias.delete()
    told = ReportState.objects.filter(match__in=wrong)
    return list(Match.objects.with_names().filter(pk__in=wrong).exclude(pk__in=told.values("match")))


def forget(alias: Alias) -> list[int]:
    """Place anew, when the provider tells of it again, all that was placed by this alias: these matches."""
    if alias.ignored:
        return []
    ours = {
        Kind.COMPETITION: Q(match__stage__season__competition=alias.competition_id),
        Kind.TEAM: Q(match__home=alias.team_id) | Q(match__away=alias.team_id),
        Kind.MATCH: Q(pk=alias.pk),
    }
    placed = Alias.objects.filter(ours[Kind(alias.kind)], provider=alias.provider, kind=Kind.MATCH)
    matches = [pk for pk in placed.values_list("match", flat=True) if pk is not None]
    ReportState.objects.filter(provider=alias.provider, match__in=matches).delete()
    placed.exclude(pk=alias.pk).delete()
    return matches


def _refuse_decided(name: UnmatchedName) -> None:
    """Of two editors who click at once, the second is told."""
    if not UnmatchedName.objects.select_for_update().filter(pk=name.pk).exists():
        raise Decided
    same = Alias.objects.filter(provider=name.provider, kind=name.kind, sport=name.sport, key=name.key)
    if same.exclude(match__in=name.candidates).exists():
        raise Decided


def _waiting(name: UnmatchedName) -> list[Waiting]:
    rows = WaitingReport.objects.filter(names=name).order_by("received_at", "pk")
    return [
        Waiting(MatchReport.model_validate(row.report), row.received_at, row.resource, row.may_create) for row in rows
    ]


def _learn(name: UnmatchedName, target: Target) -> None:
    Aliases(name.provider, ()).learn(
        Kind(name.kind),
        name.sport,
        name.key,
        name.name,
        competition_id=target.pk if isinstance(target, Competition) else None,
        team_id=target.pk if isinstance(target, Team) else None,
        match_id=target.pk if isinstance(target, Match) else None,
    )


def _learn_teams(name: UnmatchedName, report: MatchReport, match: Match) -> None:
    """A match that is known names its competition and teams too; the feed may have the sides the other way round."""
    matching = Placing(name.provider, [report]).matching
    competition_id = match.stage.season.competition_id
    if matching.competition(report) is None:
        matching.learn_competition(report, competition_id)
    teams = (report.home, report.away)
    known = [matching.team(report, team, competition_id) for team in teams]
    ours = [match.home_id, match.away_id]
    if known[0] == ours[1] or known[1] == ours[0]:
        ours.reverse()
    open_places = matching.fixtures(competition_id).placeholders
    for team, found, team_id in zip(teams, known, ours, strict=True):
        if found is None and not team.placeholder and team_id not in open_places:
            matching.learn_team(report, team, competition_id, team_id)


def _create(name: UnmatchedName, placing: Placing, report: MatchReport) -> None:
    if name.kind == Kind.MATCH:
        placing.create_match(report)
        return
    competition_id = placing.create_competition(report)
    if name.kind == Kind.TEAM:
        for side in SIDES:
            if team_key(report, getattr(report, side)) == name.key:
                placing.create_team(report, side, competition_id)


def _apply(provider: str, waiting: Sequence[Waiting]) -> Tally:
    """In the order they came. One that still misses a name goes on waiting, on that one."""
    tally = Tally()
    for (received_at, resource, may_create), some in groupby(waiting, key=lambda each: each[1:]):
        reports = [each.report for each in some]
        feed = _provider(provider)
        tally.add(ingest_reports(feed, reports, received_at=received_at, create=may_create, resource=resource))
    forget_idle(provider)
    return tally


def _provider(name: str) -> Provider:
    """As for single reports, which do not say what else the season has."""
    known = PROVIDERS.get(name)
    return replace(known, lists_season=False) if known else Provider(name, name, lambda payload, at: Parsed(()))
