"""A served form as a browser would send it, with some fields typed over."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any


class _Fields(HTMLParser):
    """What the fields of one form hold. Buttons are sent only when pressed, so they are not among them."""

    def __init__(self, form_id: str) -> None:
        super().__init__()
        self._form_id = form_id
        self._inside = False
        self._select = ""
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "form":
            self._inside = told.get("id") == self._form_id
        elif self._inside and tag == "input":
            self._input(told)
        elif self._inside and tag == "select":
            self._select = told["name"] or ""
            self.fields[self._select] = ""
        elif tag == "option" and self._select and "selected" in told:
            self.fields[self._select] = told["value"] or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        if tag == "select":
            self._select = ""

    def _input(self, told: dict[str, str | None]) -> None:
        name, kind = told.get("name"), told.get("type")
        if not name or kind == "submit" or (kind == "checkbox" and "checked" not in told):
            return
        self.fields[name] = told.get("value") or ("on" if kind == "checkbox" else "")


def filled(response: Any, form_id: str, **typed: str) -> dict[str, str]:
    """The fields of a form, with what somebody types; double underscores stand for the dashes of a formset's names."""
    parser = _Fields(form_id)
    parser.feed(response.content.decode())
    changes = {name.replace("__", "-"): value for name, value in typed.items()}
    assert changes.keys() - {"_verb", "_release", "_continue", "_save", "action"} <= {*parser.fields, *_ticks(changes)}
    return {**parser.fields, **changes}


def _ticks(changes: dict[str, str]) -> set[str]:
    return {name for name, value in changes.items() if value == "on"}
