from django.urls import path

from tickets.views import label_settings

app_name = "labels"

KINDS = "<str:kind>"

urlpatterns = [
    path("", label_settings.index, name="settings"),
    path("category/create/", label_settings.create, {"kind": "category"}, name="create-category"),
    path("tag/create/", label_settings.create, {"kind": "tag"}, name="create-tag"),
    path(f"{KINDS}/<int:label_id>/rename/", label_settings.rename, name="rename"),
    path(f"{KINDS}/<int:label_id>/merge/", label_settings.merge, name="merge"),
    path(f"{KINDS}/<int:label_id>/delete/", label_settings.delete, name="delete"),
]
