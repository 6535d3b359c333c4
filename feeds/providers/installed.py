"""Providers that are not ours: each installed package may name some as entry points of one group."""

from __future__ import annotations

import logging
from collections.abc import Container, Iterator
from importlib.metadata import EntryPoint, entry_points

from feeds.providers.provider import Provider

GROUP = "touchline.providers"
log = logging.getLogger(__name__)


def installed(*, besides: Container[str]) -> Iterator[Provider]:
    """Those that can be loaded and whose names are free. What is wrong with the others is logged: a package that
    was installed badly must not end the site, nor the polling of other providers."""
    taken: set[str] = set()
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        provider = _load(point)
        if provider is None:
            continue
        if provider.name in besides or provider.name in taken:
            log.error("%s is left out: there is a provider %r already; give it another name.", point, provider.name)
            continue
        taken.add(provider.name)
        yield provider


def _load(point: EntryPoint) -> Provider | None:
    try:
        provider = point.load()
    except Exception:
        log.exception("%s cannot be loaded: mend the package that names it, or uninstall it.", point)
        return None
    if not isinstance(provider, Provider):
        log.error("%s is left out: it is a %s, not a Provider.", point, type(provider).__name__)
        return None
    return provider
