"""Why a push is not taken, in words for a program and for a person."""

from __future__ import annotations

PAGE = "docs/push.md"


class Refused(Exception):
    def __init__(self, status: int, code: str, detail: str, *, retry_after: int | None = None) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail = status, code, detail
        self.retry_after = retry_after  # seconds
