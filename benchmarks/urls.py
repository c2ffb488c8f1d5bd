"""The portal's addresses and, as floors, what costs a signed-in user the least."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from portal.urls import urlpatterns as portal_urls


def empty(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return redirect(request.path)
    return HttpResponse(f"<!doctype html><title>Empty</title><p>{request.user.name}</p>")


def frame(request: HttpRequest) -> HttpResponse:
    """What stands around every page of the portal, with nothing in it."""
    return render(request, "base.html")


urlpatterns = [*portal_urls, path("empty/", empty), path("frame/", frame)]
