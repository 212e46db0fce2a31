from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def empty(request: HttpRequest) -> HttpResponse:
    """What the server, the middleware and a response cost when the view does nothing."""
    return HttpResponse("ok")


urlpatterns = [path("bench/empty/", empty), path("", include("config.urls"))]
