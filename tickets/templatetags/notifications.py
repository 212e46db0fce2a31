from __future__ import annotations

from django import template

from tickets.models import Notification
from tickets.notify.words import ICONS, excerpt_of, sentence_of

register = template.Library()


@register.filter
def sentence(notification: Notification) -> str:
    return sentence_of(notification)


@register.filter
def excerpt(notification: Notification) -> str:
    return excerpt_of(notification)


@register.filter
def icon_name(notification: Notification) -> str:
    return ICONS[Notification.Kind(notification.kind)]
