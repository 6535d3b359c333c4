from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from config.status import status

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/v1/", include("scores.live.rest")),
    path("status/", status, name="status"),
    path("", include("scores.urls")),
]
