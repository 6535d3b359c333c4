"""Several documents of a provider tell of one match, and one of them is behind the others, or stands still."""

from __future__ import annotations

from datetime import timedelta

import pytest

from feeds.guard import Decision, History, judge
from feeds.ingest import ingest_reports
from feeds.models import GuardDecision, ReportState
from feeds.providers import PROVIDERS
from feeds.tally import Tally
from scores.live.models import Update
from scores.models import Match
from tests.feeds.bodies import NOW
from tests.feeds.test_guard import report, scores

BOARD, SHEET = "board", "sheet"


def told(*said: tuple[int, str, int]) -> list[Decision]:
    """What the guard decides: at this second, this document says so many goals of the home side."""
    history, decisions = History(), list[Decision]()
    for second, document, home in said:
        at = NOW + timedelta(seconds=second)
        decisions.append(judge(report((home, 0)), history, at, resource=document))
        history = decisions[-1].history
    return decisions


def test_what_one_document_takes_back_is_held_while_another_says_what_stands():
    decisions = told((0, BOARD, 2), (5, SHEET, 1), (20, BOARD, 2), (66, SHEET, 1), (75, BOARD, 2), (126, SHEET, 1))

    assert scores(decisions) == [(2, 0), None, (2, 0), None, (2, 0), None]


def test_it_is_shown_as_soon_as_the_other_one_says_so_too():
    decisions = told((0, BOARD, 2), (5, SHEET, 1), (50, BOARD, 2), (66, SHEET, 1), (80, BOARD, 1))

    assert scores(decisions)[-2:] == [None, (1, 0)]
    assert decisions[-1].rulings[0].since == NOW + timedelta(seconds=5)


def test_it_is_shown_when_the_other_one_was_not_heard_for_a_minute():
    decisions = told((0, BOARD, 2), (5, SHEET, 1), (20, BOARD, 2), (79, SHEET, 1), (81, SHEET, 1))

    assert scores(decisions)[-2:] == [None, (1, 0)]


def test_the_document_that_raised_a_doubt_ends_it():
    decisions = told((0, BOARD, 2), (5, SHEET, 1), (20, BOARD, 2), (35, SHEET, 2), (40, SHEET, 1), (80, SHEET, 1))

    assert [ruling.outcome for ruling in decisions[3].rulings] == ["dropped"]
    assert scores(decisions)[-1] is None


def test_a_document_that_is_heard_no_more_raises_no_doubts():
    decisions = told((0, BOARD, 2), (5, SHEET, 1), (200, BOARD, 2), (306, BOARD, 2))

    assert [len(decision.history.doubts) for decision in decisions] == [0, 1, 1, 0]


@pytest.mark.django_db
def test_a_document_that_stands_still_makes_no_score_go_back_and_forth():
    say(0, SHEET, 1)
    for second in range(15, 300, 15):
        say(second, BOARD, 2)
        say(second + 3, SHEET, 1)

    patches = [update.patch for update in Update.objects.of(f"row.{Match.objects.get().pk}")]
    assert [patch["score"] for patch in patches if "score" in patch] == [{"home": 1, "away": 0}, {"home": 2}]
    assert GuardDecision.objects.get().outcome == "held"


def say(second: int, document: str, home: int, **fields) -> Tally:
    said, at = report((home, 0), kick_off=NOW, **fields), NOW + timedelta(seconds=second)
    return ingest_reports(PROVIDERS["touchline"], [said], received_at=at, create=True, resource=document)


@pytest.mark.django_db
def test_a_document_that_says_nothing_of_what_is_doubted_is_skipped_while_it_does_not_change():
    for second, crowd in ((0, 41_000), (5, 42_000)):
        say(second, SHEET, 2, attendance=crowd)
    say(6, BOARD, 2)

    say(20, BOARD, 2)

    assert ReportState.objects.get().heard_at == NOW + timedelta(seconds=6)


@pytest.mark.django_db
def test_what_another_document_denies_is_not_worth_a_second_look():
    say(0, BOARD, 2)
    say(5, SHEET, 1)
    say(50, BOARD, 2)

    tally = say(66, SHEET, 1)

    assert (tally.held, tally.look_again_at) == (1, None)
