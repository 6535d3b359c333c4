"""Competitions, seasons and stages in the admin, with a stage's ranking rules and deductions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils import timezone

from scores import operations
from scores.admin.operated import NamesAdmin, source_of
from scores.admin.seen import AnyModelForm, GuardedForm
from scores.models import Competition, Deduction, Match, Season, Stage
from scores.standings import CRITERIA

if TYPE_CHECKING:
    DeductionFormSetBase = BaseInlineFormSet[Deduction, Stage, Any]
    DeductionInlineBase = admin.TabularInline[Deduction, Stage]
else:
    DeductionFormSetBase = BaseInlineFormSet
    DeductionInlineBase = admin.TabularInline


class CompetitionForm(GuardedForm):
    class Meta:
        model = Competition
        fields = ["sport", "name", "country", "order"]


@admin.register(Competition)
class CompetitionAdmin(NamesAdmin):
    form = CompetitionForm
    list_display = ["name", "country", "sport", "order"]
    list_filter = ["sport"]
    search_fields = ["name", "country"]
    fixed_fields = ("sport",)

    def amend(self, pk: int, changes: Mapping[str, Any], *, source: str) -> None:
        operations.amend_competition(pk, changes, source=source)

    def is_shown(self, obj: Any) -> bool:
        return Match.objects.filter(stage__season__competition=obj).exists()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        operations.delete_competition(obj.pk, source=source_of(request))


class SeasonForm(GuardedForm):
    class Meta:
        model = Season
        fields = ["competition", "name"]


@admin.register(Season)
class SeasonAdmin(NamesAdmin):
    form = SeasonForm
    list_display = ["name", "competition"]
    list_filter = ["competition__sport"]
    list_select_related = ["competition"]
    search_fields = ["name", "competition__name"]
    autocomplete_fields = ["competition"]
    fixed_fields = ("competition",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Season]:
        return Season.objects.select_related("competition")

    def amend(self, pk: int, changes: Mapping[str, Any], *, source: str) -> None:
        operations.amend_season(pk, changes, source=source)

    def is_shown(self, obj: Any) -> bool:
        return Match.objects.filter(stage__season=obj).exists()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        operations.delete_season(obj.pk, source=source_of(request))


class RankingField(forms.CharField):
    """What decides, first to last, written as words with commas between."""

    def prepare_value(self, value: Any) -> str:
        return ", ".join(value) if isinstance(value, list) else value or ""

    def to_python(self, value: Any) -> Any:
        words = [word.strip() for word in value.split(",")] if isinstance(value, str) else value or []
        return [word for word in words if word]

    def validate(self, value: Any) -> None:
        if unknown := [word for word in value if word not in CRITERIA]:
            raise ValidationError(f"{', '.join(unknown)}: a table is ranked by {', '.join(sorted(CRITERIA))}.")

    def run_validators(self, value: Any) -> None:
        """The words are checked; there is no text left to check."""


class StageForm(GuardedForm):
    ranking = RankingField(
        required=False,
        help_text="For example: points, difference, scored, head_to_head. Empty: as usual in the sport.",
    )

    class Meta:
        model = Stage
        fields = ["season", "name", "kind", "order", "win_points", "draw_points", "loss_points", "ranking"]


class DeductionForm(AnyModelForm):
    class Meta:
        model = Deduction
        fields = ["team", "points", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            # Who and why is what a deduction is; another one of these is another deduction.
            self.fields["team"].disabled = self.fields["reason"].disabled = True


class DeductionFormSet(DeductionFormSetBase):
    def operate(self, stage_id: int, source: str) -> None:
        for form in self.forms:
            if not form.has_changed():
                continue
            team, reason = form.cleaned_data["team"], form.cleaned_data["reason"]
            if form in self.deleted_forms:
                operations.restore_points(stage_id, team.pk, source=source, reason=reason)
            else:
                points = form.cleaned_data["points"]
                operations.deduct_points(stage_id, team.pk, points, source=source, reason=reason)


class DeductionInline(DeductionInlineBase):
    model = Deduction
    form = DeductionForm
    formset = DeductionFormSet
    autocomplete_fields = ["team"]
    extra = 0
    verbose_name_plural = "Points deducted"


@admin.register(Stage)
class StageAdmin(NamesAdmin):
    form = StageForm
    fields = ["season", ("name", "kind", "order"), ("win_points", "draw_points", "loss_points"), "ranking"]
    list_display = ["__str__", "kind", "order"]
    list_filter = ["kind", "season__competition__sport"]
    search_fields = ["name", "season__name", "season__competition__name"]
    autocomplete_fields = ["season"]
    inlines = [DeductionInline]
    fixed_fields = ("season",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Stage]:
        return Stage.objects.select_related("season__competition")

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        stage = kwargs.get("obj")
        context["flags"] = stage.flags.due(timezone.now()) if stage else []
        return super().render_change_form(request, context, *args, **kwargs)

    def amend(self, pk: int, changes: Mapping[str, Any], *, source: str) -> None:
        operations.amend_stage(pk, changes, source=source)

    def is_shown(self, obj: Any) -> bool:
        return bool(obj.matches.exists())

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        operations.delete_stage(obj.pk, source=source_of(request))
