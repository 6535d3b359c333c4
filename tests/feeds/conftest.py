from __future__ import annotations

import pytest
import time_machine

from tests.feeds.bodies import NOW
from tests.feeds.provider_site import provider_site


@pytest.fixture
def site():
    with provider_site() as site:
        yield site


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock
