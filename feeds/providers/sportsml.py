"""SportsML 3 of the IPTC, in a newsItem of NewsML-G2, in a newsMessage of several, or alone ("classic").

It comes as a file or is pushed: there is nothing to poll. Checked on recordings of football, basketball and ice hockey,
in the profile that has an attribute for everything ("specific"); other sports are refused, and what the generic profile
puts into `stat` elements is not read. Never seen, and so refused: a score with a shoot-out in football, own goals and
shoot-outs in ice hockey, standings of other sports than football. Never seen either, but read as the vocabularies say:
every status but mid-event and post-event, extra time, a football clock in play.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time

from pydantic import AwareDatetime, TypeAdapter

from feeds.providers import sportsml_scores as scores
from feeds.providers.provider import Parsed, ParseError, Problem, Provider, explain
from feeds.providers.sportsml_incidents import Telling, actions_of
from feeds.providers.sportsml_shapes import LEAGUES, SPORTS, EventMetadata, Item, League, item_of, name_of
from feeds.providers.sportsml_tables import tables_of
from feeds.providers.sportsml_teams import Team, lineups, players_of, statistics, team_report, teams_of
from feeds.providers.sportsml_xml import Element, code, read_xml, said
from feeds.providers.stages import ONLY, StageName
from scores.reports import (
    CompetitionReport,
    IncidentReport,
    MatchReport,
    PeriodReport,
    Precision,
    ScoreReport,
    Side,
    TableReport,
)
from scores.sports import CALLED_OFF, OVER, UPCOMING, Status

STATUSES = {
    "pre-event": Status.SCHEDULED,
    "if-necessary": Status.SCHEDULED,
    "rescheduled": Status.SCHEDULED,  # it has its new time
    "delayed": Status.DELAYED,  # "can happen before or during an event"
    "mid-event": Status.LIVE,
    "intermission": Status.BREAK,
    "halted": Status.INTERRUPTED,  # "stopped and not resumed or ended"
    "suspended": Status.SUSPENDED,
    "post-event": Status.ENDED,
    "postponed": Status.POSTPONED,
    "canceled": Status.CANCELLED,
    "discarded": Status.CANCELLED,  # an if-necessary that was not
    "forfeited": Status.AWARDED,
}
WITHOUT_SCORE = UPCOMING | {Status.POSTPONED, Status.CANCELLED}  # a 0-0 in them is no score
NOTED = {Status.DELAYED, Status.INTERRUPTED, Status.SUSPENDED, Status.AWARDED, *CALLED_OFF}
ROOTS = ("newsItem", "newsMessage", "sports-content")


def parse(payload: bytes, received_at: datetime) -> Parsed:
    root = read_xml(payload)
    if root.tag not in ROOTS:
        raise ParseError(f"The body is another XML than SportsML: it begins with <{root.tag[:60]}>.")
    document = Document(received_at)
    for news, content in _contents(root):
        document.read(news, content)
    if not document.contents:
        raise ParseError("The body is NewsML without sports-content.")
    resource = document.resources.pop() if len(document.resources) == 1 else ""
    return Parsed(tuple(document.reports), tuple(document.problems), tables=tuple(document.tables), resource=resource)


def _contents(root: Element) -> Iterator[tuple[Element | None, Element]]:
    """Each sports-content with the newsItem around it."""
    if root.tag == "sports-content":
        yield None, root
    for news in root.iter("newsItem"):
        for content in news.iter("sports-content"):
            yield news, content


class Document:
    """One document while it is read."""

    def __init__(self, received_at: datetime) -> None:
        self.received_at = received_at
        self.contents = 0
        self.resources: set[str] = set()
        self.reports: list[MatchReport] = []
        self.tables: list[TableReport] = []
        self.problems: list[Problem] = []

    def read(self, news: Element | None, content: Element) -> None:
        self.contents += 1
        where = f"item {said(news).get('guid', self.contents)}"
        try:
            item = item_of(news, content)
        except ValueError as error:
            self.problems.append(Problem(where, explain(error)))
            return
        self.resources.add(item.document)
        if refusal := _refusal(item):
            self.problems.append(Problem(where, refusal))
            return
        for event in content.iter("sports-event"):
            self._read_event(item, event)
        self.tables.extend(tables_of(item, competition_of(item, None), content, self.problems))

    def _read_event(self, item: Item, event: Element) -> None:
        given = said(event.find("event-metadata"))
        where = f"event {given.get('key', '?')}"
        try:
            self.reports.append(Event(item, event, where, self).report())
        except ValueError as error:
            self.problems.append(Problem(where, explain(error)))


def _refusal(item: Item) -> str:
    if item.withdrawn:
        return f"its publisher has withdrawn it (stat:{item.withdrawn})"
    if not item.sport:
        return f"the sport {item.sport_name or 'that is not named'!r} is not read: {', '.join(SPORTS.values())} are"
    return "" if item.league and item.season else "it names no league, or no season"


class Event:
    """One match while it is read."""

    def __init__(self, item: Item, element: Element, where: str, document: Document) -> None:
        self.item, self.element, self.where = item, element, where
        self.sport, self.problems = item.sport, document.problems
        self.metadata = EventMetadata.model_validate(said(element.find("event-metadata")))
        self.at = item.as_of or document.received_at
        self.teams = teams_of(element)
        self.actions = actions_of(element)

    def report(self) -> MatchReport:
        status = self._status()
        kick_off, precision = kick_off_of(self.metadata.start_date_time)
        score = None if status in WITHOUT_SCORE else self._score(status)
        incidents = self._incidents(score)
        return MatchReport(
            key=self.metadata.key,
            sport=self.sport,
            competition=competition_of(self.item, self.element),
            home=team_report(self.teams["home"].element),
            away=team_report(self.teams["away"].element),
            kick_off=kick_off,
            kick_off_precision=precision,
            venue=name_of(self.element.find("event-metadata/site/site-metadata"))[:128],
            attendance=self._attendance(),
            referee=self._referee(),
            status=status,
            period=scores.period_key(self.sport, self.metadata.period_value) if status == Status.LIVE else None,
            clock=scores.clock(self.sport, self.metadata, status, self.at),
            score=score,
            periods=() if status in WITHOUT_SCORE else self._periods(incidents),
            incidents=incidents,
            statistics=None if status in WITHOUT_SCORE else statistics(self.sport, self.teams),
            lineups=lineups(self.teams, self.where, self.problems),
            winner=winner_of(status, score, self.teams["home"], self.teams["away"]),
            note=self.metadata.event_status_note[:200] or None if status in NOTED else None,
            as_of=self.item.as_of,
        )

    def _status(self) -> Status | None:
        word = code(self.metadata.event_status)
        status = STATUSES.get(word)
        if status is None:
            self.problems.append(Problem(self.where, f"unknown status {self.metadata.event_status!r}"))
        began = self.metadata.period_value or self.metadata.minutes_elapsed
        return Status.INTERRUPTED if status == Status.DELAYED and began else status

    def _attendance(self) -> int | None:
        told = said(self.element.find("event-metadata/site/site-stats")).get("attendance", "")
        return int(told) or None if told.isdecimal() else None

    def _referee(self) -> str:
        officials = self.element.findall("officials/official/official-metadata")
        main = (each for each in officials if code(said(each).get("position-event", "")) == "main-official")
        return name_of(next(main, None))[:128]

    def _score(self, status: Status | None) -> ScoreReport | None:
        if self.sport == "football" and code(self.metadata.event_outcome_type) == "shootout":
            self.problems.append(Problem(self.where, "whether its score holds the kicks of the shoot-out is not known"))
            return None
        score = scores.total(self.teams, self.actions)
        if score is None and status in {Status.LIVE, Status.BREAK, Status.ENDED}:
            self.problems.append(Problem(self.where, f"no score in a match that is {status}"))
        return score

    def _incidents(self, score: ScoreReport | None) -> tuple[IncidentReport, ...] | None:
        """A progressive document lists the last play only: what does not make the score is not the whole list."""
        if self.element.find("actions") is None:
            return None
        telling = Telling(self.sport, self.teams, players_of(self.teams))
        told = telling.incidents(self.actions)
        self.problems.extend(Problem(self.where, text) for text in telling.problems)
        return told if score == scores.made_by(self.sport, told) else None

    def _periods(self, incidents: Sequence[IncidentReport] | None) -> tuple[PeriodReport, ...] | None:
        given = scores.periods(self.sport, self.teams, self.where, self.problems)
        if given or incidents is None:
            return given
        return scores.periods_of_incidents(self.sport, incidents, self.actions)


def kick_off_of(text: str) -> tuple[datetime | None, Precision]:
    """A date alone is the date of the place: noon in UTC is that day nearly everywhere."""
    if not text:
        return None, "tbd"
    if "T" not in text:
        return datetime.combine(date.fromisoformat(text), time(12), UTC), "date"
    return TypeAdapter(AwareDatetime).validate_python(text).astimezone(UTC), "time"


def competition_of(item: Item, event: Element | None) -> CompetitionReport:
    league = LEAGUES.get(item.league) or League(item.league_name or item.league, "", two_years=False)
    stage = StageName("Post-season", "knockout", 90) if item.season_type == "post-season" else ONLY
    week = said(event.find("event-metadata/event-metadata-soccer")).get("week") if event is not None else None
    two_years = league.two_years and item.season.isdigit()
    return CompetitionReport(
        name=league.name,
        key=item.league,
        country=league.country,
        season=f"{item.season}/{(int(item.season) + 1) % 100:02}" if two_years else item.season,
        stage=stage.name,
        stage_kind=stage.kind,
        stage_order=stage.order,
        round=f"Matchday {week}" if week else "",
    )


def winner_of(status: Status | None, score: ScoreReport | None, home: Team, away: Team) -> Side | None:
    """Only where the score does not say it."""
    outcomes = {"home": code(home.stats.event_outcome), "away": code(away.stats.event_outcome)}
    won = [side for side in ("home", "away") if outcomes[side] == "win"]
    if status not in OVER or len(won) != 1:
        return None
    leading = None if score is None or score.home == score.away else "home" if score.home > score.away else "away"
    if status == Status.ENDED and won == [leading]:
        return None
    return "home" if won == ["home"] else "away"


PROVIDER = Provider(name="sportsml", title="SportsML", parse=parse, precedence=45)
