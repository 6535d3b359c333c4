from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register


@register("live")
def uvicorn_serves_the_world(**kwargs: Any) -> list[CheckMessage]:
    """Daphne holds no reader back: one that does not read, or floods, takes all the memory there is."""
    if settings.DEBUG or "runserver" not in sys.argv:
        return []
    return [
        Warning(
            "runserver (Daphne) is for development: a reader that does not read can take all of its memory.",
            hint="Serve with manage.py serve.",
            id="live.W001",
        )
    ]
