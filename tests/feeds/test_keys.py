"""The key of a provider is sent, and is nowhere else: not when all goes well, and in no kind of failure."""

from __future__ import annotations

import gzip
import html
import logging
from base64 import b64encode
from dataclasses import replace
from io import StringIO
from urllib.parse import quote

import pytest
from django.core.management import CommandError, call_command
from django.forms.models import model_to_dict

from feeds import providers
from feeds.models import Payload, Source, Spending
from feeds.secrecy import without_keys
from feeds.transport import Answer, Fetcher, FetchError, Secrets, connecting, retrying
from tests.feeds.bodies import encoded, football_data, football_data_match
from tests.feeds.provider_site import Response, provider_site

KEY = "k3y-7f0c1d9e2b"
ECHOED = {"X-Echo": f"you sent {KEY}", "Set-Cookie": f"session={KEY}"}
SAID = encoded({"message": f"Your API token {KEY} is wrong", "errorCode": 400})
ANSWERS = {
    "well": Response(football_data(football_data_match())),
    "its headers": Response(football_data(football_data_match()), headers=ECHOED | {"ETag": f'"{KEY}"'}),
    "no document": Response(SAID, headers=ECHOED),
    "a web page": Response(f"<html>{KEY}</html>".encode()),
    "a match that cannot be read": Response(football_data(football_data_match(status=KEY), {"id": KEY})),
    "refused": Response(SAID, status=400, headers=ECHOED),
    "not accepted": Response(SAID, status=403, headers=ECHOED),
    "not there": Response(SAID, status=404),
    "too many": Response(SAID, status=429, headers={"Retry-After": f"{KEY}"}),
    "failing": Response(SAID, status=500, headers=ECHOED),
    "away": Response(status=302, headers={"Location": f"http://{KEY}.elsewhere.test/?token={KEY}"}),
    "nowhere": Response(status=302, headers={"Location": f"http://[{KEY}"}),
    "here again": Response(status=302, headers={"Location": f"/?token={KEY}"}),
    "cut off": Response(SAID, promised=9999, headers=ECHOED),
    "packed oddly": Response(SAID, headers={"Content-Encoding": KEY}),
    "packed badly": Response(SAID, headers={"Content-Encoding": "gzip"}),
    "packed": Response(gzip.compress(SAID), headers={"Content-Encoding": "gzip"}),
    "slow": Response(SAID, drip=0.4, headers=ECHOED),
    "silent": Response(silent=True),
}


class Kept:
    """All that one run has said and kept."""

    def __init__(self, said: str, logged: list[str]) -> None:
        rows = [model_to_dict(row) for model in (Payload, Source, Spending) for row in model._default_manager.all()]
        self.everything = [said, *logged, *map(str, rows)]

    def holds(self, text: str) -> list[str]:
        return [each for each in self.everything if text in each]


@pytest.fixture
def run(settings, monkeypatch, caplog):
    """Poll football-data.org once, with the key, on a site that answers as it is told."""
    caplog.set_level(logging.DEBUG)
    settings.FOOTBALL_DATA_TOKEN = KEY
    monkeypatch.setitem(connecting.TIMEOUT, "read", 0.3)
    monkeypatch.setattr(retrying, "LONGEST_PAUSE", 0.05)

    def run(response: Response) -> Kept:
        out = StringIO()
        with provider_site() as site:
            site.will_answer(response)
            here = replace(providers.PROVIDERS["football-data"], addresses=lambda day: [site.address])
            monkeypatch.setitem(providers.PROVIDERS, "football-data", here)
            try:
                call_command("ingest", "football-data", "--once", stdout=out, stderr=out, verbosity=3)
            except CommandError as error:
                out.write(str(error))
            assert site.requests[0]["x-auth-token"] == KEY
        records = [logging.Formatter("%(name)s %(message)s").format(record) for record in caplog.records]
        return Kept(out.getvalue(), records)

    return run


@pytest.mark.django_db
@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS.keys())
def test_the_key_is_in_nothing_that_is_logged_shown_or_kept(run, answer):
    kept = run(answer)

    assert kept.holds("httpcore.http11")
    assert kept.holds(KEY) == []


@pytest.mark.django_db
def test_what_was_said_about_the_key_is_kept_without_it(run):
    kept = run(ANSWERS["no document"])

    assert b"Your API token [key] is wrong" in Payload.objects.get().body
    assert kept.holds("[key]")


@pytest.mark.django_db
def test_a_key_that_is_not_accepted_names_its_variable_to_staff(run):
    run(ANSWERS["not accepted"])

    assert "check the environment variable FOOTBALL_DATA_TOKEN" in Source.objects.get().trouble


ODD = 'k3y/7f+0c"1d&9e=2b'
WRITTEN = {
    "in an address": quote(ODD, safe=""),
    "in an address, small": quote(ODD, safe="").lower(),
    "in JSON": ODD.replace('"', '\\"'),
    "in JSON of PHP": ODD.replace('"', '\\"').replace("/", "\\/"),
    "in HTML": html.escape(ODD),
    "in Base64": b64encode(ODD.encode()).decode(),
    "in Base64, with a name": b64encode(f"ana:{ODD}".encode()).decode(),
    "in Base64, as a name": b64encode(f"{ODD}:".encode()).decode(),
    "in Base64, behind two": b64encode(f"..{ODD}..".encode()).decode(),
}


@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN.keys())
def test_a_key_is_hidden_however_it_is_written(settings, written):
    settings.FOOTBALL_DATA_TOKEN = ODD
    said = f"You sent {written}, which is wrong"

    hidden = Secrets((ODD,)).hide(said)

    assert written[3:-3] not in hidden
    assert "[key]" in hidden
    assert Secrets((ODD,)).hide_in_body(said.encode()) == hidden.encode()
    assert without_keys(said.encode()) == hidden.replace("[key]", "***").encode()


def test_a_public_test_key_is_no_secret_and_changes_no_body():
    body = encoded({"idTeam": "133123", "intHomeScore": "3"})

    assert Secrets(("123", "3")).hide_in_body(body) == body


@pytest.mark.parametrize("status", [200, 400])
def test_what_is_handed_to_a_recorder_holds_no_key(status):
    fetcher = Fetcher({"X-Auth-Token": KEY}, Secrets((KEY,)))
    with provider_site() as site:
        site.will_answer(Response(SAID, status=status, headers=ECHOED))
        try:
            found: Answer | FetchError = fetcher.fetch(site.address)
        except FetchError as error:
            found = error
        fetcher.close()

    assert b"[key]" in found.body
    assert found.headers["x-echo"] == "you sent [key]"
    assert KEY not in f"{found.headers} {found.body!r}"
