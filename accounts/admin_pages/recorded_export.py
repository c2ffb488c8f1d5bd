"""The export of a sheet, with its line in the trail."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from accounts.admin_pages.background import is_job, is_many
from accounts.admin_pages.importing.forms import SheetExportForm
from accounts.jobs import kept
from accounts.models import JobKind
from accounts.trail.presses import first_press, presser_of
from accounts.trail.record import actor_of, record


class RecordedExport:
    """Mixin for a SheetAdmin, before the library's."""

    export_form_class = SheetExportForm
    opts: Any
    get_data_for_export: Any
    get_export_resource_classes: Any
    get_export_resource_kwargs: Any
    later: Any

    def _do_file_export(
        self, file_format: Any, request: Any, queryset: Any, export_form: Any = None
    ) -> HttpResponse:
        if is_job(request):
            return self._export_in_job(file_format, request, queryset, export_form)
        rows = self._resource_of(request, export_form).count(queryset)
        if is_many(rows):
            return self._export_later(request, rows)
        with transaction.atomic():
            data = self._data(request, queryset, export_form)
            self.record_export(request, len(data), file_format.get_extension())
        return _file(
            self.get_export_filename(request, queryset, file_format),
            file_format.export_data(data),
            file_format.get_content_type(),
        )

    def _export_later(self, request: HttpRequest, rows: int) -> HttpResponse:
        with transaction.atomic():
            if not first_press(presser_of(request)):
                return redirect("accounts:jobs")
            answer: HttpResponse = self.later(request, JobKind.EXPORT, self._label(), rows)
        return answer

    def _export_in_job(
        self, file_format: Any, request: Any, queryset: Any, export_form: Any
    ) -> HttpResponse:
        """Write the file first; the line of the trail and the job's end are one transaction."""
        data = self._data(request, queryset, export_form)
        kept.write(request.job, kept.RESULT, file_format.export_data(data))
        request.job.result = self.get_export_filename(request, queryset, file_format)
        with transaction.atomic():
            self.record_export(request, len(data), file_format.get_extension())
            request.finish(_("%(rows)s rows") % {"rows": len(data)})
        return _file(request.job.result)

    def get_export_filename(self, request: Any, queryset: Any, file_format: Any) -> str:
        return f"{self._label()}-{timezone.localdate().isoformat()}.{file_format.get_extension()}"

    def _data(self, request: Any, queryset: Any, export_form: Any) -> Any:
        return self.get_data_for_export(
            request, queryset, force_native_type=True, export_form=export_form
        )

    def _resource_of(self, request: Any, export_form: Any) -> Any:
        [resource_class] = self.get_export_resource_classes(request)
        return resource_class(**self.get_export_resource_kwargs(request, export_form=export_form))

    def _label(self) -> str:
        return str(self.opts.verbose_name_plural)

    def record_export(self, request: HttpRequest, rows: int, format_: str) -> None:
        name = self.opts.model_name
        record(
            actor_of(request),
            f"{name}.export",
            name,
            label=self.opts.verbose_name_plural,
            after={"rows": rows, "format": format_},
        )


def _file(name: str, content: bytes = b"", content_type: str = "") -> HttpResponse:
    header = content_disposition_header(True, name) or ""
    return HttpResponse(
        content, content_type=content_type or None, headers={"Content-Disposition": header}
    )
