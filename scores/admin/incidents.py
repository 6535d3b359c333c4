"""The incidents of a match, on its page: record, correct, retract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.functional import cached_property

from scores import operations
from scores.admin.match_forms import NO_PERIOD, offer, period_choice, period_choices, period_key
from scores.admin.seen import AsideText, AsideTick, GuardedForm
from scores.models import Incident, Match

if TYPE_CHECKING:
    IncidentFormSetBase = BaseInlineFormSet[Incident, Match, Any]
    IncidentInlineBase = admin.StackedInline[Incident, Match]
else:
    IncidentFormSetBase = BaseInlineFormSet
    IncidentInlineBase = admin.StackedInline

FIELDS = ["kind", "side", "minute", "added", "player", "other_player", "detail"]
EDITABLE = 30  # the latest; a basketball match has hundreds, and a form has its limits


class IncidentForm(GuardedForm):
    period = forms.ChoiceField(required=False)
    counts = AsideTick(required=False, initial=True, label="Adds to the score")
    retract = forms.BooleanField(required=False, label="Retract")
    reason = AsideText(required=False, max_length=200, help_text="Why it is corrected or retracted; readers see it.")
    key = AsideText(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Incident
        fields = FIELDS

    def __init__(self, *args: Any, match: Match, score_is_ahead: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.match = match
        if score_is_ahead:
            self.fields["counts"].initial = False
            self.fields["counts"].help_text = "The score counts more already than is recorded here."
        self.fields["kind"] = forms.ChoiceField(choices=self._kinds(), show_hidden_initial=self.instance.pk is not None)
        self.fields["side"].widget.choices = [("", "–"), ("home", str(match.home)), ("away", str(match.away))]
        self.fields["added"].required = False
        offer(self.fields["period"], self._periods())
        if self.instance.pk is None:
            # One key for each time the form is shown: sent twice, by a thumb in the rain, it is recorded once.
            self.initial["key"] = uuid4().hex
            del self.fields["retract"], self.fields["reason"]
        else:
            del self.fields["key"], self.fields["counts"]
            self.initial["period"] = self._period()
            self.fields["retract"].show_hidden_initial = False

    @property
    def is_retracted(self) -> bool:
        return bool(self.instance.state == Incident.State.RETRACTED)

    @property
    def kind_name(self) -> str:
        return dict(self._kinds())[self.instance.kind]

    @property
    def side_name(self) -> str:
        return {"home": str(self.match.home), "away": str(self.match.away)}.get(self.instance.side, "")

    def clean_added(self) -> int:
        return self.cleaned_data["added"] or 0

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("retract") and not cleaned.get("reason"):
            self.add_error("reason", "Give a reason: readers have seen it, and will be told why it is gone.")
        return cleaned

    def changes(self) -> dict[str, Any]:
        changes = super().changes()
        if "period" in self.changed_data:
            changes["period_kind"], changes["period_number"] = period_key(self.cleaned_data["period"])
        return changes

    def operate(self, source: str) -> None:
        if self.instance.pk is None:
            self._record(source)
            return
        reason = self.cleaned_data["reason"]
        if changes := self.changes():
            operations.correct_incident(self.match.pk, self.instance.pk, source=source, reason=reason, **changes)
        if self.cleaned_data["retract"]:
            operations.retract_incident(self.match.pk, self.instance.pk, source=source, reason=reason)

    def _record(self, source: str) -> None:
        told = self.cleaned_data
        operations.record_incident(
            self.match.pk,
            key=f"{told['key'] or uuid4().hex}-{self.prefix}",
            period=period_key(told["period"]) if told["period"] else None,
            source=source,
            counts=told["counts"],
            **{name: told[name] for name in FIELDS},
        )

    def _kinds(self) -> list[tuple[str, str]]:
        known = [(name, kind.name) for name, kind in self.match.rules.incidents.items()]
        strange = self.instance.kind and self.instance.kind not in self.match.rules.incidents
        own = [(self.instance.kind, self.instance.kind.replace("_", " ").capitalize())] if strange else []
        return [("", "–"), *known, *own]

    def _periods(self) -> list[tuple[str, str]]:
        choices = dict(period_choices(self.match))
        if self._period():
            choices |= [period_choice(self.match, self.instance.period_kind, self.instance.period_number)]
        return [(NO_PERIOD, "Now" if self.instance.pk is None else "–"), *choices.items()]

    def _period(self) -> str:
        incident = self.instance
        return f"{incident.period_kind}-{incident.period_number}" if incident.period_kind else NO_PERIOD


class IncidentFormSet(IncidentFormSetBase):
    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        told = {"match": self.instance, "score_is_ahead": self._score_is_ahead}
        return {**super().get_form_kwargs(index), **told}

    @cached_property
    def _score_is_ahead(self) -> bool:
        """Whether somebody set the score first, and enters who scored only now."""
        match = self.instance
        kinds = match.incidents.exclude(state=Incident.State.RETRACTED).values_list("kind", flat=True)
        points = sum(match.rules.incidents[kind].points for kind in kinds if kind in match.rules.incidents)
        return (match.home_score or 0) + (match.away_score or 0) > points

    def get_queryset(self) -> QuerySet[Incident]:
        return self._shown

    @cached_property
    def _shown(self) -> QuerySet[Incident]:
        """The latest ones; of what was sent, any that the match has."""
        incidents = super().get_queryset()
        if self.is_bound:
            return incidents
        latest = incidents.order_by("-pk").values_list("pk", flat=True)[:EDITABLE]
        return incidents.filter(pk__in=list(latest))

    def left_out(self) -> int:
        return self.instance.incidents.count() - self.initial_form_count()

    def operate(self, match_id: int, source: str) -> None:
        for form in self.forms:
            if form.has_changed():
                form.operate(source)


class IncidentInline(IncidentInlineBase):
    model = Incident
    form = IncidentForm
    formset = IncidentFormSet
    template = "admin/scores/match/incidents.html"
    extra = 1
    can_delete = False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # it is retracted, not deleted
