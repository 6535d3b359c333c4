"""A stretch of a recording: what one provider said in some hours, or of one match."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from feeds.providers import PROVIDERS, Parsed, ParseError, Provider
from feeds.recordings.lines import OK, Recorded, RecordingError
from feeds.recordings.reading import files_of, read_files

SEGMENT = re.compile(r"(?P<provider>.+)-(?P<begun>\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d)\.jsonl(\.xz|\.gz)?")
HOUR = timedelta(hours=1)  # which a segment holds, at most


@dataclass(frozen=True)
class Stretch:
    """What of a recording is wanted."""

    provider: str = ""
    since: datetime | None = None
    until: datetime | None = None
    only: str = ""  # the provider's key of a match

    def lines(self, recording: Path) -> Iterator[Recorded]:
        return (line for line in read_files(self.files(recording)) if self._wants(line))

    def files(self, recording: Path) -> list[Path]:
        """Those that may hold something of it: a month has gigabytes, and a dispute some minutes."""
        return [path for path in files_of(recording) if path == recording or self._may_be_in(path)]

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

    def _may_be_in(self, path: Path) -> bool:
        named = SEGMENT.fullmatch(path.name)
        if named is None:
            return True
        begun = datetime.strptime(named["begun"], "%Y-%m-%dT%H-%M-%S").replace(tzinfo=UTC)
        is_too_old = self.since is not None and begun + HOUR < self.since
        # The name may be some seconds late: of two that begin in the same one, it tells them apart.
        is_too_new = self.until is not None and begun - HOUR > self.until
        return not is_too_old and not is_too_new and self.provider in ("", named["provider"])

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
