"""Which topics there are: the project says, in LIVE_TOPICS, what may stand after each word's dot."""

from __future__ import annotations

import re
from collections.abc import Mapping


class TopicNames:
    def __init__(self, patterns: Mapping[str, str]) -> None:
        choices = "|".join(rf"{re.escape(word)}\.(?:{pattern})" for word, pattern in patterns.items())
        self._pattern = re.compile(choices, re.ASCII)

    def __contains__(self, topic: str) -> bool:
        return self._pattern.fullmatch(topic) is not None
