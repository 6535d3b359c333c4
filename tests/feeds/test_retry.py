from __future__ import annotations

import gzip
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.urls import reverse

from feeds import providers
from feeds.ingest import ingest, payloads
from feeds.models import Payload, ReportState, Source, WaitingReport
from feeds.providers import Parsed, ParseError, Provider
from scores.live.models import Update
from scores.models import Match
from tests.feeds.bodies import NOW, espn, espn_event, football_data, football_data_match
from tests.feeds.pushing import make_key, push, report

pytestmark = pytest.mark.django_db

ESPN, FOOTBALL_DATA = providers.PROVIDERS["espn"], providers.PROVIDERS["football-data"]
MINUTE = timedelta(minutes=1)


def fail(payload: bytes, received_at: datetime) -> Parsed:
    raise ParseError("The board has a new shape.")


@pytest.fixture
def broken(monkeypatch) -> Callable[[], None]:
    """ESPN's parser reads nothing, until it is mended by calling this."""
    monkeypatch.setitem(providers.PROVIDERS, "espn", replace(ESPN, parse=fail))
    return lambda: monkeypatch.setitem(providers.PROVIDERS, "espn", ESPN)


def take(body: bytes, *, at: datetime = NOW, provider: Provider | None = None, create: bool = True):
    return ingest(provider or providers.PROVIDERS["espn"], body, received_at=at, create=create)


def board(home: int, **event) -> bytes:
    return espn(espn_event(score=(str(home), "0"), **event))


def retry(*arguments: str) -> str:
    out = StringIO()
    call_command("retry_payloads", *(arguments or ("espn",)), stdout=out)
    return out.getvalue()


def home_scores() -> list[int | None]:
    return list(Match.objects.order_by("kick_off").values_list("home_score", flat=True))


def test_bodies_that_can_be_read_now_are_applied_in_order_and_go(broken):
    for minute, home in enumerate((1, 2, 3)):
        take(board(home), at=NOW + minute * MINUTE)
    broken()

    said = retry("espn", "--create")

    goals = Update.objects.filter(document__startswith="row.").values_list("patch__score__home", flat=True)
    assert list(goals.order_by("sequence")) == [1, 2, 3]
    assert Payload.objects.count() == 0
    assert "3 applied" in said and "0 bodies are still kept" in said


def test_a_body_is_read_at_the_time_it_came(broken):
    take(board(1), at=NOW)
    broken()

    retry("espn", "--create")

    assert (ReportState.objects.get().heard_at, Source.objects.get().heard_at) == (NOW, NOW)


def test_a_body_that_came_again_is_as_new_as_the_last_time(broken):
    take(board(2), at=NOW)
    take(b"<html>", at=NOW + MINUTE)
    take(board(2), at=NOW + 3 * MINUTE)
    broken()
    take(board(1), at=NOW + 2 * MINUTE)

    retry()

    assert home_scores() == [2]


def test_a_clock_is_read_at_the_time_the_body_last_came(broken):
    take(board(1), at=NOW)
    take(board(1), at=NOW + MINUTE)
    broken()

    retry("espn", "--create")

    assert Match.objects.get().clock_at == NOW + MINUTE


def test_what_still_cannot_be_read_stays_and_says_why(monkeypatch, broken):
    take(b"<html>", at=NOW)
    take(board(1), at=NOW + MINUTE)
    broken()

    said = retry("espn", "--create")

    kept = Payload.objects.get()
    assert (kept.body, kept.times, kept.received_at) == (b"<html>", 1, NOW)
    assert kept.trouble.startswith("The body is a web page or XML, not JSON.")
    assert "still not: The body is a web page" in said and "1 bodies are still kept" in said
    assert home_scores() == [1]


def test_an_old_body_does_not_undo_what_its_provider_said_since(monkeypatch):
    take(board(1))
    with monkeypatch.context() as mended:
        mended.setitem(providers.PROVIDERS, "espn", replace(ESPN, parse=fail))
        take(board(2, venue={"fullName": "Old"}), at=NOW + MINUTE)
    take(board(3), at=NOW + 2 * MINUTE)
    updates = Update.objects.count()

    said = retry()

    assert (home_scores(), Update.objects.count(), Payload.objects.count()) == ([3], updates, 0)
    assert "0 applied, 1 heard of since" in said


def test_nor_when_it_said_the_same_as_before_since(monkeypatch):
    """That a match was heard of is written down every half minute only: what is nearer than that counts as older."""
    take(board(1))
    with monkeypatch.context() as mended:
        mended.setitem(providers.PROVIDERS, "espn", replace(ESPN, parse=fail))
        take(board(2), at=NOW + timedelta(seconds=10))
    take(board(1), at=NOW + timedelta(seconds=20))

    retry()

    assert (home_scores(), Payload.objects.count()) == ([1], 0)


def test_nor_what_was_said_since_of_a_match_that_is_over(monkeypatch):
    over = {"name": "STATUS_FULL_TIME", "state": "post"}
    take(board(1, **over))
    with monkeypatch.context() as mended:
        mended.setitem(providers.PROVIDERS, "espn", replace(ESPN, parse=fail))
        take(board(2, **over), at=NOW + 10 * MINUTE)
    take(board(1, **over), at=NOW + 11 * MINUTE)

    retry()

    assert home_scores() == [1]


def test_an_old_body_does_not_undo_what_another_provider_said_since(broken):
    take(board(1), at=NOW)
    take(football_data(football_data_match(home=4)), at=NOW + MINUTE, provider=FOOTBALL_DATA)
    Source.objects.filter(name="football-data").update(precedence=99)  # it comes after the one that failed
    broken()

    said = retry()

    assert home_scores() == [4]
    assert "1 heard of since" in said


def test_what_nobody_has_said_since_is_applied_beside_what_somebody_has(broken):
    take(espn(espn_event(score=("1", "0")), espn_event(event_id="502", date="2026-11-29T15:00Z", score=("5", "0"))))
    broken()
    take(board(3), at=NOW + MINUTE)

    retry("espn", "--create")

    assert home_scores() == [3, 5]


def test_a_report_that_waits_is_not_replaced_by_an_older_one(broken):
    take(board(1), create=False)
    broken()
    take(board(3), at=NOW + MINUTE, create=False)

    retry("espn", "--no-create")

    assert WaitingReport.objects.get().received_at == NOW + MINUTE


def test_one_bad_entry_is_read_again_and_the_good_ones_change_nothing(monkeypatch):
    bad = espn_event(event_id="502", date="2026-11-29T15:00Z", score=(None, None))
    body = espn(espn_event(), bad)
    tally = take(body)
    kept = (tally.unreadable, Payload.objects.get().body)
    take(espn(), at=NOW + timedelta(seconds=10))  # it is heard of other matches
    updates = Update.objects.filter(document__startswith="row.").count()

    def mended(payload: bytes, at: datetime) -> Parsed:
        parsed = ESPN.parse(payload.replace(b'"score": null', b'"score": "7"'), at)
        return replace(parsed, problems=())

    monkeypatch.setitem(providers.PROVIDERS, "espn", replace(ESPN, parse=mended))
    retry("espn", "--create")

    assert kept == (1, body)
    assert (home_scores(), Payload.objects.count()) == ([1, 7], 0)
    assert Update.objects.filter(document__startswith="row.").count() == updates + 1


def test_a_body_with_an_entry_that_still_cannot_be_read_stays(monkeypatch):
    bad = espn_event(event_id="502", date="2026-11-29T15:00Z", score=(None, None))
    take(espn(espn_event(), bad))

    said = retry()

    assert Payload.objects.count() == 1
    assert "still not:" in said


def test_all_providers_are_retried_when_one_says_so(broken):
    take(board(1))
    take(b"<html>", provider=FOOTBALL_DATA)
    broken()

    said = retry("--all", "--create")

    assert home_scores() == [1]
    assert "football-data, 2026-11-22 16:00:00 (6 bytes): still not" in said


def test_what_was_pushed_is_read_again_as_its_source_speaks(monkeypatch, client):
    key, touchline = make_key(), providers.PROVIDERS["touchline"]
    with monkeypatch.context() as mended:
        mended.setitem(providers.PROVIDERS, "touchline", replace(touchline, parse=fail))
        push(client, key, report("m.1"))

    said = retry("club-app", "--create")

    assert "1 applied" in said
    assert (ReportState.objects.get().provider, Payload.objects.count()) == ("club-app", 0)


def test_what_spoke_of_the_future_when_it_was_pushed_is_not_believed_later(client):
    with time_machine.travel(NOW, tick=False):
        push(client, make_key("touchline"), report("m.1", as_of=(NOW + 60 * MINUTE).isoformat()))

    said = retry("touchline", "--create")

    assert "still not: report 'm.1': as_of: " in said
    assert home_scores() == []


def test_a_source_that_there_is_not_is_no_source_to_retry():
    with pytest.raises(CommandError, match="There is no source 'club'") as raised:
        call_command("retry_payloads", "club")

    assert raised.value.returncode == 2


@pytest.mark.parametrize("arguments", [(), ("espn", "--all")])
def test_one_says_whose_bodies(arguments):
    with pytest.raises(CommandError, match="Name a provider, or --all") as raised:
        call_command("retry_payloads", *arguments)

    assert raised.value.returncode == 2


def test_a_long_body_is_kept_whole_and_packed():
    body = b"<html>" + b"word " * 400_000 + b"\x00\xff</html>"

    take(body)

    kept = Payload.objects.get()
    assert (kept.body, kept.size, kept.is_whole) == (body, len(body), True)
    assert kept.packed_size == len(bytes(kept.packed)) < len(body) / 100


def test_of_a_body_that_is_too_long_the_beginning_is_kept_and_never_read(monkeypatch, broken):
    monkeypatch.setattr(payloads, "BODY", 10)
    take(board(1))
    broken()

    said = retry("espn", "--create")

    kept = Payload.objects.get()
    assert (kept.is_whole, kept.body, kept.size) == (False, board(1)[:10], len(board(1)))
    assert "Only its first 10 of" in said
    assert home_scores() == []


def test_a_key_that_a_body_repeats_is_not_kept(settings):
    settings.API_FOOTBALL_KEY = "a-very-secret-key"

    take(b"<html>Your key a-very-secret-key is wrong</html>")

    kept = Payload.objects.get()
    assert kept.body == b"<html>Your key *** is wrong</html>"


def test_the_same_trouble_again_and_again_leaves_room_for_others():
    take(b"rare trouble")
    for number in range(payloads.SAME_TROUBLE + 5):
        take(b"<html>%d" % number, at=NOW + number * MINUTE)

    kept = [payload.body for payload in Payload.objects.order_by("received_at", "pk")]
    assert kept == [b"rare trouble", *(b"<html>%d" % number for number in range(5, payloads.SAME_TROUBLE + 5))]


def test_a_provider_keeps_no_more_than_its_share_and_the_oldest_go(monkeypatch):
    monkeypatch.setattr(payloads, "BYTES", 50_000)
    chance = random.Random(1)
    bodies = [chance.randbytes(9_000) for _ in range(12)]

    for number, body in enumerate(bodies):
        take(body, at=NOW + number * MINUTE)

    kept = [payload.body for payload in Payload.objects.order_by("received_at")]
    assert kept == bodies[-5:]
    assert sum(len(gzip.compress(body)) for body in kept) <= 50_000


def test_staff_see_the_body_and_read_it_again(broken, admin_client):
    take(board(1) + b" " * 100_000)
    page = admin_client.get(reverse("admin:feeds_payload_change", args=[Payload.objects.get().pk])).content.decode()
    take(b"\xff\xfe<script>alert(1)</script>")
    strange = admin_client.get(reverse("admin:feeds_payload_change", args=[Payload.objects.latest("pk").pk]))
    broken()
    make = reverse("admin:feeds_payload_changelist")

    answer = admin_client.post(
        make,
        {"action": "read_again", "_selected_action": list(Payload.objects.values_list("pk", flat=True))},
        follow=True,
    )

    assert "&quot;events&quot;" in page and "the first 64 KB" in page
    assert "&lt;script&gt;" in strange.content.decode()
    assert "1 could be read" in answer.content.decode()
    assert [payload.body[:2] for payload in Payload.objects.all()] == [b"\xff\xfe"]
