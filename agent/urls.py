from django.urls import path

from agent import content, views
from agent.chat import views as chat
from agent.control import views as control
from agent.gaps import views as gaps
from agent.guiding import views as guiding
from agent.triage import ticket_views as triage

app_name = "agent"

urlpatterns = [
    path("conversations/tickets/<int:number>/ai/", views.panel, name="panel"),
    path("conversations/tickets/<int:number>/ai/decisions/", views.decisions, name="decisions"),
    path("conversations/tickets/<int:number>/ai/draft/", views.draft, name="draft"),
    path("conversations/tickets/<int:number>/ai/draft/<int:pk>/use/", views.use_draft, name="draft-use"),
    path(
        "conversations/tickets/<int:number>/ai/draft/<int:pk>/discard/", views.discard, name="draft-discard"
    ),
    path("conversations/tickets/<int:number>/ai/summary/", views.summarise, name="summary"),
    path("conversations/tickets/<int:number>/triage/", triage.ask, name="triage"),
    path(
        "conversations/tickets/<int:number>/triage/<uuid:thread_id>/apply/", triage.apply, name="triage-apply"
    ),
    path(
        "conversations/tickets/<int:number>/triage/<uuid:thread_id>/answer/",
        triage.answer,
        name="triage-answer",
    ),
    path("conversations/tickets/<int:number>/chat/", chat.panel, name="chat"),
    path("conversations/tickets/<int:number>/chat/<int:pk>/create/", chat.create, name="chat-create"),
    path("conversations/tickets/<int:number>/chat/<int:pk>/edited/", chat.create_edited, name="chat-edited"),
    path("conversations/tickets/<int:number>/chat/<int:pk>/dismiss/", chat.dismiss, name="chat-dismiss"),
    path("conversations/tickets/<int:number>/chat/<int:pk>/undo/", chat.undo, name="chat-undo"),
    path("conversations/tickets/<int:number>/chat/<int:pk>/feedback/", chat.feedback, name="chat-feedback"),
    path("conversations/settings/ai/", control.ai_settings, name="settings"),
    path("conversations/settings/ai/save/", control.save_ai, name="settings-save"),
    path("conversations/settings/ai/escalation/", control.save_escalation, name="settings-escalation"),
    path(
        "conversations/settings/ai/channels/<int:channel_id>/", control.save_channel, name="settings-channel"
    ),
    path("conversations/guidance/try/", guiding.try_message, name="try"),
    path("conversations/guidance/playbooks/rules/<int:pk>/backtest/", guiding.backtest, name="backtest"),
    path(
        "conversations/guidance/playbooks/rules/<int:pk>/backtest/start/",
        guiding.backtest_start,
        name="backtest-start",
    ),
    # Before the articles' own addresses: services.cleaning keeps articles from taking this one.
    path("conversations/content/gaps/", gaps.gaps, name="gaps"),
    path("conversations/content/gaps/find/", gaps.find, name="gaps-find"),
    path("conversations/content/gaps/<int:pk>/draft/", gaps.draft, name="gap-draft"),
    path("conversations/content/gaps/<int:pk>/dismiss/", gaps.dismiss, name="gap-dismiss"),
    path("conversations/content/gaps/<int:pk>/reopen/", gaps.reopen, name="gap-reopen"),
    path("conversations/content/<slug:slug>/uses/", content.uses, name="uses"),
]
