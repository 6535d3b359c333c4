"""A provider's table of a stage, held against the one we count from matches. A difference is flagged to staff."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from feeds.matching import competition_key, team_key
from feeds.models import Alias, Kind
from feeds.names import plain
from scores.live.models import Document
from scores.models import Flag, Match, Stage
from scores.operations import flag_stage
from scores.reports import StandingReport, TableReport
from scores.sports import ordinal

PATIENCE = timedelta(hours=1)  # after a final whistle, their table comes later than ours

Row = Mapping[str, Any]  # of our table's document


def compare_tables(provider: str, tables: Iterable[TableReport], at: datetime) -> None:
    """One flag a stage, whatever differs: of a season that we have in part, everything does."""
    for table in tables:
        stage = _stage(provider, table)
        # While a match is on, ours counts it as it stands and theirs may not.
        if stage is None or not stage.has_table or Match.objects.in_play().filter(stage=stage).exists():
            continue
        text = _difference(provider, table, stage)
        raised = Flag(stage=stage, source=provider, part="table", text=text[:300], since=at, due_at=at + PATIENCE)
        flag_stage(stage.pk, provider, [raised] if text else [])


def _stage(provider: str, table: TableReport) -> Stage | None:
    said = table.competition
    known = Alias.objects.filter(
        provider=provider, kind=Kind.COMPETITION, sport=table.sport, key=competition_key(table), ignored=False
    )
    stages = Stage.objects.filter(
        season__competition__in=known.values("competition"), season__name=said.season[:64], name=said.stage[:64]
    )
    return stages.first()


def _difference(provider: str, table: TableReport, stage: Stage) -> str:
    ours = _our_rows(stage)
    if not ours:
        return ""
    if len(ours) != len(table.rows):
        return f"{provider} lists {len(table.rows)} teams, we have {len(ours)}"
    found = list(_differences(provider, table, ours))
    if not found:
        return ""
    return found[0] + (f"; so with {len(found) - 1} more" if len(found) > 1 else "")


def _our_rows(stage: Stage) -> dict[int, Row]:
    document = Document.objects.filter(name=f"table.{stage.pk}").first()
    return {int(pk): row for pk, row in (document.state.get("rows", {}) if document else {}).items()}


def _differences(provider: str, table: TableReport, ours: Mapping[int, Row]) -> Iterator[str]:
    teams = _teams(provider, table, ours)
    sharing = Counter(row["position"] for row in ours.values())
    moved = []
    for said in table.rows:
        row = ours.get(teams.get(said.team.name, 0))
        if row is None:
            yield f"{provider} has {said.team.name}, whom we do not have"
        elif text := _counts(said, row):
            yield f"{provider} has {row['team']['name']} {text}"
        # Of teams that share a place with us, others put one before the other.
        elif not 0 <= said.position - row["position"] < sharing[row["position"]]:
            theirs, place = ordinal(said.position), ordinal(row["position"])
            moved.append(f"{provider} has {row['team']['name']} {theirs}, we have them {place}")
    yield from moved


def _counts(said: StandingReport, row: Row) -> str:
    if said.points is not None and (said.points, said.played) != (row["points"], row["played"]):
        return f"on {said.points} points after {said.played}, we have {row['points']} after {row['played']}"
    results, counted = (said.won, said.drawn, said.lost), (row["won"], row["drawn"], row["lost"])
    if results != counted:
        return f"with {_results(results)} won, drawn and lost, we have {_results(counted)}"
    if None not in (said.scored, said.conceded) and (said.scored, said.conceded) != (row["scored"], row["conceded"]):
        return f"with a score of {said.scored}:{said.conceded}, we have {row['scored']}:{row['conceded']}"
    return ""


def _results(counts: tuple[int, int, int]) -> str:
    return "–".join(map(str, counts))


def _teams(provider: str, table: TableReport, ours: Mapping[int, Row]) -> dict[str, int]:
    """Our teams by the names of theirs: by alias, else by the same plain name."""
    keys = {team_key(table, row.team): row.team.name for row in table.rows}
    named = {plain(row["team"]["name"]): pk for pk, row in ours.items()}
    found = {name: named[plain(name)] for name in keys.values() if plain(name) in named}
    aliases = Alias.objects.filter(provider=provider, kind=Kind.TEAM, sport=table.sport, key__in=keys)
    return found | {keys[key]: pk for key, pk in aliases.values_list("key", "team") if pk is not None}
