"""The addresses of reports, each room's under its own namespace."""

from django.urls import include, path

urlpatterns = [
    path("", include("reports.agency.urls")),
    path("", include("reports.entry.urls")),
    path("", include("reports.intake.urls")),
    path("", include("reports.workflow.urls")),
    path("", include("reports.review.urls")),
    path("", include("reports.records.urls")),
    path("", include("reports.checkup.urls")),
    path("", include("reports.past_years.urls")),
    path("", include("reports.oversight.urls")),
    path("", include("reports.help.urls")),
]
