from __future__ import annotations

from django.urls import path, register_converter

from scores.pages import views
from scores.pages.days import DayConverter

register_converter(DayConverter, "day")

urlpatterns = [
    path("", views.today, name="today"),
    path("days/<day:day>/", views.day, name="day"),
    path("matches/<int:match_id>/", views.match, name="match"),
    path("matches/<int:match_id>/<slug:tab>/", views.match, name="match-tab"),
    path("competitions/<int:competition_id>/", views.competition, name="competition"),
    path(
        "competitions/<int:competition_id>/fixtures/", views.competition, {"show": "fixtures"}, "competition-fixtures"
    ),
    path("competitions/<int:competition_id>/results/", views.competition, {"show": "results"}, "competition-results"),
    path("teams/<int:team_id>/", views.team, name="team"),
    path("teams/<int:team_id>/fixtures/", views.team, {"show": "fixtures"}, "team-fixtures"),
    path("teams/<int:team_id>/results/", views.team, {"show": "results"}, "team-results"),
]
