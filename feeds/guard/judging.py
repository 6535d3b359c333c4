"""What to believe of a report. Feeds serve old copies, take goals back and forth, and announce ends that are none.

A step forward is believed at once. A step backwards (score down, status earlier, an incident gone, the clock back) is
held until it has been said for 60 seconds, or until the report explains it with a retraction. It is time that counts
and not how often it is said: old copies were served for up to 37 seconds on boards that are polled every 8 seconds.
What is held is one part of a report; its other parts pass, but for those that would contradict what readers see: goals
wait for the score that they make. Each step backwards is told as a ruling: what was said, what stood, why it was held,
and what became of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from feeds.guard.doubts import deny, doubt_of, is_confirmed
from feeds.guard.history import Decision, Doubt, Held, History, Outcome, Ruling
from feeds.guard.steps import Step, active, added_up, by_period, goals_change, of_score, steps_back
from scores.reports import MatchReport
from scores.sports import OVER

AHEAD = timedelta(minutes=5)  # of our clock, that of a provider may be

# What must not pass while another part is held: the parts of a report lean on each other.
LEANING: Mapping[str, tuple[str, ...]] = {
    "status": ("status", "period", "clock", "periods", "winner", "situation"),
    "score": ("score", "periods", "winner"),
    "periods": ("periods", "situation"),
    "incidents": ("incidents",),
    "clock": ("clock",),
    "attendance": ("attendance",),
}


def judge(report: MatchReport, history: History, received_at: datetime, *, resource: str = "") -> Decision:
    """`resource`: which of the provider's documents of this match the report is read from."""
    newest = history.as_of.get(resource)
    if report.as_of and newest and report.as_of < newest:
        return _old_copy(report.as_of, newest, history, received_at, resource)
    raised = {
        part: (step, doubt_of(history.doubts.get(part), step, resource, received_at))
        for part, step in steps_back(report, history)
    }
    outcomes = _outcomes(report, history, raised, received_at)
    held = [Held(part, raised[part][0].text) for part, outcome in outcomes.items() if outcome == "held"]
    left = {part: known for part, known in history.doubts.items() if part not in raised}
    doubts = dict(_not_ended(left, report, resource, received_at))
    doubts |= {each.part: raised[each.part][1] for each in held}
    rulings = [_ruling(part, raised[part][1], outcome) for part, outcome in outcomes.items()]
    rulings += _dropped(history.doubts, doubts, rulings)
    withheld = dict.fromkeys(_withheld(report, history, {each.part for each in held}))
    believed = report.model_copy(update=withheld) if withheld else report
    as_of = newest_of(report, history, received_at, resource)
    remembered = _remember(believed, history.model_copy(update={"as_of": as_of}), doubts)
    return Decision(believed, remembered, tuple(held), tuple(rulings))


def newest_of(report: MatchReport, history: History, received_at: datetime, resource: str) -> Mapping[str, datetime]:
    """How old each document is, with this report. A stamp that lies ahead is cut: nothing that comes after one of
    next year would be newer."""
    return history.as_of | ({resource: min(report.as_of, received_at + AHEAD)} if report.as_of else {})


def take_over(history: History, shown: History) -> History:
    """What a provider that takes over for another is judged by: what readers were last shown, and its own keys."""
    said = {"status", "period", "score", "parts", "by_period", "clock"}
    return history.model_copy(update={name: getattr(shown, name) for name in said})


def _not_ended(
    doubts: Mapping[str, Doubt], report: MatchReport, resource: str, at: datetime
) -> Iterator[tuple[str, Doubt]]:
    """The doubts that a report does not end that raises them no more: it says nothing of them, or another one does."""
    for part, known in doubts.items():
        if not _is_told(part, report, resource):
            yield part, known
        elif part in LEANING and (left := deny(known, resource, at)):
            yield part, left


def tells_of(parts: Iterable[str], report: MatchReport) -> bool:
    """Whether the report says anything of these parts."""
    return any(part in LEANING and getattr(report, part) is not None for part in parts)


def _is_told(part: str, report: MatchReport, resource: str) -> bool:
    """Whether the report says anything of what was doubted; "report landing" is the whole of a document."""
    return part == _whole(resource) or tells_of([part], report)


def _whole(resource: str) -> str:
    return f"report {resource}".strip()


def _old_copy(as_of: datetime, newest: datetime, history: History, received_at: datetime, resource: str) -> Decision:
    text = f"the copy of {as_of:%H:%M:%S} is older than the one of {newest:%H:%M:%S} that we have"
    part = _whole(resource)
    fresh = Doubt(
        claim="old", since=received_at, believed=f"{newest:%H:%M:%S}", said=f"a copy of {as_of:%H:%M:%S}", reason=text
    )
    doubt = history.doubts.get(part) or fresh
    doubts = history.doubts | {part: doubt}
    ruling = _ruling("report", doubt, "old")
    return Decision(None, history.model_copy(update={"doubts": doubts}), (Held("report", text),), (ruling,))


def _dropped(before: Mapping[str, Doubt], after: Mapping[str, Doubt], rulings: Sequence[Ruling]) -> Iterator[Ruling]:
    """The doubts that ended without having been confirmed: it says what stood, or something else again."""
    ruled = {(ruling.part, ruling.since) for ruling in rulings}
    for part, doubt in before.items():
        goes_on = part in after and after[part].since == doubt.since
        if part in LEANING and not goes_on and (part, doubt.since) not in ruled:
            yield _ruling(part, doubt, "dropped")


def _outcomes(
    report: MatchReport, history: History, raised: Mapping[str, tuple[Step, Doubt]], received_at: datetime
) -> dict[str, Outcome]:
    """A score, the goals that make it and its parts are one claim where they agree: what confirms one confirms all.
    What leans on a part that is held is held as well."""
    found = {part: _outcome(step, doubt, received_at) for part, (step, doubt) in raised.items()}
    together = [part for part in of_score(report) if part in found]
    if any(found[part] != "held" for part in together):
        found |= {part: "explained" for part in together if found[part] == "held"}
    held = {part for part, outcome in found.items() if outcome == "held"}
    leaning = found.keys() & _withheld(report, history, held)
    return found | dict.fromkeys(leaning, "held")


def _outcome(step: Step, doubt: Doubt, received_at: datetime) -> Outcome:
    if step.explained:
        return "explained"
    return "shown" if is_confirmed(doubt, received_at) else "held"


def _withheld(report: MatchReport, history: History, held: Collection[str]) -> set[str]:
    """The parts that are not believed: those that are held, what leans on them, and goals without their score."""
    withheld = {name for part in held for name in LEANING[part]}
    if "status" in held and history.status in OVER:
        withheld.add("score")  # a score after the end would stand beside the winner of another
    if "score" in withheld and goals_change(report, history):
        withheld.add("incidents")
    return withheld


def _ruling(part: str, doubt: Doubt, outcome: Outcome) -> Ruling:
    return Ruling(part, doubt.since, outcome, doubt.believed, doubt.said, doubt.reason)


def _remember(believed: MatchReport, history: History, doubts: dict[str, Doubt]) -> History:
    said: dict[str, Any] = {
        "attendance": believed.attendance,
        "status": believed.status,
        "period": believed.period,
        "score": believed.score,
        "parts": None if believed.periods is None else added_up(believed.periods),
        "by_period": None if believed.periods is None else by_period(believed.periods),
        "incidents": None if believed.incidents is None else active(believed),
    }
    clock = believed.clock.seconds if believed.clock else None
    if clock is None and believed.period in (None, history.period):
        clock = history.clock  # another period's clock says nothing about this one
    known = {name: value for name, value in said.items() if value is not None}
    return history.model_copy(update=known | {"clock": clock, "doubts": doubts})
