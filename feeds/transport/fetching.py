"""Fetching one provider's documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Event
from urllib.parse import urlsplit

import httpx
from hishel.httpx import CacheTransport

from feeds.transport import bodies, quotas
from feeds.transport.answers import Answer, FetchError
from feeds.transport.caching import DO_NOT_KEEP, Beneath, cached
from feeds.transport.connecting import TIMEOUT, Deadline, connect, proxy_of
from feeds.transport.explaining import explained
from feeds.transport.retrying import retrying
from feeds.transport.secrets import Secrets

AGENT = "Touchline (+https://github.com/touchline)"
ERROR_BYTES = 65_536  # of the body of an error, for those who record
REDIRECTS = 3
UNSAID_WAIT = 60.0  # after "too many requests" that says no more
PASSING = {500, 502, 503, 504}


@dataclass
class Fetcher:
    """Asks for documents of one provider. `headers` carry its key; `secrets` are what nobody may read.

    `may_ask` is called before each request that is sent, tries again and redirects too, and may raise Refused.
    """

    headers: Mapping[str, str] = field(default_factory=dict)
    secrets: Secrets = field(default_factory=Secrets)
    key_variable: str = ""
    stop: Event = field(default_factory=Event)
    network: httpx.BaseTransport | None = None  # another than the network, which connects at the first request
    may_ask: Callable[[], None] = lambda: None
    deadline: Deadline = field(default_factory=Deadline)
    _caches: dict[str, CacheTransport] = field(default_factory=dict)

    def fetch(self, address: str, *, keep: bool = True, tries: bool = True) -> Answer:
        """The document, from the cache while it is fresh. `keep`: it will be asked for again."""
        if not tries:
            return self._follow(address, keep=keep)
        return retrying(self.stop)(self._follow, address, keep=keep)

    def forget(self, address: str) -> None:
        """Have the document whole the next time: what was kept of it is of no use."""
        storage = self._cache(address).config["storage"]
        for entry in storage.get_entries(address):
            storage.remove_entry(entry.id)

    def close(self) -> None:
        for cache in self._caches.values():
            cache.close()
        self._caches.clear()

    def _follow(self, address: str, *, keep: bool) -> Answer:
        target = address
        try:
            with self.secrets.hidden_in_logs():
                for _ in range(REDIRECTS + 1):
                    found = self._ask(target, keep=keep)
                    if isinstance(found, Answer):
                        return found
                    target = _redirected(address, target, found)
            raise FetchError(f"{address} redirects more than {REDIRECTS} times")
        except FetchError as error:
            error.args = (self.secrets.hide(str(error)),)
            raise

    def _ask(self, address: str, *, keep: bool) -> Answer | str:
        """The answer, or the address that we are sent to."""
        self.deadline.start(self.stop)
        extensions = {"timeout": TIMEOUT, "caching": {"key": address}} | ({} if keep else {DO_NOT_KEEP: True})
        headers = {"User-Agent": AGENT, "Accept-Encoding": bodies.ENCODING, "Accept": "*/*"}
        request = httpx.Request("GET", address, headers=headers, extensions=extensions)
        try:
            return self._answer(address, request)
        except httpx.HTTPError as error:
            # None: the error knows the request, and that knows the key.
            text = explained(error, address, proxy_of(address))
            raise FetchError(text, may_pass=isinstance(error, httpx.TransportError)) from None

    def _answer(self, address: str, request: httpx.Request) -> Answer | str:
        response = self._cache(address).handle_request(request)
        try:
            return self._read(address, response)
        finally:
            response.close()

    def _cache(self, address: str) -> CacheTransport:
        parts = urlsplit(address)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._caches:
            network = self.network or connect(address, self.deadline)
            self._caches[origin] = cached(Beneath(network, self.headers, lambda: self.may_ask()))
        return self._caches[origin]

    def _read(self, address: str, response: httpx.Response) -> Answer | str:
        now = datetime.now(UTC)
        headers = self.secrets.hide_in_headers(dict(response.headers))
        wait, counters = quotas.asked_to_wait(headers, now), quotas.counters(headers, now)
        if response.status_code == httpx.codes.OK:
            caching = response.extensions["caching"]
            was_asked = caching["revalidated"] or not caching["from_cache"]
            return Answer(
                body=self.secrets.hide_in_body(bodies.read(response, address)),
                address=address,
                headers=headers,
                is_from_cache=caching["from_cache"],
                was_asked=was_asked,
                # What the cache remembers of waiting and counting is of another time.
                wait=wait if was_asked else 0.0,
                counters=counters if was_asked else (),
            )
        if response.has_redirect_location:
            return str(response.headers["location"])
        body = _beginning(response, address)
        if response.status_code == httpx.codes.TOO_MANY_REQUESTS and not counters:
            wait = wait or UNSAID_WAIT
        raise FetchError(
            f"{address} answered {response.status_code}{self._advice(response.status_code, wait)}",
            wait=wait,
            may_pass=response.status_code in PASSING,
            status=response.status_code,
            headers=headers,
            body=self.secrets.hide_in_body(body),
            counters=counters,
        )

    def _advice(self, status: int, wait: float) -> str:
        if status == httpx.codes.PROXY_AUTHENTICATION_REQUIRED:
            return ": the proxy wants a name and a password, as in http://name:password@host:3128"
        if status in (401, 403) and self.key_variable:
            return f": the key is not accepted, check the environment variable {self.key_variable}"
        if status in (401, 403):
            return ": it refuses us, and no key would help"
        return f" and asks to wait {wait:.0f} s" if wait else ""


def _redirected(asked: str, here: str, location: str) -> str:
    """The address to go on to, if it is of the same origin: the key goes to nobody else."""
    try:
        target = httpx.URL(here).join(location)
        host = target.host[:100] or "nowhere"
    except (httpx.InvalidURL, ValueError):  # as which a name that cannot be written comes
        raise FetchError(f"{asked} redirects to {location[:100]!r}, which is no address") from None
    if (target.scheme, target.netloc) != (httpx.URL(here).scheme, httpx.URL(here).netloc):
        raise FetchError(f"{asked} redirects to another host, {host}: not followed, it would get the key")
    return str(target)


def _beginning(response: httpx.Response, address: str) -> bytes:
    try:
        return bodies.read(response, address, most=ERROR_BYTES)
    except (FetchError, httpx.HTTPError):
        return b""  # the status has said it all
