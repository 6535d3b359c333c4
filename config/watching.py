"""What a web process does from time to time, whoever reads."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from scores.live.database import DatabaseThread

log = logging.getLogger(__name__)


class Watch:
    """Calls a function again and again, in a thread of its own. What fails is tried again; the log says it once."""

    def __init__(self, look: Callable[[], object], *, seconds: float) -> None:
        self._look, self._seconds = look, seconds
        self._task: asyncio.Task[None] | None = None
        self._thread: DatabaseThread | None = None

    def start(self) -> None:
        if self._task is not None:
            return
        self._thread = DatabaseThread("watch")
        self._task = asyncio.create_task(self._keep_looking(self._thread))

    async def stop(self) -> None:
        if self._task is not None and self._thread is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._thread.close()
            self._task = self._thread = None

    async def _keep_looking(self, thread: DatabaseThread) -> None:
        is_failing = False
        while True:
            await asyncio.sleep(self._seconds)
            try:
                await thread.read(self._look)
                is_failing = False
            except Exception as error:
                if not is_failing:
                    log.warning("Cannot look for silent feeds (%s); trying again", type(error).__name__)
                is_failing = True


class Watched:
    """The application, with a watch that begins when it is first called: not every server tells that it has started."""

    def __init__(self, application: Any, watch: Watch) -> None:
        self._application, self._watch = application, watch

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self._watch.start()
        await self._application(scope, receive, send)
