from __future__ import annotations

import errno
import os
import socket
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from uvicorn import Config, Server
from uvicorn.supervisors import Multiprocess

from scores.live import metrics

# Left to itself, the kernel holds up to 4 MB for each reader that has stopped reading.
SEND_BUFFER = 128 * 1024
# A line on which nothing is taken for so long is dead, whatever it carries: pages, sockets or events.
USER_TIMEOUT = 30_000  # ms
# After a restart everybody comes back at once, and a process accepts about a thousand a second.
BACKLOG = 4096
# No message to us is longer than 16 KB; above this the server closes before the consumer sees it.
MESSAGE_SIZE = 64 * 1024


class Command(BaseCommand):
    help = "Serve the site with uvicorn; the settings come from the environment"

    def handle(self, **options: Any) -> None:
        refuse_a_redirect_loop()
        refuse_an_unready_database()
        refuse_missing_static_files()
        listener = listen(settings.BIND_ADDRESS, settings.PORT)
        config = server_config()
        self.stdout.write(f"Serving http://{settings.BIND_ADDRESS}:{settings.PORT}/ ({processes(config.workers)})")
        self.stdout.flush()
        try:
            run(config, listener)
        except KeyboardInterrupt:  # uvicorn has closed every connection before it lets the signal through
            self.stdout.write("Stopped.")


def server_config() -> Config:
    module, _, application = settings.ASGI_APPLICATION.rpartition(".")
    return Config(
        f"{module}:{application}",
        workers=settings.WEB_CONCURRENCY,
        backlog=BACKLOG,
        http="config.server:LiveHttpProtocol",
        ws="config.server:LiveProtocol",
        ws_max_size=MESSAGE_SIZE,
        ws_ping_interval=None,  # `alive` and acks say the same, and cost less; a dead line ends by USER_TIMEOUT
        ws_per_message_deflate=False,  # compressing for each connection costs two thirds of the throughput
        proxy_headers=settings.BEHIND_PROXY,
        forwarded_allow_ips=settings.FORWARDED_ALLOW_IPS,
        access_log=False,
        log_config=None,
        log_level="warning",  # below it uvicorn writes two lines for each reader
        server_header=False,
        timeout_graceful_shutdown=settings.DRAIN_SECONDS + 5,
    )


def run(config: Config, listener: socket.socket) -> None:
    if config.workers == 1:
        Server(config).run(sockets=[listener])
        return
    with TemporaryDirectory(prefix="touchline-metrics-") as folder:
        # Read by prometheus-client when it is imported, in the workers; whichever of them is asked tells of all.
        folder = os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", folder)
        Workers(config, sockets=[listener], metrics_folder=folder).run()


class Workers(Multiprocess):
    def __init__(self, config: Config, sockets: list[socket.socket], metrics_folder: str) -> None:
        super().__init__(config, sockets)
        self._metrics_folder = metrics_folder
        self._pids: set[int | None] = set()

    def keep_subprocess_alive(self) -> None:
        super().keep_subprocess_alive()
        pids = {process.pid for process in self.processes}
        for pid in self._pids - pids:
            if pid is not None:
                metrics.forget_process(pid, self._metrics_folder)
        self._pids = pids

    def terminate_all(self) -> None:
        """Listen no more before the workers end: who connects meanwhile would wait for nobody."""
        for listener in self.sockets:
            listener.close()
        super().terminate_all()


def listen(address: str, port: int) -> socket.socket:
    """A bound socket. Whatever it accepts inherits what is set here."""
    listener = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, USER_TIMEOUT)
    try:
        listener.bind((address, port))
    except OSError as error:
        listener.close()
        raise CommandError(refusal(error, address, port)) from None
    listener.set_inheritable(True)
    return listener


def refusal(error: OSError, address: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is in use: end what listens there, or set PORT to another, such as PORT={port % 65535 + 1}."
        )
    if error.errno == errno.EACCES:
        return f"Port {port} needs the rights of an administrator: set PORT to one above 1023."
    return f"Cannot listen on {address}, port {port}: {error.strerror}. BIND_ADDRESS must be one of this machine's."


def processes(number: int) -> str:
    return "1 process" if number == 1 else f"{number} processes"


def refuse_a_redirect_loop() -> None:
    if settings.SECURE_SSL_REDIRECT and not settings.BEHIND_PROXY:
        raise CommandError(
            "HTTPS is on, but this server speaks plain HTTP and would redirect for ever: set BEHIND_PROXY=1 when a "
            "proxy such as nginx ends TLS in front of it, or HTTPS=0 to serve plain HTTP.",
            returncode=2,
        )


def refuse_an_unready_database() -> None:
    try:
        refuse_a_silent_database()
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        raise CommandError(f"The database of DATABASE_URL does not answer: {reason}") from None
    finally:
        connection.close()
    if missing:
        raise CommandError(f"The database lacks {len(missing)} migrations: run manage.py migrate.")


def refuse_a_silent_database() -> None:
    """Connect once without the pool, which would try for 20 seconds and log each attempt."""
    driver: Any = connection
    with connection.wrap_database_errors:
        driver.Database.connect(**driver.get_connection_params()).close()


def refuse_missing_static_files() -> None:
    if not settings.DEBUG and not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        raise CommandError("The style and scripts have not been collected: run manage.py collectstatic.")
