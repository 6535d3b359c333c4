"""Push as it is served: real servers and processes, a key out of the admin, and the examples of docs/push.md."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.editor import Form
from tests.feeds.pushing import body_of, report, signed
from tests.processes import ROOT, Site, daphne, manage, plain_server, postgresql, uvicorn

pytestmark = pytest.mark.own_database

PAGE = (ROOT / "docs" / "push.md").read_text()
PASSWORD = "a long password for tests"
SECRET_KEY = "g7Jx0s-Vq4mNw2Zp8LrTy5Kd3Hb6Fc9Ae1Uo-Qi_Xt7Rn4Wk0Sj"
NAMES = ("TOUCHLINE_URL", "TOUCHLINE_KEY", "TOUCHLINE_SECRET")


@dataclass(frozen=True)
class Sent:
    """A key as a person has it who has copied it from the admin."""

    key_id: str
    secret: str

    def send(
        self, site: Site, body: bytes | Iterator[bytes], headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        given = headers or self.sign(body if isinstance(body, bytes) else b"")
        return httpx.post(f"{site.url}/api/v1/reports", content=body, headers=given, trust_env=False, timeout=60)

    def sign(self, body: bytes) -> Mapping[str, str]:
        return signed(self, body, secret=self.secret)


def make_key(site: Site, **fields: str) -> dict[str, str]:
    """Make a key in the admin, and copy what the page shows."""
    with httpx.Client(base_url=site.url, trust_env=False, timeout=60, follow_redirects=True) as browser:
        login = Form(browser.get("/admin/login/").text, "login-form").fields
        browser.post("/admin/login/", data={**login, "username": "ana", "password": PASSWORD})
        form = Form(browser.get("/admin/feeds/pushkey/add/").text, "pushkey_form").fields
        page = browser.post("/admin/feeds/pushkey/add/", data={**form, "may_create": "on", **fields}).text
    copied = dict(re.findall(r"export (\w+)=(\S+?)(?:\n|<)", page))
    assert tuple(copied) == NAMES, page
    return copied


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    folder = tmp_path_factory.mktemp("push")
    with ExitStack() as stack:
        here = f"sqlite:///{folder / 'scores.sqlite3'}"
        settings: dict[str, Any] = {
            "DEBUG": "0",
            "HTTPS": "0",
            "SECRET_KEY": SECRET_KEY,
            "DATABASE_URL": here if request.param == "sqlite" else stack.enter_context(postgresql()),
            "STATIC_ROOT": str(folder / "static"),
        }
        manage("migrate", "--verbosity", "0", **settings)
        manage("collectstatic", "--noinput", "--verbosity", "0", **settings)
        account = {"DJANGO_SUPERUSER_PASSWORD": PASSWORD}
        manage("createsuperuser", "--noinput", "--username", "ana", "--email", "a@example.org", **settings, **account)
        yield settings


@pytest.fixture(scope="module")
def sites(settings: dict[str, Any]) -> Iterator[tuple[Site, Site]]:
    """Two processes that serve the same database."""
    with uvicorn(**settings) as first, uvicorn(**settings) as second:
        yield first, second


@pytest.fixture(scope="module")
def site(sites: tuple[Site, Site]) -> Site:
    return sites[0]


@pytest.fixture(scope="module")
def copied(site: Site) -> dict[str, str]:
    return make_key(site, source="club-app", format="touchline")


@pytest.fixture
def key(copied: dict[str, str]) -> Sent:
    return Sent(copied["TOUCHLINE_KEY"], copied["TOUCHLINE_SECRET"])


@pytest.fixture
def run(copied: dict[str, str], tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run an example of the page in a folder that has reports.json in it."""

    def run(program: str, language: str, body: bytes, **settings: str) -> subprocess.CompletedProcess[str]:
        example = re.search(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
        assert example
        (tmp_path / "reports.json").write_bytes(body)
        (tmp_path / "push.txt").write_text(example[1])
        return subprocess.run(
            [program, "push.txt", "reports.json"],
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "NO_PROXY": "127.0.0.1", **copied, **settings},
            capture_output=True,
            text=True,
            timeout=60,
        )

    return run


def outcomes(text: str) -> list[tuple[str, str]]:
    return [(each["key"], each["outcome"]) for each in json.loads(text)["reports"]]


def test_the_example_in_python_sends_reports(run):
    first = run(sys.executable, "python", body_of(report("py.1"), report("py.2")))
    second = run(sys.executable, "python", body_of(report("py.1"), report("py.2", (0, 0)), {"key": "py.3"}))

    assert (first.stdout, first.stderr, first.returncode) == ("py.1\tapplied\npy.2\tapplied\n", "", 0)
    assert second.stdout.startswith("py.1\tunchanged\npy.2\theld\tscore: was 1–0, is now said to be 0–0\npy.3\tunread")
    assert (second.returncode, second.stderr.startswith("reports[2] (key 'py.3'): ")) == (1, True)


def test_the_example_in_python_says_what_is_wrong(run):
    done = run(sys.executable, "python", body_of(report("py.1")), TOUCHLINE_SECRET="another")

    assert (done.returncode, done.stderr.startswith('401: {"error": {"code": "wrong_signature"')) == (1, True)


def test_the_example_in_python_has_about_thirty_lines():
    example = re.search(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)

    assert example and example[1].count("\n") <= 35


def missing() -> list[str]:
    return [name for name in ("curl", "openssl") if shutil.which(name) is None]


@pytest.mark.skipif(bool(missing()), reason=f"NOT TESTED: the example with curl, for want of {' and '.join(missing())}")
def test_the_example_with_curl_sends_reports(run):
    first = run("sh", "sh", body_of(report("curl.1")))
    second = run("sh", "sh", body_of(report("curl.1")))
    wrong = run("sh", "sh", body_of(report("curl.1")), TOUCHLINE_SECRET="another")

    assert (outcomes(first.stdout), first.stderr) == ([("curl.1", "applied")], "")
    assert outcomes(second.stdout) == [("curl.1", "unchanged")]
    assert (wrong.returncode, json.loads(wrong.stdout)["error"]["code"]) == (22, "wrong_signature")


def test_one_nonce_sent_to_two_processes_at_once_is_taken_once(sites, key):
    body = body_of(report("race.1"))

    for _ in range(5):
        headers = key.sign(body)
        with ThreadPoolExecutor(8) as pool:
            answers = list(
                pool.map(lambda number, headers=headers: key.send(sites[number % 2], body, headers), range(8))
            )

        assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 7}


def test_one_report_sent_to_two_processes_at_once_is_applied_once(sites, key):
    body = body_of(report("race.2"))

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda number: key.send(sites[number % 2], body), range(6)))

    told = [outcomes(answer.text)[0][1] for answer in answers]
    assert Counter(told) == {"applied": 1, "unchanged": 5}
    assert len({answer.json()["reports"][0]["match"] for answer in answers}) == 1


def test_what_is_pushed_to_one_process_is_read_at_the_other(sites, key):
    match = key.send(sites[0], body_of(report("read.1"))).json()["reports"][0]["match"]

    answer = httpx.get(f"{sites[1].url}/api/v1/documents/{match}", trust_env=False)

    assert answer.json()["state"]["row"]["score"] == {"home": 1, "away": 0}


def test_a_body_in_chunks_is_read(site, key):
    body = body_of(report("chunks.1"))

    answer = key.send(site, iter([body[:100], body[100:]]), key.sign(body))

    assert outcomes(answer.text) == [("chunks.1", "applied")]


@pytest.mark.parametrize("pieces", [1, 2], ids=["with its length", "without its length"])
def test_a_body_that_is_too_large_is_refused_in_words(site, key, pieces):
    body = b" " * 1_000_001
    content = body if pieces == 1 else iter([body[:500_000], body[500_000:]])

    answer = key.send(site, content, key.sign(body))

    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")


def test_an_empty_body_is_refused_in_words(site, key):
    answer = key.send(site, b"", key.sign(b""))

    assert (answer.status_code, answer.json()["error"]["detail"]) == (
        422,
        "Nothing of it could be read. The body is empty.",
    )


def test_another_host_is_refused_before_anything_is_looked_at(site, key):
    body = body_of(report("host.1"))

    answer = key.send(site, body, {**key.sign(body), "Host": "evil.example"})

    assert answer.status_code == 400


def test_a_page_of_another_site_is_not_told_that_it_may_send(site):
    answer = httpx.options(f"{site.url}/api/v1/reports", headers={"Origin": "https://evil.example"}, trust_env=False)

    assert answer.status_code == 405
    assert "access-control-allow-origin" not in answer.headers


def test_nothing_of_a_secret_or_a_signature_is_logged(site, key):
    body = body_of(report("log.1"))
    headers = key.sign(body)
    key.send(site, body, headers)
    key.send(site, body, headers)

    log = site.log.read_text()

    assert "/api/v1/reports" in log
    assert key.secret not in log and headers["Touchline-Signature"] not in log


@pytest.mark.parametrize(
    "server", [daphne, lambda **given: plain_server("daphne", **given)], ids=["runserver", "daphne"]
)
def test_daphne_takes_reports_too(settings, key, server):
    body = body_of(report("daphne.1"))
    large = b" " * 1_000_001

    with server(**settings) as site:
        answers = [
            key.send(site, body),
            key.send(site, large),
            key.send(site, iter([large[:9], large[9:]]), key.sign(large)),
        ]

    assert outcomes(answers[0].text)[0][0] == "daphne.1"
    assert [answer.json()["error"]["code"] for answer in answers[1:]] == ["too_large"] * 2
