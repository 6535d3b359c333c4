"""JSON merge patches (RFC 7396) between the states of a document. A state holds no null."""

from __future__ import annotations

from typing import Any

Json = Any
State = dict[str, Any]
Patch = dict[str, Any]
CONTAINERS = (dict, list)


def merge(state: Json, patch: Json) -> Json:
    """Apply a patch; neither argument is changed."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(state) if isinstance(state, dict) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = merge(merged.get(key), value)
    return merged


def diff(before: State, after: State) -> Patch:
    """Make the patch for which merge(before, patch) == after; empty when there is no difference."""
    patch: Patch = {key: None for key in before if key not in after}
    for key, value in after.items():
        if key not in before:
            patch[key] = value
            continue
        known = before[key]
        if isinstance(value, dict) and isinstance(known, dict):
            if inner := diff(known, value):
                patch[key] = inner
        elif value != known or not (isinstance(value, str) or same(known, value)):
            patch[key] = value
    return patch


def same(one: Json, other: Json) -> bool:
    """Equality as JSON has it: Python's True == 1 would hide a change."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    return bool(one == other)


def without_nulls(value: Json) -> Json:
    """Drop every key whose value is None: in a merge patch null means "remove", so no state may hold one."""
    if isinstance(value, dict):
        return {
            key: without_nulls(inner) if isinstance(inner, CONTAINERS) else inner
            for key, inner in value.items()
            if inner is not None
        }
    if isinstance(value, list):
        return [without_nulls(inner) for inner in value if inner is not None]
    return value
