"""A list of matches saved while others write."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import User
from django.db import transaction

from scores import operations
from scores.models import Match
from tests.factories import make_match, make_stage
from tests.scores.filled import filled
from tests.scores.test_locking import SECONDS, on_own_connection, wait_until_it_waits

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_list_and_a_feed_that_meet_at_a_table_do_not_wait_for_each_other_for_good(client):
    stage = make_stage()
    first, second = make_match(stage=stage, status="live"), make_match(stage=stage, status="live")
    client.force_login(User.objects.create_superuser("ana"))
    opened = client.get("/admin/scores/match/?day=any")
    typed = filled(opened, "changelist-form", _save="Save", form__0__home_score="1", form__1__home_score="2")

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            list(Match.objects.locked([second.pk]))
            saving = pool.submit(on_own_connection, lambda: client.post("/admin/scores/match/?day=any", typed))
            wait_until_it_waits(saving)
            operations.amend(second.pk, {"away_score": 1}, source="espn")
        response = saving.result(SECONDS)

    first.refresh_from_db()
    second.refresh_from_db()
    assert response.status_code == 302
    assert (first.home_score, second.home_score, second.away_score) == (1, 2, 1)
