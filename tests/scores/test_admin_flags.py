"""What staff see of the sources of a match: where they disagree, what they would set, and who took over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from scores import operations
from scores.models import Flag, Match
from tests.factories import make_match, make_report

pytestmark = pytest.mark.django_db

TEXT = "espn says 2–1, shown is 1–1"


@pytest.fixture
def ana(client):
    client.force_login(User.objects.create_superuser("ana"))
    return client


@pytest.fixture
def match() -> Match:
    return make_match(status="live", score=(1, 1), kick_off=timezone.now() - timedelta(minutes=30))


def flag(match: Match, *, due: timedelta = timedelta(minutes=-1), **fields) -> Flag:
    now = timezone.now()
    said = {"source": "espn", "part": "score", "text": TEXT, "since": now, "due_at": now + due}
    return Flag(match=match, **(said | fields))


def page(ana, name: str, *args: object, query: str = "") -> str:
    answer = ana.get(reverse(f"admin:scores_{name}", args=args) + query)
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.parametrize("query", ["", "?status=flagged"])
def test_a_disagreement_stands_in_the_list_of_matches(ana, match, query):
    operations.flag_matches([match.pk], [flag(match)])

    assert TEXT in page(ana, "match_changelist", query=query)


def test_who_asks_for_disagreements_sees_no_other_match(ana, match):
    assert match.home.name not in page(ana, "match_changelist", query="?status=flagged")


def test_a_disagreement_stands_on_the_page_of_its_match_and_in_the_list_of_all(ana, match):
    operations.flag_matches([match.pk], [flag(match)])

    assert TEXT in page(ana, "match_change", match.pk)
    assert TEXT in page(ana, "flag_changelist")


def test_a_disagreement_that_has_only_begun_is_not_shown(ana, match):
    operations.flag_matches([match.pk], [flag(match, due=timedelta(minutes=3))])

    shown = [page(ana, "match_changelist"), page(ana, "match_change", match.pk), page(ana, "flag_changelist")]

    assert [TEXT in each for each in shown] == [False] * 3


def test_a_flag_that_is_raised_again_stands_since_it_was_raised_first(match):
    first = flag(match)
    operations.flag_matches([match.pk], [first])
    operations.flag_matches([match.pk], [flag(match, due=timedelta(hours=1), text="espn says 3–1, shown is 1–1")])

    standing = Flag.objects.get()
    assert (standing.text, standing.due_at) == ("espn says 3–1, shown is 1–1", first.due_at)


def test_a_flag_that_is_not_raised_again_ends(match):
    operations.flag_matches([match.pk], [flag(match)])
    operations.flag_matches([match.pk], [])

    assert not Flag.objects.exists()


def test_a_stage_says_where_a_table_differs(ana, match):
    text = "espn lists 20 teams, we have 2"
    now = timezone.now()
    raised = Flag(stage=match.stage, source="espn", part="table", text=text, since=now, due_at=now)
    operations.flag_stage(match.stage_id, "espn", [raised])

    assert text in page(ana, "stage_change", match.stage_id)
    assert text in page(ana, "flag_changelist")


def test_what_the_feed_would_set_stands_beside_the_field_that_is_held(ana, match):
    operations.set_score(match.pk, home=4, away=1, source="admin:ana")

    operations.apply_report(match.pk, make_report(match, score=(2, 1)), source="espn")

    form = page(ana, "match_change", match.pk)
    assert "Held: espn says 2–1." in form
    assert "; espn says 2–1" in form


@pytest.mark.parametrize(
    ("changes", "said", "text"),
    [
        ({"status": "ended"}, {"status": "live"}, "espn says live"),
        ({"note": "Snow"}, {"note": "Rain"}, "espn says “Rain”"),
        ({"note": "Snow"}, {"note": ""}, "espn says there is none"),
    ],
)
def test_what_a_feed_would_set_is_kept_in_words(match, changes, said, text):
    operations.amend(match.pk, changes, source="admin:ana", reason="for a test")

    operations.apply_report(match.pk, make_report(match, **said), source="espn")

    assert text in {hold.said for hold in match.holds.all()}


def test_that_another_feed_took_over_stands_in_the_log_among_the_updates(ana, match):
    before = timezone.now()
    operations.set_score(match.pk, home=2, away=1, source="football-data")
    operations.remark({match.pk: "football-data fell silent 4 min ago, espn took over"}, source="espn", at=before)

    log = page(ana, "match_history", match.pk)

    assert log.index("2–1") < log.index("football-data fell silent 4 min ago, espn took over")


def test_of_many_remarks_the_newest_are_kept(match, monkeypatch):
    monkeypatch.setattr("scores.operations.flags.REMARKS", 2)
    for minute in range(4):
        at = timezone.now() + timedelta(minutes=minute)
        operations.remark({match.pk: f"{minute}"}, source="espn", at=at)

    assert [remark.text for remark in match.remarks.all()] == ["2", "3"]
