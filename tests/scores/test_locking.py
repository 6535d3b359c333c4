"""Several writers at once. What is held here on SQLite and on PostgreSQL waits on quite different locks."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial, reduce
from typing import Any

import pytest
from django.db import connection, transaction

from scores import operations
from scores.live.models import Document, Update
from scores.live.patches import merge
from scores.models import Match
from tests.factories import make_match, make_stage, make_team
from tests.scores.reading import row_of, table_rows

pytestmark = pytest.mark.django_db(transaction=True)
SECONDS = 60
WRITERS = 4
Work = Callable[[], Any]


def on_own_connection(work: Work) -> Any:
    try:
        return work()
    finally:
        connection.close()


def at_once(*works: Work) -> list[Any]:
    """Do all of it at the same time, each on a connection of its own, and raise what any of it raised."""
    start = threading.Barrier(len(works))

    def begin(work: Work) -> Any:
        start.wait(SECONDS)
        return on_own_connection(work)

    with ThreadPoolExecutor(len(works)) as pool:
        return [done.result(SECONDS) for done in [pool.submit(begin, work) for work in works]]


def while_open(first: Work, second: Work) -> None:
    """Begin `second` while what `first` did is not committed yet."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            waiting = pool.submit(on_own_connection, second)
            wait_until_it_waits(waiting)
        waiting.result(SECONDS)


def wait_until_it_waits(work: Future[Any]) -> None:
    """PostgreSQL says who waits for a lock. On SQLite nobody gets further than to the beginning of a transaction."""
    while connection.vendor == "postgresql" and not work.done():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # or a connection opened since is not seen
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
            if cursor.fetchone()[0]:
                return


def goal(match: Match, key: object) -> None:
    operations.record_incident(match.pk, key=str(key), kind="goal", side="home", source="test")


def goals(match: Match, writer: int) -> None:
    for number in range(5):
        goal(match, f"{writer} {number}")


def gaps() -> list[str]:
    """The documents whose log does not count 1, 2, 3 … or does not make their state."""
    return [
        document.name
        for document in Document.objects.all()
        if [update.sequence for update in Update.objects.of(document.name)] != list(range(1, document.sequence + 1))
        or reduce(merge, [update.patch for update in Update.objects.of(document.name)], {}) != document.state
    ]


def test_writers_of_one_match_lose_nothing():
    match = make_match(status="live")

    at_once(*[partial(goals, match, writer) for writer in range(WRITERS)])

    assert row_of(match)["score"] == {"home": 5 * WRITERS, "away": 0}
    assert gaps() == []


def test_one_goal_from_several_at_once_counts_once():
    match = make_match(status="live")

    at_once(*[lambda: goal(match, "the same")] * WRITERS)

    assert row_of(match)["score"] == {"home": 1, "away": 0}


def test_matches_that_end_together_make_one_right_table():
    stage = make_stage()
    matches = [make_match(home=f"Home {n}", stage=stage, status="live", score=(1, 0)) for n in range(WRITERS)]

    at_once(*[lambda match=match: operations.full_time(match.pk, source="test") for match in matches])

    rows = table_rows(stage.pk)
    assert [rows[f"Home {n}"]["points"] for n in range(WRITERS)] == [3] * WRITERS
    assert not any("live" in row for row in rows.values())
    assert gaps() == []


def test_matches_that_are_created_together_share_one_table():
    stage = make_stage()
    teams = [make_team() for _ in range(2 * WRITERS)]
    pairs = list(zip(teams[::2], teams[1::2], strict=True))

    at_once(*[lambda pair=pair: make_match(home=pair[0], away=pair[1], stage=stage) for pair in pairs])

    assert len(table_rows(stage.pk)) == len(teams)
    assert gaps() == []


def test_the_same_match_is_created_once():
    stage, home, away = make_stage(), make_team(), make_team()

    def create():
        try:
            make_match(home=home, away=away, stage=stage)
        except operations.OperationError as refusal:
            return str(refusal)

    refusals = at_once(*[create] * WRITERS)

    assert Match.objects.count() == 1
    assert sorted(filter(None, refusals)) == ["This match is there already: the same teams at the same kick-off."] * 3


def test_names_and_scores_change_together_without_a_deadlock():
    stage, first, second = make_stage(), make_team(), make_team()
    pairs = [(first, second), (second, first), (first, make_team()), (make_team(), second)]
    matches = [make_match(home=home, away=away, stage=stage, status="live") for home, away in pairs]

    def rename(team):
        for number in range(8):
            operations.amend_team(team.pk, {"name": f"Team {team.pk}.{number}"}, source="test")

    def score(those):
        for number in range(4):
            for match in those:
                goal(match, f"{threading.get_ident()} {number}")

    at_once(
        lambda: rename(first), lambda: rename(second), lambda: score(matches), lambda: score(list(reversed(matches)))
    )

    names = {first.pk: f"Team {first.pk}.7", second.pk: f"Team {second.pk}.7"}
    sides = [row_of(match)[side] for match in matches for side in ("home", "away")]
    assert [side["name"] for side in sides if side["id"] in names] == [
        names[s["id"]] for s in sides if s["id"] in names
    ]
    assert {row_of(match)["score"]["home"] for match in matches} == {8}
    assert gaps() == []


def test_a_match_created_while_its_team_is_renamed_has_the_new_name():
    stage, team, other = make_stage(), make_team("Arsenal FC"), make_team()

    while_open(
        lambda: operations.amend_team(team.pk, {"name": "Arsenal"}, source="test"),
        lambda: make_match(home=team, away=other, stage=stage),
    )

    assert row_of(Match.objects.get())["home"]["name"] == "Arsenal"


def test_a_rename_finds_a_match_that_is_being_created():
    stage, team, other = make_stage(), make_team("Arsenal FC"), make_team()

    while_open(
        lambda: make_match(home=team, away=other, stage=stage),
        lambda: operations.amend_team(team.pk, {"name": "Arsenal"}, source="test"),
    )

    assert row_of(Match.objects.get())["home"]["name"] == "Arsenal"


def test_a_rename_of_the_competition_finds_a_match_that_is_being_created():
    stage, home, away = make_stage(), make_team(), make_team()

    while_open(
        lambda: make_match(home=home, away=away, stage=stage),
        lambda: operations.amend_competition(stage.season.competition_id, {"name": "Serie A"}, source="test"),
    )

    assert row_of(Match.objects.get())["competition"]["name"] == "Serie A"


def test_a_change_that_waited_for_a_rename_has_the_new_name():
    match = make_match(home="Arsenal FC", status="live")

    while_open(
        lambda: operations.amend_team(match.home_id, {"name": "Arsenal"}, source="test"),
        lambda: operations.set_score(match.pk, home=1, away=0, source="test"),
    )

    assert (row_of(match)["home"]["name"], row_of(match)["score"]["home"]) == ("Arsenal", 1)


def test_a_change_that_waited_for_another_is_made_on_top_of_it():
    match = make_match(status="live")

    while_open(lambda: goal(match, 1), lambda: goal(match, 2))

    assert row_of(match)["score"]["home"] == 2
    assert gaps() == []


def test_a_stage_to_which_a_match_is_being_added_is_not_deleted():
    stage, home, away = make_stage(), make_team(), make_team()

    with pytest.raises(operations.OperationError, match="It has matches"):
        while_open(
            lambda: make_match(home=home, away=away, stage=stage),
            lambda: operations.delete_stage(stage.pk, source="test"),
        )
