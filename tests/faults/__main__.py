"""Break everything that can break, under load, and count what became of the readers: `make faults`, `make soak`."""

from __future__ import annotations

import argparse

from tests.faults.faults import FAULTS
from tests.faults.soak import soak
from tests.faults.stand import stand
from tests.faults.table import HEAD, row, shortcomings
from tests.faults.trial import Scale, undergo

# Of memory that was needed once Python keeps some; what grows each time is found by the soak.
FULL = Scale(readers=100, a_second=20, changes=60, storm=5_000, megabytes=8, to_the_end=True)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("what", nargs="*", metavar="word", help="only faults whose names contain one of these")
    parser.add_argument("--minutes", type=float, help="faults at random for so long, instead of each of them once")
    asked = parser.parse_args()
    asked.faults = [fault for fault in FAULTS if not asked.what or any(word in fault.name for word in asked.what)]
    if not asked.faults:
        parser.error(f"no fault has such a name; there are: {'; '.join(fault.name for fault in FAULTS)}")
    return asked


def main() -> None:
    asked = arguments()
    with stand() as built:
        print(HEAD, flush=True)
        if asked.minutes:
            failed = soak(built, asked.faults, minutes=asked.minutes)
        else:
            failed = []
            for fault in asked.faults:
                outcome = undergo(built, FULL, fault)
                print(row(outcome), flush=True)
                failed += shortcomings(outcome, FULL)
    if failed:
        raise SystemExit("\n".join(["", *failed]))
    print("\nEvery promise was kept.")


if __name__ == "__main__":
    main()
