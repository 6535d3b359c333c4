"""Typed readers of environment variables. Each refuses with the variable's name and what to do."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from ipaddress import ip_address, ip_network
from typing import Any
from urllib.parse import SplitResult, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}
DATABASE_SCHEMES = {"sqlite", "postgres", "postgresql"}
REDIS_SCHEMES = {"redis", "rediss", "unix"}


def text(name: str, default: str = "") -> str:
    """An empty variable is one that was not set."""
    return os.environ.get(name, "").strip() or default


def boolean(name: str, default: bool) -> bool:
    value = text(name, str(default)).lower()
    if value not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")
    return value in TRUE


def whole_number(name: str, default: int, *, at_least: int, at_most: int) -> int:
    value = text(name, str(default))
    try:
        number = int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from None
    if not at_least <= number <= at_most:
        raise ImproperlyConfigured(f"{name} must be between {at_least} and {at_most}, not {number}.")
    return number


def one_of(name: str, default: str, *, choices: Sequence[str]) -> str:
    value = text(name, default).lower()
    if value not in choices:
        raise ImproperlyConfigured(f"{name} must be {' or '.join(choices)}, not {value!r}.")
    return value


def words(name: str, default: str = "") -> list[str]:
    """A list separated by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def address(name: str, default: str) -> str:
    value = text(name, default)
    try:
        return str(ip_address(value))
    except ValueError:
        raise ImproperlyConfigured(
            f"{name} must be an address of this machine such as 127.0.0.1, or 0.0.0.0 for all of them, not {value!r}."
        ) from None


def networks(name: str, default: str) -> list[str]:
    """Addresses and networks, each as uvicorn reads it."""
    found = words(name, default)
    for network in found:
        try:
            ip_network(network)
        except ValueError:
            raise ImproperlyConfigured(
                f"{name} must list addresses or networks such as 10.0.0.0/8, separated by commas, not {network!r}."
            ) from None
    return found


def hosts(name: str, default: str) -> list[str]:
    found = words(name, default)
    for host in found:
        if not re.fullmatch(r"\*|\.?[a-z0-9_.-]+|\[[0-9a-f:.]+\]", host, re.IGNORECASE):
            raise ImproperlyConfigured(
                f"{name} must list host names such as scores.example.org, without scheme and port, "
                f"separated by commas, not {host!r}."
            )
    return found


def origins(name: str) -> list[str]:
    """Origins as browsers send them: scheme, host and, unless it is the scheme's own, port."""
    found = words(name)
    for origin in found:
        parts = url(origin)
        if (
            parts is None
            or parts.scheme not in {"http", "https"}
            or not parts.hostname
            or origin != f"{parts.scheme}://{parts.netloc}"
        ):
            raise ImproperlyConfigured(
                f"{name} must list origins such as https://scores.example.org, separated by commas, not {origin!r}."
            )
    return found


def database(name: str, default: str) -> dict[str, Any]:
    value = text(name, default)
    parts = url(value)
    if parts is None or parts.scheme not in DATABASE_SCHEMES:
        raise ImproperlyConfigured(
            f"{name} must look like sqlite:///scores.sqlite3 or postgres://user:password@host:5432/name."
        )
    settings: dict[str, Any] = environ.Env.db_url_config(value)
    return settings


def redis_url(name: str) -> str:
    value = text(name)
    parts = url(value)
    if value and (parts is None or parts.scheme not in REDIS_SCHEMES):
        raise ImproperlyConfigured(f"{name} must look like redis://127.0.0.1:6379/0.")
    return value


def url(value: str) -> SplitResult | None:
    """None for what is no URL; `urlsplit` itself looks at the port only when it is asked for."""
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018
    except ValueError:
        return None
    return parts


def secret(name: str, *, debug: bool) -> str:
    value = text(name)
    if value:
        return value
    if debug:
        return "only-for-development-" + "0" * 40
    raise ImproperlyConfigured(
        f"{name} must be set to a long random text, for example the output of: "
        "python -c 'import secrets; print(secrets.token_urlsafe(50))'. (Or set DEBUG=1 to develop without one.)"
    )
