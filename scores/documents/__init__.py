"""What readers see, from our models: the states of the documents `row`, `match` and `table`, and their topics."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from scores.documents.rows import NOT_BEGUN, row_state, row_topics
from scores.documents.sheets import match_state
from scores.documents.tables import table_state
from scores.documents.words import instant, kind_of, profits
from scores.live.models import Draft
from scores.live.patches import State
from scores.models import Match

__all__ = ["NOT_BEGUN", "drafts_of", "instant", "kind_of", "profits"]


def drafts_of(matches: Sequence[Match], stage_ids: Iterable[int]) -> list[Draft]:
    """The drafts of the rows and pages of these matches, which are locked, and of these stages' tables."""
    drafts = []
    for match in matches:
        row = row_state(match)
        drafts.append(Draft(f"row.{match.pk}", row_topics(match), partial(_given, row)))
        drafts.append(Draft(f"match.{match.pk}", [f"match.{match.pk}"], partial(match_state, match, row)))
    return drafts + [Draft(f"table.{pk}", [f"table.{pk}"], partial(table_state, pk)) for pk in stage_ids]


def _given(state: State) -> State:
    return state
