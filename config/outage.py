"""What is answered while the database is away."""

from __future__ import annotations

import logging

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.utils.deprecation import MiddlewareMixin

logger = logging.getLogger(__name__)

RETRY_SECONDS = 5
DETAIL = "The database does not answer. Ask again in a moment."


class Outage(MiddlewareMixin):
    """503, so that a proxy asks another server and a program asks again; a page says that no score is lost."""

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, OperationalError | InterfaceError):
            return None
        logger.error("The database did not answer for %s: %s", request.path, str(error).partition("\n")[0])
        response = _answer(request)
        response["Retry-After"] = str(RETRY_SECONDS)
        add_never_cache_headers(response)
        return response


def _answer(request: HttpRequest) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"error": {"code": "unavailable", "detail": DETAIL}}, status=503)
    return HttpResponse(render_to_string("503.html"), status=503)
