"""Addresses of uploads, proposals and the offline workbook."""

from django.urls import path

from reports.intake import proposal, upload, workbook

app_name = "intake"
urlpatterns = [
    path("reports/<int:pk>/read/", upload.read_in, name="read_in"),
    path("reports/<int:pk>/proposals/<int:number>/", proposal.proposal, name="proposal"),
    path("reports/<int:pk>/proposals/<int:number>/undo/", proposal.undo, name="undo_proposal"),
    path("reports/<int:pk>/proposals/<int:number>/discard/", proposal.let_go, name="discard"),
    path("reports/<int:pk>/workbook/", workbook.download, name="workbook"),
    path("reports/<int:pk>/workbook/upload/", workbook.upload, name="workbook_upload"),
]
