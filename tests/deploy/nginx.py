"""nginx as deploy/nginx.conf has it, with the names and paths of this machine."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory

from tests import processes

EXAMPLE = processes.ROOT / "deploy" / "nginx.conf"
PLACES = "/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin:/opt/homebrew/bin"
AROUND = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
worker_processes 1;
worker_rlimit_nofile 20000;
events {{
    worker_connections 8192;
}}
http {{
    types {{
        text/css css;
        text/javascript js;
        image/svg+xml svg;
    }}
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {site}
}}
"""


def binary() -> str | None:
    return shutil.which("nginx", path=PLACES)


def configuration(folder: Path, static: Path, port: int, behind: Sequence[int]) -> str:
    here = {
        "listen 443 ssl;": f"listen 127.0.0.1:{port};",
        "server_name scores.example.org;": "",
        "ssl_certificate /etc/ssl/scores.example.org.pem;": "",
        "ssl_certificate_key /etc/ssl/scores.example.org.key;": "",
        "127.0.0.1:8000": f"127.0.0.1:{behind[0]}",
        "127.0.0.1:8001": f"127.0.0.1:{behind[1]}",
        "alias /srv/touchline/staticfiles/;": f"alias {static}/;",
    }
    return AROUND.format(folder=folder, site=_with(EXAMPLE.read_text(), here))


def _with(text: str, replaced: Mapping[str, str]) -> str:
    for old, new in replaced.items():
        assert old in text, f"{EXAMPLE.name} says nothing of {old!r}"
        text = text.replace(old, new)
    return text


@contextmanager
def nginx(static: Path, behind: Sequence[int]) -> Iterator[int]:
    """The port on which it answers."""
    found = binary()
    assert found is not None
    port = processes.free_port()
    with TemporaryDirectory(prefix="touchline-") as name, NamedTemporaryFile(suffix=".log") as log:
        folder = Path(name)
        folder.chmod(0o755)  # its workers may be another user's
        (folder / "nginx.conf").write_text(configuration(folder, static, port, behind))
        command = [found, "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            processes.wait_for_port(processes.Site(port, process, Path(log.name)))
            yield port
        finally:
            processes.end(process)
