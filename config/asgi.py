"""The wiring: HTTP, the readers' socket, the hub."""

from __future__ import annotations

import os
from typing import Any

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
http: Any = get_asgi_application()  # first: it loads the apps that the imports below need

from django.conf import settings  # noqa: E402
from django.urls import path, re_path  # noqa: E402

from config.lifespan import Lifespan  # noqa: E402
from config.pages import KeptPages  # noqa: E402
from config.probes import Probes  # noqa: E402
from config.watching import Watch, Watched  # noqa: E402
from feeds import figures, silence  # noqa: E402
from scores.live.consumers import LiveConsumer  # noqa: E402
from scores.live.events import PATH as EVENTS_PATH  # noqa: E402
from scores.live.events import EventStream  # noqa: E402
from scores.live.hub import Hub  # noqa: E402
from scores.live.limits import Connections  # noqa: E402
from scores.live.log import DatabaseLog  # noqa: E402
from scores.live.origins import OriginGate, refuse  # noqa: E402
from scores.live.publication import listen  # noqa: E402
from scores.live.topics import TopicNames  # noqa: E402

SILENCE_SECONDS = 10.0  # between two looks for feeds that have fallen silent, or speak again

log = DatabaseLog()
hub = Hub(log, listen, search_seconds=settings.LIVE_SEARCH_SECONDS)
connections = Connections(in_all=settings.LIVE_CONNECTIONS, per_address=settings.LIVE_CONNECTIONS_PER_ADDRESS)
topic_names = TopicNames(settings.LIVE_TOPICS)
reader = LiveConsumer.as_asgi(hub=hub, connections=connections, topic_names=topic_names)
elsewhere: Any = refuse
events: Any = EventStream(hub=hub, connections=connections, topic_names=topic_names)
probes: Any = Probes(
    log,
    figures=figures.page,
    metrics_folder=settings.METRICS_FOLDER,
    metrics_for=settings.METRICS_ALLOW_IPS,
)
if not settings.DEBUG:  # where templates change
    http = KeptPages(http, session_cookie=settings.SESSION_COOKIE_NAME)

watch = Watch(silence.look, seconds=SILENCE_SECONDS)
scopes = ProtocolTypeRouter(
    {
        "http": URLRouter(
            [
                path(EVENTS_PATH, events),
                path("healthz", probes.alive),
                path("readyz", probes.ready),
                path("metrics", probes.metrics),
                re_path("", http),
            ]
        ),
        "websocket": OriginGate(
            URLRouter([path("live/", reader), re_path("", elsewhere)]),
            hosts=settings.ALLOWED_HOSTS,
            origins=settings.SITE_ORIGINS,
        ),
        "lifespan": Lifespan(hub, watch),
    }
)
application = Watched(scopes, watch)
