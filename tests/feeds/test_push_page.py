"""docs/push.md, held against what it describes."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from feeds.push.admission import A_MINUTE, HEADERS, WINDOW
from feeds.push.rest import MOST_BYTES
from feeds.push.signing import signature_of, signed_bytes
from feeds.push.sources import MEDIA_TYPES
from feeds.push.turns import PATIENCE
from feeds.tally import Result
from tests.processes import ROOT

PAGE = (ROOT / "docs" / "push.md").read_text()
SOURCES = "".join(path.read_text() for path in (ROOT / "feeds" / "push").glob("*.py"))


def first_cells(heading: str) -> list[str]:
    section = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert section
    return re.findall(r"^\| `(.+?)` \|", section[1], re.MULTILINE)


def test_every_header_is_explained():
    assert set(first_cells("The request")) == {"Content-Type", *HEADERS}


def test_every_outcome_is_explained():
    assert set(first_cells("The answer")) == set(get_args(Result))


def test_every_error_is_explained():
    refused = set(re.findall(r'Refused\(\s*(\d{3}),\s*"(\w+)"', SOURCES))

    told = set(re.findall(r"^\| (\d{3}) \| `(\w+)` \|", PAGE, re.MULTILINE))

    assert told == refused | {("422", "unreadable"), ("503", "unavailable")}
    assert len(refused) > 8


@pytest.mark.parametrize("kind", [kind for kinds in MEDIA_TYPES.values() for kind in kinds])
def test_every_media_type_is_named(kind):
    assert f"`{kind}`" in PAGE


def test_the_limits_are_the_limits_there_are():
    assert f"{MOST_BYTES:,} bytes at most" in PAGE
    assert f"{A_MINUTE} requests a minute" in PAGE
    assert f"{WINDOW.total_seconds():.0f} s behind or ahead" in PAGE
    assert f"for {PATIENCE:.0f} s." in PAGE


def test_the_signature_of_the_page_is_right():
    told = re.search(
        r"the secret `(.+?)`, the time stamp `(\d+)`, the nonce `(\w+)` and the body `(.+?)`, the\s+signature is "
        r"`(\w+)`",
        PAGE,
    )
    assert told
    secret, timestamp, nonce, body, signature = told.groups()

    content = signed_bytes(method="POST", path="/api/v1/reports", timestamp=timestamp, nonce=nonce, body=body.encode())

    assert signature_of(secret, content) == signature
