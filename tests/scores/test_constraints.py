"""What must never be, the database refuses by name."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from scores.models import Incident, Match, Period
from tests.factories import make_match

pytestmark = pytest.mark.django_db


@pytest.fixture
def match():
    return make_match(status="live")


def twin(match, **fields):
    same = {name: getattr(match, name) for name in ("stage", "home", "away", "kick_off")}
    return Match(**{**same, **fields})


def refused(row, *names):
    """Whether the database refuses a row; PostgreSQL names the constraint, SQLite that or the columns."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        row.save()
    return any(name in str(refusal.value) for name in names)


def test_two_matches_of_one_pair_at_one_kick_off_in_one_stage(match):
    assert refused(twin(match), "match_once", "scores_match.kick_off")


def test_a_team_playing_itself(match):
    assert refused(twin(match, away=match.home), "match_of_two_teams")


@pytest.mark.parametrize("side", ["home_score", "away_score"])
def test_a_negative_score(match, side):
    setattr(match, side, -1)

    assert refused(match, "match_score_not_negative")


def test_a_period_twice(match):
    assert refused(Period(match=match, kind="period", number=1), "period_once", "scores_period.number")


def test_a_negative_score_of_a_period(match):
    assert refused(Period(match=match, kind="period", number=2, away_score=-1), "period_score_not_negative")


@pytest.mark.by_hand
def test_an_incident_key_twice(match):
    Incident.objects.create(match=match, key="espn:1", source="espn", kind="goal", side="home")

    assert refused(
        Incident(match=match, key="espn:1", source="espn", kind="goal"), "incident_once", "scores_incident.key"
    )


@pytest.mark.by_hand
def test_the_same_incident_key_in_another_match(match):
    other = make_match()

    for each in (match, other):
        Incident.objects.create(match=each, key="espn:1", source="espn", kind="goal")

    assert Incident.objects.filter(key="espn:1").count() == 2


def test_a_team_that_plays_cannot_be_deleted(match):
    with pytest.raises(ProtectedError):
        match.home.delete()


def test_a_match_without_a_stage(match):
    with pytest.raises(IntegrityError), transaction.atomic():
        twin(match, stage_id=0, stage=None).save()
        connection.check_constraints()
