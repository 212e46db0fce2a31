from django.urls import path

from tickets.views import macros

app_name = "macros"

urlpatterns = [
    path("", macros.settings_page, name="index"),
    path("new/", macros.new, name="new"),
    path("create/", macros.create, name="create"),
    path("<int:pk>/", macros.edit, name="edit"),
    path("<int:pk>/change/", macros.change, name="change"),
    path("<int:pk>/delete/", macros.delete, name="delete"),
]
