"""How the admin writes a moment: to the second, as its log does, and without "p.m."."""

from __future__ import annotations

DATETIME_FORMAT = "j M Y, H:i:s"
