from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import AuditEntry

register = template.Library()

# {who} did it, to {what}; {change} takes up the one change, which is then not listed once more.
SENTENCES = {
    "member.role_changed": gettext_lazy("{who} changed {what}'s role: {change}"),
    "member.deactivated": gettext_lazy("{who} deactivated {what}"),
    "member.reactivated": gettext_lazy("{who} reactivated {what}"),
    "invitation.sent": gettext_lazy("{who} invited {what}"),
    "invitation.resent": gettext_lazy("{who} sent {what} the invitation again"),
    "invitation.revoked": gettext_lazy("{who} took back the invitation of {what}"),
    "invitation.accepted": gettext_lazy("{who} accepted the invitation of {what}"),
    "team.created": gettext_lazy("{who} created the team {what}"),
    "team.renamed": gettext_lazy("{who} renamed a team: {change}"),
    "team.members_changed": gettext_lazy("{who} changed who is in the team {what}"),
    "message.deleted": gettext_lazy("{who} deleted the message {what}"),
    "article.created": gettext_lazy("{who} created the article {what}"),
    "article.edited": gettext_lazy("{who} edited the article {what}"),
    "article.published": gettext_lazy("{who} published the article {what}"),
    "article.reverted": gettext_lazy("{who} brought back an earlier text of the article {what}"),
    "article.enabled": gettext_lazy("{who} switched on the article {what}"),
    "article.disabled": gettext_lazy("{who} switched off the article {what}"),
    "article.archived": gettext_lazy("{who} archived the article {what}"),
    "article.restored": gettext_lazy("{who} restored the article {what}"),
    "article.audience_changed": gettext_lazy("{who} changed who may read the article {what}"),
    "article.review_asked": gettext_lazy("{who} asked for a review of the article {what}"),
    "article.approved": gettext_lazy("{who} approved the article {what}"),
    "article.unpublished": gettext_lazy("{who} took back the live text of the article {what}"),
    "article.scheduled": gettext_lazy("{who} planned a change of the article {what}"),
    "article.schedule_cancelled": gettext_lazy("{who} cancelled what was planned for the article {what}"),
    "article.released": gettext_lazy("{who} released the article {what}, which was held for review"),
    "article.review_sent_back": gettext_lazy("{who} sent the article {what} back"),
    "article.review_withdrawn": gettext_lazy("{who} withdrew the article {what} from review"),
    "content.embedding_started": gettext_lazy("{who} had all passages embedded: {change}"),
    "gap.drafted": gettext_lazy("{who} drafted the article {what} from a gap"),
    "content.approval_changed": gettext_lazy("{who} changed when articles need approval: {change}"),
    "article.details_changed": gettext_lazy("{who} changed the details of the article {what}"),
    "view.saved": gettext_lazy("{who} shared the view {what}"),
    "view.changed": gettext_lazy("{who} changed the shared view {what}"),
    "view.deleted": gettext_lazy("{who} deleted the shared view {what}"),
    "macro.created": gettext_lazy("{who} shared the macro {what}"),
    "macro.changed": gettext_lazy("{who} changed the shared macro {what}"),
    "macro.deleted": gettext_lazy("{who} deleted the shared macro {what}"),
    "ai.changed": gettext_lazy("{who} changed the AI's settings"),
    "channel.ai_changed": gettext_lazy("{who} changed what the AI does in {what}"),
    "widget.changed": gettext_lazy("{who} changed the widget {what}"),
    "api_key.created": gettext_lazy("{who} made the API key {what}"),
    "api_key.revoked": gettext_lazy("{who} revoked the API key {what}"),
    "triage.changed": gettext_lazy("{who} changed how tickets are triaged"),
    "triage.decided": gettext_lazy("{who} triaged a ticket"),
    "widget.secret_rotated": gettext_lazy("{who} made a new secret for the widget {what}"),
}
ANY_OTHER = gettext_lazy("{who}: {action}, {what}")
ANY_OTHER_WITHOUT_TARGET = gettext_lazy("{who}: {action}")


@register.simple_tag
def audit_sentence(entry: AuditEntry) -> SafeString:
    """What happened, with names; an action that has no sentence is said in its own words."""
    other = ANY_OTHER if entry.target_label else ANY_OTHER_WITHOUT_TARGET
    return format_html(
        str(SENTENCES.get(entry.action, other)),
        who=_who(entry),
        what=format_html("<strong>{}</strong>", entry.target_label),
        change=_one_change(entry),
        action=action_words(entry.action),
    )


@register.filter
def action_words(action: str) -> str:
    """`member.role_changed` → `Member role changed`."""
    return action.replace(".", " ").replace("_", " ").capitalize()


@register.filter
def change_lines(entry: AuditEntry) -> list[str]:
    """`{"role": ["agent", "admin"]}` → `role: agent → admin`; an empty value is a dash."""
    if "{change}" in str(SENTENCES.get(entry.action, "")) and len(entry.changes) == 1:
        return []
    return [
        f"{field}: {_words(field, value)}"
        for field, value in entry.changes.items()
        if value not in ([], None, "")
    ]


def _who(entry: AuditEntry) -> SafeString:
    if not entry.actor_label:
        return format_html("{}", _("The system"))
    name = entry.actor.name if entry.actor else entry.actor_label
    return format_html('<strong title="{}">{}</strong>', entry.actor_label, name)


def _one_change(entry: AuditEntry) -> str:
    return "; ".join(_words(field, value) for field, value in entry.changes.items())


def _words(field: str, value: Any) -> str:
    if isinstance(value, list):
        separator = " → " if len(value) == 2 and field not in ("added", "removed") else ", "
        return separator.join("—" if item in ("", None) else str(item) for item in value)
    return str(value)
