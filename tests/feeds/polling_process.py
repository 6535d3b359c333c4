"""`manage.py ingest espn` as a process of its own, whose provider is a local site: its address, the seconds of
its lease, then the arguments."""

from __future__ import annotations

import sys
from dataclasses import replace

import django
from django.core.management import CommandError, call_command


def main(address: str, lease: str, *arguments: str) -> int:
    django.setup()
    from feeds import providers  # after the setup, which its models need

    here = replace(providers.PROVIDERS["espn"], addresses=lambda day: [address])
    providers.PROVIDERS["espn"] = here  # type: ignore[index]
    try:
        call_command("ingest", "espn", *arguments, lease=float(lease))
    except CommandError as error:
        print(error)
        return error.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
