"""The parts of a report that are lists: periods, statistics, line-ups. Only rows that differ are written."""

from __future__ import annotations

from collections.abc import Iterable

from scores.models import Lineup, Match, Period, Statistic
from scores.reports import MatchReport, PlayerReport, StatisticReport


def apply_periods(match: Match, report: MatchReport, source: str) -> None:
    known = {(period.kind, period.number): period for period in match.periods.all()}
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
            period.save()
    for key in known.keys() - told.keys():
        known[key].delete()


def apply_statistics(match: Match, statistics: Iterable[StatisticReport]) -> None:
    known = {(s.kind, s.home, s.away) for s in match.statistics.all()}
    told = {(s.kind[:32], float(s.home), float(s.away)) for s in statistics}
    if known != told:
        match.statistics.all().delete()
        Statistic.objects.bulk_create(
            [Statistic(match=match, kind=kind, home=home, away=away) for kind, home, away in sorted(told)]
        )


def apply_lineups(match: Match, players: Iterable[PlayerReport]) -> None:
    known = [(p.side, p.name, p.number, p.position, p.starter, p.order) for p in match.lineups.order_by("order")]
    unique = dict.fromkeys((p.side, p.name, p.number[:4], p.position[:32], p.starter) for p in players)
    told = [(*player, order) for order, player in enumerate(unique)]
    if known != told:
        match.lineups.all().delete()
        Lineup.objects.bulk_create(
            [
                Lineup(match=match, side=side, name=name, number=number, position=position, starter=starter, order=order)
                for side, name, number, position, starter, order in told
            ]
        )
