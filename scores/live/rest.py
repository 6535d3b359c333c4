"""Documents for reading over HTTP, in the words of the socket: a state, a topic's states, a log. ETag and 304."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from scores.live import protocol
from scores.live.basis import Basis, for_everybody
from scores.live.models import Document, Update
from scores.live.topics import TopicNames

MAX_UPDATES = 500

Arguments = ParamSpec("Arguments")


def for_other_sites(view: Callable[Arguments, HttpResponse]) -> Callable[Arguments, HttpResponse]:
    """Public data: other people's pages are welcome."""

    @wraps(view)
    def answer(*arguments: Arguments.args, **options: Arguments.kwargs) -> HttpResponse:
        response = view(*arguments, **options)
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return answer


@for_other_sites
@for_everybody
def topic(request: HttpRequest, basis: Basis, topic: str) -> HttpResponse:
    if topic not in TopicNames(settings.LIVE_TOPICS):
        return _refusal(404, "unknown_topic", f"There is no topic {topic[:64]!r}.")
    documents = basis.documents(Document.objects.in_topic(topic))
    return JsonResponse({"topic": topic, "documents": [_snapshot(document) for document in documents]})


@for_other_sites
@for_everybody
def document(request: HttpRequest, basis: Basis, name: str) -> HttpResponse:
    found = _find(name, basis)
    return JsonResponse(_snapshot(found)) if found else _no_document(name)


@for_other_sites
@for_everybody
def updates(request: HttpRequest, basis: Basis, name: str) -> HttpResponse:
    """The log after a sequence, oldest first, at most 500 at once: ask again after the last one."""
    text = request.GET.get("after", "0")
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        return _refusal(400, "bad_request", f"after must be a whole number such as 17, not {text[:32]!r}.")
    if not _find(name, basis):  # its sequence says too whether its log is longer
        return _no_document(name)
    logged = Update.objects.of(name, after=int(text))[:MAX_UPDATES]
    return JsonResponse({"document": name, "updates": [_line(update) for update in logged]})


def _find(name: str, basis: Basis) -> Document | None:
    if "\x00" in name:  # which no database takes
        return None
    return next(iter(basis.documents(Document.objects.filter(name=name, sequence__gt=0))), None)


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


def _refusal(status: int, code: str, detail: str) -> JsonResponse:
    return JsonResponse({"error": {"code": code, "detail": detail}}, status=status)


urlpatterns = [
    path("topics/<str:topic>", topic),
    path("documents/<str:name>", document),
    path("documents/<str:name>/updates", updates),
]
