"""Documents for reading over HTTP, in the words of the socket: a state, a topic's states, a log. ETag and 304."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.urls import path
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from scores.live import protocol
from scores.live.models import Document, Update
from scores.live.topics import TopicNames

MAX_UPDATES = 500


@require_safe
def topic(request: HttpRequest, topic: str) -> HttpResponse:
    if topic not in TopicNames(settings.LIVE_TOPICS):
        return _refusal(404, "unknown_topic", f"There is no topic {topic[:64]!r}.")
    documents = list(Document.objects.in_topic(topic))
    tag = ",".join(f"{document.name}:{document.sequence}" for document in documents)
    return _answer(request, tag, lambda: {"topic": topic, "documents": [_snapshot(document) for document in documents]})


@require_safe
def document(request: HttpRequest, name: str) -> HttpResponse:
    found = _find(name)
    if found is None:
        return _no_document(name)
    return _answer(request, str(found.sequence), lambda: _snapshot(found))


@require_safe
def updates(request: HttpRequest, name: str) -> HttpResponse:
    """The log after a sequence, oldest first, at most 500 at once: ask again after the last one."""
    text = request.GET.get("after", "0")
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        return _refusal(400, "bad_request", f"after must be a whole number such as 17, not {text[:32]!r}.")
    found = _find(name)
    if found is None:
        return _no_document(name)
    logged = Update.objects.of(name, after=int(text))[:MAX_UPDATES]
    return _answer(
        request, f"{found.sequence}-{text}", lambda: {"document": name, "updates": [_line(update) for update in logged]}
    )


def _find(name: str) -> Document | None:
    if "\x00" in name:  # which no database takes
        return None
    return Document.objects.filter(name=name, sequence__gt=0).first()


def _no_document(name: str) -> JsonResponse:
    return _refusal(404, "unknown_document", f"There is no document {name[:64]!r}.")


def _snapshot(document: Document) -> dict[str, Any]:
    return {
        "document": document.name,
        "sequence": document.sequence,
        "at": protocol.timestamp(document.at),
        "state": document.state,
    }


def _line(update: Update) -> dict[str, Any]:
    return {
        "sequence": update.sequence,
        "at": protocol.timestamp(update.at),
        "source": update.source,
        "reason": update.reason,
        "patch": update.patch,
    }


def _answer(request: HttpRequest, tag: str, build: Callable[[], dict[str, Any]]) -> HttpResponse:
    etag = f'"{_hash(tag)}"'
    known = {candidate.removeprefix("W/") for candidate in parse_etags(request.headers.get("If-None-Match", ""))}
    response: HttpResponse = HttpResponseNotModified() if etag in known else JsonResponse(build())
    response["ETag"] = etag
    response["Access-Control-Allow-Origin"] = "*"  # public data: other people's pages are welcome
    patch_cache_control(response, public=True, max_age=1)
    return response


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:32]


def _refusal(status: int, code: str, detail: str) -> JsonResponse:
    return JsonResponse({"error": {"code": code, "detail": detail}}, status=status)


urlpatterns = [
    path("topics/<str:topic>", topic),
    path("documents/<str:name>", document),
    path("documents/<str:name>/updates", updates),
]
