from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from feeds import linking
from feeds.ingest import ingest
from feeds.matching import Missing, Unmatched, wait
from feeds.matching.turning import turned
from feeds.models import Alias, Kind, Source, UnmatchedName, WaitingReport
from feeds.names import club, is_placeholder, may_be, plain
from feeds.providers import PROVIDERS
from scores.models import Competition, Match, Season, Stage, Team
from scores.reports import IncidentReport, PlayerReport, ScoreReport, StatisticReport
from tests.factories import make_match, make_team
from tests.feeds.bodies import NOW, espn, espn_event, fixture, football_data, football_data_match, openfootball

OPENFOOTBALL, FOOTBALL_DATA, ESPN = (PROVIDERS[name] for name in ("openfootball", "football-data", "espn"))
KICK_OFF = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


def take(provider, payload, *, create: bool = False):
    return ingest(provider, payload, received_at=NOW, create=create)


def premier_league(country: str = "England") -> Stage:
    competition = Competition.objects.create(sport="football", name="Premier League", country=country)
    return Stage.objects.create(season=Season.objects.create(competition=competition, name="2026/27"))


def ours(home: str = "Arsenal", away: str = "Chelsea", *, stage: Stage | None = None, kick_off=KICK_OFF) -> Match:
    return make_match(home=home, away=away, stage=stage or premier_league(), kick_off=kick_off)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Aston Villa", "Aston Villa FC"),
        ("Brighton & Hove Albion", "Brighton and Hove Albion"),
        ("CF Montréal", "Montreal"),
        ("FK Bodø/Glimt", "Bodo Glimt"),
        ("ŁKS Łódź", "LKS Lodz"),
        ("1. FC Köln", "1. Koln"),
    ],
)
def test_two_spellings_have_one_plain_form(name, other):
    assert plain(name) == plain(other)


@pytest.mark.parametrize(
    "name",
    ["1E", "3A/B/C", "W73", "TBD", "UEFA Path D winner", "Round of 32 1 Winner", "Semifinal 2 Loser"]
    + ["Group A 2nd Place", "Third Place Group CDFGH"],
)
def test_the_name_of_an_open_place_is_a_placeholder(name):
    assert is_placeholder(name)


@pytest.mark.parametrize("name", ["Wolverhampton Wanderers", "Winterthur", "Werder Bremen", "Everton"])
def test_a_clubs_name_is_no_placeholder(name):
    assert not is_placeholder(name)


@pytest.mark.django_db
def test_our_match_is_found_by_names_and_kick_off():
    match = ours()

    tally = take(ESPN, espn(espn_event()))

    match.refresh_from_db()
    assert (tally.applied, match.home_score, Match.objects.count()) == (1, 1, 1)


@pytest.mark.django_db
def test_a_season_that_is_new_to_a_known_competition_costs_few_queries_for_each_match(django_assert_max_num_queries):
    premier_league()
    season = [fixture(f"Home {number}", f"Away {number}") for number in range(20)]

    with django_assert_max_num_queries(20 * 16):
        take(OPENFOOTBALL, openfootball(*season), create=True)

    assert Match.objects.count() == 20


@pytest.mark.django_db
def test_a_name_once_known_is_known_by_its_key():
    match = ours()
    take(ESPN, espn(espn_event()))
    event = espn_event(score=("2", "0"), date="2027-02-01T15:00Z")
    event["competitions"][0]["competitors"][0]["team"]["displayName"] = "The Gunners"

    tally = take(ESPN, espn(event))

    match.refresh_from_db()
    assert (tally.applied, match.home_score, match.kick_off.year) == (1, 2, 2027)


@pytest.mark.django_db
def test_a_renamed_club_stays_the_same_club_and_its_name_may_flip_back():
    bodies = [
        openfootball(fixture(name, ft=(points, 0))) for points, name in enumerate(("Aston Villa", "Aston Villa FC"))
    ]
    take(OPENFOOTBALL, bodies[0], create=True)

    tallies = [
        take(OPENFOOTBALL, body, create=True) for body in (bodies[1], openfootball(fixture("Aston Villa", ft=(2, 0))))
    ]

    assert [tally.applied for tally in tallies] == [1, 1]
    assert (Match.objects.count(), Team.objects.count()) == (1, 2)


@pytest.mark.django_db
def test_a_club_with_a_wholly_new_name_is_recognised_by_its_opponent_and_hour():
    take(OPENFOOTBALL, openfootball(fixture("Tottenham Hotspur FC"), fixture("Leeds United")), create=True)

    tally = take(OPENFOOTBALL, openfootball(fixture("Tottenham", ft=(2, 1)), fixture("Leeds United")), create=True)

    assert (tally.applied, tally.unmatched) == (1, 0)
    assert (Match.objects.count(), Team.objects.filter(name__startswith="Tottenham").count()) == (2, 1)


@pytest.mark.django_db
def test_a_kick_off_that_moves_by_weeks_moves_the_match():
    take(OPENFOOTBALL, openfootball(fixture()), create=True)

    take(OPENFOOTBALL, openfootball(fixture(date="2027-04-01", time="19:45")), create=True)

    assert Match.objects.get().kick_off == datetime(2027, 4, 1, 18, 45, tzinfo=UTC)


@pytest.mark.django_db
def test_two_matches_of_one_pair_on_one_day_are_two():
    first, second = espn_event(), espn_event(event_id="502", date="2026-11-22T19:00Z", score=("5", "0"))

    take(ESPN, espn(first, second), create=True)
    take(ESPN, espn(second, first), create=True)

    assert sorted(match.home_score or 0 for match in Match.objects.all()) == [1, 5]


@pytest.mark.django_db
def test_the_second_match_of_a_double_header_is_not_taken_for_the_first():
    take(ESPN, espn(espn_event()), create=True)

    take(ESPN, espn(espn_event(event_id="502", date="2026-11-22T19:00Z", score=("5", "0"))), create=True)

    assert sorted(match.home_score or 0 for match in Match.objects.all()) == [1, 5]


@pytest.mark.django_db
def test_an_unknown_competition_waits():
    tally = take(ESPN, espn(espn_event()))

    name = UnmatchedName.objects.get()
    assert (tally.unmatched, name.kind, name.name) == (1, Kind.COMPETITION, "Premier League")
    assert WaitingReport.objects.get().key == "501"
    assert Match.objects.count() == 0


@pytest.mark.django_db
def test_what_its_provider_has_not_told_of_for_a_month_waits_no_more():
    take(ESPN, espn(espn_event()))
    later = espn_event(event_id="502")

    for days in (30, 31):
        ingest(ESPN, espn(later, espn_event(event_id=str(days))), received_at=NOW + timedelta(days=days))

    assert sorted(WaitingReport.objects.values_list("key", flat=True)) == ["30", "31", "502"]
    assert UnmatchedName.objects.count() == 1


@pytest.mark.django_db
def test_an_unknown_team_waits_with_those_of_ours_that_it_may_be():
    ours("Manchester City", "Chelsea FC")
    Team.objects.filter(name="Chelsea FC").update(name="Chelsea Football Club")
    make_match(home="Manchester United", stage=Stage.objects.get(), kick_off=KICK_OFF + timedelta(days=1))
    event = espn_event()
    event["competitions"][0]["competitors"][0]["team"]["displayName"] = "Manchester"

    tally = take(ESPN, espn(event))

    waiting = {name.name: name for name in UnmatchedName.objects.all()}
    assert tally.unmatched == 1
    assert {Team.objects.get(pk=pk).name for pk in waiting["Manchester"].candidates} == {
        "Manchester City",
        "Manchester United",
    }


@pytest.mark.django_db
def test_the_same_names_in_another_country_are_another_competition():
    ours(stage=premier_league("Kenya"))

    tally = take(ESPN, espn(espn_event()))

    assert tally.unmatched == 1


@pytest.mark.django_db
def test_a_match_of_another_day_is_not_taken_for_ours():
    ours(kick_off=KICK_OFF + timedelta(days=3))

    tally = take(ESPN, espn(espn_event()))

    assert tally.unmatched == 1
    assert UnmatchedName.objects.get().candidates == [Match.objects.get().pk]


@pytest.mark.django_db
def test_even_a_feed_that_may_create_does_not_double_a_match_whose_day_differs():
    ours(kick_off=KICK_OFF + timedelta(days=3))

    tally = take(ESPN, espn(espn_event()), create=True)

    assert (tally.unmatched, Match.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_even_a_feed_that_may_create_does_not_give_a_team_two_opponents_at_one_hour():
    ours("Arsenal", "The Blues")

    tally = take(ESPN, espn(espn_event()), create=True)

    name = UnmatchedName.objects.get()
    assert (tally.unmatched, Match.objects.count(), name.name) == (1, 1, "Chelsea")
    assert name.candidates == [Team.objects.get(name="The Blues").pk]


@pytest.mark.django_db
def test_two_of_ours_with_one_name_are_never_guessed_between():
    stage = premier_league()
    ours("Arsenal", "Chelsea", stage=stage)
    make_match(home=make_team("Arsenal FC"), away="Leeds", stage=stage, kick_off=KICK_OFF)

    tally = take(FOOTBALL_DATA, football_data(football_data_match()))

    assert tally.unmatched == 1
    assert "Arsenal FC" in set(UnmatchedName.objects.values_list("name", flat=True))


@pytest.mark.django_db
def test_two_providers_meet_in_one_match():
    take(OPENFOOTBALL, openfootball(fixture()), create=True)

    take(ESPN, espn(espn_event()), create=True)
    take(FOOTBALL_DATA, football_data(football_data_match()), create=True)

    assert (Match.objects.count(), Team.objects.count(), Competition.objects.count()) == (1, 2, 1)
    assert Alias.objects.filter(kind=Kind.MATCH).count() == 3


@pytest.mark.django_db
def test_a_placeholder_becomes_the_team_that_got_there():
    name = "World Cup 2026"
    open_match = fixture("1E", "3A/B/C", round="Round of 32", num=74, ground="Boston")
    group = fixture("Germany", "Japan", round="Matchday 1", group="Group E", date="2026-06-20")
    take(OPENFOOTBALL, openfootball(group, open_match, name=name), create=True)
    match = Match.objects.get(stage__name="Round of 32")

    take(OPENFOOTBALL, openfootball(group, open_match | {"team1": "Germany"}, name=name), create=True)

    match.refresh_from_db()
    assert (match.home.name, match.away.name) == ("Germany", "3A/B/C")
    assert (Match.objects.count(), Team.objects.filter(name="Germany").count()) == (2, 1)


@pytest.mark.django_db
def test_a_placeholder_in_a_group_becomes_the_team_that_qualified_even_on_another_day():
    name = "World Cup 2026"
    take(OPENFOOTBALL, openfootball(fixture("Ghana", "IC Path 1 winner", group="Group L"), name=name), create=True)

    later = fixture("Ghana", "Iraq", group="Group L", date="2026-11-29")
    take(OPENFOOTBALL, openfootball(later, name=name), create=True)

    match = Match.objects.get()
    assert (match.away.name, match.kick_off.day) == ("Iraq", 29)


@pytest.mark.django_db
def test_a_number_given_later_is_the_same_match():
    name, final = "World Cup 2026", fixture("W101", "W102", round="Final")
    take(OPENFOOTBALL, openfootball(final, name=name), create=True)

    take(OPENFOOTBALL, openfootball(final | {"num": 104}, name=name), create=True)

    assert Match.objects.count() == 1


@pytest.mark.django_db
def test_a_match_that_is_deleted_and_made_again_under_a_new_id_is_the_same_match():
    match = ours()
    take(ESPN, espn(espn_event()))

    tally = take(ESPN, espn(espn_event(event_id="777", score=("2", "0"))), create=True)

    match.refresh_from_db()
    assert (tally.applied, match.home_score, Match.objects.count()) == (1, 2, 1)


@pytest.mark.django_db
def test_other_teams_in_a_match_that_has_begun_wait_for_an_editor():
    take(ESPN, espn(espn_event(), espn_event(event_id="502", date="2026-11-29T15:00Z")), create=True)
    swapped = espn_event(score=("3", "0"))
    for side, name in zip(swapped["competitions"][0]["competitors"], ("away", "home"), strict=True):
        side["homeAway"] = name

    tally = take(ESPN, espn(swapped))

    match = Match.objects.get(kick_off=KICK_OFF)
    assert (tally.unmatched, match.home.name, match.home_score) == (1, "Arsenal", 1)


@pytest.mark.django_db
def test_sides_that_change_before_the_kick_off_change():
    before = espn_event("STATUS_SCHEDULED", "pre")
    take(ESPN, espn(before), create=True)
    for side, name in zip(before["competitions"][0]["competitors"], ("away", "home"), strict=True):
        side["homeAway"] = name

    take(ESPN, espn(before))

    assert Match.objects.get().home.name == "Chelsea"


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("VfL Bochum", "VfL Bochum 1848"),
        ("TSG Hoffenheim", "TSG 1899 Hoffenheim"),
        ("Man Utd", "Manchester United FC"),
        ("Man United", "Manchester United FC"),
        ("Spurs", "Tottenham Hotspur"),
        ("FC Bayern Muenchen", "Bayern München"),
        ("Bayern Munich", "FC Bayern München"),
        ("Inter", "FC Internazionale Milano"),
    ],
)
def test_a_club_has_one_name_however_short(name, other):
    assert club(name) == club(other)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Chelsea U21", "Chelsea"),
        ("Arsenal Women", "Arsenal"),
        ("FC Bayern München II", "FC Bayern München"),
        ("Los Angeles Lakers", "Los Angeles Clippers"),
        ("Inter Miami CF", "FC Internazionale Milano"),
        ("Leeds United", "Dundee United"),
    ],
)
def test_a_name_is_not_short_for_that_of_another_team(name, other):
    assert not may_be(name, other)
    assert club(name) != club(other)


def named(home: str, away: str, **event):
    """What ESPN says of these two, under keys of its own."""
    told = espn_event(**event)
    for side, name in zip(told["competitions"][0]["competitors"], (home, away), strict=True):
        side["team"] |= {"displayName": name, "id": name, "uid": f"s:600~t:{name}"}
    return told


@pytest.mark.django_db
def test_a_short_name_is_recognised_beside_others_that_share_a_word_with_it():
    stage = premier_league()
    match = ours("Manchester United", "Chelsea", stage=stage)
    make_match(home="Newcastle United", away="Leeds United", stage=stage, kick_off=KICK_OFF)

    take(ESPN, espn(named("Man. United FC", "Chelsea")))

    match.refresh_from_db()
    assert match.home_score == 1


@pytest.mark.django_db
def test_a_name_that_an_editor_linked_for_one_feed_is_known_to_the_others():
    match = ours("Woolwich", "Chelsea")
    Alias.objects.create(provider="acme", kind=Kind.TEAM, sport="football", key="1", name="Arsenal", team=match.home)

    tally = take(ESPN, espn(espn_event()))

    assert (tally.applied, tally.unmatched) == (1, 0)


@pytest.mark.django_db
def test_a_feed_that_may_create_finds_the_clubs_of_last_season():
    take(OPENFOOTBALL, openfootball(fixture()), create=True)

    next_season = {"season": {"year": 2027, "type": 1, "slug": "2027-28-english-premier-league"}}
    take(ESPN, espn(espn_event(date="2027-11-21T15:00Z") | next_season), create=True)

    assert (Match.objects.count(), Season.objects.count(), Team.objects.count()) == (2, 2, 2)


@pytest.mark.django_db
@pytest.mark.parametrize(("country", "matches"), [("England", 1), ("Argentina", 2)])
def test_a_club_of_the_same_name_and_country_in_another_competition_is_not_made_anew(country, matches):
    cup = Competition.objects.create(sport="football", name="Cup", country=country)
    ours(stage=Stage.objects.create(season=Season.objects.create(competition=cup, name="2025")), kick_off=NOW)
    Match.objects.update(kick_off=KICK_OFF - timedelta(days=300))

    take(ESPN, espn(espn_event()), create=True)

    assert Match.objects.count() == matches
    assert UnmatchedName.objects.filter(name="Arsenal").count() == 2 - matches


@pytest.mark.django_db
def test_a_feed_that_may_create_makes_no_second_match_of_two_clubs_by_other_names():
    match = ours("Woolwich", "The Blues")

    tally = take(ESPN, espn(espn_event()), create=True)

    candidates = {name.name: name.candidates for name in UnmatchedName.objects.all()}
    assert (tally.unmatched, Match.objects.count(), Team.objects.count()) == (1, 1, 2)
    assert candidates == {"Arsenal": [match.home_id], "Chelsea": [match.away_id]}


@pytest.mark.django_db
def test_a_feed_that_may_create_makes_no_second_club_of_a_short_name():
    ours("Arsenal Gunners", "Chelsea", kick_off=KICK_OFF - timedelta(days=30))

    take(ESPN, espn(espn_event()), create=True)

    assert UnmatchedName.objects.get().candidates == [Team.objects.get(name="Arsenal Gunners").pk]
    assert Team.objects.count() == 2


@pytest.mark.django_db
def test_a_feed_that_names_two_clubs_alike_itself_makes_both():
    take(ESPN, espn(named("Dundee", "Hearts")), create=True)

    tally = take(ESPN, espn(named("Dundee United", "Hibernian", event_id="502")), create=True)

    assert (tally.unmatched, Team.objects.count()) == (0, 4)


@pytest.mark.django_db
def test_a_competition_by_another_name_is_recognised_by_its_matches_and_waits():
    league = premier_league()
    Competition.objects.update(name="First Division")
    ours(stage=league)

    take(ESPN, espn(espn_event()), create=True)

    name = UnmatchedName.objects.get()
    assert (name.kind, name.candidates) == (Kind.COMPETITION, [league.season.competition_id])
    assert (Competition.objects.count(), Match.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_a_match_whose_sides_are_the_other_way_round_is_not_doubled():
    match = ours("Chelsea", "Arsenal")

    take(ESPN, espn(espn_event()), create=True)

    assert UnmatchedName.objects.get().candidates == [match.pk]
    assert Match.objects.count() == 1


@pytest.mark.django_db
def test_once_its_name_is_known_a_report_that_may_create_does():
    gunners = ours("Arsenal Gunners", "Fulham", kick_off=KICK_OFF - timedelta(days=30)).home
    take(ESPN, espn(espn_event()), create=True)

    linking.link(UnmatchedName.objects.get(), gunners)

    assert Match.objects.get(kick_off=KICK_OFF).home == gunners
    assert (WaitingReport.objects.count(), UnmatchedName.objects.count()) == (0, 0)


def turned_event(**event):
    """Chelsea is at home, and the score is theirs first."""
    told = espn_event(**event)
    for side, name in zip(told["competitions"][0]["competitors"], ("away", "home"), strict=True):
        side["homeAway"] = name
    return told


@pytest.mark.django_db
def test_a_feed_that_has_the_sides_the_other_way_round_is_read_our_way_round():
    take(FOOTBALL_DATA, football_data(football_data_match(home=1, away=0)), create=True)
    take(ESPN, espn(turned_event()), create=True)
    linking.link(UnmatchedName.objects.get(), Match.objects.get())
    Source.objects.filter(name="football-data").update(failures=3)

    take(ESPN, espn(turned_event(score=("2", "1"))))

    match = Match.objects.get()
    assert (match.home.name, match.home_score, match.away_score) == ("Arsenal FC", 2, 1)
    assert WaitingReport.objects.count() == 0


def test_a_report_that_is_turned_twice_is_the_same():
    told = football_data(football_data_match(score={"halfTime": {"home": 1, "away": 0}}))
    report = (
        FOOTBALL_DATA.parse(told, NOW)
        .reports[0]
        .model_copy(
            update={
                "winner": "home",
                "incidents": (IncidentReport(key="1", kind="goal", side="home"), IncidentReport(key="2", kind="var")),
                "statistics": (StatisticReport(kind="shots", home=3, away=4),),
                "lineups": (PlayerReport(side="away", name="Eve"),),
            }
        )
    )

    once = turned(report)

    assert (once.home, once.score, once.winner) == (report.away, ScoreReport(home=0, away=1), "away")
    assert [incident.side for incident in once.incidents or ()] == ["away", None]
    assert turned(once) == report


@pytest.mark.django_db
def test_two_feeds_that_name_other_teams_do_not_take_turns_in_changing_them():
    take(FOOTBALL_DATA, football_data(football_data_match("TIMED", None, None)), create=True)
    scheduled = ("STATUS_SCHEDULED", "pre")
    leeds = named("Leeds", "Fulham", name=scheduled[0], state="pre", event_id="9", date="2026-11-29T15:00Z")
    take(ESPN, espn(espn_event(*scheduled), leeds), create=True)

    other = espn_event(*scheduled)
    other["competitions"][0]["competitors"][1]["team"] |= {"displayName": "Leeds", "uid": "s:600~t:Leeds"}
    tally = take(ESPN, espn(other))

    assert (tally.unmatched, Match.objects.get(kick_off=KICK_OFF).away.name) == (1, "Chelsea FC")
    assert "those of football-data" in UnmatchedName.objects.get(kind=Kind.MATCH).reason


@pytest.mark.django_db
def test_an_editor_says_that_it_is_the_match_though_other_teams_play_in_it():
    take(ESPN, espn(espn_event(), espn_event(event_id="502", date="2026-11-29T15:00Z")), create=True)
    match = Match.objects.get(kick_off=KICK_OFF)
    take(ESPN, espn(turned_event(score=("3", "0"))))

    linking.link(UnmatchedName.objects.get(), match)

    match.refresh_from_db()
    assert (match.home.name, match.home_score, match.away_score) == ("Chelsea", 0, 3)
    assert WaitingReport.objects.count() == 0


@pytest.mark.django_db
def test_a_team_is_not_taken_for_the_place_that_it_won():
    name = "World Cup 2026"
    group = fixture("Ghana", "Iraq", group="Group L", date="2026-06-20")
    take(OPENFOOTBALL, openfootball(group, fixture("1E", "3A", round="Final", num=104), name=name), create=True)
    final = Match.objects.get(stage__name="Final")
    cup = espn_event(date="2026-11-26T15:00Z")
    waiting = PROVIDERS["espn"].parse(espn(cup), NOW).reports[0]
    said = waiting.competition.model_copy(update={"name": "World Cup", "country": "World", "season": "2026"})
    wait(
        "espn",
        waiting.model_copy(update={"competition": said}),
        Unmatched("Which?", Missing(Kind.MATCH, "football", waiting.key, "the final")),
        NOW,
    )

    linking.link(UnmatchedName.objects.get(), final)

    assert not Alias.objects.filter(provider="espn", kind=Kind.TEAM, team__in=[final.home, final.away]).exists()
