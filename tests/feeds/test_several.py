"""Several providers report one match: whose turn it is, and what staff are told of it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from feeds.ingest import ingest
from feeds.models import Precedence, ReportState, Source
from feeds.providers import PROVIDERS
from scores import operations
from scores.live.models import Update
from scores.models import Competition, Flag, Match, Remark
from tests.feeds.bodies import NOW, espn, espn_event, football_data, football_data_match

pytestmark = pytest.mark.django_db

FIRST, SECOND = PROVIDERS["football-data"], PROVIDERS["espn"]
THIRD = replace(SECOND, name="third", precedence=80)


def first(home: int = 1, away: int = 0, *, after: float = 0, status: str = "IN_PLAY"):
    """What the first provider says, so many seconds after the beginning."""
    at = NOW + timedelta(seconds=after)
    return take(FIRST, football_data(football_data_match(status, home, away, updated=f"{at:%Y-%m-%dT%H:%M:%SZ}")), at)


def second(home: int = 1, away: int = 0, *, after: float = 0, provider=SECOND):
    return take(provider, espn(espn_event(score=(str(home), str(away)))), NOW + timedelta(seconds=after))


def take(provider, payload: bytes, at: datetime):
    return ingest(provider, payload, received_at=at, create=True)


def silence() -> int:
    """After how many seconds the first provider is silent."""
    return Source.objects.get(name="football-data").silent_after


def shown() -> tuple[int | None, int | None]:
    match = Match.objects.get()
    return match.home_score, match.away_score


def sources_of_the_log() -> list[str]:
    return [update.source for update in Update.objects.of(f"match.{Match.objects.get().pk}")]


def remarks() -> list[str]:
    return list(Remark.objects.values_list("text", flat=True))


def flags(after: float) -> list[str]:
    return [flag.text for flag in Flag.objects.due(NOW + timedelta(seconds=after))]


def test_the_first_counts_while_it_is_heard_and_the_log_says_who_it_was():
    first()
    second(2, after=10)
    first(1, 1, after=20)

    assert shown() == (1, 1)
    assert set(sources_of_the_log()) == {"football-data"}
    assert remarks() == []


def test_the_next_takes_over_from_one_that_falls_silent_and_staff_read_why():
    first()
    second(after=10)

    second(2, after=silence())

    assert shown() == (2, 0)
    assert sources_of_the_log() == ["football-data", "espn"]
    assert remarks() == ["football-data fell silent 4 min ago, espn took over"]


def test_the_next_takes_over_with_what_it_said_already():
    first()
    second(2, after=10)

    tally = second(2, after=silence() + 10)

    assert (tally.applied, shown()) == (1, (2, 0))


def test_the_first_leads_again_when_it_is_back():
    first()
    second(2, after=silence())

    first(3, after=silence() + 10)
    first(4, after=silence() + 20)
    second(2, after=silence() + 30)

    assert shown() == (4, 0)
    assert sources_of_the_log() == ["football-data", "espn", "football-data", "football-data"]
    assert remarks()[1:] == ["football-data comes before espn and is heard: it took over"]


def test_who_takes_over_with_an_older_state_shows_no_step_backwards():
    first(2, 1)
    second(1, 1, after=10)

    second(1, 1, after=silence())
    second(2, 1, after=silence() + 30)

    assert shown() == (2, 1)
    assert [update.reason for update in Update.objects.all() if update.reason] == []


def test_who_takes_over_and_goes_on_saying_less_corrects_after_a_minute():
    first(2, 1)

    second(1, 1, after=silence())
    while_doubted = shown()
    second(1, 1, after=silence() + 61)

    assert (while_doubted, shown()) == ((2, 1), (1, 1))
    assert Match.objects.get().correction == "Score corrected to 1–1 (espn)"


def test_the_first_that_drops_a_match_loses_its_turn_for_that_match():
    first()
    second(after=10)
    take(FIRST, football_data(), NOW + timedelta(seconds=silence()))

    second(2, after=silence())

    assert shown() == (2, 0)


def test_a_match_that_is_over_stays_with_who_led_it():
    first(3, 1, status="FINISHED")

    take(SECOND, espn(espn_event("STATUS_FULL_TIME", "post", score=("4", "1"))), NOW + timedelta(hours=6))

    assert shown() == (3, 1)


def test_a_match_that_is_over_goes_to_the_next_when_the_first_says_nothing_for_a_day():
    first(3, 1, status="FINISHED")
    over = espn(espn_event("STATUS_FULL_TIME", "post", score=("3", "2")))

    take(SECOND, over, NOW + timedelta(hours=25))

    assert shown() == (3, 2)


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        ({"failures": 3}, "football-data failed 3 times in a row, espn took over"),
        ({"open_until": NOW + timedelta(minutes=5)}, "football-data failed too often to be asked, espn took over"),
    ],
)
def test_the_next_takes_over_from_one_that_fails(trouble, said):
    first()
    Source.objects.filter(name="football-data").update(**trouble)

    second(2, after=30)

    assert (shown(), remarks()) == ((2, 0), [said])


def test_a_competition_has_an_order_of_its_own():
    first()
    Precedence.objects.create(
        competition=Competition.objects.get(), source=Source.objects.create(name="espn", precedence=40), rank=1
    )

    second(2, after=10)
    first(3, 1, after=20)

    assert shown() == (2, 0)


def test_two_of_the_same_rank_do_not_take_turns():
    first()
    second(after=5)
    Source.objects.update(precedence=30)

    second(2, after=10)
    first(3, 1, after=20)

    assert shown() == (2, 0)


def test_a_board_that_another_leads_costs_a_few_queries_while_nothing_changes(django_assert_max_num_queries):
    days = [f"2026-11-{number:02}" for number in range(2, 22)]
    theirs = football_data(
        *(football_data_match(match_id=n, utcDate=f"{day}T15:00:00Z") for n, day in enumerate(days, start=1))
    )
    ours = espn(*(espn_event(event_id=f"e{day}", date=f"{day}T15:00Z", score=("2", "0")) for day in days))
    take(FIRST, theirs, NOW)
    take(SECOND, ours, NOW + timedelta(seconds=5))

    with django_assert_max_num_queries(12):
        tally = take(SECOND, ours, NOW + timedelta(seconds=20))

    assert (tally.unchanged, ReportState.objects.filter(leads=True).count()) == (20, 20)


def test_a_disagreement_is_flagged_when_it_lasts_and_cleared_when_it_ends():
    first(1, 0)
    second(2, 0, after=10)

    early, late = flags(after=60), flags(after=200)
    first(2, 0, after=210)

    assert early == []
    assert late == ["espn says 2–0, shown is 1–0"]
    assert flags(after=999) == []


def test_a_disagreement_is_flagged_since_it_began_however_often_it_is_repeated():
    first(1, 0)
    second(2, 0, after=10)
    first(1, 1, after=100)

    assert flags(after=195) == ["espn says 2–0, shown is 1–1"]


def test_of_a_status_only_the_course_is_compared():
    first(status="PAUSED")
    second(after=10)
    in_play = flags(after=999)

    first(status="FINISHED", after=20)

    assert in_play == []
    assert flags(after=999) == ["espn says in play, shown is over"]


def test_what_an_editor_holds_is_flagged_with_what_the_feed_says():
    first(1, 0)
    operations.set_score(Match.objects.get().pk, home=4, away=0, source="admin:ana")

    first(1, 0, after=30)

    assert shown() == (4, 0)
    assert flags(after=999) == ["football-data says 1–0, an editor holds 4–0"]
    assert Match.objects.get().holds.get().said == "football-data says 1–0"


def test_a_flag_ends_when_the_editor_lets_go():
    first(1, 0)
    pk = Match.objects.get().pk
    operations.set_score(pk, home=4, away=0, source="admin:ana")
    first(1, 0, after=30)
    operations.release(pk, None, source="admin:ana")

    first(1, 0, after=60)

    assert (shown(), flags(after=999)) == ((1, 0), [])


def test_one_that_stands_alone_against_all_others_is_flagged_though_it_is_shown():
    first(3, 0)
    second(1, 0, after=5)
    second(1, 0, after=10, provider=THIRD)

    alone = Flag.objects.get(source="football-data")

    assert (alone.alone, alone.text) == (True, "football-data is alone with 3–0, which is shown: the others say 1–0")
    assert not Flag.objects.filter(alone=True).exclude(pk=alone.pk).exists()


@pytest.mark.parametrize(
    ("matches", "homes_in_the_end", "told"),
    [(2, [3, 3], set()), (3, [1, 1, 1], {"football-data stands alone on 3 matches, espn took over"})],
)
def test_one_that_stands_alone_on_several_matches_comes_after_the_others(matches, homes_in_the_end, told):
    numbers = range(1, matches + 1)
    theirs = football_data(*(of_team(n, football_data_match(home=3, match_id=n)) for n in numbers))
    others = espn(*(of_team(n, espn_event(event_id=f"e{n}")) for n in numbers))

    seen = []
    for after in (0, 90, 170, 200, 261):
        for provider, body in ((FIRST, theirs), (SECOND, others), (THIRD, others)):
            take(provider, body, NOW + timedelta(seconds=after))
        seen.append(homes())

    assert seen == [[3] * matches] * 4 + [homes_in_the_end]
    assert set(remarks()) == told


def homes() -> list[int | None]:
    return list(Match.objects.values_list("home_score", flat=True))


def of_team(number: int, told: dict[str, Any]) -> dict[str, Any]:
    """The same match, with another home team."""
    text = json.dumps(told).replace("Arsenal", f"Team {number}").replace("359", f"900{number}")
    renamed: dict[str, Any] = json.loads(text.replace('"id": 57', f'"id": 80{number}'))
    return renamed


def test_staff_give_a_source_its_place_in_a_competition_on_its_page(client):
    client.force_login(User.objects.create_superuser("ana"))
    first()
    second(after=5)
    source, competition = Source.objects.get(name="espn"), Competition.objects.get()
    form = {
        "precedence": 40,
        "silent_after": 180,
        "failures": 0,
        "precedences-TOTAL_FORMS": 1,
        "precedences-INITIAL_FORMS": 0,
        "precedences-0-competition": competition.pk,
        "precedences-0-rank": 1,
    }

    page = client.get(reverse("admin:feeds_source_change", args=[source.pk]))
    saved = client.post(reverse("admin:feeds_source_change", args=[source.pk]), form)

    second(2, after=10)
    assert (page.status_code, saved.status_code) == (200, 302)
    assert shown() == (2, 0)


def test_the_places_of_all_sources_are_one_list(client):
    client.force_login(User.objects.create_superuser("ana"))
    first()
    source = Source.objects.get(name="football-data")
    Precedence.objects.create(source=source, competition=Competition.objects.get(), rank=7)

    listing = client.get(reverse("admin:feeds_precedence_changelist")).content.decode()

    assert 'value="7"' in listing
