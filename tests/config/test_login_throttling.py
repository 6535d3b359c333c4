"""Whoever guesses passwords is locked out; nobody else is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User

pytestmark = pytest.mark.django_db

LOGIN = "/admin/login/"


@pytest.fixture(autouse=True)
def ana():
    return User.objects.create_superuser("ana", password="right and long")


def log_in(client, password, *, username="ana", address="192.0.2.1"):
    typed = {"username": username, "password": password, "next": "/admin/"}
    return client.post(LOGIN, typed, REMOTE_ADDR=address)


def guess(client, times, **who):
    return [log_in(client, f"guess {number}", **who).status_code for number in range(times)]


def test_a_wrong_password_is_told_and_may_be_tried_again(client):
    first = log_in(client, "wrong")
    then = log_in(client, "right and long")

    assert first.status_code == 200
    assert "Please enter the correct username and password" in first.content.decode()
    assert then.status_code == 302


def test_the_sixth_wrong_password_is_locked_out(client):
    guess(client, 5)

    assert log_in(client, "guess 6").status_code == 429


def test_who_is_locked_out_does_not_get_in_with_the_right_password(client):
    guess(client, 5)

    response = log_in(client, "right and long")

    assert response.status_code == 429
    assert "_auth_user_id" not in client.session


def test_a_locked_out_person_is_told_kindly_and_for_how_long(client):
    guess(client, 5)

    page = log_in(client, "right and long").content.decode()

    assert "Too many wrong passwords" in page
    assert "for 15 minutes" in page
    assert "Traceback" not in page


def test_the_lock_opens_after_a_while(client, time_machine):
    time_machine.move_to(datetime(2026, 11, 22, 12, tzinfo=UTC))
    guess(client, 5)

    time_machine.move_to(datetime(2026, 11, 22, 12, tzinfo=UTC) + timedelta(minutes=16))

    assert log_in(client, "right and long").status_code == 302


def test_another_user_at_the_same_address_is_not_locked_out(client):
    User.objects.create_superuser("ben", password="other and long")
    guess(client, 6)

    assert log_in(client, "other and long", username="ben").status_code == 302


def test_the_same_user_at_another_address_is_not_locked_out(client):
    guess(client, 6)

    assert log_in(client, "right and long", address="192.0.2.2").status_code == 302


def test_a_name_that_does_not_exist_is_locked_out_alike(client):
    assert guess(client, 6, username="nobody")[-1] == 429


def test_a_login_with_the_right_password_forgets_the_wrong_ones(client):
    guess(client, 4)
    log_in(client, "right and long")
    client.logout()

    guess(client, 4)

    assert log_in(client, "right and long").status_code == 302
