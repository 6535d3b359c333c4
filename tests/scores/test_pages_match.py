"""The match: score, clock, what happened, and why something that was shown is no longer so."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scores import operations
from scores.live.models import Document
from scores.models import Lineup, Match, Statistic
from scores.reports import PlayerReport, StatisticReport
from tests.factories import make_match, make_report, make_stage, make_team
from tests.scores.markup import read

pytestmark = pytest.mark.django_db


def get(client, match, tab="", status=200):
    response = client.get(f"/matches/{match.pk}/{tab}")
    assert response.status_code == status
    return read(response.content)


def record(match, kind="goal", *, side="home", **fields):
    operations.record_incident(match.pk, key=fields.pop("key", kind), kind=kind, side=side, source="test", **fields)


def scoreboard(page):
    return page.one("section", aria_label="Score")


def moments(page):
    return list(page.one("ol", data_incidents=None).all("li", class_="moment"))


def test_the_scoreboard_says_who_plays_how_it_stands_and_since_when(client):
    match = make_match(home="Arsenal", away="Chelsea", status="live", score=(2, 1))

    page = get(client, match)

    board = scoreboard(page)
    assert board.texts("span", data_field="home.name") == ["Arsenal"]
    assert [board.one("span", data_field=f"{side}.score").text for side in ("home", "away")] == ["2", "1"]
    assert board.one("p", data_field="status_line").text == "21' · 1st half"
    assert page.one("h1").text == "Arsenal – Chelsea"
    assert page.one("title").text == "Arsenal 2–1 Chelsea – Touchline"


def test_a_match_to_come_shows_day_and_time(client):
    match = make_match(kick_off=datetime(2026, 11, 22, 15, 30, tzinfo=UTC))

    times = scoreboard(get(client, match)).texts("time")

    assert times == ["15:30", "Sun 22 Nov 2026"]


def test_the_page_carries_its_document_and_follows_it(client):
    match = make_match(status="live")

    page = get(client, match)

    element = page.one("div", data_document=f"match.{match.pk}")
    assert element["data-sequence"] == str(Document.objects.get(name=f"match.{match.pk}").sequence)
    assert page.one("body")["data-topics"] == f"match.{match.pk} table.{match.stage_id}"


def test_what_happened_stands_newest_first_with_the_minute(client):
    match = make_match(status="live")
    record(match, side="home", minute=12, player="Saka", other_player="Ødegaard")
    record(match, "yellow_card", side="away", minute=45, added=2, player="Caicedo")

    told = [(each["data-side"], each.text) for each in moments(get(client, match))]

    assert told == [("away", "45+2' Caicedo Yellow card"), ("home", "12' 1–0 Saka Ødegaard")]


def test_each_goal_says_how_it_stood_after_it(client):
    match = make_match(status="live")
    record(match, key="a", side="home", minute=12)
    record(match, key="b", side="home", minute=30)
    operations.retract_incident(match.pk, match.incidents.get(minute=30).pk, source="test", reason="Offside")
    record(match, "own_goal", key="c", side="home", minute=50, period=("period", 2))

    stood = [each.one("span", data_field="score").text for each in moments(get(client, match))]

    assert stood == ["1–1", "", "1–0"]


def test_goals_that_do_not_make_the_score_do_not_say_how_it_stood(client):
    match = make_match(status="live")
    record(match, minute=12)
    operations.set_score(match.pk, home=4, away=0, source="test")

    (moment,) = moments(get(client, match))

    assert moment.one("span", data_field="score").text == ""


@pytest.mark.parametrize(("sport", "scores"), [("ice-hockey", ["2–1", "1–1", "1–0"]), ("football", ["", "1–1", "1–0"])])
def test_the_kick_that_decides_a_shoot_out_is_a_goal_on_the_ice_alone(client, sport, scores):
    match = make_match(sport=sport, status="live")
    record(match, key="a", period=("period", 1))
    record(match, key="b", side="away", period=("period", 2))
    record(match, key="c", period=("shootout", 1))

    told = moments(get(client, match))

    assert [moment.one("span", data_field="score").text for moment in told] == scores


def test_a_run_of_nobody_at_no_minute_is_no_scorer(client):
    match = make_match(sport="baseball", status="live")
    record(match, "run", key="a")
    record(match, "home_run", key="b", player="Malik Balogun")

    assert scoreboard(get(client, match)).one("ul", data_scorers="home").texts("li") == ["Malik Balogun"]


def test_incidents_stand_under_their_periods(client):
    match = make_match(status="live")
    record(match, key="a", minute=12)
    record(match, key="b", minute=60, period=("period", 2))

    chapters = get(client, match).one("ol", data_incidents=None).all("li", class_="chapter")

    assert [each["data-period"] for each in chapters] == ["period-2", "period-1"]


def test_a_goal_that_was_taken_back_stays_with_its_reason(client):
    match = make_match(status="live")
    record(match, minute=38, player="Martinelli")
    operations.retract_incident(match.pk, match.incidents.get().pk, source="test", reason="Offside")

    (moment,) = moments(get(client, match))

    assert moment["data-state"] == "retracted"
    assert moment.one("em", data_field="reason").text == "Offside"


def test_scorers_stand_under_their_side_each_once(client):
    match = make_match(status="live")
    record(match, key="a", minute=12, player="Saka")
    record(match, "penalty", key="b", minute=67, player="Saka")
    record(match, "own_goal", key="c", side="home", minute=70, player="Rice")
    record(match, key="d", minute=80, player="Havertz")
    operations.retract_incident(match.pk, match.incidents.get(player="Havertz").pk, source="test", reason="Offside")

    board = scoreboard(get(client, match))

    assert board.one("ul", data_scorers="home").texts("li") == ["Saka 12', 67' (pen)"]
    assert board.one("ul", data_scorers="away").texts("li") == ["Rice 70' (og)"]


def test_a_match_with_very_many_scores_lists_no_scorers(client):
    match = make_match(sport="handball", status="live")
    for number in range(15):
        record(match, key=str(number), minute=number + 1, player=f"Player {number}")

    assert scoreboard(get(client, match)).one("ul", data_scorers="home").texts("li") == []


@pytest.mark.parametrize(("sport", "referee"), [("football", "Referee"), ("baseball", "Umpire"), ("cricket", "Umpire")])
def test_where_and_before_whom_it_is_played_stands_below_the_score(client, sport, referee):
    match = make_match(status="live", sport=sport)
    report = make_report(match, venue="Mill Lane", attendance=45000, referee="A. Taylor")
    operations.apply_report(match.pk, report, source="test")

    place = scoreboard(get(client, match)).one("p", data_field="place")

    assert place.text == f"Mill Lane · Attendance 45,000 · {referee} A. Taylor"


def test_statistics_are_pairs_of_bars(client):
    match = make_match(status="live")
    shots = StatisticReport(kind="shots", home=9, away=3)
    possession = StatisticReport(kind="possession", home=61, away=39)
    operations.apply_report(match.pk, make_report(match, statistics=(shots, possession)), source="test")

    bars = list(get(client, match, "statistics/").all("div", class_="bar"))

    assert [bar.text for bar in bars] == ["61% Possession 39%", "9 Shots 3"]
    assert bars[1].one("rect", data_bar="home")["width"] == "75.0"
    assert bars[1].one("rect", data_bar="away")["width"] == "25.0"


def test_nothing_on_either_side_is_no_bar_and_no_error(client):
    match = make_match(status="live")
    nothing = StatisticReport(kind="offsides", home=0, away=0)
    operations.apply_report(match.pk, make_report(match, statistics=(nothing,)), source="test")

    assert [bar.text for bar in get(client, match, "statistics/").all("div", class_="bar")] == ["0 Offsides 0"]


def test_line_ups_show_starters_then_substitutes(client):
    match = make_match(status="live")
    players = (
        PlayerReport(side="home", name="Raya", number="22", position="GK"),
        PlayerReport(side="home", name="Havertz", number="29", starter=False),
    )
    operations.apply_report(match.pk, make_report(match, lineups=players), source="test")

    lineup = get(client, match, "line-ups/").one("section", aria_label="Line-ups")

    assert lineup.texts("li") == ["22 Raya GK", "29 Havertz"]
    assert lineup.texts("h3") == ["Substitutes"]


def test_the_table_of_the_stage_marks_both_teams(client):
    match = make_match(home="Arsenal", away="Chelsea", status="live", score=(1, 0))
    make_match(home="Leeds", away="Hull", stage=match.stage, status="ended", score=(0, 0))

    table = get(client, match, "table/").one("main").one("table")

    assert [each.one("span").text for each in table.all("tr", class_="marked")] == ["Arsenal", "Chelsea"]
    assert table["data-document"] == f"table.{match.stage_id}"


def test_a_knockout_has_no_table(client):
    match = make_match(stage=make_stage(kind="knockout"), status="live", score=(1, 0))

    page = get(client, match)

    assert "Table" not in page.one("nav", aria_label="About this match").texts("a")
    assert page.one("body")["data-topics"] == f"match.{match.pk}"


def test_head_to_head_counts_who_won_whoever_was_at_home(client):
    arsenal, chelsea, stage = make_team("Arsenal"), make_team("Chelsea"), make_stage()
    for year, (home, away), score in [
        (2023, (arsenal, chelsea), (2, 0)),
        (2024, (chelsea, arsenal), (0, 1)),
        (2025, (chelsea, arsenal), (1, 1)),
    ]:
        kick_off = datetime(year, 11, 22, 15, tzinfo=UTC)
        make_match(home=home, away=away, stage=stage, status="ended", score=score, kick_off=kick_off)
    make_match(home=arsenal, stage=stage, status="ended", score=(5, 0))
    match = make_match(home=arsenal, away=chelsea, stage=stage)

    page = get(client, match, "head-to-head/")

    assert page.one("div", class_="tally").text == "2 Arsenal 1 Draws 0 Chelsea"
    assert len(list(page.one("main").all("a", class_="row"))) == 3


@pytest.mark.parametrize("tab", ["statistics/", "line-ups/", "table/", "head-to-head/", ""])
def test_a_tab_with_nothing_in_it_says_so(client, tab):
    match = make_match(stage=make_stage(kind="knockout"))

    empty = get(client, match, tab).one("main").one("div", class_="empty")

    assert empty.one("p", class_="empty-title").text


def test_every_tab_is_a_link_and_the_one_shown_is_marked(client):
    match = make_match()

    tabs = list(get(client, match, "statistics/").one("nav", aria_label="About this match").all("a"))

    assert [each.text for each in tabs] == ["Timeline", "Statistics", "Line-ups", "Table", "Head to head"]
    assert [each.text for each in tabs if each["aria-current"]] == ["Statistics"]
    assert all(client.get(each["href"]).status_code == 200 for each in tabs)


def test_an_unknown_match_or_tab_is_no_page(client):
    match = make_match()

    assert client.get(f"/matches/{match.pk}/weather/").status_code == 404
    assert client.get("/matches/123456789/").status_code == 404
    assert client.get(f"/matches/{'9' * 30}/").status_code == 404


def test_a_match_that_was_taken_off_says_so(client):
    match = make_match()
    operations.delete_match(match.pk, source="test", reason="twice")

    page = get(client, match, status=410)

    assert page.one("h1").text == "This match is no longer listed."


def test_a_name_is_text_whatever_it_holds(client):
    name = "<img src=x onerror=alert(1)>"
    match = make_match(home=name, away="Chelsea", status="live")
    record(match, minute=12, player=name, detail=name)

    page = get(client, match)

    assert page.one("h1").text == f"{name} – Chelsea"
    assert moments(page)[0].one("strong").text == name
    assert list(page.all("img")) == []


def test_sets_stand_in_columns_with_their_tie_breaks(client):
    match = make_match(sport="tennis", status="live")
    operations.set_period(match.pk, kind="set", number=1, home=6, away=7, source="test")

    (part,) = scoreboard(get(client, match)).all("span", class_="part current")

    assert part.text == "1 6 7"


@pytest.mark.parametrize(("tab", "queries"), [("", 2), ("statistics/", 2), ("line-ups/", 2), ("head-to-head/", 3)])
def test_a_match_costs_one_query_a_topic(client, tab, queries, django_assert_num_queries):
    match = make_match(status="live", score=(1, 0))
    for number in range(5):
        record(match, key=str(number), minute=number)

    with django_assert_num_queries(queries):
        get(client, match, tab)


@pytest.mark.by_hand
def test_the_page_is_read_from_documents_and_not_from_the_domain(client):
    match = make_match(home="Arsenal", status="live", score=(1, 0))
    Statistic.objects.all().delete()
    Lineup.objects.all().delete()
    Match.objects.filter(pk=match.pk).delete()

    assert scoreboard(get(client, match)).one("span", data_field="home.name").text == "Arsenal"
