"""The public socket, spoken to as a reader speaks to it."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scores import operations
from scores.live import protocol
from scores.live.models import Document
from scores.models import Match
from tests.factories import make_match
from tests.live.conftest import wire
from tests.live.connections import Connection, connected

pytestmark = pytest.mark.django_db(transaction=True)
amake_match = sync_to_async(make_match)


def follow(*topics: str) -> dict[str, Any]:
    return {"type": "follow", "topics": list(topics)}


async def goal(match: Match, key: str = "1") -> None:
    await sync_to_async(operations.record_incident)(
        match.pk, key=key, kind="goal", side="home", source="test", minute=10
    )


async def frames_of(connection: Connection) -> list[dict[str, Any]]:
    frames: list[dict[str, Any]] = (await connection.until("frames"))["frames"]
    return frames


async def test_a_reader_gets_the_state_and_then_each_update(application):
    match = await amake_match(status="live")

    async with connected(application) as connection:
        connection.say(follow(f"match.{match.pk}"))
        [state] = await frames_of(connection)
        await connection.until("followed")
        await goal(match)
        [update] = await frames_of(connection)

    assert state["state"]["row"]["score"] == {"home": 0, "away": 0}
    assert update["sequence"] == state["sequence"] + 1
    assert update["patch"]["row"]["score"] == {"home": 1}


async def test_a_reader_resumes_after_the_last_sequence_it_saw(application):
    match = await amake_match(status="live")
    name = f"match.{match.pk}"
    async with connected(application) as other:
        other.say(follow(name))
        [state] = await frames_of(other)
        await goal(match, "1")
        await goal(match, "2")
        await frames_of(other)

        async with connected(application) as connection:
            connection.say({"type": "follow", "topics": [name], "positions": {name: state["sequence"] + 1}})
            frames = await frames_of(connection)

    assert [(frame["sequence"], "patch" in frame) for frame in frames] == [(state["sequence"] + 2, True)]


async def test_a_reader_that_is_current_is_sent_nothing(application):
    match = await amake_match(status="live")
    name = f"match.{match.pk}"
    sequence = (await Document.objects.aget(name=name)).sequence

    async with connected(application) as connection:
        connection.say({"type": "follow", "topics": [name], "positions": {name: sequence}})
        first = await connection.next()

    assert first["type"] == "followed"


@pytest.mark.parametrize(
    ("changed", "since", "sent"),
    [
        pytest.param(-300, 0, 0, id="long before"),
        pytest.param(-30, 0, 1, id="just before, and maybe committed after"),
        pytest.param(0, -30, 1, id="after"),
        pytest.param(-300, 3600, 1, id="whenever, when its clock was ahead"),
    ],
)
async def test_of_what_a_reader_does_not_name_it_is_sent_what_changed_since(application, changed, since, sent):
    match = await amake_match()
    row = await Document.objects.aget(name=f"row.{match.pk}")
    since = row.at + timedelta(seconds=since)
    row.at += timedelta(seconds=changed)
    await row.asave()

    async with connected(application) as connection:
        connection.say({"type": "follow", "topics": row.topics, "since": since.isoformat()})
        said = [await connection.next()]
        while said[-1]["type"] != "followed":
            said.append(await connection.next())

    assert sum(len(message.get("frames", ())) for message in said) == sent


async def test_what_a_reader_names_is_brought_up_to_date_whenever_it_changed(application):
    match = await amake_match(status="live")
    name = f"match.{match.pk}"
    await goal(match)
    document = await Document.objects.aget(name=name)
    since = document.at + timedelta(hours=1)

    async with connected(application) as connection:
        connection.say({"type": "follow", "topics": [name], "positions": {name: 1}, "since": since.isoformat()})
        [*_, frame] = await frames_of(connection)

    assert frame["sequence"] == document.sequence


async def test_a_match_that_moves_to_another_day_leaves_one_list_and_enters_the_other(application):
    match = await amake_match()

    async with connected(application) as old, connected(application) as new:
        old.say(follow("day.2026-11-22"))
        new.say(follow("day.2026-11-23"))
        await old.until("followed")
        await new.until("followed")
        await sync_to_async(operations.amend)(match.pk, {"kick_off": match.kick_off.replace(day=23)}, source="test")
        [left] = await frames_of(old)
        [entered] = await frames_of(new)

    assert left["state"]["day"] == entered["state"]["day"] == "2026-11-23"


async def test_a_deleted_match_is_told_as_gone(application):
    match = await amake_match()

    async with connected(application) as connection:
        connection.say(follow("day.2026-11-22"))
        await connection.until("followed")
        await sync_to_async(operations.delete_match)(match.pk, source="test", reason="entered twice")
        [frame] = await frames_of(connection)

    assert frame["patch"]["gone"] is True


async def test_a_reader_of_two_topics_gets_a_row_once(application):
    match = await amake_match(status="live")

    async with connected(application) as connection:
        connection.say(follow("day.2026-11-22", f"team.{match.home_id}"))
        await connection.until("followed")
        await goal(match)
        frames = await frames_of(connection)

    assert [frame["document"] for frame in frames] == [f"row.{match.pk}"]
    assert connection.has_nothing()


async def test_what_a_reader_no_longer_follows_does_not_reach_it(application):
    match = await amake_match(status="live")

    async with connected(application) as connection, connected(application) as witness:
        for each in (connection, witness):
            each.say(follow(f"match.{match.pk}"))
            await each.until("followed")
        connection.say({"type": "unfollow", "topics": [f"match.{match.pk}"]})
        connection.say({"type": "nonsense"})
        await connection.until("error")
        await goal(match)
        await witness.until("frames")

        assert connection.has_nothing()


@pytest.mark.parametrize("direct", [False, True])
async def test_a_reader_that_does_not_take_its_frames_costs_the_others_nothing_and_is_resumed(application, direct):
    match = await amake_match(status="live")
    name = f"match.{match.pk}"

    async with connected(application, direct=direct) as slow, connected(application, direct=direct) as quick:
        for each in (slow, quick):
            each.say(follow(name))
            await each.until("followed")
        slow.hold()
        for key in "12345":
            await goal(match, key)
            await frames_of(quick)
        slow.let_go()
        frames = await frames_of(slow)
        while frames[-1]["sequence"] < (await Document.objects.aget(name=name)).sequence:
            frames += await frames_of(slow)

    assert [frame["sequence"] for frame in frames] == list(range(frames[0]["sequence"], frames[0]["sequence"] + 5))


@pytest.mark.parametrize("direct", [False, True])
async def test_a_reader_that_never_acknowledges_is_behind_after_512_frames(application, hub, direct):
    match = await amake_match(status="live")
    name = f"match.{match.pk}"

    async with connected(application, direct=direct) as connection, connected(application) as witness:
        connection.say(follow(name))
        await connection.until("followed")
        [reader] = [reader for reader in hub._readers if reader.topics]
        reader.unacked = 513
        witness.say(follow(name))
        await witness.until("followed")
        await goal(match)
        await witness.until("frames")
        await asyncio.sleep(0.05)
        assert connection.has_nothing()
        connection.say({"type": "ack", "frames": 513})
        [frame] = await frames_of(connection)

    assert frame["patch"]["row"]["score"] == {"home": 1}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("not json", "bad_message"),
        ("[]", "bad_message"),
        ('{"type": "shout"}', "bad_message"),
        ('{"type": "follow"}', "bad_message"),
        ('{"type": "follow", "topics": []}', "bad_message"),
        ('{"type": "follow", "topics": ["match.1"], "positions": {"match.1": -1}}', "bad_message"),
        ('{"type": "follow", "topics": ["match.1"], "positions": {"match.1": NaN}}', "bad_message"),
        ('{"type": "follow", "topics": ["match.1"], "positions": {"row.\\u0000": 1}}', "bad_message"),
        ('{"type": "follow", "topics": ["weather.1"]}', "unknown_topic"),
        ('{"type": "follow", "topics": ["match.1; drop table"]}', "unknown_topic"),
        ('{"type": "ack", "frames": "many"}', "bad_message"),
        ('{"type": "follow", "topics": ["' + "x" * 20_000 + '"]}', "too_long"),
    ],
)
async def test_a_bad_message_is_answered_with_an_error(application, text, code):
    async with connected(application) as connection:
        connection.say_text(text)
        answer = await connection.next()

    assert (answer["type"], answer["code"]) == ("error", code)


async def test_five_bad_messages_close_the_connection(application):
    async with connected(application) as connection:
        for _ in range(5):
            connection.say_bytes(b"\x00")
        for _ in range(5):
            assert (await connection.next())["code"] == "not_text"
        closed = await connection.next()

    assert (closed["type"], closed["code"]) == ("websocket.close", 4400)


async def test_the_65th_topic_is_refused(application):
    async with connected(application) as connection:
        connection.say(follow(*(f"match.{number}" for number in range(64))))
        await connection.until("followed")
        connection.say(follow("match.64"))
        answer = await connection.next()

    assert answer["code"] == "too_many_topics"


async def test_a_flood_of_messages_is_closed(application):
    async with connected(application) as connection:
        for _ in range(80):
            connection.say({"type": "ack", "frames": 0})
        closed = await connection.until("websocket.close")

    assert closed["code"] == 4400


async def test_connections_of_one_address_are_bounded(hub):
    application = wire(hub, per_address=10)
    held = [await Connection(application, client="10.9.9.9").open() for _ in range(1000)]
    for connection in held[:10]:
        assert (await connection.next())["type"] == "websocket.accept"
    refused = held[10]
    await refused.until("websocket.accept")

    assert (await refused.next())["code"] == 4429
    async with connected(application, client="10.9.9.10") as other:
        other.say(follow("match.1"))
        assert (await other.until("followed"))["topics"] == ["match.1"]

    for connection in held:
        await connection.cut()


@pytest.mark.parametrize(
    ("headers", "opens"),
    [
        ({}, True),
        ({"Origin": "http://testserver"}, True),
        ({"Origin": "https://partner.example"}, True),
        ({"Origin": "https://testserver"}, False),
        ({"Origin": "http://testserver:8000"}, False),
        ({"Origin": "http://testserver.evil.example"}, False),
        ({"Origin": "http://eviltestserver"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": ""}, False),
        ({"Origin": "https://partner.example.evil.example"}, False),
    ],
)
async def test_a_page_of_another_origin_gets_no_socket(hub, headers, opens):
    application = wire(hub, origins=("https://partner.example",))

    async with connected(application, headers={"Host": "testserver", **headers}) as connection:
        if opens:
            connection.say(follow("match.1"))
            assert (await connection.next())["type"] == "followed"

    assert connection.server is not None
    assert hub.is_empty


async def test_a_host_that_is_not_ours_has_no_own_origin(hub):
    connection = Connection(wire(hub), headers={"Host": "evil.example", "Origin": "http://evil.example"})
    await connection.open()

    assert (await connection.next())["type"] == "websocket.close"
    await connection.cut()


async def test_a_resume_is_answered_from_the_log_where_that_is_shorter_than_the_state(application):
    match = await amake_match(status="live")
    name = f"match.{match.pk}"
    sequence = (await Document.objects.aget(name=name)).sequence
    await goal(match)

    async with connected(application) as connection:
        connection.say({"type": "follow", "topics": [name], "positions": {name: sequence}})
        [frame] = await frames_of(connection)

    assert frame["sequence"] == sequence + 1
    assert frame["patch"]["row"]["score"] == {"home": 1}


async def test_a_resume_from_long_ago_is_answered_with_the_state(application):
    match = await amake_match(status="live")
    for number in range(20):
        await goal(match, str(number))

    async with connected(application) as connection:
        name = f"match.{match.pk}"
        connection.say({"type": "follow", "topics": [name], "positions": {name: 1}})
        [frame] = await frames_of(connection)

    assert frame["state"]["row"]["score"] == {"home": 20, "away": 0}


words = st.sampled_from(["type", "follow", "unfollow", "ack", "topics", "positions", "frames", "delay_ms", "match.1"])
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(message=anything)
def test_whatever_is_said_is_answered_in_words(message):
    try:
        protocol.parse(json.dumps(message))
    except protocol.BadMessage as refusal:
        assert refusal.code in {"bad_message", "too_long"}
        assert refusal.detail


@pytest.mark.parametrize(
    "text", ["", "{", '{"a":' * 3000, "\ud800", '{"type":"ack","frames":1e400}', "9" * 9000, "\x00"]
)
async def test_text_that_is_no_json_does_no_harm(application, text):
    async with connected(application) as connection:
        connection.say_text(text)

        assert (await connection.next())["code"] in {"bad_message", "too_long"}
