"""The agency's pages."""

from django.urls import path

from reports.views import (
    autosave,
    check,
    files,
    handover,
    history,
    home,
    nothing,
    own_totals,
    proposal,
    read_in,
    report,
    section,
    workbook,
)

app_name = "reports"
urlpatterns = [
    path("", home.home, name="home"),
    path("reports/<int:pk>/", report.report, name="report"),
    path("reports/<int:pk>/sections/<slug:code>/", section.section, name="section"),
    path("reports/<int:pk>/sections/<slug:code>/history/", history.history, name="history"),
    path("reports/<int:pk>/nothing/<slug:table>/", nothing.nothing, name="nothing"),
    path("reports/<int:pk>/nothing/<slug:table>/undo/", nothing.undo_nothing, name="undo_nothing"),
    path("reports/<int:pk>/sections/<slug:code>/autosave/", autosave.autosave, name="autosave"),
    path("session/", autosave.session, name="session"),
    path("reports/<int:pk>/check/", check.check_page, name="check"),
    path("reports/<int:pk>/totals/", own_totals.fill_in, name="fill_in"),
    path("reports/<int:pk>/handover/", handover.handover, name="handover"),
    path("reports/<int:pk>/read/", read_in.read_in, name="read_in"),
    path("reports/<int:pk>/proposals/<int:number>/", proposal.proposal, name="proposal"),
    path("reports/<int:pk>/proposals/<int:number>/undo/", proposal.undo, name="undo_proposal"),
    path("reports/<int:pk>/proposals/<int:number>/discard/", proposal.let_go, name="discard"),
    path("reports/<int:pk>/print/", files.print_view, name="print"),
    path("reports/<int:pk>/workbook/", workbook.download, name="workbook"),
    path("reports/<int:pk>/workbook/upload/", workbook.upload, name="workbook_upload"),
    path("reports/<int:pk>/files/<slug:name>/", files.file, name="file"),
]
