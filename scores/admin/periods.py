"""The periods of a match, on its page: the score of each half, set, innings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest

from scores import operations
from scores.admin.match_forms import ScoreField, offer, period_choices, period_key
from scores.admin.seen import GuardedForm
from scores.models import Match, Period
from scores.sports import period_name

if TYPE_CHECKING:
    PeriodFormSetBase = BaseInlineFormSet[Period, Match, Any]
    PeriodInlineBase = admin.StackedInline[Period, Match]
else:
    PeriodFormSetBase = BaseInlineFormSet
    PeriodInlineBase = admin.StackedInline


class PeriodForm(GuardedForm):
    period = forms.ChoiceField()
    home_score = ScoreField()
    away_score = ScoreField()

    class Meta:
        model = Period
        fields = ["home_score", "away_score"]

    def __init__(self, *args: Any, match: Match, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.match = match
        self.fields["home_score"].label = str(match.home)
        self.fields["away_score"].label = str(match.away)
        if self.instance.pk is not None:
            del self.fields["period"]
        else:
            there = {f"{period.kind}-{period.number}" for period in match.periods.all()}
            free = [choice for choice in period_choices(match) if choice[0] not in there]
            offer(self.fields["period"], [("", "Add a period …"), *free])

    @property
    def name(self) -> str:
        return period_name(self.match.sport, self.instance.kind, self.instance.number).capitalize()

    def operate(self, source: str) -> None:
        kind, number = self._key()
        # The side that the editor left alone is taken as it is by now, not as the form showed it.
        home, away = (
            self.cleaned_data[field] if field in self.changed_data else self.initial.get(field)
            for field in ("home_score", "away_score")
        )
        operations.set_period(self.match.pk, kind=kind, number=number, home=home, away=away, source=source)

    def _key(self) -> tuple[str, int]:
        if self.instance.pk is not None:
            return self.instance.kind, self.instance.number
        return period_key(self.cleaned_data["period"])


class PeriodFormSet(PeriodFormSetBase):
    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "match": self.instance}

    def operate(self, match_id: int, source: str) -> None:
        for form in self.forms:
            if form.has_changed():
                form.operate(source)


class PeriodInline(PeriodInlineBase):
    model = Period
    form = PeriodForm
    formset = PeriodFormSet
    template = "admin/scores/match/periods.html"
    extra = 1
    can_delete = False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
