"""The bureau's desk and the buttons that move a report."""

from django.urls import path

app_name = "workflow"
urlpatterns: list = []
