"""Addresses of home, the report's page, check, decide, handover, files, setting up."""

from django.urls import path

from reports.agency import (
    check,
    decide,
    files,
    government_totals,
    handover,
    home,
    report,
    setting_up,
)

app_name = "agency"
urlpatterns = [
    path("", home.home, name="home"),
    path("setting-up/", setting_up.setting_up, name="setting_up"),
    path("reports/<int:pk>/", report.report, name="report"),
    path("reports/<int:pk>/check/", check.check, name="check"),
    path("reports/<int:pk>/decide/", decide.decide, name="decide"),
    path("reports/<int:pk>/totals/", government_totals.fill_in, name="fill_in"),
    path("reports/<int:pk>/handover/", handover.handover, name="handover"),
    path("reports/<int:pk>/print/", files.print_view, name="print"),
    path("reports/<int:pk>/files/<slug:name>/", files.file, name="file"),
]
