"""Forms that know what their editor saw, so that nobody saves over somebody else's change unseen.

Beside each field goes a hidden copy of the value that was shown. A field counts as changed when it differs from
that copy, not from what the database says by now: what a feed or another editor changed meanwhile, and this editor
left alone, stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from scores.operations import OperationError, StaleError

if TYPE_CHECKING:
    AnyModelForm = forms.ModelForm[Any]
else:
    AnyModelForm = forms.ModelForm


class Aside(forms.Field):
    """What goes along with a change and is none by itself: a reason, a sequence, a key."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class AsideText(Aside, forms.CharField):
    pass


class AsideNumber(Aside, forms.IntegerField):
    pass


class AsideTick(Aside, forms.BooleanField):
    pass


class MinuteField(forms.DateTimeField):
    """A moment to the minute, with the browser's own picker, in the site's time zone."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def has_changed(self, initial: Any, data: Any) -> bool:
        # A kick-off of 15:00:07 shows as 15:00; to leave that alone is not to change it.
        try:
            return _minute(self.to_python(initial)) != _minute(self.to_python(data))
        except ValidationError:
            return True


def _minute(at: datetime | None) -> datetime | None:
    return at and at.replace(second=0, microsecond=0)


class SeenForm(AnyModelForm):
    """`refusals` are what operations refused of this form the last time, by the id of what it would change."""

    refusals: Mapping[int | None, OperationError] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            for field in self.fields.values():
                field.show_hidden_initial = not isinstance(field, Aside)

    def changes(self) -> dict[str, Any]:
        """What the editor set to something else than what the form showed, as an operation takes it."""
        columns = {field.name: field.attname for field in self.instance._meta.concrete_fields}
        return {
            columns[name]: getattr(value, "pk", value)
            for name, value in self.cleaned_data.items()
            if name in self.changed_data and name in columns
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        refusal = self.refusals.get(self.instance.pk)
        if isinstance(refusal, StaleError):
            for conflict in refusal.conflicts:
                field = self._field_of(conflict.name)
                self.add_error(field, str(conflict))
                self._look_at(field)
            self.add_error(
                None, "Somebody else changed this while you were editing. Save again to keep what you entered."
            )
        elif refusal is not None:
            self.add_error(None, str(refusal))
            self._look_at("reason")
        if refusal is not None:
            self.show_newest()
        return cleaned

    def show_newest(self) -> None:
        """Let the form, shown again, know what is there by now: the next save decides with open eyes.

        What the editor entered stays; what the editor left alone shows its newest value.
        """
        sent: Any = self.data
        sent = sent.copy()
        for name, value in self.newest().items():
            sent[name] = value
        self.data = sent

    def newest(self) -> dict[str, str]:
        """What the form would be sent as, had its editor read it now."""
        sent = {}
        for name in [name for name, field in self.fields.items() if field.show_hidden_initial]:
            bound = self[name]
            value = _as_sent(bound.field.prepare_value(self.get_initial_for_field(bound.field, name)))
            sent[bound.html_initial_name] = value
            if name not in self.changed_data:
                sent[bound.html_name] = value
        return sent

    def _look_at(self, name: str | None) -> None:
        """Let the browser scroll there: on a phone, the list is long."""
        if name in self.fields:
            self.fields[name].widget.attrs["autofocus"] = True

    def _field_of(self, column: str) -> str | None:
        names = {field.attname: field.name for field in self.instance._meta.concrete_fields}
        name = names.get(column, column)
        return name if name in self.fields else None


class GuardedForm(SeenForm):
    """For what has no sequence of its own: refuses by itself to save over a value that the form did not show."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        conflicts = {name: self.initial.get(name) for name in self.changed_data if self._is_stale(name)}
        for name, now in conflicts.items():
            self.add_error(
                name, f"Somebody else set this to {_said(now)} meanwhile; you entered {_said(cleaned.get(name))}."
            )
        if conflicts:
            self.show_newest()
        return cleaned

    def _is_stale(self, name: str) -> bool:
        bound = self[name]
        if name not in self.initial or bound.html_initial_name not in self.data:
            return False
        now = bound.field.prepare_value(self.initial[name])
        return bound.field.has_changed(bound.field.to_python(self.data[bound.html_initial_name]), now) and (
            bound.field.has_changed(now, bound.data)
        )


def _as_sent(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return "" if value is None else str(value)


def _said(value: Any) -> str:
    return "nothing" if value in (None, "") else str(value)
