"""The innings of a Cricsheet file: what each came to, and what happened in it, counted from its deliveries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from feeds.providers.cricsheet_shapes import Delivery, File, Innings, Wicket
from feeds.providers.keys import Keys
from scores.reports import IncidentReport, PeriodKey, PeriodReport, ScoreReport, Side, StatisticReport
from scores.sports import PeriodKind

NO_WICKET = frozenset({"retired hurt", "retired not out"})  # the batter may come back
NOT_THE_BOWLERS = frozenset(
    {"run out", "retired hurt", "retired not out", "retired out", "obstructing the field", "timed out"}
    | {"handled the ball", "hit the ball twice"}
)
BOUNDARIES = {4: "four", 6: "six"}


@dataclass(frozen=True)
class Part:
    """One innings and its place among the periods; a super over is one innings of each side."""

    side: Side
    period: PeriodKey
    innings: Innings
    balls_per_over: int

    @property
    def is_super_over(self) -> bool:
        return self.period.kind == PeriodKind.SHOOTOUT

    @property
    def name(self) -> str:
        return f"s{self.period.number}{self.side}" if self.is_super_over else str(self.period.number)

    def deliveries(self) -> Iterator[tuple[str, Delivery]]:
        """Each delivery and how scorers call it: 12.3 is the third legal one of the thirteenth over."""
        for over in self.innings.overs:
            legal = 0
            for delivery in over.deliveries:
                yield f"{over.over}.{legal + 1}", delivery
                legal += delivery.is_legal

    @property
    def runs(self) -> int:
        penalty = self.innings.penalty_runs
        return penalty.pre + penalty.post + sum(delivery.runs.total for _, delivery in self.deliveries())

    @property
    def wickets(self) -> int:
        return sum(wicket.kind not in NO_WICKET for _, delivery in self.deliveries() for wicket in delivery.wickets)

    @property
    def overs(self) -> str:
        """18.3, and 20 for a whole last over. Who miscounts has bowled an over all the same."""
        if not self.innings.overs:
            return "0"
        last = self.innings.overs[-1]
        legal = sum(delivery.is_legal for delivery in last.deliveries)
        is_whole = legal >= self.balls_per_over or str(last.over) in self.innings.miscounted_overs
        return str(last.over + 1) if is_whole else f"{last.over}.{legal}"

    @property
    def detail(self) -> dict[str, int | str | bool]:
        detail: dict[str, int | str | bool] = {"wickets": self.wickets, "overs": self.overs}
        detail |= {"declared": True} if self.innings.declared else {}
        detail |= {"forfeited": True} if self.innings.forfeited else {}
        target = self.innings.target.runs
        return detail | ({"target": target} if target and not self.is_super_over else {})


def parts_of(file: File) -> tuple[Part, ...]:
    """Each innings is a period of its own but a super over's: two of those are one."""
    sides: dict[str, Side] = {file.info.teams[0]: "home", file.info.teams[1]: "away"}
    parts: list[Part] = []
    plain = extra = 0
    for innings in file.innings:
        if innings.team not in sides:
            raise ValueError(f"an innings of {innings.team!r}, who do not play")
        plain, extra = (plain, extra + 1) if innings.super_over else (plain + 1, extra)
        kind = PeriodKind.SHOOTOUT if innings.super_over else PeriodKind.INNINGS
        period = PeriodKey(kind=kind, number=(extra + 1) // 2 if innings.super_over else plain)
        parts.append(Part(sides[innings.team], period, innings, file.info.balls_per_over))
    return tuple(parts)


def total(parts: Sequence[Part]) -> ScoreReport | None:
    """All innings together, as the score of a match is; a super over decides and does not count."""
    counted = [part for part in parts if not part.is_super_over]
    if not counted:
        return None
    home, away = (sum(part.runs for part in counted if part.side == side) for side in ("home", "away"))
    return ScoreReport(home=home, away=away)


def periods(parts: Sequence[Part]) -> tuple[PeriodReport, ...]:
    found: dict[tuple[str, int], PeriodReport] = {}
    for part in parts:
        key = (part.period.kind.value, part.period.number)
        period = found.get(key) or PeriodReport(kind=part.period.kind, number=part.period.number)
        found[key] = period.model_copy(update={part.side: part.runs, f"{part.side}_detail": part.detail})
    return tuple(found.values())


def incidents(file: File, parts: Sequence[Part]) -> tuple[IncidentReport, ...]:
    """There are no ids. A wicket is known by its batter, a boundary by how many the batter has had: so a delivery
    that is put in later moves nothing."""
    found: dict[str, IncidentReport] = {}
    for part in parts:
        for incident in _of_part(file, part):
            found.setdefault(incident.key, incident)
    return tuple(each.model_copy(update={"order": order}) for order, each in enumerate(found.values()))


def _of_part(file: File, part: Part) -> Iterator[IncidentReport]:
    people, keys = file.info.registry.people, Keys()
    for ball, delivery in part.deliveries():
        if delivery.review:
            yield _review(file, part, ball, delivery, keys)
        kind = None if delivery.runs.non_boundary else BOUNDARIES.get(delivery.runs.batter)
        if kind:
            key = keys.of(f"{kind}:{people.get(delivery.batter, delivery.batter)}")
            yield _incident(part, kind, key, delivery.batter, delivery.bowler, ball)
        for wicket in delivery.wickets:
            if wicket.kind not in NO_WICKET:
                yield _wicket(part, ball, delivery, wicket, people.get(wicket.player_out, wicket.player_out))
    if part.innings.declared or part.innings.forfeited:
        yield _incident(part, "declaration", "declaration", "", "", "forfeited" if part.innings.forfeited else "")


def _incident(part: Part, kind: str, key: str, player: str, other: str, detail: str) -> IncidentReport:
    return IncidentReport(
        key=f"{part.name}:{key}"[:128],
        kind=kind,
        side=part.side,
        period=part.period,
        player=player,
        other_player=other,
        detail=detail[:128],
    )


def _wicket(part: Part, ball: str, delivery: Delivery, wicket: Wicket, who: str) -> IncidentReport:
    bowler = "" if wicket.kind in NOT_THE_BOWLERS else delivery.bowler
    fielders = ", ".join(fielder.name for fielder in wicket.fielders if fielder.name)
    by = f" by {fielders}" if fielders else ""
    return _incident(part, "wicket", f"wicket:{who}", wicket.player_out, bowler, f"{ball} · {wicket.kind}{by}")


def _review(file: File, part: Part, ball: str, delivery: Delivery, keys: Keys) -> IncidentReport:
    assert delivery.review is not None
    review = delivery.review
    key = keys.of(f"review:{review.by}")
    said = _incident(part, "review", key, review.batter or delivery.batter, "", f"{ball} · {review.decision}")
    sides: dict[str, Side] = {file.info.teams[0]: "home", file.info.teams[1]: "away"}
    return said.model_copy(update={"side": sides.get(review.by)})


def statistics(parts: Sequence[Part]) -> tuple[StatisticReport, ...]:
    """What each side's batters made, in all innings but super overs."""
    counts: dict[Side, Counter[str]] = {"home": Counter(), "away": Counter()}
    for part in parts:
        for _, delivery in () if part.is_super_over else part.deliveries():
            boundary = None if delivery.runs.non_boundary else BOUNDARIES.get(delivery.runs.batter)
            counts[part.side]["fours"] += boundary == "four"
            counts[part.side]["sixes"] += boundary == "six"
            counts[part.side]["extras"] += sum(delivery.extras.values())
    home, away = counts["home"], counts["away"]
    return tuple(StatisticReport(kind=kind, home=home[kind], away=away[kind]) for kind in ("fours", "sixes", "extras"))
