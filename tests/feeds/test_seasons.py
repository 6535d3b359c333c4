"""Whole seasons on the road: the recorded files and snapshots of openfootball, through the commands."""

from __future__ import annotations

import json
import lzma
from collections import Counter, defaultdict
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from feeds.models import Alias, Kind, Payload
from scores.live.models import Document, Update
from scores.models import Match, Team
from tests.feeds.recordings import body_of, path_of, recorded

pytestmark = [recorded, pytest.mark.django_db]

SEASON = "openfootball/2024-25_en.1.json"


def ingest(*arguments: str) -> str:
    out = StringIO()
    call_command("ingest", "openfootball", "--file", *arguments, stdout=out)
    return out.getvalue()


def replay(name: str) -> str:
    out = StringIO()
    path = path_of(f"sequences/openfootball/{name}.jsonl.xz")
    call_command("replay", str(path), "--provider", "openfootball", "--speed", "0", stdout=out)
    return out.getvalue()


def last_snapshot(name: str) -> list[dict[str, Any]]:
    with lzma.open(path_of(f"sequences/openfootball/{name}.jsonl.xz"), "rt", encoding="utf-8") as lines:
        matches: list[dict[str, Any]] = json.loads(json.loads(list(lines)[-1])["body"])["matches"]
    return matches


def table_by_hand(matches: list[dict[str, Any]]) -> dict[str, tuple[int, int, int]]:
    """Points, goal difference and goals of each club, from the raw file and nothing of ours."""
    points: Counter[str] = Counter()
    scored: Counter[str] = Counter()
    conceded: Counter[str] = Counter()
    for match in matches:
        home, away = match["score"]["ft"]
        for team, ours, theirs in ((match["team1"], home, away), (match["team2"], away, home)):
            points[team] += 3 if ours > theirs else 1 if ours == theirs else 0
            scored[team] += ours
            conceded[team] += theirs
    return {team: (points[team], scored[team] - conceded[team], scored[team]) for team in scored}


def table_shown(stage_id: int) -> dict[str, tuple[int, int, int]]:
    rows = Document.objects.get(name=f"table.{stage_id}").state["rows"].values()
    return {row["team"]["name"]: (row["points"], row["difference"], row["scored"]) for row in rows}


def test_a_season_file_makes_the_right_table_and_changes_nothing_the_second_time():
    path = str(path_of(f"static/{SEASON}"))

    first = ingest(path)
    updates = Update.objects.count()
    second = ingest(path)

    stage_id = Match.objects.values_list("stage_id", flat=True).distinct().get()
    by_hand = table_by_hand(json.loads(body_of(SEASON))["matches"])
    order = [row["team"]["name"] for row in sorted(rows_of(stage_id), key=lambda row: row["position"])]
    assert len(by_hand) == 20
    assert table_shown(stage_id) == by_hand
    assert [by_hand[team] for team in order] == sorted(by_hand.values(), reverse=True)
    assert "380 applied, 0 unchanged, 0 held back, 0 unmatched, 0 unreadable" in first
    assert "0 applied, 380 unchanged" in second
    assert Update.objects.count() == updates


def rows_of(stage_id: int) -> list[dict[str, Any]]:
    return list(Document.objects.get(name=f"table.{stage_id}").state["rows"].values())


def test_the_snapshots_of_a_league_replay_to_the_end():
    summary = replay("premier-league-2025-26")

    expected = {
        (plain(match["team1"]), plain(match["team2"])): match for match in last_snapshot("premier-league-2025-26")
    }
    ours = {
        (plain(match.home.name), plain(match.away.name)): match
        for match in Match.objects.select_related("home", "away")
    }
    assert "1 unreadable" in summary
    assert Payload.objects.get().times == 1
    assert (Team.objects.count(), len(ours), Match.objects.count()) == (20, 380, 380)
    assert Alias.objects.filter(kind=Kind.TEAM).count() == 20
    assert ours.keys() == expected.keys()
    assert {key: match.kick_off.date().isoformat() for key, match in ours.items()} == {
        key: match["date"] for key, match in expected.items()
    }
    assert {key: score_of(match) for key, match in ours.items()} == {
        key: tuple(match["score"].get("ft", (None, None))) for key, match in expected.items()
    }


def plain(name: str) -> str:
    """The recording's own renaming, undone here by hand."""
    return name.removesuffix(" FC")


def score_of(match: Match) -> tuple[int | None, int | None]:
    return match.home_score, match.away_score


def test_the_snapshots_of_a_world_cup_replay_to_the_end():
    summary = replay("worldcup-2026-group-stage")

    last = last_snapshot("worldcup-2026-group-stage")
    by_stage: dict[str, set[tuple[str, str, int | None, int | None]]] = defaultdict(set)
    for match in Match.objects.select_related("home", "away", "stage"):
        by_stage[match.stage.name].add((match.home.name, match.away.name, *score_of(match)))
    groups: dict[str, set[tuple[str, str, int | None, int | None]]] = defaultdict(set)
    for item in last:
        groups[item.get("group", "knockout")].add(
            (item["team1"], item["team2"], *item.get("score", {}).get("ft", (None, None)))
        )
    assert "0 held back, 0 unmatched, 0 unreadable" in summary
    assert Match.objects.count() == 104
    assert {name: by_stage[name] for name in by_stage if name.startswith("Group")} == {
        name: groups[name] for name in groups if name != "knockout"
    }
    assert set().union(*(by_stage[name] for name in by_stage if not name.startswith("Group"))) == groups["knockout"]
    assert not Update.objects.filter(reason__contains="disallowed").exists()


# Name, matches, goals that are told one by one.
OPENFOOTBALL = [
    ("openfootball/2023-24_es.1.json", 380, 0),
    ("openfootball/2024-25_de.1.json", 306, 0),
    ("openfootball/2024-25_en.1.json", 380, 0),
    ("openfootball/2024-25_uefa.cl.json", 189, 0),
    ("openfootball/2025-26_en.1.json", 380, 0),
    ("openfootball/2025_mls.json", 510, 0),
    ("openfootball-worldcup/2018_worldcup.json", 64, 169),
    ("openfootball-worldcup/2022_worldcup.json", 64, 172),
]


@pytest.mark.parametrize(("name", "matches", "goals"), OPENFOOTBALL)
def test_scores_parts_and_goals_of_every_file_are_those_of_the_file(name, matches, goals):
    ingest(str(path_of(f"static/{name}")))

    by_hand = Counter(by_hand_of(match) for match in json.loads(body_of(name))["matches"])
    assert Counter(shown_of(match) for match in Match.objects.prefetch_related("periods", "incidents")) == by_hand
    assert (by_hand.total(), sum(many * sum(match[-1]) for match, many in by_hand.items())) == (matches, goals)


def by_hand_of(match: dict[str, Any]) -> tuple[Any, ...]:
    """The score, its parts and how many goals of each side are told, from the raw match and nothing of ours."""
    score = match["score"]
    told = [score.get(part) for part in ("ht", "ft", "et")]
    parts = {}
    for name, before, after in (("period 2", told[0], told[1]), ("extra 1", told[1], told[2])):
        if before and after:
            parts[name] = (after[0] - before[0], after[1] - before[1])
    if told[0]:
        parts["period 1"] = tuple(told[0])
    if "p" in score:
        parts["shootout 1"] = tuple(score["p"])
    final = told[2] or told[1] or [None, None]
    return (*final, *sorted(parts.items()), tuple(len(match.get(f"goals{side}", ())) for side in "12"))


def shown_of(match: Match) -> tuple[Any, ...]:
    parts = {f"{part.kind} {part.number}": (part.home_score, part.away_score) for part in match.periods.all()}
    # The file lists an own goal with the side that it counts for, we with the side of the player.
    sides = [
        each.side if each.kind != "own_goal" else {"home": "away", "away": "home"}[each.side]
        for each in match.incidents.all()
    ]
    goals = tuple(sides.count(side) for side in ("home", "away"))
    return (match.home_score, match.away_score, *sorted(parts.items()), goals)
