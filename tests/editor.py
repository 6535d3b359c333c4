"""An editor at the admin, over HTTP: opens a form, changes what is to change, sends back all of it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import httpx


class Form(HTMLParser):
    """The fields of one form as a browser would send them, untouched."""

    def __init__(self, page: str, name: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._name, self._inside = name, False
        self._select: str | None = None
        self._text: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag == "form":
            self._inside = given.get("id") == self._name
        if self._inside:
            self._take(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._text = None

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self.fields[self._text] += data

    def _take(self, tag: str, given: dict[str, str]) -> None:
        name = given.get("name", "")
        kind = given.get("type", "text")
        if tag == "input" and name and kind in {"checkbox", "radio"}:
            if "checked" in given:
                self.fields[name] = given.get("value", "on")
        elif tag == "input" and name and kind not in {"submit", "file", "button"}:
            self.fields[name] = given.get("value", "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in given or self._select not in self.fields):
            self.fields[self._select] = given.get("value", "")
        elif tag == "textarea":
            self._text = name
            self.fields[name] = ""


class Editor:
    def __init__(self, site: str, name: str, password: str) -> None:
        self._client = httpx.Client(base_url=site, trust_env=False, timeout=60)
        self._send("/admin/login/", "login-form", username=name, password=password)

    def change_match(self, match_id: int, **fields: Any) -> None:
        self._send(f"/admin/scores/match/{match_id}/change/", "match_form", **fields)

    def close(self) -> None:
        self._client.close()

    def _send(self, path: str, form: str, **fields: Any) -> None:
        page = self._client.get(path).raise_for_status().text
        filled = Form(page, form).fields
        assert fields.keys() <= filled.keys(), f"{path} has no field {sorted(fields.keys() - filled.keys())}"
        answer = self._client.post(path, data={**filled, **{name: str(value) for name, value in fields.items()}})
        said = re.findall(r'class="error[a-z]*"[^>]*>(.*?)</', answer.text, re.DOTALL)
        assert answer.status_code == 302, f"{path} was refused: {said}"
