"""What of import and export is worked off as a job, because it is of many rows."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.admin_pages.recorded import user_of
from accounts.jobs.running import Finish, JobRefused, TooManyJobs, Watch, ask_for
from accounts.models import Job, JobKind

AT_ONCE = 200  # rows that somebody waits for


class InBackground:
    """Mixin for a SheetAdmin: asks for a job, and runs it in the place of its own view."""

    opts: Any
    export_action: Any
    import_in_job: Any

    def later(
        self, request: HttpRequest, kind: JobKind, label: str, rows: int, source: bytes = b""
    ) -> HttpResponse:
        """Ask for a job, in the transaction of the press, and go to the list where it stands.
        Where too many are open nothing is kept, not even the press."""
        try:
            ask_for(request, user_of(request), kind, self.opts.label_lower, label, rows, source)
        except TooManyJobs as refused:
            messages.error(request, str(refused))
            transaction.set_rollback(True)
        else:
            words = _("%(rows)s rows take a while. You can go on working; see here how far it is.")
            messages.success(request, words % {"rows": rows})
        return redirect("accounts:jobs")

    def run_job(self, job: Job, request: Any, watch: Watch, finish: Finish) -> None:
        """Run a job with the rights of who asked for it. Raises JobRefused, PermissionDenied."""
        request.job, request.watch, request.finish = job, watch, finish
        if job.kind == JobKind.IMPORT:
            self.import_in_job(request)
        elif "Content-Disposition" not in self.export_action(request):
            raise JobRefused(_("Nothing was exported: what was chosen is no longer there."))


def is_job(request: HttpRequest) -> bool:
    return hasattr(request, "job")


def is_many(rows: int) -> bool:
    return rows > AT_ONCE
