"""Our own reports: what the push API takes, and what a script may write into a file.

A body is {"reports": [...]}, or one report alone. docs/reports.md explains it, docs/report.schema.json is its schema.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from feeds.providers.provider import Parsed, ParseError, Problem, Provider, read_json
from scores.reports import (
    ClockReport,
    CompetitionReport,
    IncidentReport,
    MatchReport,
    PeriodKey,
    PeriodReport,
    PlayerReport,
    ScoreReport,
    StatisticReport,
    TeamReport,
)
from scores.sports import SPORTS

PAGE = "docs/reports.md"
NAMED = 5  # of the things that are wrong with one report; the rest is counted

MODELS: tuple[type[BaseModel], ...] = (
    MatchReport,
    CompetitionReport,
    TeamReport,
    ClockReport,
    ScoreReport,
    PeriodKey,
    PeriodReport,
    IncidentReport,
    StatisticReport,
    PlayerReport,
)
FIELDS = tuple(name for model in MODELS for name in model.model_fields)

# How to mend it, by what pydantic calls the fault. What is not here speaks for itself.
REMEDIES = {
    "timezone_aware": 'a time needs its zone, like "2026-11-22T15:00:00Z"',
    "datetime_from_date_parsing": 'write a time like "2026-11-22T15:00:00Z"',
    "datetime_parsing": 'write a time like "2026-11-22T15:00:00Z"',
    "datetime_type": 'write a time like "2026-11-22T15:00:00Z"',
    "string_type": "write it in quotation marks",
    "int_type": "write a whole number, without quotation marks",
    "int_parsing": "write a whole number",
    "int_from_float": "write a whole number",
    "tuple_type": "write a list, in [ ]",
    "model_type": "write an object, in { }",
    "string_pattern_mismatch": "leave the character NUL out",
    "model_attributes_type": "write an object, in { }",
}


class Body(BaseModel):
    """What is sent to Touchline: reports of matches, each the whole of what its sender knows at that moment."""

    model_config = ConfigDict(extra="forbid", title="Touchline reports")

    reports: list[MatchReport] = Field(description="One for each match; a match that is not here is left as it is.")


def parse(payload: bytes, received_at: datetime) -> Parsed:
    reports: dict[str, MatchReport] = {}
    problems: list[Problem] = []
    for index, entry in enumerate(_entries(read_json(_in_utf_8(payload)))):
        key = _key(entry)
        where = f"reports[{index}]" + (f" (key {key[:64]!r})" if key else "")
        try:
            report = MatchReport.model_validate_json(json.dumps(entry, allow_nan=False))
        except ValidationError as error:
            problems.append(Problem(where, _explain(error), key))
            continue
        except ValueError:
            problems.append(Problem(where, "NaN and Infinity are no numbers of JSON: leave the field out", key))
            continue
        if report.key in reports:
            problems.append(
                Problem(where, f"the key {report.key!r} is there twice: one body reports a match once", key)
            )
            continue
        reports[report.key] = report
        problems.extend(Problem(where, text) for text in _unknown_kinds(report))
    return Parsed(tuple(reports.values()), tuple(problems))


def _in_utf_8(payload: bytes) -> bytes:
    try:
        payload.decode()
    except UnicodeDecodeError as error:
        raise ParseError(
            f"The body is not in UTF-8: there is a byte {payload[error.start]:02X} at {error.start}."
        ) from None
    return payload


def _entries(document: Any) -> list[Any]:
    if isinstance(document, dict) and "reports" in document:
        if not isinstance(document["reports"], list):
            raise ParseError(f'"reports" must be a list, in [ ]. {PAGE} has an example.')
        if others := [name for name in document if name != "reports"]:
            raise ParseError(f'Beside "reports" there must be nothing, but there is {", ".join(others[:6])}.')
        return document["reports"]
    if isinstance(document, dict) and {"sport", "home", "away"} & document.keys():
        return [document]
    found = ", ".join(list(document)[:6]) or "nothing" if isinstance(document, dict) else f"a {type(document).__name__}"
    raise ParseError(f'The body must be {{"reports": [...]}} or one report, but has {found}. {PAGE} has an example.')


def _key(entry: Any) -> str:
    return str(entry.get("key") or "").strip()[:128] if isinstance(entry, dict) else ""


def _explain(error: ValidationError) -> str:
    """What is wrong, at which field, and how to mend it."""
    faults = [_fault(fault) for fault in error.errors(include_url=False, include_input=False)]
    rest = f"; and {len(faults) - NAMED} more" if len(faults) > NAMED else ""
    return "; ".join(faults[:NAMED]) + rest


def _fault(fault: Any) -> str:
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in fault["loc"]).lstrip(".")
    message = fault["msg"].removeprefix("Value error, ")
    remedy = REMEDIES.get(fault["type"], "")
    if fault["type"] == "extra_forbidden":
        close = get_close_matches(str(fault["loc"][-1]), FIELDS, n=1)
        message = f"there is no such field; is it {close[0]}?" if close else "there is no such field"
    text = f"{message} ({remedy})" if remedy else message
    return f"{path}: {text}" if path else text


def _unknown_kinds(report: MatchReport) -> Iterator[str]:
    """An incident of a kind that the sport has not is left out when it is applied: its sender should know."""
    known = SPORTS[report.sport].incidents
    for place, incident in enumerate(report.incidents or ()):
        if incident.kind not in known:
            yield f"incidents[{place}].kind: {report.sport} has no {incident.kind!r}, but {', '.join(known)}"


PROVIDER = Provider(name="touchline", title="Touchline reports", parse=parse, precedence=20)
