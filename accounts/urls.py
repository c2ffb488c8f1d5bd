"""Sign-in, passwords and the trail."""

from django.urls import path

app_name = "accounts"
urlpatterns: list = []
