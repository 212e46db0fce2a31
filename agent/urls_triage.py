from django.urls import path

from agent.triage import api, views

app_name = "triage"

urlpatterns = [
    path("api/triage/stream", api.stream, name="api-stream"),
    path("api/triage/resume", api.resume_stream, name="api-resume"),
    path("api/triage/threads/<uuid:thread_id>", api.thread, name="api-thread"),
    path("conversations/triage/", views.index, name="index"),
    path("conversations/triage/start/", views.begin, name="start"),
    path("conversations/triage/<uuid:thread_id>/", views.show, name="thread"),
    path("conversations/triage/<uuid:thread_id>/answer/", views.answer, name="answer"),
    path("conversations/triage/<uuid:thread_id>/classify/", views.classify, name="classify"),
    path("conversations/triage/<uuid:thread_id>/export/", views.export, name="export"),
    path("conversations/settings/triage/", views.settings_page, name="settings"),
    path("conversations/settings/triage/save/", views.save_settings, name="settings-save"),
]
