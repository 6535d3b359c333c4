from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils import timezone

from scores.models.competition import Stage
from scores.models.team import Team, Venue
from scores.sports import IN_PLAY, OVER, SPORTS, PeriodKind, Sport, Status

if TYPE_CHECKING:
    from scores.models.sheet import Sheet


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """From midnight to midnight in the site's time zone; a day of a clock change has 23 or 25 hours."""
    zone = timezone.get_default_timezone()
    return datetime.combine(day, time.min, zone), datetime.combine(day + timedelta(days=1), time.min, zone)


class MatchQuerySet(models.QuerySet["Match"]):
    def with_names(self) -> Self:
        return self.select_related("home", "away", "venue", "stage__season__competition")

    def locked(self, match_ids: Collection[int]) -> Self:
        """Lock matches for the rest of the transaction, always in the same order."""
        return self.select_for_update(of=("self",)).filter(pk__in=match_ids).order_by("pk")

    def on_day(self, day: date) -> Self:
        start, end = day_bounds(day)
        return self.filter(kick_off__gte=start, kick_off__lt=end)

    def in_play(self) -> Self:
        return self.filter(status__in=IN_PLAY)


class Match(models.Model):
    """One meeting of two teams. Rows change only inside `changes.changing`."""

    class Precision(models.TextChoices):
        TBD = "tbd", "to be decided"
        DATE = "date", "only the day is sure"
        TIME = "time", "day and time"

    class Winner(models.TextChoices):
        HOME = "home"
        AWAY = "away"
        DRAW = "draw"

    stage = models.ForeignKey(Stage, models.CASCADE, related_name="matches")
    round = models.CharField(max_length=64, blank=True)
    home = models.ForeignKey(Team, models.PROTECT, related_name="home_matches")
    away = models.ForeignKey(Team, models.PROTECT, related_name="away_matches")
    venue = models.ForeignKey(Venue, models.SET_NULL, null=True, blank=True, related_name="matches")
    kick_off = models.DateTimeField(db_index=True)
    kick_off_precision = models.CharField(max_length=8, choices=Precision, default=Precision.TIME)
    status = models.CharField(max_length=16, choices=[(s.value, s.value) for s in Status], default=Status.SCHEDULED)
    period_kind = models.CharField(max_length=16, choices=[(k.value, k.value) for k in PeriodKind], blank=True)
    period_number = models.PositiveSmallIntegerField(default=0)  # 0: none is being played
    home_score = models.IntegerField(null=True, blank=True)
    away_score = models.IntegerField(null=True, blank=True)
    winner = models.CharField(max_length=8, choices=Winner, blank=True, help_text="Empty: the score says it.")
    clock_seconds = models.PositiveIntegerField(null=True, blank=True)
    clock_at = models.DateTimeField(null=True, blank=True)
    clock_running = models.BooleanField(default=False)
    clock_added = models.PositiveSmallIntegerField(default=0)
    situation = models.JSONField(default=dict, blank=True)
    note = models.CharField(max_length=200, blank=True)
    attendance = models.PositiveIntegerField(null=True, blank=True)
    referee = models.CharField(max_length=128, blank=True)
    correction = models.CharField(max_length=200, blank=True, help_text="The latest correction, as readers see it.")
    correction_at = models.DateTimeField(null=True, blank=True)
    silent_since = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When its feed last told of it, if it is in play and that is too long ago.",
    )
    silent_feed = models.CharField(max_length=64, blank=True)
    score_disagrees = models.BooleanField(default=False, help_text="The total is not what its parts make.")

    objects = MatchQuerySet.as_manager()

    # Set by `changing` and `operations` while a match is changed: its other rows, and what became of it.
    sheet: Sheet
    was_changed = False
    was_corrected = False
    told_at: datetime | None = None  # when a source told what is applied now; None: this moment

    class Meta:
        ordering = ["kick_off", "pk"]
        verbose_name_plural = "matches"
        constraints = [
            UniqueConstraint(fields=["stage", "home", "away", "kick_off"], name="match_once"),
            CheckConstraint(condition=~Q(home=F("away")), name="match_of_two_teams"),
            CheckConstraint(
                condition=(Q(home_score=None) | Q(home_score__gte=0)) & (Q(away_score=None) | Q(away_score__gte=0)),
                name="match_score_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.home} – {self.away}"

    @property
    def sport(self) -> str:
        return self.stage.season.competition.sport

    @property
    def rules(self) -> Sport:
        return SPORTS[self.sport]

    @property
    def day(self) -> date:
        return timezone.localtime(self.kick_off, timezone.get_default_timezone()).date()

    @property
    def is_live(self) -> bool:
        return self.status in IN_PLAY

    @property
    def is_over(self) -> bool:
        return self.status in OVER
