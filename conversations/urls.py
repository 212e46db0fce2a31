from django.urls import path

from conversations import views
from conversations.live.views import live

app_name = "conversations"

urlpatterns = [
    path("live/", live, name="live"),
    path("conversations/attachments/<int:pk>/", views.attachment, name="attachment"),
    path("conversations/attachments/<int:pk>/preview/", views.attachment_preview, name="attachment-preview"),
    path("files/<str:signature>/", views.signed_attachment, name="signed-attachment"),
]
