"""The demo's players: names made of two lists, the same squad for a team every time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from random import Random


def _words(text: str) -> list[str]:
    return text.split()


FIRST = _words("""
    Aaron Adil Adrian Alex André Anton Ben Bruno Cal Carlos Dan Davi Dario Eddie Elias Emre Enzo Finn Gabriel
    George Hamza Hugo Idris Ilya Isaac Ivan Jack Jamal Jan João Joel Jon Julian Kai Karim Kofi Leo Liam Lukas
    Mads Malik Marco Mateo Max Miguel Milan Musa Nico Noah Oscar Otto Pau Quinn Rafa Rhys Robin Sam Samir Sean
    Stefan Teo Tom Viktor Yann
""")
FIRST_WOMEN = _words("""
    Ada Aisha Alba Amelie Amara Beth Camille Chloe Clara Dana Elena Ella Emma Freya Grace Hanna Ines Iris Isla
    Jana Jess Julia Kate Keira Lena Lina Lucy Maja Maya Mia Nadia Nora Olga Paula Rosa Ruth Sara Sofie Tess
    Una Vera Yara Zoe
""")
LAST = _words("""
    Abara Ackroyd Almeida Amsel Andersson Ashdown Bakker Balogun Barlow Becker Benitez Bergström Boateng
    Brandt Brennan Calder Carvalho Castell Cole Costa Dahl Danso Dekker Diallo Dufour Eklund Ellery Farrow
    Ferrer Fletcher Fonseca Garrick Gómez Grant Haddad Hale Hartmann Hayes Holm Ibarra Idowu Jansen Jarvis
    Kaplan Keane Keller Kovač Kruger Langley Larsen Lindgren Lowe Machado Maddox Mensah Mercer Moreau Nakamura
    Navarro Novak Nwosu Oakes Okoro Olsen Ortega Osei Pace Parrish Pereira Petrov Pike Quiroga Radić Reyes
    Rowe Ruiz Sadler Sato Schäfer Sharpe Silva Sousa Strand Tanaka Thorne Traoré Tucker Urban Vance Varga
    Vidal Vogt Walsh Weaver Weiss Wilde Wolff Yates Yilmaz Zimmer
""")

# How a side lines up: position and how many start there; then the size of the bench.
LINES: dict[str, tuple[tuple[tuple[str, int], ...], int]] = {
    "football": ((("GK", 1), ("DF", 4), ("MF", 3), ("FW", 3)), 7),
    "basketball": ((("G", 2), ("F", 2), ("C", 1)), 5),
    "ice-hockey": ((("G", 1), ("D", 6), ("F", 12)), 1),
    "baseball": ((("P", 1), ("C", 1), ("IF", 4), ("OF", 3)), 4),
    "american-football": ((("QB", 1), ("RB", 2), ("WR", 4), ("TE", 1), ("K", 1)), 3),
    "cricket": ((("BAT", 5), ("AR", 2), ("WK", 1), ("BOWL", 3)), 1),
    "volleyball": ((("S", 1), ("OH", 2), ("MB", 2), ("OP", 1), ("L", 1)), 5),
    "rugby": ((("FR", 3), ("LK", 2), ("BR", 3), ("HB", 2), ("CE", 2), ("BK", 3)), 8),
    "handball": ((("GK", 1), ("W", 2), ("B", 3), ("P", 1)), 7),
}


@dataclass(frozen=True)
class Player:
    name: str
    number: str
    position: str
    starter: bool


@lru_cache(maxsize=256)
def squad(team_key: str, sport: str) -> tuple[Player, ...]:
    """The players of a team, starters first; none in tennis, where the team is the player."""
    if sport not in LINES:
        return ()
    random = Random(f"squad of {team_key}")
    lines, bench = LINES[sport]
    positions = [(position, True) for position, count in lines for _ in range(count)] + [("", False)] * bench
    firsts = FIRST_WOMEN if team_key.startswith("women") else FIRST
    names = [f"{random.choice(firsts)} {last}" for last in random.sample(LAST, len(positions))]
    numbers = [1, *sorted(random.sample(range(2, 40), len(positions) - 1))]
    return tuple(
        Player(name, str(number), position, starter)
        for name, number, (position, starter) in zip(names, numbers, positions, strict=True)
    )
