"""What an editor decides about a name that nobody could place; the reports that wait on it are then applied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from feeds.ingest import ingest_reports
from feeds.matching.aliases import Aliases, competition_key, team_key
from feeds.matching.finding import SIDES
from feeds.matching.placing import Placing
from feeds.matching.waiting import forget_idle
from feeds.models import Alias, Kind, UnmatchedName, WaitingReport
from feeds.providers import PROVIDERS, Parsed, Provider
from feeds.tally import Tally
from scores.models import Competition, Match, Team
from scores.reports import MatchReport

Target = Competition | Team | Match


class Waiting(NamedTuple):
    report: MatchReport
    received_at: datetime
    resource: str
    may_create: bool


def link(name: UnmatchedName, target: Target) -> Tally:
    """The name means this one of ours."""
    waiting = _waiting(name)
    with transaction.atomic():
        _learn(name, target)
        if isinstance(target, Match):
            for each in waiting:
                _learn_teams(name, each.report, target)
    return _apply(name.provider, waiting)


def create(name: UnmatchedName) -> Tally:
    """The name is new to us: make the competition, the team or the match that the waiting report describes."""
    waiting = _waiting(name)
    with transaction.atomic():
        for each in waiting[:1]:
            _create(name, Placing(name.provider, [each.report]), each.report)
    return _apply(name.provider, waiting)


def ignore(name: UnmatchedName) -> Tally:
    """The name is not ours: reports that bear it are left out from now on."""
    waiting = _waiting(name)
    Alias.objects.update_or_create(
        provider=name.provider,
        kind=name.kind,
        sport=name.sport,
        key=name.key,
        defaults={"name": name.name, "ignored": True, "competition": None, "team": None, "match": None},
    )
    return _apply(name.provider, waiting)


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
        key, said = competition_key(report), report.competition.name
        matching.aliases.learn(Kind.COMPETITION, report.sport, key, said, competition_id=competition_id)
    teams = (report.home, report.away)
    known = [matching.team(report, team, competition_id) for team in teams]
    ours = [match.home_id, match.away_id]
    if known[0] == ours[1] or known[1] == ours[0]:
        ours.reverse()
    for team, found, team_id in zip(teams, known, ours, strict=True):
        if found is None and not team.placeholder:
            matching.aliases.learn(Kind.TEAM, report.sport, team_key(report, team), team.name, team_id=team_id)


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
    for report, received_at, resource, may_create in waiting:
        tally.add(
            ingest_reports(_provider(provider), [report], received_at=received_at, create=may_create, resource=resource)
        )
    forget_idle(provider)
    return tally


def _provider(name: str) -> Provider:
    """As for single reports, which do not say what else the season has."""
    known = PROVIDERS.get(name)
    return replace(known, lists_season=False) if known else Provider(name, name, lambda payload, at: Parsed(()))
