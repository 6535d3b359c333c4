"""How each provider does just now, in one line: for the command, the admin and the figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Count, Q

from feeds.counting import NONE, Numbers, last_day
from feeds.models import Payload, ReportState, Source
from feeds.providers import PROVIDERS
from scores.sports import GOING_ON

LATE = timedelta(seconds=60)  # so much later than it meant to ask, a poller is no more


class State(StrEnum):
    LIVE = "live"  # it leads matches that are in play, and tells of them
    STANDBY = "standby"  # of all that it reports in play, another comes first
    IDLE = "idle"  # nothing of it is in play
    SILENT = "silent"  # it should have been heard
    OPEN = "circuit open"  # it failed so often that it is left alone for a while
    NEVER = "never asked"


SIGNS: Mapping[State, str] = {
    State.LIVE: "●",
    State.STANDBY: "◐",
    State.IDLE: "○",
    State.SILENT: "▲",
    State.OPEN: "■",
    State.NEVER: "–",
}


@dataclass(frozen=True)
class Play:
    """The matches in play that a provider reports, and of how many of them it leads."""

    told: int = 0
    led: int = 0


@dataclass(frozen=True)
class Line:
    name: str
    title: str
    state: State
    source: Source | None  # None: nobody has asked it
    play: Play
    day: Numbers  # of the last 24 hours
    kept: int  # bodies that could not be read

    @property
    def sign(self) -> str:
        return SIGNS[self.state]

    @property
    def trouble(self) -> str:
        return self.source.trouble if self.source else ""


def title_of(name: str) -> str:
    """As readers know it; who pushes has its name alone."""
    return PROVIDERS[name].title if name in PROVIDERS else name


def states(at: datetime) -> list[tuple[Source, State]]:
    """Of all that are in use, in the order of precedence."""
    plays = _plays()
    return [(source, state_of(source, plays.get(source.name, Play()), at)) for source in Source.objects.all()]


def overview(at: datetime) -> list[Line]:
    """Every provider there is, in the order of precedence; those that were never asked come last."""
    sources = {source.name: source for source in Source.objects.all()}
    plays, days = _plays(), last_day(at)
    kept = dict(Payload.objects.order_by().values_list("provider").annotate(Count("pk")))
    names = [*sources, *(name for name in PROVIDERS if name not in sources)]
    return [
        Line(
            name=name,
            title=title_of(name),
            state=state_of(sources.get(name), plays.get(name, Play()), at),
            source=sources.get(name),
            play=plays.get(name, Play()),
            day=days.get(name, NONE),
            kept=kept.get(name, 0),
        )
        for name in names
    ]


def state_of(source: Source | None, play: Play, at: datetime) -> State:
    if source is None or (source.asked_at is None and source.heard_at is None):
        return State.NEVER
    if source.open_until is not None and source.open_until > at:
        return State.OPEN
    if _is_overdue(source, play, at):
        return State.SILENT
    if play.led:
        return State.LIVE
    return State.STANDBY if play.told else State.IDLE


def _is_overdue(source: Source, play: Play, at: datetime) -> bool:
    """With nothing in play a poller may ask seldom, and it says when it will. Who pushes was never asked."""
    if source.heard_at is not None and at - source.heard_at < timedelta(seconds=source.silent_after):
        return False
    if play.told:
        return True
    return source.asked_at is not None and (source.next_at is None or at - source.next_at > LATE or source.failures > 0)


def _plays() -> dict[str, Play]:
    rows = ReportState.objects.filter(match__status__in=GOING_ON).order_by().values_list("provider")
    counts = rows.annotate(told=Count("match", distinct=True), led=Count("match", distinct=True, filter=Q(leads=True)))
    return {provider: Play(told, led) for provider, told, led in counts}
