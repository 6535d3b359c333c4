"""What an editor sets by hand stays until the editor releases it to the feeds."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scores import operations
from scores.live.models import Update
from scores.operations import Applied
from scores.reports import ClockReport, IncidentReport, PeriodReport
from scores.sports import PeriodKind
from tests.factories import make_match, make_report
from tests.scores.reading import count_updates, incidents_of, row_of

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 11, 24, 15, tzinfo=UTC)
EDITOR = "admin:ana"


def apply(match, **said):
    return operations.apply_report(match.pk, make_report(match, **said), source="espn")


def held(match):
    return sorted(match.holds.values_list("part", flat=True))


def test_a_feed_does_not_change_what_an_editor_set():
    match = make_match(status="live")
    operations.set_score(match.pk, home=2, away=0, source=EDITOR)

    applied = apply(match, score=(1, 0), note="Rain")

    assert applied == Applied(changed=True, held=("score",))
    assert (row_of(match)["score"], row_of(match)["note"]) == ({"home": 2, "away": 0}, "Rain")


def test_who_holds_what_is_known():
    match = make_match(status="live")

    operations.amend(match.pk, {"home_score": 1, "note": "Rain", "round": "7"}, source=EDITOR)

    assert list(match.holds.values_list("part", "source")) == [("note", EDITOR), ("score", EDITOR)]


@pytest.mark.parametrize(
    ("changes", "part", "said"),
    [
        ({"status": "break"}, "status", {"status": "live"}),
        ({"winner": "home"}, "status", {"status": "live"}),
        ({"clock_seconds": 60}, "clock", {"clock": ClockReport(seconds=1800, at=LATER, running=True)}),
        ({"kick_off": LATER}, "kick_off", {"kick_off": LATER.replace(hour=12)}),
        ({"note": "Rain"}, "note", {"note": "Snow"}),
    ],
)
def test_each_part_is_held(changes, part, said):
    match = make_match(status="live")
    operations.amend(match.pk, changes, source=EDITOR)
    before = row_of(match)

    applied = apply(match, **said)

    assert applied == Applied(changed=False, held=(part,))
    assert row_of(match) == before


def test_periods_are_held():
    match = make_match(status="live")
    operations.set_period(match.pk, kind="period", number=1, home=2, away=0, source=EDITOR)

    applied = apply(match, periods=(PeriodReport(kind=PeriodKind.PERIOD, number=1, home=1, away=0),))

    assert applied == Applied(changed=False, held=("periods",))


@pytest.mark.parametrize("retracts", [False, True])
def test_incidents_and_the_score_that_they_made_are_held(retracts):
    match = make_match(status="live")
    operations.record_incident(match.pk, key="1", kind="goal", side="home", minute=12, source=EDITOR)
    if retracts:
        operations.retract_incident(match.pk, match.incidents.get().pk, source=EDITOR, reason="offside")
    before = row_of(match)

    applied = apply(match, score=(0, 3), incidents=(IncidentReport(key="7", kind="goal", side="away"),))

    assert applied == Applied(changed=False, held=("score", "incidents"))
    assert row_of(match) == before


def test_a_card_does_not_hold_the_score():
    match = make_match(status="live")

    operations.record_incident(match.pk, key="1", kind="yellow_card", side="home", source=EDITOR)

    assert held(match) == ["incidents"]


def test_what_a_feed_sets_is_not_held():
    match = make_match(status="live")

    operations.set_score(match.pk, home=1, away=0, source="espn")

    assert held(match) == []


def test_a_part_that_is_released_follows_the_feed_again():
    match = make_match(status="live")
    operations.amend(match.pk, {"home_score": 2, "note": "Rain"}, source=EDITOR)

    operations.release(match.pk, ["score"], source=EDITOR)

    assert apply(match, score=(3, 0), note="Snow") == Applied(changed=True, held=("note",))
    assert (row_of(match)["score"]["home"], row_of(match)["note"]) == (3, "Rain")


def test_all_parts_can_be_released_at_once():
    match = make_match(status="live")
    operations.amend(match.pk, {"home_score": 2, "note": "Rain", "kick_off": LATER}, source=EDITOR)

    operations.release(match.pk, None, source=EDITOR)

    assert held(match) == []


def test_what_a_feed_said_meanwhile_is_shown_when_it_is_released():
    match = make_match(status="live")
    operations.set_score(match.pk, home=5, away=0, source=EDITOR)
    apply(match, score=(1, 0))
    apply(match, score=(2, 0), status="live")

    operations.release(match.pk, None, source=EDITOR)

    assert row_of(match)["score"] == {"home": 2, "away": 0}
    assert list(Update.objects.of(f"match.{match.pk}").values_list("source", flat=True))[-1] == "espn"


def test_what_is_not_released_stays_though_the_feed_said_more():
    match = make_match(status="live")
    operations.amend(match.pk, {"home_score": 5, "note": "Rain"}, source=EDITOR)
    apply(match, score=(1, 0), note="Snow")

    operations.release(match.pk, ["note"], source=EDITOR)

    assert (row_of(match)["score"]["home"], row_of(match)["note"]) == (5, "Snow")


def test_what_cannot_be_is_left_when_it_is_released():
    match = make_match(status="live")
    twin = make_match(home=match.home, away=match.away, stage=match.stage, kick_off=LATER)
    operations.amend(match.pk, {"kick_off": LATER.replace(hour=12)}, source=EDITOR)
    apply(match, kick_off=twin.kick_off)

    operations.release(match.pk, None, source=EDITOR)

    assert (held(match), row_of(match)["kick_off"]) == ([], "2026-11-24T12:00:00Z")


def test_readers_see_nothing_of_a_release():
    match = make_match(status="live")
    operations.set_score(match.pk, home=2, away=0, source=EDITOR)
    before = count_updates()

    operations.release(match.pk, None, source=EDITOR)

    assert count_updates() == before


def test_a_released_goal_that_the_feed_does_not_know_stays():
    match = make_match(status="live")
    operations.record_incident(match.pk, key="1", kind="goal", side="home", minute=12, source=EDITOR)
    operations.release(match.pk, None, source=EDITOR)

    apply(match, score=(1, 0), incidents=())

    assert [incident["state"] for incident in incidents_of(match)] == ["active"]
