"""A source that pushes is a provider of its own: its key's name, read as its key's format says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from feeds.models import Format, PushKey
from feeds.providers import PROVIDERS, Parsed, Problem, Provider
from feeds.push.refusing import PAGE, Refused

MEDIA_TYPES: Mapping[str, tuple[str, ...]] = {
    Format.TOUCHLINE: ("application/json",),
    Format.SPORTSML: (
        "application/vnd.iptc.g2.newsmessage+xml",
        "application/vnd.iptc.g2.newsitem+xml",
        "application/xml",
        "text/xml",
    ),
}
AHEAD = timedelta(minutes=5)  # how wrong a sender's clock may be
OURS = {"simulate", "admin", "api", "test"}  # what the log calls others

Parse = Callable[[bytes, datetime], Parsed]


def provider_of(key: PushKey) -> Provider:
    reads = PROVIDERS[key.format]
    return replace(reads, name=key.source, title=key.source, parse=partial(_parse, reads.parse))


def source_called(name: str) -> Provider | None:
    """Who speaks under this name: a source that pushes, or a provider that we know; None: nobody any more."""
    key = PushKey.objects.filter(source=name).first()
    return provider_of(key) if key else PROVIDERS.get(name)


def _parse(parse: Parse, payload: bytes, received_at: datetime) -> Parsed:
    """Nothing that speaks of the future: whoever sends it can put their clock right, and should be told."""
    parsed = parse(payload, received_at)
    early = [each for each in parsed.reports if each.as_of and each.as_of > received_at + AHEAD]
    problems = tuple(
        Problem(
            f"report {each.key!r}",
            f"as_of: {each.as_of:%Y-%m-%d %H:%M:%S%z} lies ahead of this server's clock (as_of is the moment you speak "
            "of: now, on a machine whose clock is right)",
            each.key,
        )
        for each in early
    )
    reports = tuple(each for each in parsed.reports if each not in early) if early else parsed.reports
    return replace(parsed, reports=reports, problems=parsed.problems + problems)


def check_media_type(key: PushKey, content_type: str, encoding: str) -> None:
    known = MEDIA_TYPES[key.format]
    if content_type.lower() not in known:
        text = f"{content_type[:80]!r} is not what this key is for: send it as Content-Type: {' or '.join(known)}."
        raise Refused(415, "wrong_media_type", f"{text} {PAGE} has examples.")
    if encoding.lower() not in ("", "identity"):
        raise Refused(415, "wrong_media_type", f"Content-Encoding {encoding[:40]!r} is not read: send it uncompressed.")


def why_not(source: str, format: str) -> str:
    """Why a key for this source cannot be made; empty: it can."""
    if source in OURS or (source in PROVIDERS and source != format):
        return f"{source} is what the log calls somebody else. Choose another name."
    other = PushKey.objects.filter(source=source).exclude(format=format).first()
    return f"{source} sends {other.get_format_display()} already. Choose another name." if other else ""
