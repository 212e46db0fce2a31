from django.urls import path

from agent import views

app_name = "agent"

urlpatterns = [
    path("conversations/tickets/<int:number>/ai/", views.panel, name="panel"),
]
