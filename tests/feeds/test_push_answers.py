"""What a push is answered: what became of each report, and why."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from feeds import linking
from feeds.ingest import source_of
from feeds.models import Alias, Kind, Payload, PushKey, ReportState, Source, UnmatchedName, WaitingReport
from feeds.providers import PROVIDERS
from feeds.push.sources import provider_of
from scores import operations
from scores.live.models import Document, Update
from scores.models import Match
from tests.factories import make_match
from tests.feeds.pushing import body_of, make_key, push, report, send, signed

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def key() -> PushKey:
    return make_key()


def told(answer) -> list[tuple[str, str, list[str]]]:
    assert answer.status_code == 200, answer.content
    return [(each["key"], each["outcome"], each["why"]) for each in answer.json()["reports"]]


def score_of(match: Match) -> tuple[int | None, int | None]:
    match.refresh_from_db()
    return match.home_score, match.away_score


def stamped(moment: datetime) -> str:
    return moment.isoformat()


def test_the_same_report_again_is_unchanged_and_appends_no_update(client, key):
    push(client, key, report())
    updates = Update.objects.count()

    answer = push(client, key, report())

    assert told(answer) == [("m.1", "unchanged", [])]
    assert answer.json()["reports"][0]["match"] == f"match.{Match.objects.get().pk}"
    assert Update.objects.count() == updates


def test_the_match_of_an_answer_is_a_document_of_the_site(client, key):
    name = push(client, key, report()).json()["reports"][0]["match"]

    answer = client.get(f"/api/v1/documents/{name}")

    assert answer.json()["state"]["row"]["score"] == {"home": 1, "away": 0}
    assert Document.objects.filter(name=name).exists()


def test_an_older_report_is_held_with_its_reason(client, key):
    push(client, key, report(score=(2, 0), as_of=stamped(NOW)))

    answer = push(client, key, report(score=(1, 0), as_of=stamped(NOW - timedelta(seconds=10))))

    why = "report: the copy of 15:59:50 is older than the one of 16:00:00 that we have"
    assert told(answer) == [("m.1", "held", [why])]
    assert score_of(Match.objects.get()) == (2, 0)


def test_a_report_of_the_same_moment_that_says_the_same_is_unchanged(client, key):
    push(client, key, report(as_of=stamped(NOW)))

    assert told(push(client, key, report(as_of=stamped(NOW)))) == [("m.1", "unchanged", [])]


def test_what_is_held_of_a_report_is_named_while_the_rest_is_applied(client, key):
    push(client, key, report(score=(2, 0)))

    answer = push(client, key, report(score=(1, 0), note="Rain"))

    assert told(answer) == [("m.1", "applied", ["score: was 2–0, is now said to be 1–0"])]
    assert (score_of(Match.objects.get()), Match.objects.get().note) == ((2, 0), "Rain")


def test_a_fall_of_the_score_that_is_said_for_a_minute_is_applied(client, key, clock):
    push(client, key, report(score=(2, 0)))

    first = told(push(client, key, report(score=(1, 0))))
    clock.move_to(NOW + timedelta(seconds=61))
    second = told(push(client, key, report(score=(1, 0))))

    assert ([first[0][1], second[0][1]], score_of(Match.objects.get())) == (["held", "applied"], (1, 0))


def test_what_an_editor_holds_is_named(client, key):
    push(client, key, report())
    operations.set_score(Match.objects.get().pk, home=3, away=0, source="admin:ana")

    answer = push(client, key, report(score=(2, 0)))

    assert told(answer) == [("m.1", "held", ["score: an editor holds it"])]


def test_that_another_source_comes_first_is_named(client, key):
    other = make_key("league")
    source_of(provider_of(other))
    Source.objects.filter(name="league").update(precedence=30)
    push(client, key, report())

    answer = push(client, other, report(score=(2, 0)))

    assert told(answer) == [("m.1", "held", ["report: club-app comes first for this match"])]


def test_what_is_not_known_waits_for_an_editor(client):
    answer = push(client, make_key(may_create=False), report())

    why = "The competition is not known. An editor has to say what is meant by: Northern League"
    assert told(answer) == [("m.1", "waiting", [why])]
    assert answer.json()["reports"][0]["match"] is None
    assert (WaitingReport.objects.get().provider, UnmatchedName.objects.get().provider) == ("club-app", "club-app")


def test_what_waited_is_applied_when_the_editor_has_decided(client):
    match = make_match(home="Ashford", away="Brookham", kick_off=NOW - timedelta(hours=1))
    key = make_key(may_create=False)
    said = report() | {"competition": {"name": match.stage.season.competition.name, "season": "2026/27"}}
    push(client, key, said)

    linking.link(UnmatchedName.objects.get(name="Ashford Town m.1"), match.home)

    assert score_of(match) == (1, 0)
    assert told(push(client, key, said)) == [("m.1", "unchanged", [])]


def test_what_an_editor_leaves_out_is_ignored(client, key):
    Alias.objects.create(provider="club-app", kind=Kind.MATCH, sport="football", key="m.1", ignored=True)

    assert told(push(client, key, report())) == [("m.1", "ignored", ["an editor leaves out club-app: m.1"])]


def test_a_bad_report_spoils_no_other(client, key):
    answer = push(client, key, report("m.1"), {"key": "m.2", "sport": "football"}, report("m.3"), 5)

    assert [(name, outcome) for name, outcome, _ in told(answer)] == [
        ("m.1", "applied"),
        ("m.3", "applied"),
        ("m.2", "unreadable"),
    ]
    assert [problem.partition(": ")[0] for problem in answer.json()["problems"]] == [
        "reports[1] (key 'm.2')",
        "reports[3]",
    ]
    assert "competition: Field required" in answer.json()["reports"][2]["why"][0]
    assert Payload.objects.get().provider == "club-app"


def test_a_refused_report_spoils_no_other(client, key):
    alone = report("m.2")
    alone["away"] = alone["home"]

    answer = push(client, key, report("m.1"), alone, report("m.3"))

    outcomes = {name: (outcome, why) for name, outcome, why in told(answer)}
    assert [outcomes["m.1"], outcomes["m.3"]] == [("applied", [])] * 2
    assert outcomes["m.2"] == ("held", ["A team cannot play itself."])


def test_a_report_of_which_a_part_is_unreadable_is_applied_without_it(client, key):
    incidents = [{"key": "a", "kind": "try", "side": "home"}, {"key": "b", "kind": "goal", "side": "home"}]

    answer = push(client, key, report(incidents=incidents))

    assert told(answer) == [("m.1", "applied", [])]
    assert "incidents[0].kind: football has no 'try'" in answer.json()["problems"][0]


def test_when_nothing_can_be_read_the_answer_says_so(client, key):
    answer = push(client, key, {"key": "m.1"})

    assert answer.status_code == 422
    assert answer.json()["error"]["detail"].startswith("Nothing of it could be read. reports[0] (key 'm.1'): ")
    assert [each["outcome"] for each in answer.json()["reports"]] == ["unreadable"]


def test_an_empty_list_is_taken(client, key):
    answer = push(client, key)

    assert (answer.status_code, answer.json()) == (200, {"reports": [], "problems": []})
    assert Source.objects.get().heard_at == NOW


def test_a_moment_in_the_future_is_refused_since_nothing_would_be_newer(client, key):
    answer = push(client, key, report("m.1", as_of=stamped(NOW + timedelta(minutes=6))), report("m.2"))

    assert [each[:2] for each in told(answer)] == [("m.2", "applied"), ("m.1", "unreadable")]
    assert "as_of: 2026-11-22 16:06:00+0000 lies ahead" in told(answer)[1][2][0]


def test_a_clock_that_is_a_little_fast_is_borne(client, key):
    answer = push(client, key, report(as_of=stamped(NOW + timedelta(minutes=4))))

    assert told(answer)[0][1] == "applied"


def test_a_source_has_names_and_a_log_of_its_own(client, key):
    push(client, key, report())

    assert set(Alias.objects.values_list("provider", flat=True)) == {"club-app"}
    assert set(Update.objects.values_list("source", flat=True)) == {"club-app"}
    assert (ReportState.objects.get().provider, Source.objects.get().name) == ("club-app", "club-app")


def test_a_source_that_pushes_begins_with_the_precedence_of_its_format(client, key):
    push(client, key, report())

    assert Source.objects.get().precedence == PROVIDERS["touchline"].precedence


def test_an_update_reaches_the_page_of_the_match(client, key):
    push(client, key, report())

    page = client.get(f"/matches/{Match.objects.get().pk}/").content.decode()

    assert "Ashford Town m.1" in page


def test_reports_of_several_matches_are_answered_each(client, key):
    body = body_of(report("m.1"), report("m.2"))
    send(client, body, signed(key, body))

    answer = push(client, key, report("m.1"), report("m.2", (5, 0)))

    assert told(answer) == [("m.1", "unchanged", []), ("m.2", "applied", [])]
