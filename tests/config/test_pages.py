"""Pages that are kept in memory: right, and the same as Django's."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth.models import User
from django.core.asgi import get_asgi_application
from django.test import Client

from config.pages import KeptPages
from scores import operations
from scores.models import Competition, Match, Season, Team
from tests.factories import make_match, make_stage, make_team

pytestmark = pytest.mark.django_db(transaction=True)

DAY, DAY_AFTER = "/days/2026-11-22/", "/days/2026-11-23/"
SHARED, ASKED_EACH_TIME = 600.0, 0.0


class Django:
    """The real one, counting what it is asked; it can be made to wait before it hands an answer out."""

    def __init__(self) -> None:
        self._application: Any = get_asgi_application()
        self.asked = 0
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.asked += 1
        sent: list[Any] = []

        async def keep(message: Any) -> None:
            sent.append(message)

        await self._application(scope, receive, keep)
        await self.may_answer.wait()
        for message in sent:
            await send(message)


@pytest.fixture
async def django() -> Django:
    return Django()


@asynccontextmanager
async def browser(application: Any, **options: Any) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(application)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver", **options) as client:
        client.headers["Accept-Encoding"] = "identity"
        yield client


@pytest.fixture
async def make_pages(django: Django) -> AsyncIterator[Callable[..., KeptPages]]:
    made: list[KeptPages] = []

    def make(**options: Any) -> KeptPages:
        made.append(KeptPages(django, session_cookie=settings.SESSION_COOKIE_NAME, **options))
        return made[-1]

    yield make
    for pages in made:
        pages.close()


@pytest.fixture
async def kept(make_pages: Callable[..., KeptPages]) -> AsyncIterator[httpx.AsyncClient]:
    """A browser before pages that are asked for once in a test: whatever comes after is sent from memory."""
    async with browser(make_pages(fresh_seconds=SHARED)) as client:
        yield client


@pytest.fixture
async def current(make_pages: Callable[..., KeptPages]) -> AsyncIterator[httpx.AsyncClient]:
    """A browser before pages of which each is asked about each time."""
    async with browser(make_pages(fresh_seconds=ASKED_EACH_TIME)) as client:
        yield client


@pytest.fixture
async def direct(django: Django) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(django) as client:
        yield client


@pytest.fixture
async def match(time_machine: Any) -> Match:
    time_machine.move_to("2026-11-22T15:20:30Z", tick=False)
    made = await sync_to_async(make_match)(status="live", score=(1, 0))
    return await Match.objects.select_related("stage__season", "home", "away").aget(pk=made.pk)


def told(response: httpx.Response) -> tuple[int, list[tuple[str, str]], bytes]:
    return response.status_code, sorted(response.headers.multi_items()), response.content


def addresses(match: Match) -> list[str]:
    return [
        *["/", "/?live=1", DAY, "/days/2026-11-25/", f"/matches/{match.pk}/", f"/matches/{match.pk}/head-to-head/"],
        *[f"/competitions/{match.stage.season.competition_id}/{rest}" for rest in ("", "fixtures/", "results/")],
        *[f"/teams/{match.home_id}/", f"/teams/{match.home_id}/results/", f"/api/v1/documents/row.{match.pk}"],
        *["/api/v1/topics/day.2026-11-22", f"/api/v1/documents/row.{match.pk}/updates?after=1"],
    ]


async def test_what_is_kept_is_what_django_answers_byte_for_byte_and_header_for_header(django, kept, direct, match):
    for address in addresses(match):
        first = await kept.get(address)
        asked = django.asked
        again = await kept.get(address)

        assert django.asked == asked, address
        assert told(first) == told(again) == told(await direct.get(address))
        assert again.status_code == 200


async def test_who_has_it_already_is_told_so_as_by_django(django, kept, direct, match):
    etag = (await kept.get(DAY)).headers["ETag"]
    asked = django.asked

    for known in (etag, f"W/{etag}", f'"another", {etag}', "*"):
        answer = await kept.get(DAY, headers={"If-None-Match": known})
        status, headers, content = told(await direct.get(DAY, headers={"If-None-Match": known}))
        assert told(answer) == (status, [each for each in headers if each[0] != "content-length"], content)
        assert (answer.status_code, content) == (304, b"")
    assert django.asked - asked == 4
    assert (await kept.get(DAY, headers={"If-None-Match": '"another"'})).status_code == 200


@pytest.mark.parametrize("accepts", ["gzip", "br, gzip;q=0.5", "deflate, gzip"])
async def test_who_takes_gzip_gets_the_same_in_less(kept, match, accepts):
    plain = await kept.get(DAY)
    packed = await kept.get(DAY, headers={"Accept-Encoding": accepts})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.content == plain.content
    assert int(packed.headers["Content-Length"]) < len(plain.content) / 3
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    again = await kept.get(DAY, headers={"Accept-Encoding": accepts, "If-None-Match": packed.headers["ETag"]})
    assert (again.status_code, again.headers["ETag"]) == (304, packed.headers["ETag"])


@pytest.mark.parametrize("accepts", ["", "br", "gzip;q=0", "gzip; q=0.0, br"])
async def test_who_takes_no_gzip_gets_none(kept, match, accepts):
    answer = await kept.get(DAY, headers={"Accept-Encoding": accepts})

    assert "Content-Encoding" not in answer.headers


async def test_the_head_of_a_page_is_that_of_the_page(django, kept, match):
    page = await kept.get(DAY)
    head = await kept.head(DAY)

    assert (head.headers, head.content, django.asked) == (page.headers, b"", 1)


async def test_another_query_is_another_page(kept, direct, match):
    for query in ("", "?live=1", "?sport=tennis", "?live=1&sport=tennis", "?sport=%22"):
        assert told(await kept.get(DAY + query)) == told(await direct.get(DAY + query))


def score(match):
    operations.set_score(match.pk, home=2, away=0, source="test")


def delete(match):
    operations.delete_match(match.pk, source="test", reason="entered twice")


def postpone(match):
    there = datetime(2026, 11, 25, 15, tzinfo=UTC)
    operations.amend(match.pk, {"kick_off": there, "status": "scheduled"}, source="test", reason="snow")


def rename_competition(match):
    operations.amend_competition(match.stage.season.competition_id, {"name": "Premier League"}, source="test")


def rename_team(match):
    operations.amend_team(match.home_id, {"name": "Arsenal"}, source="test")


def add_season(match):
    Season.objects.create(competition=match.stage.season.competition, name="2027/28").stages.create()


def deduct(match):
    operations.deduct_points(match.stage_id, match.home_id, 3, source="test", reason="a ruling")


def meet_before(match):
    make_match(home=match.away, away=match.home, stage=match.stage, status="ended", score=(0, 0))


@pytest.mark.parametrize(
    ("address", "change"),
    [
        *[("/", change) for change in (score, delete, rename_competition, rename_team, deduct)],
        *[(DAY, change) for change in (score, delete, meet_before, postpone)],
        ("/days/2026-11-25/", postpone),
        *[("/matches/{match}/", change) for change in (score, delete, rename_team, deduct)],
        ("/matches/{match}/head-to-head/", meet_before),
        *[("/competitions/{competition}/", change) for change in (score, delete, rename_competition, add_season)],
        *[("/teams/{team}/", change) for change in (score, delete, rename_team, deduct, meet_before)],
        *[("/api/v1/topics/day.2026-11-22", change) for change in (score, delete)],
        *[("/api/v1/documents/match.{match}", change) for change in (score, delete)],
        ("/api/v1/documents/match.{match}/updates?after=2", score),
    ],
)
async def test_whatever_a_page_is_made_from_is_seen_to_change(current, direct, match, address, change):
    address = address.format(match=match.pk, competition=match.stage.season.competition_id, team=match.home_id)
    before = await current.get(address)
    assert told(before) == told(await current.get(address))

    await sync_to_async(change)(match)

    after = await current.get(address)
    assert told(after) != told(before)
    assert told(after) == told(await direct.get(address))


@pytest.fixture
async def empty(time_machine: Any) -> dict[str, int]:
    """A competition, a season and a team of which no match is known, so that no document shows them."""
    time_machine.move_to("2026-11-22T15:20:30Z", tick=False)
    stage = await sync_to_async(make_stage)()
    return {
        "new": (await Competition.objects.acreate(sport="football", name="New")).pk,
        "old": stage.season.competition_id,
        "team": (await sync_to_async(make_team)()).pk,
    }


def begin_season():
    Season.objects.create(competition=Competition.objects.get(name="New"), name="2027/28").stages.create()


@pytest.mark.parametrize(
    ("address", "change"),
    [
        ("/competitions/{new}/", lambda: Competition.objects.filter(name="New").update(name="Newer")),
        ("/competitions/{new}/", begin_season),
        ("/competitions/{old}/", lambda: Competition.objects.update(country="Wales")),
        ("/competitions/{old}/", lambda: Season.objects.update(name="1999/00")),
        ("/competitions/{old}/", lambda: Competition.objects.update(sport="tennis")),
        ("/teams/{team}/", lambda: Team.objects.update(name="Arsenal")),
        ("/teams/{team}/", lambda: Team.objects.update(primary_colour="#ff0000")),
        ("/days/2026-11-20/", lambda: make_match(home="Leeds")),
    ],
)
async def test_what_no_document_shows_yet_is_seen_to_change(current, direct, empty, address, change):
    address = address.format(**empty)
    before = await current.get(address)
    assert told(before) == told(await current.get(address))

    await sync_to_async(change)()

    after = await current.get(address)
    assert before.status_code == after.status_code == 200
    assert told(after) != told(before)
    assert told(after) == told(await direct.get(address))


async def test_the_next_match_of_an_empty_day_is_seen_to_change(current, direct, match):
    before = await current.get("/days/2026-11-20/")
    await sync_to_async(operations.amend)(match.pk, {"status": "scheduled"}, source="test", reason="too early")
    next_known = await current.get("/days/2026-11-20/")
    await sync_to_async(rename_team)(match)
    renamed = await current.get("/days/2026-11-20/")

    assert len({before.content, next_known.content, renamed.content}) == 3
    assert b"Arsenal" in renamed.content


MINUTE_OF_THE_MATCH, MINUTE_OF_THE_SITE = "2026-11-22T15:21:30Z", "2026-11-22T15:22:00Z"


@pytest.mark.parametrize(
    ("address", "moment"),
    [
        *[(address, MINUTE_OF_THE_MATCH) for address in (DAY, "/matches/{match}/", "/teams/{team}/")],
        *[(address, MINUTE_OF_THE_SITE) for address in (DAY, DAY_AFTER)],
        *[(address, "2026-11-23T00:00:00Z") for address in ("/", DAY_AFTER)],
    ],
)
async def test_a_page_moves_with_the_time(current, direct, match, time_machine, address, moment):
    address = address.format(match=match.pk, team=match.home_id)
    time_machine.move_to("2026-11-22T15:21:01Z", tick=False)
    before = await current.get(address)

    time_machine.move_to(moment, tick=False)

    after = await current.get(address)
    assert after.content != before.content
    assert told(after) == told(await direct.get(address))


async def test_a_page_stays_the_same_while_nothing_in_it_moves(django, current, match, time_machine):
    time_machine.move_to("2026-11-22T15:21:01Z", tick=False)
    before = await current.get(DAY)

    time_machine.move_to("2026-11-22T15:21:29Z", tick=False)

    assert (told(await current.get(DAY)), django.asked) == (told(before), 1)


async def test_all_who_ask_within_the_interval_share_one_question(kept, make_pages, match):
    before = await kept.get(DAY)

    await sync_to_async(score)(match)

    assert told(await kept.get(DAY)) == told(before)


async def test_a_page_of_before_is_not_given_to_who_comes_after(django, current, match):
    """However long the making of it took: the one who came first was served right, the second would not be."""
    django.may_answer.clear()
    first = asyncio.create_task(current.get(f"/api/v1/documents/row.{match.pk}"))
    while not django.asked:
        await asyncio.sleep(0.01)
    await asyncio.sleep(0)
    await sync_to_async(score)(match)
    second = asyncio.create_task(current.get(f"/api/v1/documents/row.{match.pk}"))
    await asyncio.sleep(0)
    django.may_answer.set()

    await first
    assert (await second).json()["state"]["score"] == {"home": 2, "away": 0}


async def test_a_rush_for_a_page_is_one_question_to_django(django, kept, match):
    answers = await asyncio.gather(*(kept.get(DAY) for _ in range(50)))

    assert django.asked == 1
    assert len({answer.content for answer in answers}) == 1


async def test_one_who_leaves_a_rush_does_not_spoil_it_for_the_others(django, kept, match):
    django.may_answer.clear()
    first, second = (asyncio.create_task(kept.get(DAY)) for _ in range(2))
    while not django.asked:
        await asyncio.sleep(0.01)

    first.cancel()
    django.may_answer.set()

    assert ((await second).status_code, django.asked) == (200, 1)


async def test_whoever_comes_at_whatever_moment_of_the_making_is_answered(current, match):
    asking = []
    for _ in range(300):
        asking.append(asyncio.create_task(current.get(f"/api/v1/documents/row.{match.pk}")))
        await asyncio.sleep(0)

    assert {answer.status_code for answer in await asyncio.gather(*asking)} == {200}


@pytest.fixture
async def cookies() -> dict[str, str]:
    """Those of an editor who is logged in."""

    def log_in() -> dict[str, str]:
        client = Client()
        client.force_login(User.objects.create_superuser("ana"))
        return {name: morsel.value for name, morsel in client.cookies.items()}

    return await sync_to_async(log_in)()


async def test_who_works_here_is_answered_by_django_and_nothing_of_it_is_kept(django, make_pages, cookies, match):
    pages = make_pages(fresh_seconds=SHARED)
    async with browser(pages, cookies=cookies) as editor, browser(pages) as reader:
        await editor.get(DAY)
        assert (pages.bytes, django.asked) == (0, 1)

        await reader.get(DAY)
        await sync_to_async(score)(match)

        assert b'data-field="home.score">2<' in (await editor.get(DAY)).content
        assert (pages.bytes > 0, django.asked) == (True, 3)


async def test_other_cookies_change_nothing(django, kept, match):
    for cookie in ("theme=dark", "csrftoken=abc; other=1"):
        await kept.get(DAY, headers={"Cookie": cookie, "User-Agent": cookie, "Accept-Language": cookie})

    assert django.asked == 1


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "127.0.0.1.evil.example", ""])
async def test_a_host_that_is_not_ours_is_refused_though_the_page_is_kept(django, kept, match, host):
    await kept.get(DAY)

    for _ in range(2):
        assert (await kept.get(DAY, headers={"Host": host})).status_code == 400
    assert django.asked == 3


async def test_two_hosts_at_once_are_refused(kept, match):
    await kept.get(DAY)

    assert (await kept.get(DAY, headers=[("Host", "evil.example"), ("Host", "testserver")])).status_code == 400


@pytest.mark.parametrize("header", ["If-Match", "If-Unmodified-Since", "Authorization"])
async def test_what_only_django_understands_is_left_to_it(django, kept, direct, match, header):
    await kept.get(DAY)
    value = "Sun, 22 Nov 2026 15:00:00 GMT" if header == "If-Unmodified-Since" else '"another"'

    answer = await kept.get(DAY, headers={header: value})

    assert told(answer) == told(await direct.get(DAY, headers={header: value}))
    assert django.asked == 3


@pytest.mark.parametrize("address", ["/nowhere/", "/matches/999/", "/api/v1/topics/weather.1", "/days"])
async def test_what_is_no_page_is_not_kept(django, make_pages, address, db):
    pages = make_pages(fresh_seconds=SHARED)
    async with browser(pages) as client:
        first, second = [await client.get(address) for _ in range(2)]

    assert (told(first), django.asked, pages.bytes) == (told(second), 2, 0)


async def test_what_is_not_for_everybody_is_never_shared(django, kept, db):
    """A form to log in holds a secret of its own for each who asks."""
    first, second = await asyncio.gather(*(kept.get("/admin/login/") for _ in range(2)))

    assert first.headers["Set-Cookie"] != second.headers["Set-Cookie"]
    assert django.asked == 2


async def test_one_cannot_write_to_what_is_kept(django, kept, match):
    await kept.get(DAY)

    assert ((await kept.post(DAY)).status_code, django.asked) == (403, 2)


async def test_the_pages_that_are_asked_for_least_make_room(django, make_pages, match):
    pages = make_pages(fresh_seconds=SHARED, most_bytes=70_000)
    async with browser(pages) as client:
        for day in (21, 23, 24, 25, 26, 27):
            await client.get(f"/days/2026-11-{day}/")
            await client.get("/days/2026-11-21/")
            assert 0 < pages.bytes <= 70_000
        assert django.asked == 6

        await client.get("/days/2026-11-23/")
        assert django.asked == 7


async def test_a_page_that_is_too_big_is_not_kept(django, make_pages, match):
    pages = make_pages(fresh_seconds=SHARED, most_bytes=5_000)
    async with browser(pages) as client:
        answers = [await client.get(DAY) for _ in range(2)]

    assert ([answer.status_code for answer in answers], django.asked, pages.bytes) == ([200, 200], 2, 0)


async def test_what_is_compressed_is_the_same_whenever_and_wherever_it_was_made(make_pages, match, time_machine):
    made = []
    for moment in ("2026-11-22T15:20:31Z", "2026-11-22T15:20:41Z"):
        time_machine.move_to(moment, tick=False)
        gzipped = {"Accept-Encoding": "gzip"}
        async with browser(make_pages()) as client, client.stream("GET", DAY_AFTER, headers=gzipped) as answer:
            made.append((answer.headers["ETag"], [part async for part in answer.aiter_raw()]))

    assert made[0] == made[1]
