"""The forms of a match: a new one, the whole of one, and its line in the list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings

from scores.admin.clock_field import ClockField, clock_changes, has_clock, shown
from scores.admin.seen import AsideNumber, AsideText, MinuteField, SeenForm
from scores.models import Match
from scores.operations.holding import PART_OF_FIELD
from scores.sports import PeriodKind, Status, period_name

SCORE = ("home_score", "away_score")
STATUSES = [(status.value, status.value.capitalize()) for status in Status]
NO_PERIOD = ""


def period_choices(match: Match | None) -> list[tuple[str, str]]:
    """Each period of the match's sport that is planned, and those that it has beyond."""
    if match is None or match.pk is None:
        return []
    planned = [(spec.kind, number) for spec in match.rules.periods for number in range(1, spec.count + 1)]
    played = [(PeriodKind(period.kind), period.number) for period in match.periods.all()]
    if match.period_number:
        played.append((PeriodKind(match.period_kind), match.period_number))
    return [period_choice(match, *key) for key in dict.fromkeys([*planned, *played])]


def period_choice(match: Match, kind: str, number: int) -> tuple[str, str]:
    return f"{kind}-{number}", period_name(match.sport, kind, number).capitalize()


def period_key(value: str) -> tuple[str, int]:
    """ "set-2" as kind and number; nothing is the number 0."""
    kind, _, number = value.partition("-")
    return kind, int(number or 0)


def offer(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def reason_field() -> AsideText:
    return AsideText(required=False, max_length=200, help_text="Readers see it, where something is taken back.")


class ScoreField(forms.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        said = {"min_value": "A score cannot be less than 0."}
        widget = forms.NumberInput(attrs={"inputmode": "numeric", "class": "score-input"})
        super().__init__(min_value=0, max_value=9999, required=False, widget=widget, error_messages=said, **kwargs)


class ScoreForm(SeenForm):
    """What the list and the page share: score and status, read at a sequence."""

    home_score = ScoreField()
    away_score = ScoreField()
    sequence = AsideNumber(required=False, widget=forms.HiddenInput)
    reason = reason_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {**self.initial, "sequence": getattr(self.instance, "sequence", None)}
        if "status" in self.fields:
            self.fields["status"].widget.choices = STATUSES

    def newest(self) -> dict[str, str]:
        return {**super().newest(), self["sequence"].html_name: str(self.initial["sequence"] or "")}


class MatchRowForm(ScoreForm):
    """A match in the list."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].widget.attrs["aria-label"] = "Status"


class MatchForm(ScoreForm):
    """A match on its page."""

    kick_off = MinuteField(help_text=f"In {settings.TIME_ZONE}.")
    period = forms.ChoiceField(required=False, label="Being played", help_text="Counts while the match is in play.")
    clock = ClockField()
    clock_runs = forms.BooleanField(required=False, label="Clock runs")

    class Meta:
        model = Match
        fields = [
            "home_score",
            "away_score",
            "status",
            "winner",
            "kick_off",
            "kick_off_precision",
            "round",
            "venue",
            "note",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        match = self.instance
        if "home_score" in self.fields:
            self.fields["home_score"].label = str(match.home)
            self.fields["away_score"].label = str(match.away)
        if "period" in self.fields:
            offer(self.fields["period"], [(NO_PERIOD, "None"), *period_choices(match)])
            played = f"{match.period_kind}-{match.period_number}" if match.period_number else NO_PERIOD
            self.initial = {**self.initial, "period": played}
        self._tell_what_feeds_say()
        if has_clock(match):
            self.initial = {**self.initial, "clock": shown(match), "clock_runs": match.clock_running}
        else:
            del self.fields["clock"], self.fields["clock_runs"]

    def _tell_what_feeds_say(self) -> None:
        """Beside the first field of each part that is held."""
        for hold in self.instance.holds.all():
            names = [name for name, part in PART_OF_FIELD.items() if part == hold.part and name in self.fields]
            if hold.said and names:
                field = self.fields[names[0]]
                field.help_text = f"{field.help_text} Held: {hold.said}.".strip()

    def changes(self) -> dict[str, Any]:
        changes = super().changes()
        if "period" in self.changed_data:
            changes["period_kind"], changes["period_number"] = period_key(self.cleaned_data["period"])
        return changes | clock_changes(self.instance, self.changed_data, self.cleaned_data)

    def _field_of(self, column: str) -> str | None:
        name = column.partition("_")[0]
        return name if name in ("period", "clock") and name in self.fields else super()._field_of(column)


class NewMatchForm(SeenForm):
    kick_off = MinuteField(help_text=f"In {settings.TIME_ZONE}.")

    class Meta:
        model = Match
        fields = ["stage", "home", "away", "kick_off", "kick_off_precision", "round", "venue"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        stage, home, away = (cleaned.get(name) for name in ("stage", "home", "away"))
        if home and home == away:
            self.add_error("away", "A team cannot play itself.")
        if stage and home and away:
            sport = stage.season.competition.sport
            for side, team in (("home", home), ("away", away)):
                if team.sport != sport:
                    self.add_error(side, f"{team} plays {team.get_sport_display()}; the stage is {sport}.")
        return cleaned
