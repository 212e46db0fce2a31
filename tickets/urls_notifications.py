from __future__ import annotations

from django.urls import include, path

from tickets.views import notifications

app_name = "notifications"

own_patterns = [
    path("", notifications.notification_list, name="list"),
    path("panel/", notifications.panel, name="panel"),
    path("count/", notifications.count, name="count"),
    path("read/", notifications.read_all, name="read-all"),
    path("<int:pk>/read/", notifications.read, name="read"),
    path("<int:pk>/read-alike/", notifications.read_alike, name="read-alike"),
    path("<int:pk>/unread/", notifications.unread, name="unread"),
    path("seen/<slug:slug>/", notifications.seen_article, name="seen-article"),
    path("stop/<str:token>/", notifications.unsubscribe, name="unsubscribe"),
]

settings_patterns = [
    path("", notifications.settings, name="settings"),
    path("save/", notifications.save_settings, name="settings-save"),
]

urlpatterns = [
    path("conversations/notifications/", include(own_patterns)),
    path("conversations/settings/notifications/", include(settings_patterns)),
]
