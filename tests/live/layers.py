from __future__ import annotations

import asyncio
import random
from typing import Any

from channels.layers import InMemoryChannelLayer

from scores.live.log import DatabaseLog


class FaultyLayer(InMemoryChannelLayer):  # type: ignore[misc]
    """A channel layer at its worst: it delays, and where it may it drops, doubles and turns the order round."""

    random = random.Random(0)
    loses = False

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        if self.loses and self.random.random() < 0.3:
            return
        if self.loses and self.random.random() < 0.3:
            await asyncio.sleep(self.random.random() * 0.03)
        if self.loses and self.random.random() < 0.1:
            await super().group_send(group, message)
        await super().group_send(group, message)


class SlowLog(DatabaseLog):
    """A database that answers late: what it says was true when it was asked."""

    async def _run(self, what, read):
        answer = await super()._run(what, read)
        await asyncio.sleep(0.01)
        return answer
