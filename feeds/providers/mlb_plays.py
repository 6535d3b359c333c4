"""What happens in an MLB game: runs, outs, substitutions and calls that a review overturned.

Plays are rewritten in place, so an incident is known by its turn at bat and its runner: nobody scores or is out twice
in one, and nobody comes on twice in a game.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from feeds.providers.mlb_shapes import BoxscoreSide, Feed, Play, PlayEvent, Runner
from feeds.providers.provider import Problem, explain
from scores.reports import IncidentReport, PeriodKey, Side
from scores.sports import PeriodKind

SUBSTITUTIONS = frozenset({"pitching_substitution", "offensive_substitution", "defensive_substitution"})


def incidents(feed: Feed, problems: list[Problem]) -> tuple[IncidentReport, ...] | None:
    if feed.live_data.plays.all_plays is None:
        return None
    found: dict[str, IncidentReport] = {}
    for entry in feed.live_data.plays.all_plays:
        try:
            play = Play.model_validate(entry)
        except ValidationError as error:
            problems.append(Problem(f"game {feed.game_pk}, {_name(entry)}", explain(error)))
            continue
        for incident in _of_play(play, feed):
            found.setdefault(incident.key, incident)
    return tuple(each.model_copy(update={"order": order}) for order, each in enumerate(found.values()))


def _name(entry: Any) -> str:
    return f"play {entry.get('atBatIndex', '?')}" if isinstance(entry, dict) else "play ?"


def _of_play(play: Play, feed: Feed) -> Iterator[IncidentReport]:
    period = PeriodKey(kind=PeriodKind.INNINGS, number=play.about.inning)
    for event in play.play_events:
        if event.details.event_type in SUBSTITUTIONS and event.player:
            yield _substitution(play, event, feed, period)
    for runner in play.runners:
        if runner.movement.end == "score":
            yield _run(play, runner, period)
        elif runner.movement.is_out:
            yield _out(play, runner, period)
    if play.review_details and play.review_details.is_overturned:
        yield _review(play, period)


def _batting(play: Play) -> Side:
    return "away" if play.about.half_inning == "top" else "home"


def _fielding(play: Play) -> Side:
    return "home" if play.about.half_inning == "top" else "away"


def _run(play: Play, runner: Runner, period: PeriodKey) -> IncidentReport:
    scorer, batter = runner.details.runner, play.matchup.batter
    is_own_hit = batter is None or scorer.id == batter.id
    return IncidentReport(
        key=f"{play.at_bat_index}:{scorer.id}:run",
        kind="home_run" if is_own_hit and play.result.event_type == "home_run" else "run",
        side=_batting(play),
        period=period,
        player=scorer.full_name,
        other_player="" if batter is None or is_own_hit else batter.full_name,
        detail=runner.details.event[:128],
    )


def _out(play: Play, runner: Runner, period: PeriodKey) -> IncidentReport:
    return IncidentReport(
        key=f"{play.at_bat_index}:{runner.details.runner.id}:out",
        kind="out",
        side=_batting(play),
        period=period,
        player=runner.details.runner.full_name,
        detail=runner.details.event[:128],
    )


def _review(play: Play, period: PeriodKey) -> IncidentReport:
    """ "Astros challenged (tag play), call on the field was overturned: …" """
    said = play.result.description.partition(":")[0]
    return IncidentReport(
        key=f"{play.at_bat_index}:review",
        kind="review",
        side=_batting(play),
        period=period,
        player=play.matchup.batter.full_name if play.matchup.batter else "",
        detail=(said if "overturned" in said else "call on the field was overturned")[:128],
    )


def _substitution(play: Play, event: PlayEvent, feed: Feed, period: PeriodKey) -> IncidentReport:
    assert event.player is not None
    side = _batting(play) if event.details.event_type == "offensive_substitution" else _fielding(play)
    boxscore: BoxscoreSide = getattr(feed.live_data.boxscore.teams, side)
    gone = event.replaced_player.id if event.replaced_player else _pitcher_before(event.player.id, boxscore)
    return IncidentReport(
        key=f"on:{event.player.id}",
        kind="substitution",
        side=side,
        period=period,
        player=_full_name(gone, feed),
        other_player=_full_name(event.player.id, feed),
        detail=event.details.event[:128],
    )


def _pitcher_before(number: int, side: BoxscoreSide) -> int | None:
    """Whom a pitcher replaces is said in words only; the boxscore lists them in their order."""
    turn = side.pitchers.index(number) if number in side.pitchers else 0
    return side.pitchers[turn - 1] if turn else None


def _full_name(number: int | None, feed: Feed) -> str:
    person = feed.game_data.players.get(f"ID{number}")
    return person.full_name if person else ""
