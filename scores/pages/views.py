"""The pages. Each is read from documents, whole as served; script keeps it current."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from scores.live.basis import Basis, for_everybody
from scores.live.models import Document
from scores.pages import sheet, teams, timeline
from scores.pages.competitions import edition_of, listed
from scores.pages.days import next_row_after, step, strip
from scores.pages.page import made_from, named, page
from scores.pages.rows import Row, row_of, rows_of
from scores.pages.sections import Filter, blank_section, sections_of, sports_of
from scores.pages.tables import tables_of
from scores.pages.words import silence_text, situation_text, status_line
from scores.sports import SPORTS

PER_PAGE = 50
MATCH_TABS = {
    "timeline": "Timeline",
    "statistics": "Statistics",
    "line-ups": "Line-ups",
    "table": "Table",
    "head-to-head": "Head to head",
}


@for_everybody
def today(request: HttpRequest, basis: Basis) -> HttpResponse:
    return _day(request, basis, _today(basis))


@for_everybody
def day(request: HttpRequest, basis: Basis, day: date) -> HttpResponse:
    return _day(request, basis, day)


def _day(request: HttpRequest, basis: Basis, day: date) -> HttpResponse:
    today = _today(basis)
    wanted = Filter(live="live" in request.GET, sport=_known_sport(request.GET.get("sport", "")))
    topic = f"day.{day.isoformat()}"
    documents = basis.documents(Document.objects.in_topic(topic))
    rows = rows_of(documents, basis.now)
    sections, sports = sections_of(rows, wanted), sports_of(rows)
    tables = named(basis, *[f"table.{stage}" for stage in _stage_to_watch(rows)])
    shown = made_from(documents, [row.document for section in sections for row in section.rows])
    context = {
        **page("day", [topic, *[table.name for table in tables]], [*shown, *tables], basis),
        "day": day,
        "is_today": day == today,
        "strip": strip(day, today),
        "previous": step(day, -1, today),
        "following": step(day, 1, today),
        "filter": wanted,
        "sports": sports,
        "has_sports": any(offered for _, _, offered in sports),
        "sections": sections,
        "live": sum(section.live for section in sections),
        "shown": any(section.shown for section in sections),
        "next": None if rows else next_row_after(day, basis),
        "tables": tables_of(tables),
        "blank_section": blank_section(),
    }
    return render(request, "day/day.html", context)


@for_everybody
def match(request: HttpRequest, basis: Basis, match_id: int, tab: str = "timeline") -> HttpResponse:
    found = named(basis, f"match.{match_id}")
    if not found or tab not in MATCH_TABS:
        raise Http404
    document = found[0]
    if document.state.get("gone"):
        return render(request, "match/gone.html", page("gone", [], [], basis), status=410)
    state: dict[str, Any] = document.state["row"]
    row = row_of(document.name, document.sequence, state, basis.now)
    tables = named(basis, f"table.{state['stage']['id']}") if state["stage"]["table"] else []
    meetings = _meetings(row, basis) if tab == "head-to-head" else []
    context = {
        **page("match", [document.name, *[table.name for table in tables]], [document, *tables], basis),
        "row": row,
        "match": document.state,
        "sport": SPORTS[state["sport"]],
        "status_line": status_line(state, basis.now),
        "situation": situation_text(state),
        "silence": silence_text(state, basis.now),
        "scorers": {side: timeline.scorers(document.state, side) for side in ("home", "away")},
        "place": sheet.place(document.state),
        "tab": tab,
        "tabs": MATCH_TABS,
        "chapters": timeline.chapters(document.state),
        "bars": sheet.bars(document.state),
        "lineups": sheet.lineups(document.state),
        "tables": tables_of(tables, [row.home.id, row.away.id]),
        "meetings": meetings,
        "tally": teams.tally(row, meetings),
        "blank_moment": timeline.BLANK,
    }
    return render(request, "match/match.html", context)


@for_everybody
def competition(request: HttpRequest, basis: Basis, competition_id: int, show: str = "overview") -> HttpResponse:
    edition = edition_of(competition_id, request.GET.get("season", ""), basis)
    topic = f"competition.{competition_id}"
    documents = basis.documents(Document.objects.in_topic(topic).filter(state__season=edition.season))
    matches = listed(rows_of(documents, basis.now))
    tables = named(basis, *[f"table.{stage}" for stage in edition.stages])
    listing = _listing(request, matches.fixtures if show == "fixtures" else matches.results)
    rows = [*matches.live, *matches.next, *matches.latest] if show == "overview" else [*listing]
    topics = [topic] if edition.is_newest else []
    context = {
        **page(
            "competition",
            [*topics, *[t.name for t in tables]],
            [*made_from(documents, _names(rows)), *tables],
            basis,
        ),
        "edition": edition,
        "fixtures_url": reverse("competition-fixtures", args=[competition_id]) + edition.query,
        "results_url": reverse("competition-results", args=[competition_id]) + edition.query,
        "show": show,
        "matches": matches,
        "listing": listing,
        "tables": tables_of(tables),
    }
    return render(request, "competition/competition.html", context)


@for_everybody
def team(request: HttpRequest, basis: Basis, team_id: int, show: str = "overview") -> HttpResponse:
    topic = f"team.{team_id}"
    documents = basis.documents(Document.objects.in_topic(topic))
    rows = rows_of(documents, basis.now)
    profile = teams.profile_of(team_id, rows, basis)
    matches = listed(rows)
    tables = named(basis, *[f"table.{stage}" for stage in teams.current_stage(rows)])
    listing = _listing(request, matches.fixtures if show == "fixtures" else matches.results)
    shown = [*matches.live, *matches.next, *matches.latest] if show == "overview" else [*listing]
    context = {
        **page(
            "team",
            [topic, *[t.name for t in tables]],
            [*made_from(documents, _names(shown)), *tables],
            basis,
        ),
        "team": profile,
        "fixtures_url": reverse("team-fixtures", args=[team_id]),
        "results_url": reverse("team-results", args=[team_id]),
        "show": show,
        "matches": matches,
        "form": teams.form(team_id, matches.results),
        "listing": listing,
        "tables": tables_of(tables, [team_id]),
    }
    return render(request, "team/team.html", context)


def _today(basis: Basis) -> date:
    return timezone.localdate(basis.now, timezone.get_default_timezone())


def _known_sport(sport: str) -> str:
    return sport if sport in SPORTS else ""


def _stage_to_watch(rows: list[Row]) -> list[int]:
    """The stage whose table stands beside a day: of the first match that has one, live ones first."""
    ranked = sorted(rows, key=lambda row: (row.phase != "live", row.state["competition"]["order"], row.state["id"]))
    return [row.state["stage"]["id"] for row in ranked if row.state["stage"]["table"]][:1]


def _meetings(row: Row, basis: Basis) -> list[Row]:
    """The matches of these two teams that are over, newest first: one query for the documents of both topics."""
    both = Document.objects.in_topic(f"team.{row.home.id}").filter(topic_rows__topic=f"team.{row.away.id}")
    return listed(rows_of(basis.documents(both), basis.now)).results


def _listing(request: HttpRequest, rows: list[Row]) -> Any:
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


def _names(rows: list[Row]) -> list[str]:
    return [row.document for row in rows]
