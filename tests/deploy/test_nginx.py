"""The example for operators is what `make deploy-test` runs; here only whether nginx can read it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.deploy.nginx import binary, configuration


def test_the_example_names_all_that_differs_between_machines(tmp_path):
    made = configuration(tmp_path, Path("/static"), 1234, [5678, 9012])

    assert all(part in made for part in ("127.0.0.1:1234;", "127.0.0.1:5678 ", "127.0.0.1:9012 ", "alias /static/;"))
    assert "scores.example.org" not in made


@pytest.mark.skipif(binary() is None, reason="NOT TESTED: there is no nginx (Debian: nginx)")
def test_nginx_can_read_the_example(tmp_path):
    (tmp_path / "nginx.conf").write_text(configuration(tmp_path, tmp_path, 1234, [5678, 9012]))

    command = [str(binary()), "-t", "-c", str(tmp_path / "nginx.conf"), "-e", str(tmp_path / "error.log")]
    done = subprocess.run(command, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
