from django.urls import path

from tickets.views import sla, sla_hours

app_name = "sla"

urlpatterns = [
    path("", sla.index, name="index"),
    path("preview/", sla.preview, name="preview"),
    path("policies/new/", sla.new, name="policy-new"),
    path("policies/create/", sla.create, name="policy-create"),
    path("policies/<int:pk>/", sla.edit, name="policy"),
    path("policies/<int:pk>/save/", sla.save, name="policy-save"),
    path("policies/<int:pk>/up/", sla.move_up, name="policy-up"),
    path("policies/<int:pk>/down/", sla.move_down, name="policy-down"),
    path("policies/<int:pk>/remove/", sla.remove, name="policy-remove"),
    path("policies/<int:pk>/restore/", sla.restore, name="policy-restore"),
    path("regions/", sla_hours.country_regions, name="regions"),
    path("hours/new/", sla_hours.new, name="hours-new"),
    path("hours/create/", sla_hours.create, name="hours-create"),
    path("hours/<int:pk>/", sla_hours.edit, name="hours"),
    path("hours/<int:pk>/save/", sla_hours.save, name="hours-save"),
    path("hours/<int:pk>/remove/", sla_hours.remove, name="hours-remove"),
    path("hours/<int:pk>/restore/", sla_hours.restore, name="hours-restore"),
]
