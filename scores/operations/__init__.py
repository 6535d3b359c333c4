"""The verbs of the domain: the only way to change a match. Repeating one is harmless; refusals are OperationErrors."""

from __future__ import annotations

from scores.operations.amending import amend, refuse_stale, set_period, set_score
from scores.operations.course import abandon, full_time, half_time, kick_off, postpone
from scores.operations.errors import OperationError, StaleError
from scores.operations.fixtures import create_match, delete_match
from scores.operations.flags import flag_matches, flag_stage, remark
from scores.operations.incidents import correct_incident, record_incident, retract_incident
from scores.operations.names import (
    amend_competition,
    amend_season,
    amend_stage,
    amend_team,
    amend_venue,
    deduct_points,
    restore_points,
)
from scores.operations.releasing import release
from scores.operations.reported import Applied, apply_report
from scores.operations.several import NewMatch, apply_reports, create_matches
from scores.operations.silence import tell_silence
from scores.operations.stages import delete_competition, delete_season, delete_stage

__all__ = [
    "Applied",
    "NewMatch",
    "OperationError",
    "StaleError",
    "abandon",
    "amend",
    "amend_competition",
    "amend_season",
    "amend_stage",
    "amend_team",
    "amend_venue",
    "apply_report",
    "apply_reports",
    "correct_incident",
    "create_match",
    "create_matches",
    "deduct_points",
    "delete_competition",
    "delete_match",
    "delete_season",
    "delete_stage",
    "flag_matches",
    "flag_stage",
    "full_time",
    "half_time",
    "kick_off",
    "postpone",
    "record_incident",
    "refuse_stale",
    "release",
    "remark",
    "restore_points",
    "retract_incident",
    "set_period",
    "set_score",
    "tell_silence",
]
