"""Small boards in Sport1's shape, for what no recording shows."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

PARTS = ("half1", "half2", "half3", "half4", "overtime", "penalty")


def board(*games: str) -> bytes:
    return f'<?xml version="1.0" encoding="utf-8"?>\n<games type="array">{"".join(games)}</games>'.encode()


def game(
    *parts: tuple[int, int],
    state: str = "1",
    period: int = 1,
    minute: str = "1",
    league: str = "1",
    penalty: tuple[int, int] | None = None,
    unplayed: int = 0,
    **attributes: str,
) -> str:
    """One <game>. Parts that are not given are 0:0 or, where `unplayed` says so, -1:-1."""
    scores = dict.fromkeys(PARTS[:5], (unplayed, unplayed)) | dict(zip(PARTS, parts, strict=False))
    scores["penalty"] = penalty or (0, 0)
    given = {
        "id": "7001",
        "league-id": league,
        "group-id": "0",
        "gameday-description": "Bundesliga 12. Spieltag",
        "date": "2026-11-22T16:00:00Z",
        "gamestate": str(period),
        "activestate": state,
        "cancel-reason": "",
        "current-minute": minute,
        "winner": "0",
        "home-team-id": "11",
        "home-long-name": "Dunmere United",
        "home-short-name": "Dunmere",
        "guest-team-id": "12",
        "guest-long-name": "Brackwater Rovers",
        "guest-short-name": "Brackwater",
        "home-scorer-names": "",
        "guest-scorer-names": "",
    }
    for name, (home, away) in scores.items():
        given |= {f"{name}-score-home": str(home), f"{name}-score-guest": str(away)}
    given |= {name.replace("_", "-"): value for name, value in attributes.items()}
    return f"<game {' '.join(f'{name}={quoteattr(value)}' for name, value in given.items())}/>"
