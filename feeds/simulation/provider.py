"""The simulation as a provider. It hands over reports and has no payloads to be read."""

from __future__ import annotations

from datetime import datetime

from feeds.providers import Parsed, ParseError, Provider


def _parse(payload: bytes, received_at: datetime) -> Parsed:
    raise ParseError("The simulation makes reports, not payloads: run manage.py simulate.")


# Last in precedence: whatever another provider says of a match is nearer to the truth.
PROVIDER = Provider(name="simulate", title="Simulation", parse=_parse, precedence=1000)
