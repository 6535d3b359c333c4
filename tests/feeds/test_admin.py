from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse

from feeds import linking
from feeds.ingest import ingest, ingest_reports
from feeds.models import Alias, Kind, Payload, Source, UnmatchedName, WaitingReport
from feeds.providers import PROVIDERS
from scores.models import Competition, Match, Team
from tests.factories import make_match
from tests.feeds.bodies import NOW, espn, espn_event, football_data, football_data_match

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(User.objects.create_superuser("ana"))
    return client


@pytest.fixture
def ours() -> Match:
    """Our match, whose home team the feed calls by another name."""
    match = make_match(home="Woolwich", away="Chelsea", kick_off=NOW - timedelta(hours=1))
    Competition.objects.update(name="Premier League", country="England")
    return match


def take(*events):
    return ingest(PROVIDERS["espn"], espn(*events), received_at=NOW)


def decide(desk, name: UnmatchedName, decision: str, target: object = "") -> str:
    page = reverse("admin:feeds_unmatchedname_change", args=[name.pk])
    answer = desk.post(page, {"decision": decision, "target": target}, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def press(desk, *words: object) -> str:
    """A button of the list."""
    page = reverse("admin:feeds_unmatchedname_changelist")
    answer = desk.post(page, {"_decide": " ".join(map(str, words))}, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def score_of(match: Match) -> tuple[int | None, int | None]:
    match.refresh_from_db()
    return match.home_score, match.away_score


def test_the_names_that_nobody_could_place_are_listed(desk, ours):
    take(espn_event())

    listing = desk.get(reverse("admin:feeds_unmatchedname_changelist")).content.decode()
    page = desk.get(reverse("admin:feeds_unmatchedname_change", args=[UnmatchedName.objects.get().pk])).content.decode()

    assert "Arsenal" in listing
    assert "Premier League 2026/27: Arsenal – Chelsea" in listing
    assert page.index(">Woolwich<") < page.index(">Chelsea<")  # the likeliest first


def test_a_name_that_is_linked_to_a_team_lets_its_report_through(desk, ours):
    take(espn_event())

    page = decide(desk, UnmatchedName.objects.get(), "link", ours.home_id)

    assert "1 applied" in page
    assert score_of(ours) == (1, 0)
    assert (UnmatchedName.objects.count(), WaitingReport.objects.count()) == (0, 0)
    assert take(espn_event(score=("2", "0"))).applied == 1


def test_one_click_in_the_list_decides(desk, ours):
    take(espn_event())
    name = UnmatchedName.objects.get()
    listing = desk.get(reverse("admin:feeds_unmatchedname_changelist")).content.decode()

    page = press(desk, name.pk, "link", ours.home_id)

    assert f'value="{name.pk} link {ours.home_id}"' in listing
    assert "Arsenal is Woolwich: of the waiting reports 1 applied" in page
    assert score_of(ours) == (1, 0)


def test_of_two_who_decide_at_once_the_second_is_told(desk, ours):
    take(espn_event())
    name = UnmatchedName.objects.get()
    press(desk, name.pk, "link", ours.home_id)

    page = press(desk, name.pk, "ignore")

    assert "Somebody has decided about this name meanwhile." in page
    assert not Alias.objects.filter(ignored=True).exists()


def test_a_decision_that_another_overtook_is_refused(ours):
    take(espn_event())
    first, second = UnmatchedName.objects.get(), UnmatchedName.objects.get()
    Alias.objects.create(provider="espn", kind=Kind.TEAM, sport="football", key=first.key, team=ours.home)

    with pytest.raises(linking.Decided):
        linking.link(second, ours.away)

    assert Alias.objects.get(kind=Kind.TEAM, key=first.key).team == ours.home


def test_a_candidate_that_was_deleted_meanwhile_is_refused(desk, ours):
    take(espn_event())

    page = press(desk, UnmatchedName.objects.get().pk, "link", 987654)

    assert "Arsenal: this one of ours is no longer there." in page


def test_who_may_only_look_decides_nothing(client, ours):
    take(espn_event())
    user = User.objects.create_user("eve", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_unmatchedname"))
    client.force_login(user)
    name = UnmatchedName.objects.get()

    answer = client.post(reverse("admin:feeds_unmatchedname_changelist"), {"_decide": f"{name.pk} ignore"})

    assert answer.status_code == 403
    assert UnmatchedName.objects.exists()


def test_a_long_list_of_names_costs_no_query_for_each(desk, ours, django_assert_max_num_queries):
    events = [espn_event(event_id=str(number)) for number in range(40)]
    for number, event in enumerate(events):
        event["competitions"][0]["competitors"][0]["team"] |= {
            "uid": f"s:600~t:{number}",
            "displayName": f"Ducks {number}",
        }
    take(*events)

    with django_assert_max_num_queries(15):
        listing = desk.get(reverse("admin:feeds_unmatchedname_changelist")).content.decode()

    assert listing.count(f"link {ours.home_id}") == 40


def test_a_wrong_click_is_undone_and_the_other_feed_has_its_word_again(desk, ours):
    theirs = football_data(football_data_match(homeTeam={"id": 57, "name": "Woolwich"}))
    ingest(PROVIDERS["football-data"], theirs, received_at=NOW)
    Source.objects.filter(name="football-data").update(precedence=99)
    take(espn_event(score=("7", "0")))
    name = UnmatchedName.objects.get(name="Arsenal")
    press(desk, name.pk, "link", ours.home_id)
    wrong = score_of(ours)

    desk.post(reverse("admin:feeds_alias_delete", args=[Alias.objects.get(key=name.key).pk]), {"post": "yes"})
    take(espn_event(score=("7", "0")))
    ingest(PROVIDERS["football-data"], theirs, received_at=NOW + timedelta(seconds=60))

    assert (wrong, score_of(ours)) == ((7, 0), (1, 0))
    assert UnmatchedName.objects.get().name == "Arsenal"


def test_what_a_wrong_click_leaves_behind_is_told(desk, ours):
    take(espn_event())
    press(desk, UnmatchedName.objects.get().pk, "link", ours.home_id)

    alias = Alias.objects.get(kind=Kind.TEAM, team=ours.home)
    page = desk.post(reverse("admin:feeds_alias_delete", args=[alias.pk]), {"post": "yes"}, follow=True)

    assert "Nobody but espn told of: Woolwich – Chelsea." in page.content.decode()


def test_a_name_is_linked_by_its_match_too(desk, ours):
    Match.objects.update(kick_off=NOW + timedelta(days=9))
    Team.objects.filter(name="Woolwich").update(name="Arsenal")
    take(espn_event())
    name = UnmatchedName.objects.get()

    decide(desk, name, "link", ours.pk)

    assert name.kind == Kind.MATCH
    assert score_of(ours) == (1, 0)


def test_a_match_of_which_nothing_but_the_days_agree_can_be_linked(desk):
    match = make_match(home="Chelsea", away="Arsenal", kick_off=NOW + timedelta(days=5))
    Competition.objects.update(name="Premier League", country="England")
    take(espn_event("STATUS_SCHEDULED", "pre"))
    name = UnmatchedName.objects.get()

    decide(desk, name, "link", match.pk)

    match.refresh_from_db()
    assert (name.kind, name.candidates) == (Kind.MATCH, [])
    assert (match.home.name, UnmatchedName.objects.count()) == ("Arsenal", 0)


def test_a_name_that_is_new_is_created_and_its_report_goes_on_waiting_for_what_else_is_missing(desk):
    make_match()
    take(espn_event())

    decide(desk, UnmatchedName.objects.get(kind=Kind.COMPETITION), "create")
    waiting_on_teams = set(UnmatchedName.objects.values_list("kind", "name"))
    for name in ("Arsenal", "Chelsea"):
        decide(desk, UnmatchedName.objects.get(name=name), "create")
    decide(desk, UnmatchedName.objects.get(kind=Kind.MATCH), "create")

    assert waiting_on_teams == {(Kind.TEAM, "Arsenal"), (Kind.TEAM, "Chelsea")}
    assert UnmatchedName.objects.count() == 0
    assert score_of(Match.objects.get(home__name="Arsenal")) == (1, 0)


def test_waiting_reports_are_applied_in_the_order_they_came(desk, ours):
    take(espn_event(score=("0", "0")), espn_event(event_id="502", date="2026-11-29T15:00Z"))
    take(espn_event(score=("3", "1")))

    decide(desk, UnmatchedName.objects.get(name="Arsenal"), "link", ours.home_id)

    assert score_of(ours) == (3, 1)
    assert WaitingReport.objects.get().key == "502"


def two_documents(home: str, venue: str):
    """A board and a match's own document: what one says, the other leaves open."""
    bodies = {
        "board": espn_event(score=(home, "0")),
        "details": espn_event("STATUS_UNKNOWN", "pre", score=(None, None), venue={"fullName": venue}),
    }
    for resource, body in bodies.items():
        reports = PROVIDERS["espn"].parse(espn(body), NOW).reports
        ingest_reports(PROVIDERS["espn"], reports, received_at=NOW, resource=resource)


def test_each_document_of_a_match_waits_and_all_are_applied(desk, ours):
    two_documents("3", "Highbury")
    waiting = set(WaitingReport.objects.values_list("resource", flat=True))

    decide(desk, UnmatchedName.objects.get(name="Arsenal"), "link", ours.home_id)

    assert waiting == {"board", "details"}
    assert (score_of(ours), ours.venue.name) == ((3, 0), "Highbury")
    assert not WaitingReport.objects.exists()


def test_what_another_document_said_is_applied_as_soon_as_the_match_is_known(ours):
    two_documents("3", "Highbury")
    Team.objects.filter(pk=ours.home_id).update(name="Arsenal")

    take(espn_event(score=("3", "0")))

    assert (score_of(ours), ours.venue.name) == ((3, 0), "Highbury")
    assert (WaitingReport.objects.count(), UnmatchedName.objects.count()) == (0, 0)


def test_a_name_that_is_not_ours_is_left_out_from_then_on(desk, ours):
    take(espn_event())

    decide(desk, UnmatchedName.objects.get(), "ignore")

    assert (UnmatchedName.objects.count(), WaitingReport.objects.count()) == (0, 0)
    assert (take(espn_event()).ignored, score_of(ours)) == (1, (None, None))


def test_a_link_without_a_target_is_refused(desk, ours):
    take(espn_event())

    page = decide(desk, UnmatchedName.objects.get(), "link")

    assert "Choose which one it is." in page
    assert UnmatchedName.objects.count() == 1


def test_many_names_are_created_at_once(desk):
    make_match()
    take(espn_event())
    listing = reverse("admin:feeds_unmatchedname_changelist")

    for _ in range(3):
        chosen = list(UnmatchedName.objects.values_list("pk", flat=True))
        desk.post(listing, {"action": "create_selected", "_selected_action": chosen})

    assert UnmatchedName.objects.count() == 0
    assert score_of(Match.objects.get(home__name="Arsenal")) == (1, 0)


def test_only_staff_decides(client, ours):
    take(espn_event())

    answer = client.get(reverse("admin:feeds_unmatchedname_changelist"))

    assert answer.status_code == 302


@pytest.mark.parametrize("model", [Alias, Source, Payload, WaitingReport, UnmatchedName])
def test_every_list_of_the_feeds_opens(desk, ours, model):
    take(espn_event())
    ingest(PROVIDERS["espn"], b"<html>", received_at=NOW)

    name = model._meta.model_name
    listing = desk.get(reverse(f"admin:feeds_{name}_changelist"))
    first = model.objects.first()
    page = desk.get(reverse(f"admin:feeds_{name}_change", args=[first.pk])) if first else listing

    assert (listing.status_code, page.status_code) == (200, 200)


def test_a_report_that_waits_is_shown_in_lines_and_not_to_be_changed(desk):
    two_documents("3", "Highbury")

    page = desk.get(reverse("admin:feeds_waitingreport_change", args=[WaitingReport.objects.get(resource="board").pk]))

    shown = page.content.decode()
    assert "{\n  &quot;key&quot;: &quot;501&quot;,\n" in shown
    assert 'name="resource"' not in shown


@pytest.mark.parametrize(("is_whole", "words"), [(True, "the whole body"), (False, "its beginning")])
def test_a_payload_says_whether_all_of_it_was_kept(desk, is_whole, words):
    ingest(PROVIDERS["espn"], b"<html>", received_at=NOW)
    Payload.objects.update(is_whole=is_whole)

    page = desk.get(reverse("admin:feeds_payload_change", args=[Payload.objects.get().pk]))

    assert [each in page.content.decode() for each in ("the whole body", "its beginning")].count(True) == 1
    assert words in page.content.decode()
