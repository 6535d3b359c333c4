"""The parts of a report that are lists: periods, statistics, line-ups. Only rows that differ are written."""

from __future__ import annotations

from collections.abc import Iterable

from scores.models import Lineup, Match, Period, Statistic
from scores.reports import MatchReport, PlayerReport, StatisticReport


def apply_periods(match: Match, report: MatchReport, source: str) -> None:
    known = {(period.kind, period.number): period for period in match.sheet.periods}
    told = {(period.kind.value, period.number): period for period in report.periods or ()}
    for key, said in told.items():
        period = known.get(key) or Period(match=match, kind=key[0], number=key[1])
        values = {
            "home_score": said.home,
            "away_score": said.away,
            "home_detail": dict(said.home_detail),
            "away_detail": dict(said.away_detail),
        }
        if period.pk is None or any(getattr(period, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(period, name, value)
            match.sheet.save(period)
    for key in known.keys() - told.keys():
        match.sheet.delete_period(known[key])


def apply_statistics(match: Match, statistics: Iterable[StatisticReport]) -> None:
    known = {(each.kind, each.home, each.away) for each in match.sheet.statistics}
    told = {each.kind[:32]: (float(each.home), float(each.away)) for each in statistics}
    rows = [(kind, home, away) for kind, (home, away) in sorted(told.items())]
    if known != set(rows):
        match.sheet.list_statistics(
            [Statistic(match=match, kind=kind, home=home, away=away) for kind, home, away in rows]
        )


def apply_lineups(match: Match, players: Iterable[PlayerReport]) -> None:
    known = [_player(player) for player in sorted(match.sheet.lineups, key=lambda player: player.order)]
    once = {(each.side, each.name, each.number[:4]): each for each in players}
    told = [
        Lineup(
            match=match,
            side=side,
            name=name,
            number=number,
            position=each.position[:32],
            starter=each.starter,
            order=order,
        )
        for order, ((side, name, number), each) in enumerate(once.items())
    ]
    if known != [_player(player) for player in told]:
        match.sheet.list_lineups(told)


def _player(player: Lineup) -> tuple[str, str, str, str, bool]:
    return player.side, player.name, player.number, player.position, player.starter
