from django.urls import include, path

app_name = "channels_app"

urlpatterns = [path("", include("channels_app.widget.urls"))]
