from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from config import health
from config.metrics import metrics

urlpatterns = [
    path("", RedirectView.as_view(url="/conversations/"), name="root"),
    path("health", health.health, name="health"),
    path("health/live", health.live, name="health-live"),
    path("metrics", metrics, name="metrics"),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("", include("accounts.urls")),
    path("", include("conversations.urls")),
    path("conversations/", RedirectView.as_view(pattern_name="tickets:list"), name="home"),
    path("conversations/tickets/", include("tickets.urls")),
    path("conversations/settings/sla/", include("tickets.urls_sla")),
    path("conversations/settings/labels/", include("tickets.urls_labels")),
    path("conversations/settings/macros/", include("tickets.urls_macros")),
    path("", include("tickets.urls_assignment")),
    path("", include("tickets.urls_notifications")),
    path("conversations/guidance/", include("guidance.urls")),
    path("conversations/analytics/", include("analytics.urls")),
    # Its pages among the content's come before the articles' own addresses.
    path("", include("agent.urls")),
    path("", include("agent.urls_triage")),
    path("", include("knowledge.urls")),
    path("", include("channels_app.urls")),
]
