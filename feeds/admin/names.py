"""The names that wait for an editor, and the reports that wait on them."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Count, IntegerField, Model, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from feeds import linking
from feeds.admin.watched import Watched
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
OFFERED = 4  # candidates that have a button; all of ours are on the name's page
FORTNIGHT = timedelta(days=14)
REFUSALS = (OperationError, Unmatched, Ignored, linking.Decided)


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


def ours_of(kind: str) -> QuerySet[Any]:
    found: QuerySet[Any] = TARGETS[kind]._default_manager.all()
    return found.select_related("home", "away") if kind == Kind.MATCH else found


def told_of(ours: Competition | Team | Match) -> str:
    """What a button says: enough to tell two of one name apart."""
    if isinstance(ours, Match):
        return f"{ours}, {timezone.localtime(ours.kick_off):%-d %b %Y %H:%M}"
    return f"{ours.name} ({ours.country})" if ours.country else ours.name


def competitions_of(team_ids: Collection[int]) -> dict[int, str]:
    """In what each plays: of two of one name, that tells which is meant."""
    rows = Match.objects.filter(Q(home__in=team_ids) | Q(away__in=team_ids)).order_by(
        "stage__season__competition__name"
    )
    found: dict[int, dict[str, None]] = {}
    for home, away, competition in rows.values_list("home", "away", "stage__season__competition__name").distinct():
        for pk in (home, away):
            found.setdefault(pk, {})[competition] = None
    return {pk: ", ".join(found.get(pk, ())) for pk in team_ids}


def number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def meaning_of(alias: Alias | None) -> str:
    if alias is None or alias.ignored:
        return "left out"
    return str(alias.competition or alias.team or alias.match)


def near(name: UnmatchedName) -> Q:
    """Matches within two weeks of those that wait."""
    said = name.waiting.values_list("report__kick_off", flat=True)
    moments = sorted(moment for text in said if text and (moment := parse_datetime(text)))
    return Q(kick_off__range=(moments[0] - FORTNIGHT, moments[-1] + FORTNIGHT)) if moments else Q()


class WaitingList(ChangeList):
    """The names with those of ours that each may be, read at once."""

    def _get_default_ordering(self) -> list[str]:
        """First what lets most through."""
        return ["-waits", "kind", "name"]

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        wanted: dict[str, set[int]] = {}
        for name in self.result_list:
            wanted.setdefault(name.kind, set()).update(name.candidates[:OFFERED])
        found = {kind: ours_of(kind).in_bulk(ids) for kind, ids in wanted.items()}
        plays = competitions_of(wanted.get(Kind.TEAM, set()))
        for name in self.result_list:
            some = [ours for pk in name.candidates[:OFFERED] if (ours := found[name.kind].get(pk))]
            name.offers = [(ours, plays.get(ours.pk, "") if name.kind == Kind.TEAM else "") for ours in some]


@admin.register(UnmatchedName)
class UnmatchedNameAdmin(Watched):
    form = DecisionForm
    list_display = ("name", "it_is", "where", "reason", "kind", "provider", "waiting_reports", "last_at")
    list_filter = ("provider", "kind", "sport")
    search_fields = ("name", "where")
    readonly_fields = ("name", "kind", "provider", "sport", "where", "reason", "first_at", "last_at")
    fields = ("name", "where", "reason", "decision", "target", "kind", "provider", "sport", "first_at", "last_at")
    actions = ("create_selected", "ignore_selected")

    class Media:
        css = {"all": ["feeds/names.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[UnmatchedName]:
        found: QuerySet[UnmatchedName] = super().get_queryset(request)
        return found.annotate(waits=Count("waiting"))

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return WaitingList

    @admin.display(description="Reports waiting", ordering="waits")
    def waiting_reports(self, name: UnmatchedName) -> int:
        return int(getattr(name, "waits", 0))

    @admin.display(description="It is")
    def it_is(self, name: UnmatchedName) -> SafeString:
        offers = [(f"link {ours.pk}", "", told_of(ours), plays) for ours, plays in getattr(name, "offers", ())]
        offers += [("create", "quiet", "create it", ""), ("ignore", "quiet", "leave it out", "")]
        buttons = ((name.pk, *offer) for offer in offers)
        html = '<li><button type="submit" name="_decide" value="{} {}" class="{}">{} <small>{}</small></button></li>'
        return format_html('<ul class="offers">{}</ul>', format_html_join("", html, buttons))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """A button of the list decides about one name, with one click."""
        if request.method == "POST" and "_decide" in request.POST:
            if not self.has_change_permission(request):
                raise PermissionDenied
            self._decide_by_button(request, request.POST["_decide"].split())
            return HttpResponseRedirect(request.get_full_path())
        title = {"title": "Names that wait: what is meant?"}
        return super().changelist_view(request, {**title, **(extra_context or {})})

    def _decide_by_button(self, request: HttpRequest, words: list[str]) -> None:
        """ "17 create", or "17 link 42"."""
        pk, decision, target = (*words, "", "", "")[:3]
        name = UnmatchedName.objects.filter(pk=number(pk)).first()
        if name is None:
            self.message_user(request, str(linking.Decided()), messages.WARNING)
        elif decision in DECISIONS:
            self._decide(request, name, lambda: DECISIONS[decision](name))
        elif ours := ours_of(name.kind).filter(pk=number(target)).first():
            self._decide(request, name, lambda: linking.link(name, ours))
        else:
            self.message_user(request, f"{name.name}: this one of ours is no longer there.", messages.ERROR)

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        assert isinstance(obj, UnmatchedName)
        decision = form.cleaned_data["decision"]
        if decision == "link":
            self._decide(request, obj, lambda: linking.link(obj, form.cleaned_data["target"]))
        else:
            self._decide(request, obj, lambda: DECISIONS[decision](obj))

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """The name is gone once it is placed; its history is the alias."""

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """What became of the waiting reports is told already."""
        return HttpResponseRedirect(reverse("admin:feeds_unmatchedname_changelist"))

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
        alias = Alias.objects.filter(provider=name.provider, kind=name.kind, sport=name.sport, key=name.key).first()
        text = f"{name.name} is {meaning_of(alias)}: of the waiting reports {tally}."
        undo = (
            format_html(' <a href="{}">Undo</a>', reverse("admin:feeds_alias_delete", args=[alias.pk])) if alias else ""
        )
        self.message_user(request, format_html("{}{}", text, undo))


DECISIONS = {"create": linking.create, "ignore": linking.ignore}


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
