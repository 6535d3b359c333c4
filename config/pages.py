"""Answers that are the same for everybody, kept in memory and sent before Django is asked.

Each is made once, of a request that holds nothing but the key it is kept under: what stands in it cannot depend on who
asked first. Before it is sent, the database is asked whether what it was made from still stands; all who ask within a
tenth of a second share that question, so it never lacks what was committed more than that before the request.
"""

from __future__ import annotations

import asyncio
import gzip
import re
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import DatabaseError, InterfaceError
from django.urls import Resolver404, resolve
from django.utils.http import parse_etags

from scores.live.basis import KEEP, Basis
from scores.live.database import DatabaseThread

FRESH_SECONDS = 0.1
BYTES = 64_000_000
CHUNK = 64 * 1024  # so that a reader that takes nothing costs so much, and not a page
OF_ONE_READER = {b"authorization", b"if-match", b"if-unmodified-since", b"content-length", b"transfer-encoding"}
OF_THE_CONTENT = {b"content-type", b"content-length", b"content-encoding"}
ACCEPTS_GZIP = re.compile(rb"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = Mapping[bytes, bytes]


class Key(NamedTuple):
    """All of a request that an answer for everybody may depend on."""

    scheme: str
    host: bytes
    forwarded_proto: bytes
    path: str
    query: bytes


class Form:
    """An answer, plain or compressed, as it goes out."""

    def __init__(self, status: int, headers: Iterable[tuple[bytes, bytes]], content: bytes) -> None:
        self.headers = list(headers)
        self.etag = next((value.decode("latin-1") for name, value in self.headers if name.lower() == b"etag"), "")
        self.size = len(content)
        self.start = {"type": "http.response.start", "status": status, "headers": self.headers}
        self.chunks = [content[at : at + CHUNK] for at in range(0, len(content), CHUNK)] or [b""]
        self.not_modified = {
            "type": "http.response.start",
            "status": 304,
            "headers": [(name, value) for name, value in self.headers if name.lower() not in OF_THE_CONTENT],
        }

    def is_known_to(self, headers: Headers) -> bool:
        known = headers.get(b"if-none-match")
        if known is None or not self.etag:
            return False
        etags = parse_etags(known.decode("latin-1"))
        return etags == ["*"] or self.etag in {etag.removeprefix("W/") for etag in etags}


@dataclass
class Answer:
    plain: Form
    compressed: Form | None  # of what is kept
    basis: Basis | None  # of what may be kept
    asked_at: float  # when the database was last asked, or began to be

    @property
    def size(self) -> int:
        return self.plain.size + (self.compressed.size if self.compressed else 0)

    def form_for(self, headers: Headers) -> Form:
        if self.compressed and ACCEPTS_GZIP.search(headers.get(b"accept-encoding", b"")):
            return self.compressed
        return self.plain


class KeptPages:
    """Stands before Django. `session_cookie` is of those who work here: they are always answered by Django."""

    def __init__(
        self,
        application: Application,
        *,
        session_cookie: str,
        fresh_seconds: float = FRESH_SECONDS,
        most_bytes: int = BYTES,
    ) -> None:
        self._application = application
        self._fresh_seconds = fresh_seconds
        self._session_cookie = session_cookie.encode() + b"="
        self._most_bytes = most_bytes
        self._kept: OrderedDict[Key, Answer] = OrderedDict()  # the one not asked for the longest first
        self._bytes = 0
        self._under_way: dict[Key, asyncio.Task[Answer]] = {}
        self._thread = DatabaseThread("pages")

    @property
    def bytes(self) -> int:
        return self._bytes

    def close(self) -> None:
        self._thread.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers: Headers = dict(scope["headers"])
        key = self._key(scope, headers)
        if key is None or (key not in self._kept and not is_for_everybody(key.path)):
            await self._application(scope, receive, send)
            return
        answer = await self._answer(key)
        await _send(answer.form_for(headers), headers, send)

    def _key(self, scope: Scope, headers: Headers) -> Key | None:
        """None for what Django shall answer itself."""
        if (
            scope["method"] not in {"GET", "HEAD"}
            or scope.get("root_path")
            or b"host" not in headers
            or len(headers) != len(scope["headers"])  # one of them twice: who knows what is meant
            or not OF_ONE_READER.isdisjoint(headers)
            or self._session_cookie in headers.get(b"cookie", b"")
        ):
            return None
        proto = headers.get(b"x-forwarded-proto", b"")
        return Key(scope["scheme"], headers[b"host"], proto, scope["path"], scope["query_string"])

    async def _answer(self, key: Key) -> Answer:
        came = time.monotonic()
        answer = self._kept.get(key)
        while answer is None or answer.asked_at < came - self._fresh_seconds:
            answer = await self._renewed(key)  # if it was under way when we came, it may have asked too early
        if key in self._kept:
            self._kept.move_to_end(key)
        return answer

    async def _renewed(self, key: Key) -> Answer:
        """All who wait for the same share one question and, when it says that things have changed, one new answer."""
        task = self._under_way.get(key)
        if task is None:
            task = self._under_way[key] = asyncio.create_task(self._renew(key))
        return await asyncio.shield(task)

    async def _renew(self, key: Key) -> Answer:
        asked_at = time.monotonic()
        try:
            answer = self._kept.get(key)
            if answer is not None and await self._holds(answer):
                answer.asked_at = asked_at
                return answer
            self._forget(key)
            answer = await self._made(key, asked_at)
            if answer.basis is not None:
                self._keep(key, answer)
            return answer
        finally:
            # Here, not in a callback: who came between the two would wait for what is over, again and again.
            del self._under_way[key]

    async def _holds(self, answer: Answer) -> bool:
        assert answer.basis is not None
        try:
            return await self._thread.read(answer.basis.holds)
        except (DatabaseError, InterfaceError):  # Django will say so
            return False

    async def _made(self, key: Key, asked_at: float) -> Answer:
        """Let Django answer; not the request that came, but one that says no more than the key."""
        told: list[Basis] = []
        sent: list[dict[str, Any]] = []
        said = iter([{"type": "http.request"}])

        async def receive() -> dict[str, Any]:
            for message in said:
                return message
            return await asyncio.Future()  # it never goes away

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await self._application(_request(key, told.append), receive, send)
        start, content = sent[0], b"".join(message.get("body", b"") for message in sent[1:])
        plain = Form(start["status"], start["headers"], content)
        if start["status"] != 200 or not told:
            return Answer(plain, None, None, asked_at)
        return Answer(plain, await asyncio.to_thread(_compressed, plain, content), told[0], asked_at)

    def _keep(self, key: Key, answer: Answer) -> None:
        self._kept[key] = answer
        self._bytes += _size(key, answer)
        while self._bytes > self._most_bytes:
            self._forget(next(iter(self._kept)))

    def _forget(self, key: Key) -> None:
        answer = self._kept.pop(key, None)
        if answer is not None:
            self._bytes -= _size(key, answer)


def is_for_everybody(path: str) -> bool:
    try:
        return hasattr(resolve(path).func, "is_for_everybody")
    except Resolver404:
        return False


def _request(key: Key, keep: Callable[[Basis], None]) -> Scope:
    proto = [(b"x-forwarded-proto", key.forwarded_proto)] if key.forwarded_proto else []
    return {
        "type": "http",
        "method": "GET",
        "scheme": key.scheme,
        "path": key.path,
        "query_string": key.query,
        "headers": [(b"host", key.host), *proto],
        "extensions": {KEEP: keep},
    }


async def _send(form: Form, headers: Headers, send: Send) -> None:
    if form.is_known_to(headers):
        await send(form.not_modified)
        await send({"type": "http.response.body"})
        return
    await send(form.start)
    for chunk in form.chunks:
        await send({"type": "http.response.body", "body": chunk, "more_body": chunk is not form.chunks[-1]})


def _compressed(plain: Form, content: bytes) -> Form:
    """The same for those who take gzip, under an ETag of its own."""
    smaller = gzip.compress(content, compresslevel=6, mtime=0)
    headers = [(name, value) for name, value in plain.headers if name.lower() not in {b"content-length", b"etag"}]
    told = {
        b"Content-Encoding": b"gzip",
        b"Content-Length": b"%d" % len(smaller),
        b"ETag": plain.etag.removesuffix('"').encode() + b'-gzip"',
    }
    return Form(200, [*headers, *told.items()], smaller)


def _size(key: Key, answer: Answer) -> int:
    return answer.size + len(key.host) + len(key.path) + len(key.query) + 2_000  # and its headers and basis
