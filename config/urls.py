from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from config.status import status
from feeds.push.rest import receive

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/v1/", include("scores.live.rest")),
    path("api/v1/reports", receive, name="push"),
    path("status/", status, name="status"),
    path("", include("scores.urls")),
]
