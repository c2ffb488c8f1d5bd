"""The export of a sheet, with its line in the trail."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest

from accounts.admin_pages.importing.forms import SheetExportForm
from accounts.trail.record import actor_of, record


class RecordedExport:
    """Mixin for a SheetAdmin, before the library's."""

    export_form_class = SheetExportForm
    opts: Any
    get_data_for_export: Any

    def get_export_data(
        self, file_format: Any, request: HttpRequest, queryset: Any, **options: Any
    ) -> bytes:
        with transaction.atomic():
            data = self.get_data_for_export(
                request, queryset, force_native_type=True, export_form=options.get("export_form")
            )
            self.record_export(request, len(data), file_format.get_extension())
        content: bytes = file_format.export_data(data)
        return content

    def record_export(self, request: HttpRequest, rows: int, format_: str) -> None:
        name = self.opts.model_name
        record(
            actor_of(request),
            f"{name}.export",
            name,
            label=self.opts.verbose_name_plural,
            after={"rows": rows, "format": format_},
        )
