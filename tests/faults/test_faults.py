"""Whatever breaks, every reader ends with what the database says. `make faults` holds the same at full size, and times.

Here, on a machine that has other things to do, nobody is asked to be quick.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.faults import FAULTS
from tests.faults.stand import Stand, stand
from tests.faults.trial import Fault, Scale, undergo

SMALL = Scale(readers=24, a_second=25, changes=8, storm=200, megabytes=24)


@pytest.fixture(scope="module")
def site() -> Iterator[Stand]:
    with stand() as built:
        yield built


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_nothing_is_lost_taken_twice_or_taken_back_when(site: Stand, fault: Fault):
    outcome = undergo(site, SMALL, fault)

    assert outcome.updates > SMALL.changes
    assert (outcome.count.lost, outcome.count.duplicated, outcome.count.backwards) == (0, 0, 0)
    assert outcome.megabytes <= SMALL.megabytes
