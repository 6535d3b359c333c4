"""Matches in the admin: a list to enter scores in, a page for the rest, and the log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from scores import operations
from scores.admin import saving
from scores.admin.clock_field import has_clock
from scores.admin.incidents import IncidentInline
from scores.admin.log import lines_of
from scores.admin.match_filters import CompetitionFilter, DayFilter, StatusFilter
from scores.admin.match_forms import MatchForm, MatchRowForm, NewMatchForm
from scores.admin.match_list import LIVE_FIRST, MatchList, edited, for_staff
from scores.admin.operated import OperatedAdmin, Refused, knowing, remember, source_of
from scores.admin.periods import PeriodInline
from scores.admin.verbs import RARE, VERBS, offered
from scores.models import Match
from scores.models.match import MatchQuerySet
from scores.operations import OperationError

LINES_PER_PAGE = 50


@admin.register(Match)
class MatchAdmin(OperatedAdmin):
    list_display = ["at", "__str__", "home_score", "away_score", "status"]
    list_editable = ["home_score", "away_score", "status"]
    list_display_links = ["__str__"]
    list_filter = [DayFilter, CompetitionFilter, StatusFilter]
    list_per_page = 50
    ordering = [LIVE_FIRST.asc(), "kick_off", "pk"]
    search_fields = ["home__name", "home__short_name", "home__code", "away__name", "away__short_name", "away__code"]
    search_help_text = "Search by team"
    show_full_result_count = False
    autocomplete_fields = ["stage", "home", "away", "venue"]
    inlines = [IncidentInline, PeriodInline]
    save_on_top = False
    actions = ["kick_off", "half_time", "full_time", "postpone", "abandon"]

    @admin.display(description="kick-off", ordering="kick_off")
    def at(self, match: Match) -> datetime:
        return match.kick_off

    # Reading

    def get_queryset(self, request: HttpRequest) -> MatchQuerySet:
        return for_staff(Match.objects.all())

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> Any:
        return MatchList

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["form"] = knowing(request, MatchRowForm)
        return super().get_changelist_form(request, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        kwargs["form"] = MatchForm if obj else NewMatchForm
        return super().get_form(request, obj, change, **kwargs)

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return self.inlines if obj else []

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return [(None, {"fields": ["stage", "home", "away", "kick_off", "kick_off_precision", "round", "venue"]})]
        fixture = ["kick_off", "kick_off_precision", "round", "venue"]
        if not self.has_change_permission(request, obj):
            return [(None, {"fields": ["home_score", "away_score", "status", "winner", "note", *fixture]})]
        clock = [("clock", "clock_runs")] if has_clock(obj) else []
        return [
            (None, {"fields": ["sequence", ("home_score", "away_score"), ("status", "period"), *clock, "reason"]}),
            ("Note and winner", {"fields": ["note", "winner"], "classes": ["collapse"]}),
            ("Kick-off, round, venue", {"fields": fixture, "classes": ["collapse"]}),
        ]

    # Saving

    def operate(self, request: HttpRequest, obj: Any, form: Any, formsets: list[Any], change: bool) -> None:
        source = source_of(request)
        if not change:
            obj.pk = saving.create(form, source)
            return
        saving.save(obj.pk, form, formsets, source)
        if "_verb" in request.POST and formsets:
            self._do(request, obj.pk, request.POST["_verb"], form.cleaned_data["reason"])
        if "_release" in request.POST:
            part = request.POST["_release"]
            operations.release(obj.pk, None if part == "all" else [part], source=source)

    def _do(self, request: HttpRequest, match_id: int, name: str, reason: str) -> None:
        if name not in VERBS:
            raise OperationError(f"There is no verb {name!r}.")
        VERBS[name].operation(match_id, source_of(request), reason)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """A verb's button saves what was typed, in all lines, before it does its work."""
        verb = request.POST.get("_verb", "")
        if verb:
            sent = request.POST.copy()
            sent["_save"] = "1"
            request.POST = sent  # type: ignore[assignment]
        try:
            with _together(request) if "_save" in request.POST else nullcontext():
                response = super().changelist_view(request, *args, **kwargs)
        except Refused as refused:
            remember(request, refused)
            return super().changelist_view(request, *args, **kwargs)
        if verb and isinstance(response, HttpResponseRedirect):
            name, _, match_id = verb.partition(":")
            self._do_all(request, Match.objects.filter(pk=match_id if match_id.isdecimal() else 0), name)
        return response

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        if "_verb" in request.POST or "_release" in request.POST:
            did = "Released to the feeds" if "_release" in request.POST else VERBS[request.POST["_verb"]].done
            self.message_user(request, f"{obj}: {did}.", messages.SUCCESS)
            return HttpResponseRedirect(request.get_full_path())
        return super().response_change(request, obj)

    # Actions

    @admin.action(description="Kick off", permissions=["change"])
    def kick_off(self, request: HttpRequest, queryset: MatchQuerySet) -> None:
        self._do_all(request, queryset, "kick_off")

    @admin.action(description="Half-time", permissions=["change"])
    def half_time(self, request: HttpRequest, queryset: MatchQuerySet) -> None:
        self._do_all(request, queryset, "half_time")

    @admin.action(description="Full time", permissions=["change"])
    def full_time(self, request: HttpRequest, queryset: MatchQuerySet) -> None:
        self._do_all(request, queryset, "full_time")

    @admin.action(description="Postpone", permissions=["change"])
    def postpone(self, request: HttpRequest, queryset: MatchQuerySet) -> None:
        self._do_all(request, queryset, "postpone")

    @admin.action(description="Abandon", permissions=["change"])
    def abandon(self, request: HttpRequest, queryset: MatchQuerySet) -> None:
        self._do_all(request, queryset, "abandon")

    def _do_all(self, request: HttpRequest, matches: MatchQuerySet, name: str) -> None:
        """One refusal does not stop the others; each is told."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        for match in matches.with_names():
            try:
                self._do(request, match.pk, name, "")
            except OperationError as error:
                self.message_user(request, f"{match}: {error}", messages.ERROR)
            else:
                self.message_user(request, f"{match}: {VERBS[name].done}.", messages.SUCCESS)

    # Deleting

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        operations.delete_match(obj.pk, source=source_of(request), reason=_reason(request))

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for match_id in list(queryset.values_list("pk", flat=True)):
            operations.delete_match(match_id, source=source_of(request), reason=_reason(request))

    # Looking

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        match = kwargs.get("obj")
        if match is not None:
            can = self.has_change_permission(request, match)
            context["verbs"] = [verb for verb in offered(match) if verb.name not in RARE] if can else []
            context["rare_verbs"] = [verb for verb in offered(match) if verb.name in RARE] if can else []
        return super().render_change_form(request, context, *args, **kwargs)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Mapping[str, Any] | None = None) -> Any:
        """The log: what readers were told of this match, by whom and why. It outlives the match."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        pk = unquote(object_id)
        match_id = int(pk) if pk.isdecimal() and len(pk) < 19 else 0
        match = Match.objects.with_names().filter(pk=match_id).first()
        lines = lines_of(match_id)
        if match is None and not lines:
            raise Http404(f"There is no match {pk}.")
        page = Paginator(lines, LINES_PER_PAGE).get_page(request.GET.get("p"))
        context = {
            **self.admin_site.each_context(request),
            "title": f"Log of {match or f'match {pk}, deleted'}",
            "opts": self.opts,
            "match": match,
            "page": page,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/scores/match/log.html", context)


@contextmanager
def _together(request: HttpRequest) -> Iterator[None]:
    """All lines are saved in one transaction; whoever changes several matches locks them first, and in order."""
    with transaction.atomic():
        list(Match.objects.locked(edited(request.POST)))
        yield


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "").strip()[:200] or "no reason given"
