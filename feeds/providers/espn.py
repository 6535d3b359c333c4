"""ESPN's scoreboards and schedules, without a contract: every sport of theirs that has two sides."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from feeds.names import is_placeholder
from feeds.providers.espn_boards import BOARDS
from feeds.providers.espn_incidents import incidents
from feeds.providers.espn_schedules import board_of, is_schedule
from feeds.providers.espn_scores import period_key, periods, total, winner_of
from feeds.providers.espn_shapes import (
    LEAGUES,
    SPORTS_OF_UID,
    TENNIS_DRAWS,
    Competitor,
    Event,
    Game,
    League,
    uid_part,
)
from feeds.providers.espn_situations import situation
from feeds.providers.espn_statistics import statistics
from feeds.providers.espn_statuses import period_before, status_of
from feeds.providers.provider import Parsed, ParseError, Problem, Provider, explain, read_object
from feeds.providers.stages import ONLY, StageName, stage_name
from scores.reports import (
    ClockReport,
    CompetitionReport,
    IncidentReport,
    MatchReport,
    PeriodKey,
    Side,
    TeamReport,
)
from scores.sports import SPORTS, UPCOMING, Status

NEW_YORK = ZoneInfo("America/New_York")
UNPLAYED = UPCOMING | {Status.POSTPONED, Status.CANCELLED, Status.WALKOVER}  # a 0-0 in them is no score


def parse(payload: bytes, received_at: datetime) -> Parsed:
    document = read_object(payload, having="events")
    schedule = is_schedule(document) and isinstance(document["events"], list)
    document = board_of(document) if schedule else document
    if not isinstance(document.get("leagues"), list) or not isinstance(document["events"], list):
        raise ParseError(f"The body is another resource than a scoreboard: {', '.join(list(document)[:6])}.")
    board = Board(document["leagues"], document.get("week"), received_at)
    for entry in document["events"]:
        board.read_event(entry)
    resource = "schedule" if schedule else ""
    return Parsed(tuple(board.reports), tuple(board.problems), board.ignored, resource=resource)


class Board:
    """One scoreboard while it is read."""

    def __init__(self, leagues: list[Any], week: Any, received_at: datetime) -> None:
        self.names = {
            uid_part(str(league.get("uid", "")), "s") + "/" + str(league.get("id")): str(league["name"])
            for league in leagues
            if isinstance(league, dict) and league.get("name")
        }
        self.week = week
        self.received_at = received_at
        self.reports: list[MatchReport] = []
        self.problems: list[Problem] = []
        self.ignored = 0

    def read_event(self, entry: Any) -> None:
        try:
            event = Event.model_validate({"week": self.week or {}, **entry} if isinstance(entry, dict) else entry)
        except ValidationError as error:
            name = entry.get("id", "?") if isinstance(entry, dict) else "?"
            self.problems.append(Problem(f"event {name}", explain(error)))
            return
        sport = SPORTS_OF_UID.get(uid_part(event.uid, "s"))
        if sport is None:
            self.ignored += 1
            return
        grouped = [game for group in event.groupings for game in group.competitions]
        for game in [*event.competitions, *grouped]:
            self.read_game(sport, event, game)

    def read_game(self, sport: str, event: Event, entry: Any) -> None:
        where = f"event {event.id}"
        try:
            game = Game.model_validate(entry)
            where = f"match {game.id}"
            self.reports.append(self._report(sport, event, game, where))
        except ValueError as error:
            self.problems.append(Problem(where, explain(error)))

    def _report(self, sport: str, event: Event, game: Game, where: str) -> MatchReport:
        home, away = sides_of(game)
        status = status_of(game.status)
        state = game.status.type.state
        score = None if state == "pre" or status in UNPLAYED else total(sport, game, (home, away))
        if status is None:
            self.problems.append(Problem(where, f"unknown status {game.status.type.name or state!r}"))
        if score is None and status in {Status.LIVE, Status.ENDED}:
            self.problems.append(Problem(where, f"no score in a match that is {status}"))
        return MatchReport(
            key=game.id,
            sport=sport,
            competition=self._competition(sport, event, game),
            home=team_of(sport, event, game, home, "home"),
            away=team_of(sport, event, game, away, "away"),
            kick_off=_kick_off(game),
            kick_off_precision="time" if game.time_valid else "date",
            venue=", ".join(filter(None, (game.venue.court, game.venue.full_name)))[:128],
            city="" if game.venue.address.city in game.venue.full_name else game.venue.address.city[:64],
            attendance=game.attendance or None,
            status=status,
            period=_period(sport, game, status),
            clock=self._clock(sport, game, status),
            score=score,
            periods=periods(sport, game, (home, away)),
            incidents=self._incidents(game, home, away, where) if sport == "football" else None,
            statistics=None if status in UNPLAYED else statistics(sport, home, away),
            situation=situation(sport, game, home, away) if state == "in" else {},
            winner=winner_of(game, status, score, home, away),
            note=_note(sport, game),
        )

    def _incidents(
        self, game: Game, home: Competitor, away: Competitor, where: str
    ) -> tuple[IncidentReport, ...] | None:
        """Where one cannot be read the list is not the whole, and what it lacks is not taken back."""
        try:
            return incidents(game, home, away)
        except ValidationError as error:
            self.problems.append(Problem(where, f"details: {explain(error)}"))
            return None

    def _competition(self, sport: str, event: Event, game: Game) -> CompetitionReport:
        sport_id, league_id = uid_part(event.uid, "s"), uid_part(event.uid, "l")
        if sport == "tennis":
            return _tournament(event, game)
        if sport == "cricket":
            return _series(event, game)
        known = LEAGUES.get((sport_id, league_id))
        name = self.names.get(f"{sport_id}/{league_id}") or f"{SPORTS[sport].name} {league_id}"
        league = known or League(name)
        stage = _stage(event.season.slug)
        return CompetitionReport(
            name=league.name,
            key=f"s:{sport_id}~l:{league_id}",
            country=league.country,
            season=_season(event, league),
            stage=stage.name,
            stage_kind=stage.kind,
            stage_order=stage.order,
            round=f"Week {event.week.number}" if event.week.number and stage.kind != "knockout" else "",
        )

    def _clock(self, sport: str, game: Game, status: Status | None) -> ClockReport | None:
        """A clock that counts down stops often and does not say so: it is shown as it stood, not run."""
        direction = SPORTS[sport].clock
        if status != Status.LIVE or direction == "none" or game.status.clock is None:
            return None
        seconds = max(0, int(game.status.clock))
        if direction == "down":
            return ClockReport(seconds=seconds, at=self.received_at, running=False)
        added = re.search(r"\+(\d+)", game.status.display_clock or "")
        # 4140 is told with "69'": the minute being played, times 60.
        return ClockReport.in_minute(seconds // 60, at=self.received_at, added=int(added.group(1)) if added else 0)


def sides_of(game: Game) -> tuple[Competitor, Competitor]:
    if len(game.competitors) != 2:
        raise ValueError(f"{len(game.competitors)} competitors, not two")
    first, second = sorted(game.competitors, key=lambda side: side.order or 0)
    if {first.home_away, second.home_away} == {"home", "away"}:
        return (first, second) if first.home_away == "home" else (second, first)
    return first, second


def team_of(sport: str, event: Event, game: Game, side: Competitor, slot: Side) -> TeamReport:
    named = side.named
    name = named.display_name.strip() if named else ""
    if not name or "TBD" in name.split(" / "):
        name = "TBD"
    if named is None or is_placeholder(name):
        return TeamReport(name=name, key=f"{game.id}:{slot}", placeholder=True)
    if sport == "tennis":
        pair = side.roster is not None
        # A player has one id in every tour, and a pair its players' in any order.
        return TeamReport(
            name=name,
            key=f"s:850~{'r' if pair else 'a'}:{'-'.join(sorted(side.id.split('-')))}",
            short_name=named.short_name[:32],
            country=named.flag.alt[:64],
            kind="pair" if pair else "player",
        )
    nations = LEAGUES.get((uid_part(event.uid, "s"), uid_part(event.uid, "l")), League("")).nations
    return TeamReport(
        name=name,
        key=(named.uid or side.uid)[:128],
        short_name=(named.short_display_name or "")[:32],
        code=named.abbreviation.strip()[:4],
        country=name[:64] if nations else "",
        kind="nation" if nations else "club",
    )


def _kick_off(game: Game) -> datetime:
    """Where only the day is sure, midnight of New York is given. Noon in UTC is that day nearly everywhere."""
    if game.time_valid:
        return game.date
    return datetime.combine(game.date.astimezone(NEW_YORK), time(12), UTC)


def _period(sport: str, game: Game, status: Status | None) -> PeriodKey | None:
    """The one that is played or, in a break, the one that ended."""
    if sport == "football" and status == Status.BREAK:
        return period_before(game.status)
    number = game.status.period if status in {Status.LIVE, Status.BREAK} else None
    return period_key(sport, game, number) if number else None


def _tournament(event: Event, game: Game) -> CompetitionReport:
    stage = game.type.text or TENNIS_DRAWS.get(game.type.id, "Singles")
    return CompetitionReport(
        name=event.name,
        key=f"s:850~e:{event.id.partition('-')[0]}",
        season=str(event.season.year),
        stage=stage,
        stage_kind="knockout",
        stage_order=int(game.type.id) if game.type.id.isdigit() else 0,
        round=game.round.display_name[:64],
    )


def _series(event: Event, game: Game) -> CompetitionReport:
    """ "24th Match (D/N), Big Bash League at Melbourne, Jan 1 2023" is of the Big Bash League."""
    found = re.search(r", (.+?) at ", event.description)
    name = found.group(1) if found else event.name
    # In a tour two teams meet in several formats: it has no table.
    is_tour = " tour of " in name.lower()
    return CompetitionReport(
        name=name,
        key=f"s:200~l:{event.season.type}",
        season=str(event.season.year),
        stage=game.format_of_cricket.event_type if is_tour else "",
        stage_kind="knockout" if is_tour else "league",
        round=game.description[:64],
    )


def _season(event: Event, league: League) -> str:
    year = event.season.year
    if found := re.match(r"(\d{4})-(\d{2})\b", event.season.slug):
        return f"{found.group(1)}/{found.group(2)}"
    return f"{year - 1}/{year % 100:02}" if league.two_years else str(year)


def _stage(slug: str) -> StageName:
    if not slug or slug == "regular-season" or slug[:4].isdigit():
        return ONLY
    return StageName("Post-season", "knockout", 90) if slug == "post-season" else stage_name(slug)


def _note(sport: str, game: Game) -> str | None:
    if sport == "tennis":
        return None
    noted = next((note.headline or note.text for note in game.notes if note.headline or note.text), "")
    # That extra time was played, no part of the score says.
    after = "After extra time" if sport == "football" and "AET" in (game.status.type.name or "") else ""
    return (game.status.summary or noted or after)[:200] or None


PROVIDER = Provider(
    name="espn",
    title="ESPN",
    parse=parse,
    addresses=BOARDS.addresses,
    boards=BOARDS,
    poll_seconds=30,
    per_minute=60,
    precedence=40,
)
