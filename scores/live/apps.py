from __future__ import annotations

from django.apps import AppConfig

from scores.live import checks  # noqa: F401 (registers them)


class LiveConfig(AppConfig):
    name = "scores.live"
