"""The pattern of the Channels tutorial: a channel for each reader, and each joins a group.

An application of its own, for Daphne or uvicorn: REDIS_URL says where, LAYER which of the two layers.
"""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings

LAYERS = {
    "core": "channels_redis.core.RedisChannelLayer",
    "pubsub": "channels_redis.pubsub.RedisPubSubChannelLayer",
}
GROUP = "scores"


def layer(redis: str) -> dict[str, Any]:
    return {"hosts": [{"address": redis, "socket_timeout": 60}]}


settings.configure(
    SECRET_KEY="only-for-this-measurement",
    ALLOWED_HOSTS=["*"],
    INSTALLED_APPS=["channels"],
    CHANNEL_LAYERS={
        "default": {"BACKEND": LAYERS[os.environ["LAYER"]], "CONFIG": layer(os.environ["REDIS_URL"])},
    },
)

from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.core.asgi import get_asgi_application  # noqa: E402
from django.urls import path  # noqa: E402


class ScoresConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    async def connect(self) -> None:
        await self.channel_layer.group_add(GROUP, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard(GROUP, self.channel_name)

    async def score(self, event: dict[str, Any]) -> None:
        await self.send(text_data=event["text"])


application = ProtocolTypeRouter(
    {"http": get_asgi_application(), "websocket": URLRouter([path("", ScoresConsumer.as_asgi())])}
)
