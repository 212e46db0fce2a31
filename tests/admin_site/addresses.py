"""Pages of the admin by their model."""

from __future__ import annotations

from django.contrib import admin
from django.db import models
from django.urls import reverse

REGISTERED = list(admin.site._registry)


def label(model: type[models.Model]) -> str:
    return model._meta.label_lower


def url(model: type[models.Model], page: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)
