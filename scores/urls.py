from __future__ import annotations

from django.urls import path, register_converter
from django.urls.converters import IntConverter

from scores.pages import views
from scores.pages.days import DayConverter


class IdConverter(IntConverter):
    regex = r"\d{1,18}"  # what a database can hold


register_converter(DayConverter, "day")
register_converter(IdConverter, "id")

urlpatterns = [
    path("", views.today, name="today"),
    path("days/<day:day>/", views.day, name="day"),
    path("matches/<id:match_id>/", views.match, name="match"),
    path("matches/<id:match_id>/<slug:tab>/", views.match, name="match-tab"),
    path("competitions/<id:competition_id>/", views.competition, name="competition"),
    path("competitions/<id:competition_id>/fixtures/", views.competition, {"show": "fixtures"}, "competition-fixtures"),
    path("competitions/<id:competition_id>/results/", views.competition, {"show": "results"}, "competition-results"),
    path("teams/<id:team_id>/", views.team, name="team"),
    path("teams/<id:team_id>/fixtures/", views.team, {"show": "fixtures"}, "team-fixtures"),
    path("teams/<id:team_id>/results/", views.team, {"show": "results"}, "team-results"),
]
