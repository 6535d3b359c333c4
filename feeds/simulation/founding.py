"""The demo's competitions and teams with their colours, before the first report names them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from feeds.models import Alias, Kind
from feeds.simulation.provider import PROVIDER
from feeds.simulation.world import DemoCompetition, DemoTeam
from scores.models import Competition, Team


def found(competitions: Iterable[DemoCompetition]) -> None:
    """Create what is not there yet. A report alone would bring names, but neither colours nor an order."""
    with transaction.atomic():
        known = set(Alias.objects.filter(provider=PROVIDER.name).values_list("kind", "key"))
        for competition in competitions:
            if (Kind.COMPETITION, competition.key) not in known:
                _found_competition(competition)
            for team in competition.teams:
                if (Kind.TEAM, team.key) not in known:
                    _found_team(competition, team)


def _found_competition(competition: DemoCompetition) -> None:
    row, _ = Competition.objects.get_or_create(
        sport=competition.sport,
        country=competition.country,
        name=competition.name,
        defaults={"order": competition.order},
    )
    Alias.objects.create(
        provider=PROVIDER.name,
        kind=Kind.COMPETITION,
        sport=competition.sport,
        key=competition.key,
        name=competition.name,
        competition=row,
    )


def _found_team(competition: DemoCompetition, team: DemoTeam) -> None:
    row = Team.objects.create(
        sport=competition.sport,
        name=team.name,
        short_name=team.short_name,
        code=team.code,
        kind=competition.kind,
        country=competition.country,
        primary_colour=team.primary_colour,
        secondary_colour=team.secondary_colour,
        pattern=team.pattern,
    )
    Alias.objects.create(
        provider=PROVIDER.name, kind=Kind.TEAM, sport=competition.sport, key=team.key, name=team.name, team=row
    )
