"""How each sport is played, roughly: who scores how often, and when it is over."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from feeds.simulation.scorebook import Scorebook
from feeds.simulation.sports import (
    american_football,
    baseball,
    basketball,
    cricket,
    football,
    handball,
    ice_hockey,
    rugby,
    tennis,
    volleyball,
)

PLAY: Mapping[str, Callable[[Scorebook], None]] = {
    "american-football": american_football.play,
    "baseball": baseball.play,
    "basketball": basketball.play,
    "cricket": cricket.play,
    "football": football.play,
    "handball": handball.play,
    "ice-hockey": ice_hockey.play,
    "rugby": rugby.play,
    "tennis": tennis.play,
    "volleyball": volleyball.play,
}
