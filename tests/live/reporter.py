"""A feed in a process of its own: each line on its input is a score, reported and ingested as a payload would be.

{"verb": "begin"}               makes a user for the admin, a match for editors and one that the feed knows
{"verb": "score", "home": 3}    the feed says that its match stands at 3–0
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import Any

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402

from feeds.ingest import ingest  # noqa: E402
from feeds.providers import PROVIDERS  # noqa: E402
from scores import operations  # noqa: E402
from scores.models import Match, Team  # noqa: E402

FEED = PROVIDERS["football-data"]


def begin() -> dict[str, int]:
    User.objects.create_superuser("ana", password="open sesame")
    score(0)
    fed = Match.objects.select_related("stage").get()
    home, away = (Team.objects.create(sport="football", name=name) for name in ("Leeds", "Hull"))
    edited = operations.create_match(
        stage_id=fed.stage_id, home_id=home.pk, away_id=away.pk, kick_off=datetime.now(UTC), source="test"
    )
    operations.kick_off(edited, source="test")
    return {"fed": fed.pk, "edited": edited}


def score(home: int) -> dict[str, int]:
    now = datetime.now(UTC)
    tally = ingest(FEED, json.dumps({"matches": [match(home, now)]}).encode(), received_at=now, create=True)
    assert tally.applied == 1, str(tally)
    return {"applied": tally.applied}


def match(home: int, now: datetime) -> dict[str, Any]:
    return {
        "id": 500001,
        "utcDate": now.replace(minute=0, second=0).isoformat(timespec="seconds"),
        "status": "IN_PLAY",
        "competition": {"id": 2021, "name": "Premier League"},
        "season": {"startDate": "2026-08-14", "endDate": "2027-05-23"},
        "lastUpdated": now.isoformat(),
        "homeTeam": {"id": 57, "name": "Arsenal FC"},
        "awayTeam": {"id": 61, "name": "Chelsea FC"},
        "score": {"fullTime": {"home": home, "away": 0}},
    }


def answer(asked: dict[str, Any]) -> dict[str, int]:
    return begin() if asked["verb"] == "begin" else score(asked["home"])


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)
