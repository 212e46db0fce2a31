"""Macros, and replies that wait."""

from django.urls import path

from tickets.views import macros, scheduling

urlpatterns = [
    path("<int:number>/schedule/", scheduling.schedule, name="schedule"),
    path("<int:number>/scheduled/<int:scheduled_id>/send/", scheduling.send_now, name="scheduled-send"),
    path("<int:number>/scheduled/<int:scheduled_id>/cancel/", scheduling.cancel, name="scheduled-cancel"),
    path("<int:number>/macros/", macros.menu, name="macro-menu"),
    path("<int:number>/macros/<int:pk>/apply/", macros.apply, name="macro-apply"),
]
