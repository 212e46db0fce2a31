from django.urls import include, path

from tickets.views import actions, bulk, detail, index, presence, saved, snoozing, writing

app_name = "tickets"

urlpatterns = [
    path("", index.ticket_list, name="list"),
    path("views/", index.views, name="views"),
    path("filters/", index.filter_panel, name="filters"),
    path("bulk/menu/", bulk.menu, name="bulk-menu"),
    path("bulk/latest/", bulk.latest, name="bulk-latest"),
    path("bulk/<int:pk>/", bulk.progress, name="bulk-progress"),
    path("bulk/<int:pk>/undo/", bulk.undo, name="bulk-undo"),
    path("bulk/<str:verb>/", bulk.start, name="bulk"),
    path("views/new/", saved.new, name="view-new"),
    path("views/create/", saved.create, name="view-create"),
    path("views/default/", saved.make_default, name="view-default"),
    path("views/<int:pk>/edit/", saved.edit, name="view-edit"),
    path("views/<int:pk>/change/", saved.change, name="view-change"),
    path("views/<int:pk>/update/", saved.update, name="view-update"),
    path("views/<int:pk>/delete/", saved.delete, name="view-delete"),
    path("<int:number>/", detail.ticket_detail, name="detail"),
    path("<int:number>/presence/", presence.others, name="presence"),
    path("<int:number>/presence/beat/", presence.beat, name="presence-beat"),
    path("<int:number>/presence/leave/", presence.leave, name="presence-leave"),
    path("<int:number>/read/", detail.read, name="read"),
    path("<int:number>/live/", detail.live_regions, name="live"),
    path("<int:number>/earlier/", detail.earlier, name="earlier"),
    path("<int:number>/reply/", writing.reply, name="reply"),
    path("<int:number>/note/", writing.note, name="note"),
    path("<int:number>/retry/<int:delivery_id>/", writing.retry, name="retry"),
    path("<int:number>/resolve/", actions.resolve, name="resolve"),
    path("<int:number>/reopen/", actions.reopen, name="reopen"),
    path("<int:number>/pending/", actions.set_pending, name="pending"),
    path("<int:number>/priority/", actions.set_priority, name="priority"),
    path("<int:number>/snooze/", snoozing.snooze, name="snooze"),
    path("<int:number>/wake/", snoozing.wake, name="wake"),
    path("<int:number>/assign/", actions.assign, name="assign"),
    path("<int:number>/take/", actions.take, name="take"),
    path("<int:number>/escalate/", actions.escalate, name="escalate"),
    path("<int:number>/hand-back/", actions.give_to_ai, name="hand-back"),
    path("", include("tickets.urls_messages")),
]
