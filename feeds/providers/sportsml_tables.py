"""The standings of a SportsML document, of football: those of other sports were not there to be checked."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import ValidationError

from feeds.providers.provider import Problem, explain
from feeds.providers.sportsml_shapes import Item, Shape
from feeds.providers.sportsml_teams import team_report
from feeds.providers.sportsml_xml import Element, code, said, within
from feeds.providers.stages import stage_name
from scores.reports import CompetitionReport, StandingReport, TableReport

OVERALL = frozenset({"", "events-all"})  # beside it stand the tables of home and away matches


class Totals(Shape):
    alignment_scope: str = ""
    events_played: int
    wins: int
    losses: int
    ties: int = 0
    points_scored_for: int | None = None
    points_scored_against: int | None = None
    standing_points: int | None = None


class Rank(Shape):
    type: str = ""
    value: int


def tables_of(
    item: Item, competition: CompetitionReport, content: Element, problems: list[Problem]
) -> Iterator[TableReport]:
    standings = content.findall("standing")
    for standing in standings:
        label = said(standing).get("content-label", "")
        where = f"standings {label or competition.name}"
        if item.sport != "football":
            problems.append(Problem(where, "standings are read of football only"))
        elif len(standings) > 1 and not label:
            problems.append(Problem(where, "several standings, and this one has no content-label"))
        elif rows := tuple(_rows(standing, where, problems)):
            stage = stage_name(label)
            told = {"stage": stage.name, "stage_kind": stage.kind, "stage_order": stage.order} if label else {}
            yield TableReport(sport=item.sport, competition=competition.model_copy(update=told), rows=rows)


def _rows(standing: Element, where: str, problems: list[Problem]) -> Iterator[StandingReport]:
    for element in standing.findall("team"):
        try:
            yield _row(element)
        except ValidationError as error:
            problems.append(
                Problem(where, f"team {said(element.find('team-metadata')).get('key', '?')}: {explain(error)}")
            )
        except LookupError as error:
            problems.append(
                Problem(where, f"team {said(element.find('team-metadata')).get('key', '?')}: {error.args[0]}")
            )


def _row(element: Element) -> StandingReport:
    scopes = {code(each.get("alignment-scope", "")): each for each in within(element, "team-stats/outcome-totals")}
    ranks = {code(each.get("type", "")): each for each in within(element, "team-stats/rank")}
    overall = next((scopes[scope] for scope in scopes if scope in OVERALL), None)
    rank = next((ranks[kind] for kind in ranks if kind in OVERALL), None)
    if overall is None or rank is None:
        raise LookupError("it has no totals, or no rank, of all its matches")
    totals = Totals.model_validate(overall)
    return StandingReport(
        position=Rank.model_validate(rank).value,
        team=team_report(element),
        played=totals.events_played,
        won=totals.wins,
        drawn=totals.ties,
        lost=totals.losses,
        scored=totals.points_scored_for,
        conceded=totals.points_scored_against,
        points=totals.standing_points,
    )
