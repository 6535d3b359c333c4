"""A bar chart as SVG, readable in light and dark."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

WIDTH, ROW, LEFT, RIGHT = 860, 30, 300, 90
STYLE = (
    "text{font:14px system-ui,sans-serif;fill:#1c2430}.ours{fill:#0b7a4b}.theirs{fill:#8a94a6}"
    ".head{font-weight:600}.note{font-size:12px;fill:#5c6675}"
    "@media(prefers-color-scheme:dark){text{fill:#e6e9ee}.note{fill:#9aa4b2}.ours{fill:#35c07f}.theirs{fill:#6b7688}}"
)


def bars(title: str, note: str, values: Mapping[str, float], *, ours: str) -> str:
    """One bar a name; those whose name begins with `ours` stand out."""
    highest = max(values.values(), default=0) or 1
    rows = [
        _row(number, name, value, value / highest, name.startswith(ours))
        for number, (name, value) in enumerate(values.items())
    ]
    height = 70 + ROW * len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">'
        f"<title>{escape(title)}</title><style>{STYLE}</style>"
        f'<text class="head" x="0" y="20">{escape(title)}</text><text class="note" x="0" y="42">{escape(note)}</text>'
        f"{''.join(rows)}</svg>\n"
    )


def _row(number: int, name: str, value: float, share: float, is_ours: bool) -> str:
    y = 58 + number * ROW
    width = max(1.0, share * (WIDTH - LEFT - RIGHT))
    return (
        f'<text x="0" y="{y + 16}">{escape(name)}</text>'
        f'<rect class="{"ours" if is_ours else "theirs"}" x="{LEFT}" y="{y}" width="{width:.1f}" height="22" rx="3"/>'
        f'<text x="{LEFT + width + 8:.1f}" y="{y + 16}">{value:,.0f}</text>'
    )
