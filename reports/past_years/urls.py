"""Addresses of past years' reports as they were published."""

from django.urls import path

from reports.past_years import views

app_name = "past_years"
urlpatterns = [
    path("years/<int:pk>/past/", views.past_year, name="past_year"),
    path("years/<int:pk>/past/take-in/", views.take_in, name="take_in"),
    path("years/<int:pk>/past/sheet/", views.sheet, name="sheet"),
    path("years/<int:pk>/past/<int:number>/take-away/", views.take_report_away, name="take_away"),
]
