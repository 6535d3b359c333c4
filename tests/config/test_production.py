"""The site as it is served to the world: production settings, uvicorn, behind a proxy that ends TLS."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.processes import Site, manage, uvicorn

HOST = "scores.example.org"


@dataclass(frozen=True)
class Production:
    site: Site
    settings: dict[str, Any]

    def get(self, path: str, **headers: str) -> httpx.Response:
        """What a browser gets through the proxy."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return httpx.get(
            self.site.url + path, headers={"Host": HOST, "X-Forwarded-Proto": "https", **named}, trust_env=False
        )


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Production]:
    folder = tmp_path_factory.mktemp("production")
    settings: dict[str, Any] = {
        "DEBUG": "0",
        "SECRET_KEY": "g7Jx0s-Vq4mNw2Zp8LrTy5Kd3Hb6Fc9Ae1Uo-Qi_Xt7Rn4Wk0Sj",
        "ALLOWED_HOSTS": HOST,
        "BEHIND_PROXY": "1",
        "DATABASE_URL": f"sqlite:///{folder / 'scores.sqlite3'}",
        "STATIC_ROOT": str(folder / "static"),
    }
    manage("migrate", "--verbosity", "0", **settings)
    manage("collectstatic", "--noinput", "--verbosity", "0", **settings)
    with uvicorn(**settings) as site:
        yield Production(site, settings)


def test_the_deployment_check_has_nothing_to_say(production):
    said = manage("check", "--deploy", "--fail-level", "WARNING", **production.settings)

    assert said == "System check identified no issues (0 silenced).\n"


@pytest.mark.parametrize("path", ["/", "/admin/login/", "/nowhere/"])
def test_every_page_forbids_what_it_does_not_need(production, path):
    headers = production.get(path).headers

    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy == {
        "default-src": "'self'",
        "img-src": "'self' data:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["strict-transport-security"] == "max-age=31536000; includeSubDomains; preload"


@pytest.mark.parametrize("path", ["/", "/admin/login/"])
def test_no_page_has_script_or_style_inside(production, path):
    page = production.get(path).text

    scripts = re.findall(r"<script([^>]*)>([^<]*)", page)
    assert [body for attributes, body in scripts if body.strip() and "application/json" not in attributes] == []
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|javascript:", page) == []


def test_cookies_are_kept_from_script_and_from_plain_http(production):
    cookie = production.get("/admin/login/").headers["set-cookie"]

    assert {"Secure", "SameSite=Lax"} <= set(cookie.split("; "))


def test_plain_http_is_sent_to_https(production):
    answer = production.get("/days/2026-11-22/", X_Forwarded_Proto="http")

    assert (answer.status_code, answer.headers["location"]) == (301, f"https://{HOST}/days/2026-11-22/")


@pytest.mark.parametrize("host", ["evil.example", f"{HOST}.evil.example", f"evil-{HOST}", "127.0.0.1", ""])
def test_another_host_is_refused(production, host):
    assert production.get("/", Host=host).status_code == 400


def test_a_page_that_is_kept_is_for_its_host_and_its_scheme_alone(production):
    path = "/days/2026-11-22/"
    production.get(path)

    kept = production.get(path)

    assert kept.status_code == 200
    assert kept.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains; preload"
    assert production.get(path, X_Forwarded_Proto="http").status_code == 301
    assert production.get(path, Host="evil.example").status_code == 400
    assert production.get(path, If_None_Match="*").status_code == 304


def test_an_error_tells_the_visitor_nothing_of_the_inside(production):
    answer = production.get("/nowhere/")

    assert answer.status_code == 404
    assert "Traceback" not in answer.text and "urlpatterns" not in answer.text and "DEBUG" not in answer.text


def test_scripts_have_names_that_change_with_their_content_and_are_kept_for_ever(production):
    page = production.get("/").text
    path = re.search(r'type="module" src="(/static/[^"]+\.[0-9a-f]{12}\.js)"', page)
    assert path, page

    answer = production.get(path[1])

    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "max-age=315360000, public, immutable"
    imported = re.findall(r'from\s*"\./([^"]+)"', answer.text)
    assert imported and all(re.search(r"\.[0-9a-f]{12}\.js$", name) for name in imported)


def test_the_log_has_no_warning_about_how_files_are_sent(production):
    production.get("/static/admin/css/base.css")

    assert "Warning" not in production.site.log.read_text()


def test_the_server_does_not_say_what_it_is(production):
    assert "server" not in production.get("/").headers
