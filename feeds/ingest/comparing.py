"""What several providers say of a match, held against each other and against what we show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from feeds.guard import History
from feeds.providers import PROVIDERS
from scores import operations
from scores.models import Flag, Hold, Match
from scores.sports import CALLED_OFF, IN_PLAY, OVER, UPCOMING, Status

# Longer than the slowest feed takes to hear of a goal: those of a minute's cadence are cached for another one.
PATIENCE = timedelta(minutes=3)

Claim = str
Claims = Mapping[str, Claim]  # by provider


@dataclass(frozen=True)
class Told:
    """What the providers that are heard last said of a match, and which of them is applied."""

    match_id: int
    leader: str
    histories: Mapping[str, History]


@dataclass(frozen=True)
class Shown:
    status: str
    score: Claim
    held: frozenset[str]


def compare(told: Collection[Told], at: datetime) -> None:
    """Flag for staff where a provider says otherwise than we show; what agrees again is flagged no more."""
    ids = [each.match_id for each in told]
    flagged, held = (model.objects.filter(match__in=ids).order_by().values_list("match") for model in (Flag, Hold))
    some = {pk for (pk,) in flagged.union(held)} | {each.match_id for each in told if len(each.histories) > 1}
    if not some:
        return
    shown = _shown(some)
    raised = [flag for each in told if each.match_id in shown for flag in _flags(each, shown[each.match_id], at)]
    operations.flag_matches(some, raised)


def _shown(match_ids: Collection[int]) -> dict[int, Shown]:
    held: dict[int, set[str]] = {}
    for match_id, part in Hold.objects.filter(match__in=match_ids).order_by().values_list("match", "part"):
        held.setdefault(match_id, set()).add(part)
    rows = Match.objects.filter(pk__in=match_ids).order_by().values_list("pk", "status", "home_score", "away_score")
    return {pk: Shown(status, _points(home, away), frozenset(held.get(pk, ()))) for pk, status, home, away in rows}


def _flags(told: Told, shown: Shown, at: datetime) -> Iterator[Flag]:
    for part, (claims_of, stands) in _PARTS.items():
        claims = {name: claim for name, history in told.histories.items() if (claim := claims_of(name, history))}
        now = stands(shown) or claims.get(told.leader, "")
        by_editor = part in shown.held
        for name, claim in claims.items():
            alone = (by_editor and _differs(claim, now)) or _all_others_agree(name, claims)
            if now and _differs(claim, now):
                text = f"{name} says {claim}, {'an editor holds' if by_editor else 'shown is'} {now}"
            elif alone:
                text = f"{name} is alone with {claim}, which is shown: the others say {_other(name, claims)}"
            else:
                continue
            yield Flag(
                match_id=told.match_id,
                source=name,
                part=part,
                text=text[:300],
                since=at,
                due_at=at + PATIENCE,
                alone=alone,
            )


def _all_others_agree(name: str, claims: Claims) -> bool:
    """Whether two others at least say the same, and nobody says what this one does."""
    others = Counter(claim for other, claim in claims.items() if other != name)
    return len(others) == 1 and others.total() > 1 and _differs(claims[name], next(iter(others)))


def _other(name: str, claims: Claims) -> Claim:
    return next(claim for other, claim in claims.items() if other != name)


def _differs(claim: Claim, other: Claim) -> bool:
    """Of parts, those count that both have."""
    if ": " not in claim or ": " not in other:
        return claim != other
    ours, theirs = (dict(part.split(": ") for part in each.split(", ")) for each in (claim, other))
    return any(ours[key] != theirs[key] for key in ours.keys() & theirs.keys())


# What a provider says counts here, be it believed or doubted: it is by doubts that two differ.


def _score_said(name: str, history: History) -> Claim:
    has_begun = history.status is not None and history.status not in UPCOMING | CALLED_OFF
    if not has_begun or history.score is None:
        return ""
    doubt = history.doubts.get("score")
    return doubt.said if doubt else _points(history.score.home, history.score.away)


def _status_said(name: str, history: History) -> Claim:
    """A file of results says that a match is to come for as long as it has no result."""
    doubt, provider = history.doubts.get("status"), PROVIDERS.get(name)
    said = doubt.claim if doubt and doubt.claim in set(Status) else history.status
    if said is None or (provider and provider.lists_season and said in UPCOMING):
        return ""
    return _course(str(said))


def _periods_said(name: str, history: History) -> Claim:
    if history.doubts.keys() & {"score", "status", "periods"}:
        return ""
    return ", ".join(f"{key}: {home}–{away}" for key, (home, away) in sorted(history.by_period.items()))


def _course(status: str) -> Claim:
    """Break or live, ended or confirmed: on that, feeds may differ."""
    if status in UPCOMING:
        return "to come"
    return "in play" if status in IN_PLAY else "over" if status in OVER else status


def _points(home: int | None, away: int | None) -> Claim:
    return "" if home is None or away is None else f"{home}–{away}"


_PARTS: Mapping[str, tuple[Callable[[str, History], Claim], Callable[[Shown], Claim]]] = {
    "score": (_score_said, lambda shown: shown.score),
    "status": (_status_said, lambda shown: _course(shown.status)),
    "periods": (_periods_said, lambda shown: ""),
}
