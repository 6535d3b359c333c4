"""Small SportsML documents with made-up names, for what no recording shows."""

from __future__ import annotations

from collections.abc import Sequence

NAMESPACE = 'xmlns="http://iptc.org/std/nar/2006-10-01/"'


def document(
    *,
    key: str = "e.1",
    status: str = "speventstatus:mid-event",
    score: tuple[str, str] = ("1", "0"),
    outcome: tuple[str, str] = ("undecided", "undecided"),
    parts: Sequence[tuple[int, str, str]] = (),
    home: str = "home",
    start: str = "2026-11-22T15:00:00Z",
    event: str = "",
    attendance: str = "",
    officials: Sequence[tuple[str, str]] = (),
    players: str = "",
    actions: str | None = None,
    sport: str = "15054000",
    publication: str = "stat:usable",
    classic: bool = False,
    alone: bool = True,
    more: bytes | str = "",
) -> bytes:
    """A match of Ashford and Brookham in the Made-up League. `more`: further items of the same message."""
    teams = "".join(
        _team(letter, name, alignment, points, ended, scored, players)
        for letter, name, alignment, points, ended, scored in (
            ("H", "Ashford", home, score[0], outcome[0], [(number, points) for number, points, _ in parts]),
            ("A", "Brookham", "away", score[1], outcome[1], [(number, points) for number, _, points in parts]),
        )
    )
    content = (
        f'<sports-event><event-metadata key="{key}" event-status="{status}" start-date-time="{start}" {event}>'
        f'<site><site-stats attendance="{attendance}"/></site></event-metadata>'
        f"{teams}{_officials(officials)}{'' if actions is None else f'<actions>{actions}</actions>'}</sports-event>"
    )
    if classic:
        return f"<sports-content {NAMESPACE}>{_classic(sport)}{content}</sports-content>".encode()
    item = (
        f'<newsItem {NAMESPACE} guid="urn:{key}"><itemMeta><versionCreated>2026-11-22T15:30:00Z</versionCreated>'
        f'<pubStatus qcode="{publication}"/></itemMeta><contentMeta>'
        f'<subject type="spct:season" literal="2026"/><subject qcode="subj:15000000"><name>sport</name></subject>'
        f'<subject qcode="subj:{sport}"><name>Played</name></subject>'
        f'<subject type="spct:league" qcode="vendleague:l.made-up"><name>Made-up League</name></subject>'
        f"</contentMeta><contentSet><inlineXML><sports-content>{content}</sports-content></inlineXML></contentSet>"
        "</newsItem>"
    )
    if not alone:
        return item.encode()
    others = more.decode() if isinstance(more, bytes) else more
    return (f"<newsMessage {NAMESPACE}><itemSet>{item}{others}</itemSet></newsMessage>" if more else item).encode()


def _officials(officials: Sequence[tuple[str, str]]) -> str:
    listed = "".join(
        f'<official><official-metadata position-event="vendoffpos:{place}"><name>{name}</name></official-metadata>'
        "</official>"
        for place, name in officials
    )
    return f"<officials>{listed}</officials>" if listed else ""


def _classic(sport: str) -> str:
    codes = (("sport", f"sport:{sport}", "Played"), ("season", "season:2026", ""))
    league = ("league", "vendleague:l.made-up", "Made-up League")
    listed = "".join(
        f'<sports-content-code code-type="spct:{kind}" code-key="{value}" code-name="{name}"/>'
        for kind, value, name in (*codes, league)
    )
    return (
        '<sports-metadata date-time="2026-11-22T15:30:00Z">'
        f"<sports-content-codes>{listed}</sports-content-codes></sports-metadata>"
    )


def _team(
    letter: str, name: str, alignment: str, score: str, outcome: str, parts: list[tuple[int, str]], players: str
) -> str:
    scores = "".join(f'<sub-score period-value="{number}" score="{points}"/>' for number, points in parts)
    own = "".join(line for line in players.splitlines() if f'team="{letter}"' in line)
    return (
        f'<team id="{letter}"><team-metadata key="t.{name}" alignment="{alignment}">'
        f'<name role="nrol:full">{name}</name></team-metadata>'
        f'<team-stats score="{score}" event-outcome="speventoutcome:{outcome}">{scores}</team-stats>'
        f"{own}</team>"
    )


def player(name: str, *, team: str, status: str = "starter") -> str:
    return (
        f'<player id="{name}" team="{team}"><player-metadata status="spplayerstatus:{status}">'
        f"<name>{name}</name></player-metadata></player>\n"
    )


def action(kind: str, attributes: str, *, shooter: str, team: str, minute: int = 30) -> str:
    return (
        f'<action class="spactionclass:{kind}" id="{kind}.{shooter}" sequence-number="{minute}" period-value="1" '
        f'minutes-elapsed="{minute}" team-idref="{team}" {attributes}>'
        f'<participant idref="{shooter}" role="spsocrole:shooter"/></action>'
    )


def substitution(on: str, off: str, *, team: str = "H", minute: int = 40) -> str:
    return "".join(
        f'<action class="spactionclass:substitution" type="spsocaction:sub-{word}" id="{word}.{name}" '
        f'sequence-number="{minute}" period-value="1" minutes-elapsed="{minute}" team-idref="{team}">'
        f'<participant idref="{name}" role="spsocrole:sub-{word}"/></action>'
        for word, name in (("on", on), ("off", off))
    )
