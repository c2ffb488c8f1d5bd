"""The agency's pages."""

from django.urls import path

from reports.views import (
    autosave,
    cells,
    check,
    draft,
    files,
    finishing,
    handing_out,
    handover,
    history,
    home,
    locks,
    nothing,
    own_totals,
    practice,
    presence,
    report,
    section,
)

app_name = "reports"
urlpatterns = [
    path("", home.home, name="home"),
    path("reports/<int:pk>/", report.report, name="report"),
    path("reports/<int:pk>/sections/<slug:code>/", section.section, name="section"),
    path("reports/<int:pk>/sections/<slug:code>/history/", history.history, name="history"),
    path("reports/<int:pk>/sections/<slug:code>/years/", cells.years, name="years"),
    path("reports/<int:pk>/cells/<str:cell>/", cells.cell, name="cell"),
    path("reports/<int:pk>/nothing/<slug:table>/", nothing.nothing, name="nothing"),
    path("reports/<int:pk>/nothing/<slug:table>/undo/", nothing.undo_nothing, name="undo_nothing"),
    path("reports/<int:pk>/sections/<slug:code>/autosave/", autosave.autosave, name="autosave"),
    path("reports/<int:pk>/sections/<slug:code>/open/", locks.open_cells, name="open_cells"),
    path("reports/<int:pk>/sections/<slug:code>/close/", locks.close_cell, name="close_cell"),
    path("reports/<int:pk>/sections/<slug:code>/presence/", presence.presence, name="presence"),
    path("reports/<int:pk>/sections/<slug:code>/draft/", draft.draft_page, name="draft"),
    path("reports/<int:pk>/sections/<slug:code>/not-done/", finishing.not_done, name="not_done"),
    path("reports/<int:pk>/handing-out/", handing_out.handing_out, name="handing_out"),
    path("practice/", practice.practice, name="practice"),
    path("session/", autosave.session, name="session"),
    path("reports/<int:pk>/check/", check.check_page, name="check"),
    path("reports/<int:pk>/totals/", own_totals.fill_in, name="fill_in"),
    path("reports/<int:pk>/handover/", handover.handover, name="handover"),
    path("reports/<int:pk>/print/", files.print_view, name="print"),
    path("reports/<int:pk>/files/<slug:name>/", files.file, name="file"),
]
