from django.urls import path

from channels_app.widget import api, demo, files, settings_page, suggestions, views
from channels_app.widget.stream import events

urlpatterns = [
    path("widget/v1.js", views.launcher_script, name="widget-launcher"),
    path("widget/launcher/<str:key>/", views.launcher_looks, name="widget-looks"),
    path("widget/theme/<str:key>.css", views.theme, name="widget-theme"),
    path("widget/frame/", views.frame, name="widget-frame"),
    path("api/widget/sessions", api.Sessions.as_view(), name="widget-sessions"),
    path("api/widget/sessions/current", api.CurrentSession.as_view(), name="widget-session"),
    path("api/widget/messages", api.Messages.as_view(), name="widget-messages"),
    path("api/widget/files", files.Files.as_view(), name="widget-files"),
    path("api/widget/files/<int:pk>", files.File.as_view(), name="widget-file"),
    path("api/widget/reactions", api.Reactions.as_view(), name="widget-reactions"),
    path("api/widget/threads", api.Threads.as_view(), name="widget-threads"),
    path("api/widget/escalate", api.Escalate.as_view(), name="widget-escalate"),
    path("api/widget/csat", api.Rating.as_view(), name="widget-csat"),
    path("api/widget/helped", api.Helped.as_view(), name="widget-helped"),
    path("api/widget/journey", api.Journey.as_view(), name="widget-journey"),
    path("api/widget/help", api.Help.as_view(), name="widget-help"),
    path("api/widget/suggestions", suggestions.Suggestions.as_view(), name="widget-suggestions"),
    path(
        "api/widget/suggestions/<int:pk>/ticket",
        suggestions.Create.as_view(),
        name="widget-suggestion-ticket",
    ),
    path(
        "api/widget/suggestions/<int:pk>/dismiss",
        suggestions.Dismiss.as_view(),
        name="widget-suggestion-dismiss",
    ),
    path("api/widget/suggestions/<int:pk>/undo", suggestions.Undo.as_view(), name="widget-suggestion-undo"),
    path(
        "api/widget/suggestions/<int:pk>/feedback",
        suggestions.Feedback.as_view(),
        name="widget-suggestion-feedback",
    ),
    path("api/widget/events", events, name="widget-events"),
    path("conversations/settings/widget/", settings_page.widget_settings, name="settings"),
    path("conversations/settings/widget/save/", settings_page.save_widget, name="widget-save"),
    path("conversations/settings/widget/secret/", settings_page.rotate_widget_secret, name="widget-secret"),
    path("demo/", demo.demo_index, name="demo"),
    path("demo/<slug:slug>/", demo.demo_site, name="demo-site"),
]
