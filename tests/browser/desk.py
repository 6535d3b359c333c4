"""The other end of `tests.browser.sites.Desk`: reads one verb a line, does it, answers in one line."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import django
import time_machine

django.setup()

from django.contrib.auth.models import User  # noqa: E402

from feeds.ingest import ingest  # noqa: E402
from feeds.models import Source  # noqa: E402
from feeds.providers import PROVIDERS  # noqa: E402
from scores import operations  # noqa: E402
from scores.live.models import Document, Update  # noqa: E402
from scores.models import Competition, Match, Season, Stage, Team  # noqa: E402
from tests.feeds.bodies import espn, espn_event  # noqa: E402

SOURCE = "admin:ana"


def start_over() -> None:
    """Empty the site, as if nothing had ever been: for the next test, not for readers."""
    for model in (Document, Update, Match, Competition, Team, User):
        model.objects.all().delete()


def make_admin(name: str, password: str) -> None:
    User.objects.create_superuser(name, password=password)


def make_match(
    home: str = "Arsenal",
    away: str = "Chelsea",
    *,
    sport: str = "football",
    competition: str = "Premier League",
    days: int = 0,
    live: bool = True,
) -> int:
    """A match today, or so many days from now; a live one has been kicked off 20 minutes ago."""
    contest, _ = Competition.objects.get_or_create(sport=sport, name=competition, country="England")
    season, _ = Season.objects.get_or_create(competition=contest, name="2026/27")
    stage, _ = Stage.objects.get_or_create(season=season, name="")
    teams = [Team.objects.get_or_create(sport=sport, name=name)[0].pk for name in (home, away)]
    now = datetime.now(UTC).replace(microsecond=0)
    today = now.replace(hour=12, minute=0, second=0) + timedelta(days=days)
    match_id = operations.create_match(
        stage_id=stage.pk, home_id=teams[0], away_id=teams[1], kick_off=today, source=SOURCE
    )
    if live:
        operations.kick_off(match_id, source=SOURCE, at=now - timedelta(minutes=20))
    return match_id


def hear(minutes_ago: float, *, home: int = 1) -> int:
    """What a feed that is polled said so long ago of a match that is on; return our id of it."""
    at = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=minutes_ago)
    body = espn(espn_event(score=(str(home), "0"), date=f"{datetime.now(UTC) - timedelta(hours=1):%Y-%m-%dT%H:00Z}"))
    with time_machine.travel(at, tick=False):
        ingest(PROVIDERS["espn"], body, received_at=at, create=True)
    Source.objects.filter(name="espn").update(asked_at=at, next_at=at + timedelta(seconds=15))
    return Match.objects.get(home__name="Arsenal").pk


def move(match_id: int, *, days: int) -> None:
    kick_off = Match.objects.get(pk=match_id).kick_off + timedelta(days=days)
    operations.amend(match_id, {"kick_off": kick_off}, source=SOURCE)


def goal(match_id: int, key: str, *, side: str = "home", player: str = "Saka", minute: int = 21) -> int:
    """Record a goal; return the id of its incident."""
    operations.record_incident(match_id, key=key, kind="goal", side=side, player=player, minute=minute, source=SOURCE)
    return int(Match.objects.get(pk=match_id).incidents.get(key=f"{SOURCE}:{key}").pk)


def rename(name: str, to: str) -> None:
    operations.amend_team(Team.objects.get(name=name).pk, {"name": to}, source=SOURCE)


def team(name: str) -> int:
    return Team.objects.get(name=name).pk


def competition(name: str) -> int:
    return Competition.objects.get(name=name).pk


def state(document: str) -> dict[str, Any]:
    found: dict[str, Any] = Document.objects.get(name=document).state
    return found


def sequences() -> dict[str, int]:
    return dict(Document.objects.values_list("name", "sequence"))


OWN: Mapping[str, Callable[..., Any]] = {
    verb.__name__: verb
    for verb in (start_over, make_admin, make_match, hear, move, goal, rename, team, competition, state, sequences)
}


def answer(line: str) -> dict[str, Any]:
    verb, args, kwargs = json.loads(line)
    try:
        if verb in OWN:
            return {"result": OWN[verb](*args, **kwargs)}
        return {"result": getattr(operations, verb)(*args, source=SOURCE, **kwargs)}
    except Exception:  # whatever it is, the test that asked is to tell it
        return {"error": traceback.format_exc()}


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(answer(line)), flush=True)
