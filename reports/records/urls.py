"""Addresses of the register, receipts, the sign-off sheet and verification."""

from django.urls import path

from reports.records import receipt_views, register_views, sign_off_views, verify_views

app_name = "records"
urlpatterns = [
    path("reports/<int:pk>/receipts/<int:number>/", receipt_views.receipt, name="receipt"),
    path("reports/<int:pk>/approvals/<int:number>/", receipt_views.approval, name="approval"),
    path("reports/<int:pk>/register/", register_views.register_page, name="register"),
    path("reports/<int:pk>/register/file/", register_views.register_file, name="register_file"),
    path("reports/<int:pk>/sign-off/", sign_off_views.sign_off_sheet, name="sign_off"),
    path("reports/<int:pk>/sign-off/<int:number>/", sign_off_views.sign_off_sheet, name="sign_off"),
    path("verify/", verify_views.verify, name="verify"),
]
