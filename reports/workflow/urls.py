"""The address that moves a report."""

from django.urls import path

from reports.workflow import views

app_name = "workflow"
urlpatterns = [
    path("reports/<int:pk>/move/<slug:name>/", views.move, name="move"),
]
