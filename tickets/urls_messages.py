from django.urls import path

from tickets.views import colleagues, files, messages

urlpatterns = [
    path("colleagues/", colleagues.colleagues, name="colleagues"),
    path("<int:number>/files/", files.upload, name="file-upload"),
    path("<int:number>/files/waiting/", files.waiting, name="files-waiting"),
    path("<int:number>/files/<int:file_id>/remove/", files.remove, name="file-remove"),
    path("<int:number>/messages/<int:message_id>/", messages.message, name="message"),
    path("<int:number>/messages/<int:message_id>/actions/", messages.actions, name="message-actions"),
    path("<int:number>/messages/<int:message_id>/answer/", messages.answer, name="message-answer"),
    path("<int:number>/messages/<int:message_id>/history/", messages.history, name="message-history"),
    path("<int:number>/messages/<int:message_id>/edit/", messages.edit, name="message-edit"),
    path("<int:number>/messages/<int:message_id>/save/", messages.save, name="message-save"),
    path("<int:number>/messages/<int:message_id>/delete/", messages.delete, name="message-delete"),
    path("<int:number>/messages/<int:message_id>/restore/", messages.restore, name="message-restore"),
    path("<int:number>/messages/<int:message_id>/react/", messages.react, name="message-react"),
]
