"""What a model's own fields and constraints refuse, in words for an editor."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model

from scores.operations.errors import OperationError


def refuse_invalid(row: Model) -> None:
    """Refuse what its fields cannot hold, and what there is already."""
    try:
        row.full_clean()
    except ValidationError as error:
        raise OperationError(_text(row, error)) from error


def refuse_invalid_fields(row: Model, names: Collection[str]) -> None:
    """The same for some fields, without a question to the database about the others."""
    others = {field.name for field in row._meta.concrete_fields if not {field.name, field.attname} & set(names)}
    try:
        row.clean_fields(exclude=others)
    except ValidationError as error:
        raise OperationError(_text(row, error)) from error


def _text(row: Model, error: ValidationError) -> str:
    return " ".join(
        message if name == NON_FIELD_ERRORS else f"{_label(row, name)}: {message}"
        for name, messages in error.message_dict.items()
        for message in messages
    )


def _label(row: Model, name: str) -> str:
    return str(getattr(row._meta.get_field(name), "verbose_name", name)).capitalize()
