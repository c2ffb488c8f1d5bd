"""Addresses of the clerk's pages."""

from django.urls import path

from reports.entry import (
    assignments,
    autosave,
    carry_over,
    cell_panel,
    history,
    mark_done,
    nil_return,
    overview,
    practice,
    presence,
    section,
)

app_name = "entry"
urlpatterns = [
    path("reports/<int:pk>/sections/<slug:code>/", section.section, name="section"),
    path("reports/<int:pk>/sections/<slug:code>/history/", history.history, name="history"),
    path("reports/<int:pk>/sections/<slug:code>/years/", cell_panel.years, name="years"),
    path("reports/<int:pk>/cells/<str:cell>/", cell_panel.cell, name="cell"),
    path("reports/<int:pk>/nothing/<slug:table>/", nil_return.nil_return_page, name="nil_return"),
    path(
        "reports/<int:pk>/nothing/<slug:table>/undo/",
        nil_return.undo_nil_return,
        name="undo_nil_return",
    ),
    path("reports/<int:pk>/sections/<slug:code>/autosave/", autosave.autosave, name="autosave"),
    path("reports/<int:pk>/sections/<slug:code>/open/", carry_over.open_cells, name="open_cells"),
    path("reports/<int:pk>/sections/<slug:code>/close/", carry_over.close_cell, name="close_cell"),
    path("reports/<int:pk>/sections/<slug:code>/presence/", presence.presence, name="presence"),
    path("reports/<int:pk>/sections/<slug:code>/draft/", overview.draft_page, name="draft"),
    path("reports/<int:pk>/sections/<slug:code>/not-done/", mark_done.not_done, name="not_done"),
    path("reports/<int:pk>/handing-out/", assignments.assignments_page, name="assignments"),
    path("practice/", practice.practice, name="practice"),
    path("session/", autosave.session, name="session"),
]
