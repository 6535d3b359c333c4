"""A stretch of a recording: what one provider said in some hours, or of one match."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from feeds.providers import PROVIDERS, Parsed, ParseError, Provider
from feeds.recordings.lines import OK, Recorded, RecordingError
from feeds.recordings.reading import read_recording


@dataclass(frozen=True)
class Stretch:
    """What of a recording is wanted."""

    provider: str = ""
    since: datetime | None = None
    until: datetime | None = None
    only: str = ""  # the provider's key of a match

    def lines(self, recording: Path) -> Iterator[Recorded]:
        return (line for line in read_recording(recording) if self._wants(line))

    def feed(self, line: Recorded) -> Provider:
        """Who said it and, where one match is wanted, deaf to all others."""
        name = line.provider or self.provider
        if name not in PROVIDERS:
            raise RecordingError(
                f"The recording is of {name!r}, which is no provider: choose one of {', '.join(PROVIDERS)}."
                if name
                else "The recording does not say whose it is: name the provider with --provider."
            )
        return only(PROVIDERS[name], self.only) if self.only else PROVIDERS[name]

    def speaks_of(self, line: Recorded) -> bool:
        """Whether it says something of the match. What cannot be read may do so."""
        if not self.only or line.status != OK:
            return True
        try:
            return bool(self.feed(line).parse(line.payload, line.observed_at).reports)
        except ParseError:
            return True

    def _wants(self, line: Recorded) -> bool:
        if self.provider and line.provider and line.provider != self.provider:
            return False
        too_early = self.since is not None and line.observed_at < self.since
        return not too_early and not (self.until is not None and line.observed_at > self.until)


def only(feed: Provider, key: str) -> Provider:
    """The provider, of whom nothing is heard but what it says of one match."""

    def parse(payload: bytes, received_at: datetime) -> Parsed:
        parsed = feed.parse(payload, received_at)
        reports = tuple(report for report in parsed.reports if report.key == key)
        return replace(parsed, reports=reports, problems=(), tables=())

    return replace(feed, parse=parse, lists_season=False)
