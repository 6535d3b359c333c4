"""Keys to push with, in the admin: made, shown once, revoked."""

from __future__ import annotations

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from feeds.models import PushKey, Source
from feeds.push.signing import secret_of
from tests.feeds.pushing import make_key, push, report

pytestmark = pytest.mark.django_db
LIST = "admin:feeds_pushkey_changelist"


@pytest.fixture
def desk() -> Client:
    desk = Client()
    desk.force_login(User.objects.create_superuser("ana"))
    return desk


def make(desk: Client, **fields: str):
    return desk.post(reverse("admin:feeds_pushkey_add"), {"source": "club-app", "format": "touchline"} | fields)


def change(desk: Client, key: PushKey, **fields: str):
    return desk.post(reverse("admin:feeds_pushkey_change", args=[key.pk]), fields, follow=True).content.decode()


def page_of(desk: Client, key: PushKey) -> str:
    return desk.get(reverse("admin:feeds_pushkey_change", args=[key.pk])).content.decode()


def outcome(client: Client, key: PushKey) -> int:
    return int(push(client, key, report()).status_code)


def test_a_key_that_is_made_can_be_pushed_with(desk, client):
    page = make(desk, may_create="on", note="Ben, on his phone").content.decode()

    key = PushKey.objects.get()
    secret = re.search(r'id="secret"[^>]* value="([0-9a-f]{64})"', page)
    assert secret
    assert push(client, key, report(), secret=secret[1]).json()["reports"][0]["outcome"] == "applied"
    assert (key.source, key.format, key.may_create, key.note) == ("club-app", "touchline", True, "Ben, on his phone")


def test_the_page_of_the_secret_has_all_that_a_sender_needs_and_is_kept_by_nobody(desk):
    answer = make(desk)

    key = PushKey.objects.get()
    page = answer.content.decode()
    assert (
        "export TOUCHLINE_URL=http://testserver/api/v1/reports\n"
        f"export TOUCHLINE_KEY={key.key_id}\n"
        f"export TOUCHLINE_SECRET={secret_of(key.key_id)}</textarea>"
    ) in page
    assert "no-store" in answer["Cache-Control"]


def test_the_secret_is_shown_once(desk):
    make(desk)
    secret = secret_of(PushKey.objects.get().key_id)

    pages = [desk.get(reverse(LIST)).content.decode(), page_of(desk, PushKey.objects.get())]
    kept = [str(row) for model in (PushKey, LogEntry, Source) for row in model.objects.values()]

    assert [text for text in pages + kept if secret in text] == []
    assert secret not in str(desk.session.items()) + str(desk.cookies)


def test_every_key_has_another_secret(desk):
    make(desk)
    make(desk)

    first, second = PushKey.objects.all()
    assert secret_of(first.key_id) != secret_of(second.key_id)


def test_a_source_is_there_before_it_speaks_so_that_its_precedence_can_be_set(desk):
    make(desk)

    assert (Source.objects.get().name, Source.objects.get().precedence) == ("club-app", 20)


@pytest.mark.parametrize("source", ["espn", "simulate", "admin", "sportsml", "Club App", "club:app", "-club", ""])
def test_a_name_that_means_somebody_else_or_none_at_all_is_refused(desk, source):
    answer = make(desk, source=source)

    assert answer.context["adminform"].form.errors.keys() == {"source"}
    assert not PushKey.objects.exists()


@pytest.mark.parametrize("format", ["touchline", "sportsml"])
def test_a_format_may_be_pushed_under_its_own_name(desk, format):
    make(desk, source=format, format=format)

    assert PushKey.objects.get().source == format


def test_a_source_speaks_one_format(desk):
    make(desk)

    answer = make(desk, format="sportsml")

    assert "club-app sends Touchline reports (JSON) already." in answer.content.decode()


def test_a_key_is_revoked_on_its_page(desk, client):
    key = make_key(note="Ben")
    assert outcome(client, key) == 200

    page = change(desk, key, note="Ben", _revoke="1")

    assert "is revoked: nothing that is signed with it is taken any more." in page
    assert "revoked on" in page and 'name="_revoke"' not in page
    assert outcome(client, key) == 403
    assert LogEntry.objects.filter(change_message__contains="Revoked").count() == 1


def test_keys_are_revoked_in_the_list(desk, client):
    keys = [make_key(), make_key("league")]

    desk.post(reverse(LIST), {"action": "revoke_selected", "_selected_action": [key.pk for key in keys]})

    assert [outcome(client, key) for key in keys] == [403, 403]


def test_a_key_that_was_revoked_keeps_the_moment_it_was(desk):
    key = make_key()
    change(desk, key, _revoke="1")
    first = PushKey.objects.get().revoked_at

    change(desk, key, _revoke="1")

    assert PushKey.objects.get().revoked_at == first


def test_a_key_that_is_revoked_speaks_for_its_source_no_more_but_its_successor_does(desk, client):
    old, new = make_key(), make_key()

    change(desk, old, _revoke="1")

    assert (outcome(client, old), outcome(client, new)) == (403, 200)


def test_what_a_key_may_do_can_be_changed_and_whose_it_is_cannot(desk):
    key = make_key(may_create=False)

    change(desk, key, may_create="on", note="Ben", source="espn", format="sportsml")

    key.refresh_from_db()
    assert (key.source, key.format, key.may_create, key.note) == ("club-app", "touchline", True, "Ben")


def test_a_key_of_another_secret_key_is_void(desk, settings):
    key = make_key()
    assert "in use" in page_of(desk, key)

    PushKey.objects.update(fingerprint="0" * 16)

    assert "void: SECRET_KEY has changed since" in page_of(desk, key)


def test_the_list_says_when_a_key_was_last_used(desk, client):
    push(client, make_key(), report())

    row = desk.get(reverse(LIST)).context["cl"].queryset.get()

    assert row.last_used_at is not None


def test_a_key_cannot_be_deleted(desk):
    key = make_key()

    assert desk.post(reverse("admin:feeds_pushkey_delete", args=[key.pk]), {"post": "yes"}).status_code == 403


def test_staff_who_may_only_look_make_and_revoke_none():
    key = make_key()
    ben = User.objects.create_user("ben", is_staff=True)
    ben.user_permissions.add(Permission.objects.get(codename="view_pushkey"))
    looking = Client()
    looking.force_login(ben)

    assert make(looking).status_code == 403
    assert 'name="_revoke"' not in page_of(looking, key)
    assert looking.post(reverse("admin:feeds_pushkey_change", args=[key.pk]), {"_revoke": "1"}).status_code == 403
    assert PushKey.objects.get().revoked_at is None
