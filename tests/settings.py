"""The project's settings, as tests run it: no environment variable of the machine reaches them."""

from __future__ import annotations

import atexit
import os
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.variables import VARIABLES

# DATABASE_URL and REDIS_URL stay: they choose what the tests run on.
for name in VARIABLES - {"DATABASE_URL", "REDIS_URL"}:
    os.environ.pop(name, None)
os.environ["DEBUG"] = "1"
if os.environ.get("TEST_DATABASE") == "postgresql" and "DATABASE_URL" not in os.environ:
    from tests.processes import postgresql

    # Parallel workers are started after this and inherit the URL: one server serves them all.
    servers = ExitStack()
    os.environ["DATABASE_URL"] = servers.enter_context(postgresql())
    atexit.register(servers.close)

from config.settings import *  # noqa: E402, F403
from config.settings import DATABASES  # noqa: E402

DEBUG = False
STATIC_ROOT = tempfile.mkdtemp(prefix="touchline-static-")  # empty: the pages' own files are not what is tested
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: other threads and processes must see what is committed.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(tempfile.gettempdir()) / f"touchline-test-{os.getpid()}.sqlite3")}
