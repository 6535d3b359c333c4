from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment
from tests.processes import attempt


@pytest.mark.parametrize(
    ("name", "value", "advice"),
    [
        ("DEBUG", "maybe", "DEBUG must be 1 or 0, not 'maybe'."),
        ("PORT", "http", "PORT must be a whole number, not 'http'."),
        ("PORT", "70000", "PORT must be between 1 and 65535, not 70000."),
        ("WEB_CONCURRENCY", "0", "WEB_CONCURRENCY must be between 1 and 256, not 0."),
        ("LIVE_CONNECTIONS", "many", "LIVE_CONNECTIONS must be a whole number, not 'many'."),
        ("LIVE_CONNECTIONS_PER_ADDRESS", "-1", "LIVE_CONNECTIONS_PER_ADDRESS must be between 1 and 10000000, not -1."),
        ("BIND_ADDRESS", "everywhere", "BIND_ADDRESS must be an address of this machine such as 127.0.0.1"),
        ("BEHIND_PROXY", "nginx", "BEHIND_PROXY must be 1 or 0, not 'nginx'."),
        ("FORWARDED_ALLOW_IPS", "*", "FORWARDED_ALLOW_IPS must list addresses or networks such as 10.0.0.0/8"),
        ("HTTPS", "tls", "HTTPS must be 1 or 0, not 'tls'."),
        ("ALLOWED_HOSTS", "https://a.example", "ALLOWED_HOSTS must list host names such as scores.example.org"),
        ("SITE_ORIGINS", "scores.example.org", "SITE_ORIGINS must list origins such as https://scores.example.org"),
        ("DATABASE_URL", "mysql://host/name", "DATABASE_URL must look like sqlite:///scores.sqlite3 or postgres://"),
        ("REDIS_URL", "http://127.0.0.1", "REDIS_URL must look like redis://127.0.0.1:6379/0."),
        ("METRICS_ALLOW_IPS", "everyone", "METRICS_ALLOW_IPS must list addresses or networks such as 10.0.0.0/8"),
        ("LOG_FORMAT", "xml", "LOG_FORMAT must be lines or json, not 'xml'."),
        ("TIME_ZONE", "Mars", "TIME_ZONE must be a name such as Europe/London, not 'Mars'."),
    ],
)
def test_a_wrong_variable_is_one_line_and_exit_status_2(name, value, advice):
    done = attempt("check", **{"DEBUG": "1", name: value})

    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith(advice)


def test_the_server_refuses_a_wrong_variable_in_the_same_way():
    done = attempt("serve", DEBUG="1", WEB_CONCURRENCY="two")

    assert (done.returncode, done.stderr) == (2, "WEB_CONCURRENCY must be a whole number, not 'two'.\n")


def test_nothing_starts_without_a_secret():
    done = attempt("check")

    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith("SECRET_KEY must be set to a long random text")


def test_any_host_is_for_development_only():
    done = attempt("check", SECRET_KEY="x" * 60, ALLOWED_HOSTS="*")

    assert (done.returncode, done.stderr) == (
        2,
        "ALLOWED_HOSTS must name the hosts of this site; * is for DEBUG only.\n",
    )


@pytest.mark.parametrize(
    "origin",
    [
        "https://scores.example.org/",
        "https://scores.example.org/live",
        "ftp://scores.example.org",
        "//scores.example.org",
        "https://",
        "https://[",
        "https://scores.example.org:port",
        "null",
        "*",
    ],
)
def test_what_no_browser_sends_is_no_origin(monkeypatch, origin):
    monkeypatch.setenv("SITE_ORIGINS", f"https://a.example,{origin}")

    with pytest.raises(ImproperlyConfigured, match="SITE_ORIGINS must list origins"):
        environment.origins("SITE_ORIGINS")


def test_a_list_is_separated_by_commas_and_spaces_do_not_matter(monkeypatch):
    monkeypatch.setenv("SITE_ORIGINS", " https://a.example , http://b.example:8080,")

    assert environment.origins("SITE_ORIGINS") == ["https://a.example", "http://b.example:8080"]


def test_an_empty_variable_is_one_that_was_not_set(monkeypatch):
    monkeypatch.setenv("PORT", " ")

    assert environment.whole_number("PORT", 8000, at_least=1, at_most=65535) == 8000


@pytest.mark.parametrize("value", ["postgres://u:p@host:port/name", "foo", "postgres://[", "file:///etc/passwd"])
def test_what_is_no_database_is_refused(monkeypatch, value):
    monkeypatch.setenv("DATABASE_URL", value)

    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL must look like"):
        environment.database("DATABASE_URL", "")


def test_what_a_database_url_asks_for_reaches_the_driver(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://ana:secret@db.example:5433/scores?sslmode=require")

    found = environment.database("DATABASE_URL", "")

    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example", 5433, "scores")
    assert found["OPTIONS"] == {"sslmode": "require"}
