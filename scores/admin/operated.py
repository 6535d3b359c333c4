"""What every admin of ours shares: it saves through operations, and what these refuse becomes an error of the form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError
from django.http import HttpRequest

from scores.admin.seen import SeenForm
from scores.operations import OperationError

if TYPE_CHECKING:
    AnyModelAdmin = admin.ModelAdmin[Any]
else:
    AnyModelAdmin = admin.ModelAdmin


def source_of(request: HttpRequest) -> str:
    return f"admin:{request.user.get_username()}"[:64]


class Refused(Exception):
    """An operation refused what a form asks for. Ends the form's transaction: all of it is saved, or nothing."""

    def __init__(self, pk: int | None, error: OperationError) -> None:
        super().__init__(str(error))
        self.refusals: Mapping[int | None, OperationError] = {pk: error}


class OperatedAdmin(AnyModelAdmin):
    """Calls `operate` to save. When that is refused, the form comes back as it was typed, with the reason."""

    class Media:
        css = {"all": ["scores/admin.css"]}

    def operate(self, request: HttpRequest, obj: Any, form: Any, formsets: list[Any], change: bool) -> None:
        raise NotImplementedError

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except Refused as refused:
            remember(request, refused)
            return super().changeform_view(request, *args, **kwargs)

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, *args, **kwargs)
        return knowing(request, form)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save nothing yet: what is added and changed in one form is one call, below."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        try:
            self.operate(request, form.instance, form, list(formsets), change)
        except OperationError as error:
            raise Refused(form.instance.pk if change else None, error) from error
        except IntegrityError as error:
            raise Refused(
                form.instance.pk if change else None, OperationError("There is such a one already.")
            ) from error
        except ObjectDoesNotExist as error:
            raise Refused(form.instance.pk, OperationError("Somebody deleted this while you were editing.")) from error

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        return super().construct_change_message(request, form, [], add)  # formsets of ours do not save rows


def remember(request: HttpRequest, refused: Refused) -> None:
    request.refusals = refused.refusals  # type: ignore[attr-defined]


def knowing(request: HttpRequest, form: type[SeenForm]) -> type[SeenForm]:
    """The form class, which knows what was refused in this request."""
    metaclass: Any = type(form)
    informed: type[SeenForm] = metaclass(form.__name__, (form,), {"refusals": getattr(request, "refusals", {})})
    return informed


class NamesAdmin(OperatedAdmin):
    """For what many matches show. A new one is shown by none yet; a change of one rebuilds all that show it.

    It can be deleted only while no match shows it.
    """

    fixed_fields: tuple[str, ...] = ()  # cannot change once matches may depend on them

    def amend(self, pk: int, changes: Mapping[str, Any], *, source: str) -> None:
        raise NotImplementedError

    def operate(self, request: HttpRequest, obj: Any, form: Any, formsets: list[Any], change: bool) -> None:
        if not change:
            obj.save()
        elif changes := form.changes():
            self.amend(obj.pk, changes, source=source_of(request))
        for formset in formsets:
            formset.operate(obj.pk, source_of(request))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fixed_fields if obj else ()

    def get_actions(self, request: HttpRequest) -> Any:
        return {}

    def is_shown(self, obj: Any) -> bool:
        raise NotImplementedError

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or not self.is_shown(obj))
