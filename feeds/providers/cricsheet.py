"""Cricsheet: one file a match, ball by ball, published when it is over. There is no wall clock, only an order.

A file has no id in it: a match is known by its day, kind, teams and number. Checked against files of a Test, a
one-day international, a T20 of five-ball overs and one without a result; super overs, bowl-outs, declared and
forfeited innings, penalty runs and miscounted overs are read as the published format says.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Literal

from pydantic import ValidationError

from feeds.names import plain
from feeds.providers.cricsheet_innings import incidents, parts_of, periods, statistics, total
from feeds.providers.cricsheet_shapes import File, Info, Meta, Outcome
from feeds.providers.provider import Parsed, Problem, Provider, explain, read_object
from feeds.providers.stages import ONLY, StageName, stage_name
from scores.reports import CompetitionReport, MatchReport, PlayerReport, Side, TeamReport
from scores.sports import Status, ordinal

Winner = Literal["home", "away", "draw"]
FORMATS = {"IT20": "T20I", "ODM": "One-day", "MDM": "Multi-day"}
RESULTS = {"tie": Status.ENDED, "draw": Status.ENDED, "no result": Status.ABANDONED}


def parse(payload: bytes, received_at: datetime) -> Parsed:
    document = read_object(payload, having="info")
    problems: list[Problem] = []
    try:
        return Parsed((_report(File.model_validate(document), problems),), tuple(problems))
    except ValidationError as error:
        return Parsed((), (Problem("match", explain(error)),))
    except ValueError as error:
        return Parsed((), (Problem("match", str(error)),))


def _report(file: File, problems: list[Problem]) -> MatchReport:
    info, parts = file.info, parts_of(file)
    status = _status(info.outcome)
    if status is None:
        problems.append(Problem("match", f"unknown result {info.outcome.result!r}"))
    return MatchReport(
        key=_key(info),
        sport="cricket",
        competition=_competition(info),
        home=_team(info, 0),
        away=_team(info, 1),
        kick_off=datetime.combine(info.dates[0], time(12), UTC),
        kick_off_precision="date",
        venue=_venue(info),
        referee=next(iter(info.officials.umpires), ""),
        status=status,
        score=total(parts),
        periods=periods(parts),
        incidents=incidents(file, parts),
        statistics=statistics(parts) if parts else (),
        lineups=_lineups(file),
        situation={},
        winner=None if status is None else _winner(info),
        note=None if status is None else _note(info),
        as_of=_moment(file.meta),
    )


def _status(outcome: Outcome) -> Status | None:
    if outcome.winner:
        return Status.AWARDED if outcome.method == "Awarded" else Status.ENDED
    return RESULTS.get(outcome.result or "")


def _winner(info: Info) -> Winner | None:
    """Said always: by another target, or with an innings to spare, the side with fewer runs may win."""
    outcome = info.outcome
    winner = outcome.winner or outcome.eliminator or outcome.bowl_out
    if winner is None:
        return None if outcome.result == "no result" else "draw"
    if winner not in info.teams:
        raise ValueError(f"the winner {winner!r} does not play")
    return "home" if winner == info.teams[0] else "away"


def _key(info: Info) -> str:
    number = "" if info.event.match_number is None else str(info.event.match_number)
    return ":".join([f"{info.dates[0]}", info.gender, info.match_type, number, *map(plain, info.teams)])[:128]


def _format(info: Info) -> str:
    if info.match_type == "T20" and info.team_type == "international":
        return "T20I"
    return FORMATS.get(info.match_type, info.match_type)


def _competition(info: Info) -> CompetitionReport:
    """Men and women contest things of one name; in a tour, two teams meet in several formats without a table."""
    name = info.event.name or f"{_format(info)} matches"
    if info.gender == "female" and "women" not in name.lower():
        name = f"{name} (women)"
    number, is_tour = info.event.match_number, not info.event.name or " tour of " in info.event.name.lower()
    stage = _stage(info, is_tour=is_tour)
    return CompetitionReport(
        name=name[:128],
        key=f"{info.gender}:{plain(name)}"[:128],
        season=info.season,
        stage=stage.name,
        stage_kind=stage.kind,
        stage_order=stage.order,
        round="" if number is None else f"{ordinal(number)} {_format(info)}" if is_tour else f"Match {number}",
    )


def _stage(info: Info, *, is_tour: bool) -> StageName:
    if info.event.stage:
        return stage_name(info.event.stage)
    if info.event.group:
        return stage_name(f"Group {info.event.group}")
    return StageName(_format(info), "knockout") if is_tour else ONLY


def _team(info: Info, index: int) -> TeamReport:
    name, is_nation = info.teams[index], info.team_type == "international"
    shown = f"{name} Women" if is_nation and info.gender == "female" else name
    return TeamReport(
        name=shown[:128],
        key=f"{info.gender}:{info.team_type}:{plain(name)}"[:128],
        country=name[:64] if is_nation else "",
        kind="nation" if is_nation else "club",
    )


def _venue(info: Info) -> str:
    if not info.city or info.city.lower() in info.venue.lower():
        return info.venue[:128]
    return ", ".join(filter(None, [info.venue, info.city]))[:128]


def _note(info: Info) -> str:
    """The result in words, how the toss went, and who was best."""
    toss, best = info.toss, ", ".join(info.player_of_match)
    chose = "bat" if toss.decision == "bat" else "field"
    sentences = [
        _result(info.outcome),
        f"{toss.winner} chose to {chose}" if toss.uncontested else f"{toss.winner} won the toss and chose to {chose}",
        f"Player of the match: {best}",
    ]
    said = [True, bool(toss.winner and toss.decision), bool(best)]
    return ". ".join(text for text, is_said in zip(sentences, said, strict=True) if is_said)[:200]


def _result(outcome: Outcome) -> str:
    method = f" ({outcome.method})" if outcome.method and outcome.method != "Awarded" else ""
    if outcome.winner:
        margin = _margin(outcome)
        won = f"won by {margin}" if margin else "won" if method else "were awarded the match"
        return f"{outcome.winner} {won}{method}"
    decided = {"super over": outcome.eliminator, "bowl-out": outcome.bowl_out}
    by = next((f" ({team} won the {way})" for way, team in decided.items() if team), "")
    words = {"tie": "Match tied", "draw": "Match drawn", "no result": "No result"}
    return f"{words[outcome.result or '']}{by}{method}"


def _margin(outcome: Outcome) -> str:
    by = outcome.by
    counted = [
        f"{count} {unit if count == 1 else unit + 's'}"
        for count, unit in ((by.runs, "run"), (by.wickets, "wicket"))
        if count is not None
    ]
    return " and ".join([*(["an innings"] if by.innings else []), *counted])


def _lineups(file: File) -> tuple[PlayerReport, ...] | None:
    """Who came for another during the match is listed with the eleven."""
    info = file.info
    came = {
        replacement.player
        for innings in file.innings
        for over in innings.overs
        for delivery in over.deliveries
        for replacement in delivery.replacements.match
    }
    sides: tuple[tuple[Side, str], ...] = (("home", info.teams[0]), ("away", info.teams[1]))
    players = [
        PlayerReport(side=side, name=name, starter=name not in came)
        for side, team in sides
        for name in info.players.get(team, [])
    ]
    return tuple(players) or None


def _moment(meta: Meta) -> datetime | None:
    """Not a moment but an order: the revision grows with each correction, and begins anew with each data version."""
    if meta.created is None:
        return None
    major, minor, patch = map(int, meta.data_version.split("."))
    version = timedelta(days=max(0, major - 1), hours=minor, minutes=patch)
    return datetime.combine(meta.created, time(), UTC) + version + timedelta(seconds=meta.revision)


PROVIDER = Provider(name="cricsheet", title="Cricsheet", parse=parse, precedence=60)
