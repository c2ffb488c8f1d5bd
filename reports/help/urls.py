"""Addresses of the help."""

from django.urls import path

from reports.help import views

app_name = "help"
urlpatterns = [
    path("help/", views.help, name="help"),
    path("help/<slug:name>/", views.topic, name="topic"),
]
