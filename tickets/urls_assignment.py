from __future__ import annotations

from django.urls import path

from tickets.views import assignment

app_name = "presence"

urlpatterns = [
    path("conversations/presence/away/", assignment.away, name="away"),
    path("conversations/presence/available/", assignment.available, name="available"),
]
