"""POST /api/v1/reports: signed reports in, and what became of each out."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from feeds.ingest import ingest
from feeds.models import PushKey
from feeds.push.admission import admit, read_headers
from feeds.push.refusing import PAGE, Refused
from feeds.push.sources import check_media_type, provider_of
from feeds.push.turns import turn_of
from feeds.tally import Outcome, Tally

MOST_BYTES = 1_000_000


@csrf_exempt  # no cookie is looked at
def receive(request: HttpRequest) -> JsonResponse:
    try:
        answer = _answer(_taken(request))
    except Refused as refused:
        answer = _refusal(refused)
    answer["Cache-Control"] = "no-store"
    return answer


def _taken(request: HttpRequest) -> Tally:
    if request.method != "POST":
        raise Refused(405, "wrong_method", f"Reports are sent with POST. {PAGE} has examples.")
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > MOST_BYTES:
        raise _too_large()
    signed = read_headers(request.headers)
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise _too_large()
    key = admit(signed, body, method=request.method, path=request.get_full_path(), now=timezone.now())
    check_media_type(key, request.content_type or "", request.headers.get("Content-Encoding", ""))
    return _ingest(key, body)


def _ingest(key: PushKey, body: bytes) -> Tally:
    provider = provider_of(key)
    with turn_of(provider):
        return ingest(provider, body, received_at=timezone.now(), create=key.may_create)


def _too_large() -> Refused:
    return Refused(413, "too_large", f"A body has {MOST_BYTES:,} bytes at most. Send the reports in several.")


def _answer(tally: Tally) -> JsonResponse:
    told: dict[str, Any] = {
        "reports": [_told(outcome) for outcome in tally.outcomes],
        "problems": tally.problems,
    }
    if tally.problems and all(outcome.result == "unreadable" for outcome in tally.outcomes):
        detail = f"Nothing of it could be read. {tally.problems[0]}"
        return JsonResponse({"error": {"code": "unreadable", "detail": detail}, **told}, status=422)
    return JsonResponse(told)


def _told(outcome: Outcome) -> dict[str, Any]:
    match = f"match.{outcome.match_id}" if outcome.match_id else None
    return {"key": outcome.key, "match": match, "outcome": outcome.result, "why": outcome.why}


def _refusal(refused: Refused) -> JsonResponse:
    answer = JsonResponse({"error": {"code": refused.code, "detail": refused.detail}}, status=refused.status)
    if refused.retry_after is not None:
        answer["Retry-After"] = str(refused.retry_after)
    if refused.status == 405:
        answer["Allow"] = "POST"
    if refused.status == 401:
        answer["WWW-Authenticate"] = "Touchline"
    return answer
