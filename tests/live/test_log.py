"""Documents advance: no difference, no update; else one, and the sequence counts 1, 2, 3 …"""

from __future__ import annotations

import pytest

from scores.live.models import Document, Draft, Topic, Update
from scores.live.patches import merge

pytestmark = pytest.mark.django_db


def advance(state, *, name="row.1", topics=("day.2026-11-22",), source="test", reason=""):
    """One draft; `state` None ends the document."""
    return Document.objects.advance([Draft(name, topics, lambda: state)], source=source, reason=reason)


def log(name="row.1"):
    return list(Update.objects.of(name))


def document(name="row.1"):
    return Document.objects.get(name=name)


def test_a_new_document_is_logged_whole():
    (update,) = advance({"score": {"home": 0}}, source="espn", reason="kick-off")

    found = document()
    assert (found.sequence, found.state, found.topics) == (1, {"score": {"home": 0}}, ["day.2026-11-22"])
    assert (update.document, update.sequence, update.patch) == ("row.1", 1, {"score": {"home": 0}})
    assert (update.source, update.reason, update.at) == ("espn", "kick-off", found.at)
    assert [each.sequence for each in log()] == [1]


def test_a_change_is_logged_as_the_patch():
    advance({"score": {"home": 0, "away": 0}, "note": "Rain"})

    (update,) = advance({"score": {"home": 1, "away": 0}})

    assert (update.sequence, update.patch) == (2, {"score": {"home": 1}, "note": None})


def test_no_difference_is_no_update():
    advance({"score": {"home": 0}})

    assert advance({"score": {"home": 0}}) == []
    assert (document().sequence, len(log())) == (1, 1)


def test_the_log_makes_the_state():
    states = [{"score": 0}, {"score": 1, "incidents": {"7": {"kind": "goal"}}}, {"score": 0, "incidents": {}}]
    for state in states:
        advance(state)

    made: dict[str, object] = {}
    for update in log():
        made = merge(made, update.patch)

    assert made == document().state == states[-1]
    assert [update.sequence for update in log()] == [1, 2, 3]


def test_a_state_holds_no_null():
    advance({"note": None, "period": {"name": None, "number": 1}, "lineups": [{"number": None, "name": "Raya"}]})

    assert document().state == {"period": {"number": 1}, "lineups": [{"name": "Raya"}]}


def test_a_key_that_becomes_null_is_removed():
    advance({"note": "Rain", "status": "live"})

    (update,) = advance({"note": None, "status": "live"})

    assert update.patch == {"note": None}
    assert document().state == {"status": "live"}


def test_true_is_not_one():
    advance({"live": 1})

    assert [update.patch for update in advance({"live": True})] == [{"live": True}]


def test_a_document_that_moves_is_told_to_the_topics_of_both():
    advance({"day": 22}, topics=["day.22", "team.1"])

    (update,) = advance({"day": 23}, topics=["day.23", "team.1"])

    assert update.topics == ["day.22", "day.23", "team.1"]
    assert document().topics == ["day.23", "team.1"]
    assert set(Topic.objects.values_list("topic", flat=True)) == {"day.23", "team.1"}


def test_readers_of_the_topic_that_it_enters_get_the_whole_state():
    advance({"day": 22, "status": "scheduled"}, topics=["day.22"])

    (entering,) = advance({"day": 23, "status": "scheduled"}, topics=["day.23"])
    (staying,) = advance({"day": 23, "status": "live"}, topics=["day.23"])

    assert entering.state == {"day": 23, "status": "scheduled"}
    assert staying.state is None


def test_a_document_that_only_leaves_a_topic_sends_its_patch():
    advance({"note": "Rain"}, topics=["day.22", "team.1"])

    (update,) = advance({"note": "Snow"}, topics=["day.22"])

    assert (update.topics, update.state) == (["day.22", "team.1"], None)


def test_a_move_alone_is_an_update():
    advance({"note": "Rain"}, topics=["team.1"])

    (update,) = advance({"note": "Rain"}, topics=["team.2"])

    assert (update.sequence, update.patch, update.state) == (2, {}, {"note": "Rain"})


def test_topics_in_another_order_or_twice_are_the_same_topics():
    advance({"note": "Rain"}, topics=["team.1", "team.2"])

    assert advance({"note": "Rain"}, topics=["team.2", "team.1", "team.2"]) == []


def test_a_document_that_ends_says_so_to_the_topics_it_was_in():
    advance({"note": "Rain"}, topics=["day.22"])

    (update,) = advance(None)

    assert (update.sequence, update.patch, update.topics) == (2, {"note": None, "gone": True}, ["day.22"])
    assert (document().state, document().topics) == ({"gone": True}, [])
    assert not Document.objects.in_topic("day.22").exists()


def test_a_document_ends_once():
    advance({"note": "Rain"})
    advance(None)

    assert advance(None) == []


def test_what_never_began_does_not_end():
    assert advance(None) == []
    assert not Document.objects.exists()


def test_a_document_that_comes_back_goes_on_counting():
    advance({"note": "Rain"})
    advance(None)

    (update,) = advance({"note": "Snow"})

    assert (update.sequence, update.patch, update.state) == (3, {"note": "Snow", "gone": None}, {"note": "Snow"})


def test_several_documents_advance_in_the_order_of_their_names():
    drafts = [Draft(name, [name], lambda: {"score": 1}) for name in ("table.5", "match.42", "row.42")]

    updates = Document.objects.advance(drafts, source="test")

    assert [update.document for update in updates] == ["match.42", "row.42", "table.5"]
    assert len({update.at for update in updates}) == 1


def test_nothing_to_advance_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert Document.objects.advance([], source="test") == []
