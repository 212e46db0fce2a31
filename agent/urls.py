from django.urls import path

from agent import views

app_name = "agent"

urlpatterns = [
    path("conversations/tickets/<int:number>/ai/", views.panel, name="panel"),
    path("conversations/tickets/<int:number>/ai/draft/", views.draft, name="draft"),
    path("conversations/tickets/<int:number>/ai/draft/<int:pk>/use/", views.use_draft, name="draft-use"),
    path(
        "conversations/tickets/<int:number>/ai/draft/<int:pk>/discard/", views.discard, name="draft-discard"
    ),
    path("conversations/tickets/<int:number>/ai/summary/", views.summarise, name="summary"),
]
