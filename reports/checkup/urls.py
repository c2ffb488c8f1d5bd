"""Addresses of the check-up of a published report and of the catalogue of rules."""

from django.urls import path

from reports.checkup import rules_page, views

app_name = "checkup"
urlpatterns = [
    path("checkup/", views.checkup, name="checkup"),
    path("checkup/workbook/", views.result_workbook, name="result_workbook"),
    path("rules/", rules_page.rules, name="rules"),
    path("rules/<slug:edition>/", rules_page.rules, name="edition_rules"),
]
