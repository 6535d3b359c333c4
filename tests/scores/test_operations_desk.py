"""What the desk needs of operations beside the verbs: checks before a save, scorers named later, things that end."""

from __future__ import annotations

import pytest

from scores import operations
from scores.live.models import Document, Update
from scores.models import Competition, Season, Stage
from tests.factories import make_match, make_stage

pytestmark = pytest.mark.django_db


def sequence(match):
    return Document.objects.get(name=f"match.{match.pk}").sequence


def score(match):
    match.refresh_from_db()
    return match.home_score, match.away_score


def test_a_check_refuses_what_amend_would_refuse_and_changes_nothing():
    match = make_match(status="live", score=(0, 0))
    read_at = sequence(match)
    operations.set_score(match.pk, home=1, away=0, source="admin:ben")
    before = Update.objects.count()

    with pytest.raises(operations.StaleError) as refused:
        operations.refuse_stale(match.pk, {"home_score": 2}, source="admin:ana", expected_sequence=read_at)

    assert [(conflict.name, conflict.theirs, conflict.yours) for conflict in refused.value.conflicts] == [
        ("home_score", "1", "2")
    ]
    assert Update.objects.count() == before


def test_a_check_passes_what_nobody_else_touched():
    match = make_match(status="live", score=(0, 0))
    read_at = sequence(match)
    operations.set_score(match.pk, home=1, away=0, source="admin:ben")

    operations.refuse_stale(match.pk, {"note": "rain"}, source="admin:ana", expected_sequence=read_at)

    assert score(match) == (1, 0)


def test_a_scorer_named_later_adds_no_goal():
    match = make_match(status="live", score=(1, 0))

    operations.record_incident(match.pk, key="1", kind="goal", side="home", source="admin:ana", counts=False)

    assert match.incidents.count() == 1
    assert score(match) == (1, 0)


@pytest.mark.parametrize(
    ("delete", "thing"),
    [
        (operations.delete_stage, lambda match: match.stage),
        (operations.delete_season, lambda match: match.stage.season),
        (operations.delete_competition, lambda match: match.stage.season.competition),
    ],
)
def test_what_has_matches_does_not_go(delete, thing):
    match = make_match()

    with pytest.raises(operations.OperationError, match="It has matches"):
        delete(thing(match).pk, source="admin:ana")

    assert Document.objects.get(name=f"row.{match.pk}").state["id"] == match.pk


def test_a_competition_goes_with_its_seasons_stages_and_tables():
    match = make_match()
    make_stage(competition="Another")
    operations.delete_match(match.pk, source="test", reason="for a test")

    operations.delete_competition(match.stage.season.competition_id, source="admin:ana")

    assert (Competition.objects.count(), Season.objects.count(), Stage.objects.count()) == (1, 1, 1)
    assert Document.objects.get(name=f"table.{match.stage_id}").state == {"gone": True}
    assert Update.objects.of(f"table.{match.stage_id}").latest("sequence").source == "admin:ana"
