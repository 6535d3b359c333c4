from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from feeds.polling.agenda import Agenda, Document
from feeds.providers import PROVIDERS, Provider
from scores.reports import CompetitionReport, MatchReport, TeamReport
from scores.sports import Status

MIDNIGHT = datetime(2026, 11, 22, tzinfo=UTC)
LIVE, TODAY = "live", "today"


def report(kick_off: datetime, now: datetime) -> MatchReport:
    """A match as a list has it: it begins on time and is over two hours later."""
    status = (
        Status.SCHEDULED if now < kick_off else Status.LIVE if now < kick_off + timedelta(hours=2) else Status.ENDED
    )
    return MatchReport(
        key=f"{kick_off:%H%M}",
        sport="football",
        competition=CompetitionReport(name="League", season="2026/27"),
        home=TeamReport(name="Home"),
        away=TeamReport(name="Away"),
        kick_off=kick_off,
        status=status,
    )


def together(reports: Sequence[MatchReport]) -> dict[str, list[str]]:
    """Three matches an answer."""
    keys = [report.key for report in reports]
    return {f"{'+'.join(keys[i : i + 3])}/details": keys[i : i + 3] for i in range(0, len(keys), 3)}


class Day:
    """A day of a provider with a list of the day and one of what is in play."""

    def __init__(self, provider: Provider, kick_offs: Sequence[float], *, is_together: bool = False) -> None:
        self.provider = replace(
            provider,
            addresses=lambda day: [LIVE, TODAY],
            in_play=lambda day: [LIVE],
            details=lambda report: [f"{report.key}/details"],
            details_together=together if is_together else None,
        )
        self.kick_offs = [MIDNIGHT + timedelta(hours=hours) for hours in kick_offs]
        self.agenda = Agenda(self.provider)
        self.asked: list[tuple[datetime, str]] = []

    def pass_by(self) -> None:
        now = MIDNIGHT
        while now < MIDNIGHT + timedelta(days=1):
            for document in self.agenda.due(now):
                if self.left() == 0:
                    self.agenda.postpone(600, now)
                    break
                self.asked.append((now, document.address))
                self.agenda.heard(document, self.reports(document, now), now)
                self.agenda.asked(document, now)
            self.agenda.fit(per_minute=self.provider.per_minute, day=self.left(), now=now)
            now = max(now + timedelta(seconds=1), self.agenda.next_at() or now)

    def reports(self, document: Document, now: datetime) -> list[MatchReport]:
        found = [report(kick_off, now) for kick_off in self.kick_offs]
        if document.matches:
            return [each for each in found if each.key in document.matches]
        return [each for each in found if document.address == TODAY or each.status == Status.LIVE]

    def left(self) -> int | None:
        return max(0, self.provider.per_day - len(self.asked)) if self.provider.per_day else None

    def gaps(self, address: str, begin: float, end: float) -> list[float]:
        """Minutes between requests for one address, between two hours of the day."""
        first, last = (MIDNIGHT + timedelta(hours=hours) for hours in (begin, end))
        moments = [first, *(at for at, asked in self.asked if asked == address and first <= at < last), last]
        return [(after - before).total_seconds() / 60 for before, after in zip(moments, moments[1:], strict=False)]


def day_of(name: str, *kick_offs: float, is_together: bool = False, **fields: Any) -> Day:
    day = Day(replace(PROVIDERS[name], **fields), kick_offs, is_together=is_together)
    day.pass_by()
    return day


def test_a_hundred_requests_a_day_last_through_a_matchday():
    day = day_of("api-football", 15.0, 17.5, 20.0)

    counts = Counter(address for _, address in day.asked)
    assert counts[LIVE] > 60
    assert max(day.gaps(LIVE, 15, 22)) <= 25


def test_no_kick_off_is_missed_however_little_is_left():
    day = day_of("api-football", 20.0, per_day=30)

    assert any(
        timedelta(hours=19, minutes=49) <= at - MIDNIGHT <= timedelta(hours=20, minutes=5) for at, _ in day.asked
    )


def test_details_wait_when_the_budget_is_short():
    day = day_of("api-football", 15.0)

    assert not [address for _, address in day.asked if address.endswith("details")]


def test_a_budget_that_is_enough_is_not_stretched():
    day = day_of("api-football", 15.0, per_day=0, per_minute=60)

    assert max(day.gaps(LIVE, 15, 17)) <= 1.2
    assert max(day.gaps("1500/details", 15, 17)) <= 11.2
    assert day.agenda.stretched() == ""


def test_a_list_of_what_is_in_play_is_asked_for_before_it_names_anything():
    day = day_of("api-football", 15.0, per_day=0, per_minute=60)

    assert day.gaps(LIVE, 14.84, 15)[0] <= 2


def details_of(day: Day, begin: float, end: float) -> dict[str, int]:
    """How often each address of details was asked for between two hours of the day."""
    first, last = (MIDNIGHT + timedelta(hours=hours) for hours in (begin, end))
    return dict(Counter(asked for at, asked in day.asked if asked.endswith("details") and first <= at < last))


def test_matches_that_are_told_together_share_the_requests_for_their_details():
    alone = day_of("api-football", 15.0, 15.1, 15.2, per_day=0, per_minute=60)
    together = day_of("api-football", 15.0, 15.1, 15.2, is_together=True, per_day=0, per_minute=60)

    one_by_one = details_of(alone, 15.3, 17)
    assert set(one_by_one) == {"1500/details", "1506/details", "1512/details"}
    assert set(details_of(together, 15.3, 17)) == {"1500+1506+1512/details"}
    assert details_of(together, 15.3, 17)["1500+1506+1512/details"] <= max(one_by_one.values()) + 1


def test_a_document_that_is_refused_is_asked_for_at_its_own_pace():
    agenda = Agenda(replace(PROVIDERS["football-data"], addresses=lambda day: [TODAY]))
    (today,) = agenda.due(MIDNIGHT)
    agenda.heard(today, [report(MIDNIGHT, MIDNIGHT)], MIDNIGHT)
    agenda.asked(today, MIDNIGHT)

    (details,) = agenda.due(MIDNIGHT)
    agenda.asked(details, MIDNIGHT, in_vain=True)

    assert details.next_at - MIDNIGHT >= timedelta(minutes=10)


def test_who_leaves_what_is_in_play_is_looked_for_in_the_list_of_the_day():
    plenty = day_of("api-football", 15.0, per_day=0, per_minute=60)
    scarce = day_of("api-football", 15.0)

    assert plenty.gaps(TODAY, 17.0, 18)[0] <= 1.2
    assert scarce.gaps(TODAY, 17.0, 20)[0] <= 25


def test_who_joins_is_asked_for_at_once_and_who_needs_no_more_leaves():
    day = day_of("api-football", 7.5, 19.0, is_together=True, per_day=0, per_minute=60)

    assert set(details_of(day, 7.5, 18)) == {"0730/details"}
    assert day.gaps("0730+1900/details", 19, 21)[0] <= 2
    # The first was over at 9:30, and its last check is ten hours later.
    assert set(details_of(day, 19.1, 19.5)) == {"0730+1900/details"}
    assert set(details_of(day, 19.6, 24)) == {"1900/details"}


def test_who_is_awaited_is_asked_for_before_the_kick_off_beside_those_that_are_over():
    alone = day_of("api-football", 19.0, is_together=True, per_day=0, per_minute=60)
    beside = day_of("api-football", 7.5, 19.0, is_together=True, per_day=0, per_minute=60)

    for day, address in ((alone, "1900/details"), (beside, "0730+1900/details")):
        asked = details_of(day, 18, 19)
        assert set(asked) == {address}
        assert 3 <= asked[address] <= 5


def test_nobody_is_asked_for_sooner_because_another_leaves():
    day = day_of("api-football", 7.5, 19.0, is_together=True, per_day=0, per_minute=60)

    joined = MIDNIGHT + timedelta(hours=19.1)
    asked = [at for at, address in day.asked if address.endswith("details") and at > joined]

    gaps = [(after - before).total_seconds() for before, after in zip(asked, asked[1:], strict=False)]
    assert min(gaps) >= 60


@pytest.mark.parametrize("name", PROVIDERS)
def test_every_provider_has_a_budget_for_one_round_of_its_lists(name):
    provider = PROVIDERS[name]

    addresses = provider.addresses(date(2026, 11, 22))

    assert len(addresses) <= provider.per_minute
    assert set(provider.in_play(date(2026, 11, 22))) <= set(addresses)


def test_a_document_is_not_finished_while_something_of_it_is_held_back():
    day = Day(PROVIDERS["api-football"], [0.0])
    last = MIDNIGHT + timedelta(hours=12)
    for now in (MIDNIGHT + timedelta(hours=1), MIDNIGHT + timedelta(hours=2)):
        for document in day.agenda.due(now):
            day.agenda.heard(document, day.reports(document, now), now)
    details = next(document for document in day.agenda.due(last) if document.matches)

    day.agenda.asked(details, last, look_again_at=last + timedelta(minutes=1))
    again = [document.address for document in day.agenda.due(last + timedelta(minutes=1)) if document.matches]
    day.agenda.asked(details, last + timedelta(minutes=1))

    assert again == ["0000/details"]
    assert not [document for document in day.agenda.documents.values() if document.matches]
