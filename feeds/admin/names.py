"""The names that wait for an editor, the reports that wait on them, and what editors have decided."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Case, Count, IntegerField, Model, Q, QuerySet, Value, When
from django.http import HttpRequest
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html
from django.utils.safestring import SafeString

from feeds import linking
from feeds.admin.watched import FeedAdmin, Watched
from feeds.matching import Ignored, Unmatched
from feeds.models import Alias, Kind, UnmatchedName, WaitingReport
from feeds.tally import Tally
from scores.models import Competition, Match, Team
from scores.operations import OperationError

if TYPE_CHECKING:
    AnyModelForm = forms.ModelForm[Any]
else:
    AnyModelForm = forms.ModelForm

TARGETS: dict[str, type[Competition] | type[Team] | type[Match]] = {
    Kind.COMPETITION: Competition,
    Kind.TEAM: Team,
    Kind.MATCH: Match,
}
FORTNIGHT = timedelta(days=14)
REFUSALS = (OperationError, Unmatched, Ignored)


class DecisionForm(AnyModelForm):
    """What the name means: one of ours, something new, or nothing of ours."""

    decision = forms.ChoiceField(
        choices=[
            ("link", "It is this one of ours:"),
            ("create", "Create it"),
            ("ignore", "Leave it out, now and later"),
        ],
        widget=forms.RadioSelect,
        initial="link",
    )
    target = forms.ModelChoiceField(queryset=Team.objects.none(), required=False, label="Ours")

    class Meta:
        model = UnmatchedName
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        target = self.fields["target"]
        assert isinstance(target, forms.ModelChoiceField)
        target.queryset = likely(self.instance)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("decision") == "link" and not cleaned.get("target"):
            self.add_error("target", "Choose which one it is.")
        return cleaned


def likely(name: UnmatchedName) -> QuerySet[Any]:
    """All of ours that it may be, the likeliest first."""
    first = Case(When(pk__in=name.candidates or [], then=Value(0)), default=Value(1), output_field=IntegerField())
    found: QuerySet[Any] = TARGETS[name.kind]._default_manager.annotate(likely=first)
    if name.kind == Kind.MATCH:
        found = found.filter(stage__season__competition__sport=name.sport).select_related("home", "away")
        return found.filter(near(name) | Q(pk__in=name.candidates or [])).order_by("likely", "kick_off")
    return found.filter(sport=name.sport).order_by("likely", "name")


def near(name: UnmatchedName) -> Q:
    """Matches within two weeks of those that wait."""
    said = name.waiting.values_list("report__kick_off", flat=True)
    moments = sorted(moment for text in said if text and (moment := parse_datetime(text)))
    return Q(kick_off__range=(moments[0] - FORTNIGHT, moments[-1] + FORTNIGHT)) if moments else Q()


@admin.register(UnmatchedName)
class UnmatchedNameAdmin(Watched):
    form = DecisionForm
    list_display = ("name", "kind", "provider", "sport", "where", "reason", "waiting_reports", "last_at")
    list_filter = ("provider", "kind", "sport")
    search_fields = ("name", "where")
    readonly_fields = ("name", "kind", "provider", "sport", "where", "reason", "first_at", "last_at")
    fields = ("name", "where", "reason", "decision", "target", "kind", "provider", "sport", "first_at", "last_at")
    actions = ("create_selected", "ignore_selected")

    def get_queryset(self, request: HttpRequest) -> QuerySet[UnmatchedName]:
        found: QuerySet[UnmatchedName] = super().get_queryset(request)
        return found.annotate(waits=Count("waiting"))

    @admin.display(description="Reports waiting", ordering="waits")
    def waiting_reports(self, name: UnmatchedName) -> int:
        return int(getattr(name, "waits", 0))

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        assert isinstance(obj, UnmatchedName)
        decision = form.cleaned_data["decision"]
        if decision == "link":
            self._decide(request, obj, lambda: linking.link(obj, form.cleaned_data["target"]))
        else:
            self._decide(request, obj, lambda: DECISIONS[decision](obj))

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """The name is gone once it is placed; its history is the alias."""

    @admin.action(description="Create what these names stand for", permissions=["change"])
    def create_selected(self, request: HttpRequest, queryset: QuerySet[UnmatchedName]) -> None:
        self._decide_all(request, queryset, "create")

    @admin.action(description="Leave these names out, now and later", permissions=["change"])
    def ignore_selected(self, request: HttpRequest, queryset: QuerySet[UnmatchedName]) -> None:
        self._decide_all(request, queryset, "ignore")

    def _decide_all(self, request: HttpRequest, queryset: QuerySet[UnmatchedName], decision: str) -> None:
        for pk in list(queryset.order_by("kind", "pk").values_list("pk", flat=True)):
            # One decision may settle the next: a report waits on both of its teams.
            if name := UnmatchedName.objects.filter(pk=pk).first():
                self._decide(request, name, lambda name=name: DECISIONS[decision](name))

    def _decide(self, request: HttpRequest, name: UnmatchedName, decide: Any) -> None:
        try:
            tally: Tally = decide()
        except REFUSALS as error:
            self.message_user(request, f"{name.name}: {error}", messages.ERROR)
            return
        self.message_user(request, f"{name.name}: of the waiting reports {tally}.")


DECISIONS = {"create": linking.create, "ignore": linking.ignore}


@admin.register(Alias)
class AliasAdmin(FeedAdmin):
    list_display = ("name", "provider", "kind", "sport", "key", "ours", "ignored")
    list_filter = ("provider", "kind", "sport", "ignored")
    search_fields = ("name", "key")
    raw_id_fields = ("competition", "team", "match")
    list_select_related = ("competition", "team", "match__home", "match__away")

    @admin.display(description="Ours")
    def ours(self, alias: Alias) -> str:
        return str(alias.competition or alias.team or alias.match or "")


@admin.register(WaitingReport)
class WaitingReportAdmin(Watched):
    list_display = ("key", "provider", "received_at", "waits_on")
    list_filter = ("provider",)
    fields = ("provider", "key", "resource", "waits_on", "received_at", "said")
    readonly_fields = fields

    @admin.display(description="Waits on")
    def waits_on(self, waiting: WaitingReport) -> str:
        return ", ".join(name.name for name in waiting.names.all())

    @admin.display(description="Report")
    def said(self, waiting: WaitingReport) -> SafeString:
        return format_html("<pre>{}</pre>", json.dumps(waiting.report, indent=2, ensure_ascii=False))
