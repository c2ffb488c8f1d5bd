"""The last step of an import: what was confirmed is written, at once or by the worker.

All rows of what the preview showed are written, or none.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from import_export.results import Result

from accounts.admin_pages.background import is_job, is_many
from accounts.admin_pages.importing.kept_files import forget
from accounts.admin_pages.importing.results import (
    Tried,
    changed_meanwhile,
    changed_rows,
    counts_of,
    imported_words,
    parts_of,
    tried_of,
)
from accounts.admin_pages.importing.steps import ImportDraft
from accounts.admin_pages.recorded import user_of
from accounts.jobs import kept as job_files
from accounts.jobs.running import JobRefused
from accounts.models import JobKind
from accounts.trail.presses import first_press, presser_of
from accounts.trail.record import actor_of, record


class ConfirmedImport:
    """Mixin for a SheetAdmin, before the library's."""

    opts: Any
    later: Any
    process_result: Any
    _confirmed: Any
    _content: Any
    _draft: Any
    _gone: Any
    _import: Any
    _step: Any

    def process_import(self, request: HttpRequest, **_options: Any) -> HttpResponse:
        form = self._confirmed(request)
        with transaction.atomic():
            if form and not first_press(presser_of(request)):
                messages.info(request, _("This file was imported already."))
                return redirect("..")
            content = form and self._content(request, form)
            if not content:
                transaction.set_rollback(True)
                return self._gone(request)
            rows = form.cleaned_data["rows"] or 0
            draft = None if is_many(rows) else self._draft(request, form, content)
            rows = len(draft.data.numbers) if draft and not draft.unsettled else rows
            if draft is None or is_many(rows):
                return self._import_later(request, form, content, rows)
            tried = self._import_all(request, form, draft)
            transaction.set_rollback(not tried.is_done)
        if tried.is_refused:
            return self._step(request, form, content)
        forget(user_of(request), form.cleaned_data["import_file_name"])
        return self._imported(request, tried.result, shown=tried.is_done)

    def _import_later(
        self, request: HttpRequest, form: Any, content: bytes, rows: int
    ) -> HttpResponse:
        said, user = form.cleaned_data, user_of(request)
        transaction.on_commit(lambda: forget(user, said["import_file_name"]))
        return self.later(request, JobKind.IMPORT, said["original_file_name"], rows, content)

    def import_in_job(self, request: Any) -> None:
        """Import what was confirmed, in the worker. Raises JobRefused."""
        form = self._confirmed(request)
        content = job_files.read(request.job, job_files.SOURCE)
        if not form or content is None:
            raise JobRefused(_("This file is no longer here. Please choose it again."))
        draft = self._draft(request, form, content)
        tried = Tried() if draft.unsettled else self._import_all(request, form, draft)
        if not tried.is_done:
            raise JobRefused(changed_meanwhile())

    def _import_all(self, request: Any, form: Any, draft: ImportDraft) -> Tried:
        """Write all rows of what was shown, or none. Where rows are gathered, the database is
        held no longer than writing them takes."""
        if draft.unsettled:
            return Tried()
        if not draft.resource.gathers:
            with transaction.atomic():
                result = self._import(request, form, draft, dry_run=False)
                tried = tried_of(result, form.cleaned_data["seen"])
                transaction.set_rollback(not tried.is_done)
                self._written(request, form, tried)
            return tried
        tried = tried_of(self._import(request, form, draft), form.cleaned_data["seen"])
        try:
            with transaction.atomic():
                if tried.is_done:
                    draft.resource.write_gathered()
                self._written(request, form, tried)
        except IntegrityError:  # somebody saved at the same moment
            return replace(tried, is_done=False)
        return tried

    def _written(self, request: Any, form: Any, tried: Tried) -> None:
        if tried.is_done:
            self._record_import(request, form, tried.result)
            if is_job(request):
                request.finish(imported_words(tried.result))

    def _imported(self, request: HttpRequest, result: Any, *, shown: bool) -> HttpResponse:
        if not shown:
            messages.error(request, changed_meanwhile())
            return redirect("../import/")
        answer: HttpResponse = self.process_result(result, request)
        return answer

    def _record_import(self, request: HttpRequest, form: Any, result: Any) -> None:
        name, label = self.opts.model_name, form.cleaned_data["original_file_name"]
        details = self.import_details(form, result)
        for part in parts_of(details):
            after = {"rows": counts_of(result), **part}
            record(actor_of(request), f"{name}.import", name, label=label, after=after)

    def import_details(self, form: Any, result: Result) -> dict[str, Any]:
        """Return what the trail keeps of an import besides the counts: old and new values."""
        return {"changes": [row.diff for row in changed_rows(result)]}

    def add_success_message(self, result: Result, request: HttpRequest) -> None:
        messages.success(request, imported_words(result))
