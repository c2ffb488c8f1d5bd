"""Import and export in the admin: choose a file, preview what it would change, confirm.

A file is parsed before it is stored. It stays in the media storage, which all servers share, until
it is confirmed, cancelled or a day old. Exactly what was previewed is written, or nothing at all.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from contextlib import suppress
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.admin import ImportExportMixin
from import_export.forms import ConfirmImportForm, ExportForm, ImportForm
from import_export.results import Result, RowResult
from import_export.tmp_storages import MediaStorage

from accounts.spreadsheets.formats import FORMATS
from accounts.spreadsheets.reading import FileRefused, require_size
from accounts.trail.presses import first_press, presser_of
from accounts.trail.record import actor_of, record

ENDINGS = {f".{format_.extension}": str(i) for i, format_ in enumerate(FORMATS)}
KEPT_FOR = dt.timedelta(days=1)


class SheetImportForm(ImportForm):
    """The upload form; the extension decides the format, and unreadable files are refused here."""

    import_file = forms.FileField(
        label=gettext_lazy("Excel workbook (.xlsx) or CSV file"),
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
    )

    def __init__(self, formats: Any, resources: Any, **options: Any) -> None:
        super().__init__(formats, resources, **options)
        del self.fields["format"], self.fields["resource"]
        del self.fields["import_file"].widget.attrs["class"]

    @property
    def media(self) -> forms.Media:
        return forms.Media()  # no format to guess, so no script

    def clean_import_file(self) -> Any:
        file = self.cleaned_data["import_file"]
        format_ = ENDINGS.get(PurePath(file.name).suffix.lower())
        if format_ is None:
            raise ValidationError(
                _("“%(name)s” is neither .xlsx nor .csv. Save it as one of them."),
                params={"name": file.name},
            )
        self.cleaned_data["format"] = format_
        try:
            require_size(file.size)
            FORMATS[int(format_)]().create_dataset(file.read())
        except FileRefused as refusal:
            raise ValidationError(str(refusal)) from refusal
        return file


class SheetConfirmForm(ConfirmImportForm):
    """The confirmation form; `seen` is the digest of the changes that the preview showed."""

    import_file_name = forms.UUIDField(widget=forms.HiddenInput())
    format = forms.ChoiceField(
        choices=[(number, number) for number in ENDINGS.values()], widget=forms.HiddenInput()
    )
    seen = forms.CharField(widget=forms.HiddenInput())

    def clean_import_file_name(self) -> str:
        name: UUID = self.cleaned_data["import_file_name"]
        return name.hex


class SheetExportForm(ExportForm):
    def __init__(self, formats: Any, resources: Any, **options: Any) -> None:
        super().__init__(formats, resources, **options)
        del self.fields["resource"]
        self.fields["format"].choices = self.fields["format"].choices[1:]


def has_problems(result: Result) -> bool:
    return bool(result.has_errors() or result.has_validation_errors())


def digest_of(result: Result) -> str:
    """Return a digest of the rows' changes, to check that what is confirmed is what was shown."""
    rows = [[row.import_type, row.diff] for row in result.rows]
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()


def counts_of(result: Result) -> dict[str, int]:
    return {kind: count for kind, count in result.totals.items() if count}


class SheetAdmin(ImportExportMixin):
    """Mixin for a ModelAdmin whose `resource_classes` holds exactly one SheetResource."""

    formats = FORMATS
    import_form_class = SheetImportForm
    confirm_form_class = SheetConfirmForm
    export_form_class = SheetExportForm
    skip_admin_log = True  # the trail records it
    model: Any
    admin_site: Any
    opts: Any

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_cancel_import"
        cancel = self.admin_site.admin_view(self.cancel_import)
        return [path("cancel_import/", cancel, name=name), *super().get_urls()]

    def get_resource_kwargs(self, request: HttpRequest, **_options: Any) -> dict[str, Any]:
        return {"actor": actor_of(request)}

    # Import --------------------------------------------------------------------------------

    def import_action(self, request: HttpRequest, **options: Any) -> HttpResponse:
        forget_old_uploads()
        response: TemplateResponse = super().import_action(request, **options)
        context = response.context_data or {}
        form, result = context["form"], context.get("result")
        if "confirm_form" in context:
            context["confirm_form"].initial["seen"] = digest_of(result)
            context["counts"] = counts_of(result)
            context["changed_rows"] = _changed_rows(result)
        elif name := getattr(form.files.get("import_file"), "tmp_storage_name", None):
            MediaStorage(name=name).remove()
        return response

    def process_import(self, request: HttpRequest, **_options: Any) -> HttpResponse:
        form = self._confirmed(request)
        with transaction.atomic():
            if form and not first_press(presser_of(request)):
                messages.info(request, _("This file was imported already."))
                return redirect("..")
            content = _uploaded(form)
            if form is None or content is None:
                transaction.set_rollback(True)
                messages.error(request, _("This file is no longer here. Please choose it again."))
                return redirect("..")
            dataset = FORMATS[int(form.cleaned_data["format"])]().create_dataset(content)
            result = self.process_dataset(
                dataset, form, request, rollback_on_validation_errors=True
            )
            shown = digest_of(result) == form.cleaned_data["seen"]
            if has_problems(result) or not shown:
                transaction.set_rollback(True)
            else:
                self._record_import(request, form, result)
        _remove(form)
        return self._imported(request, result, shown=shown)

    def _imported(self, request: HttpRequest, result: Result, *, shown: bool) -> HttpResponse:
        if has_problems(result):
            return self._import_refused(request, result)
        if not shown:
            messages.error(
                request,
                _("Nothing was imported: something changed since the preview. Please look again."),
            )
            return redirect("../import/")
        answer: HttpResponse = self.process_result(result, request)
        return answer

    def cancel_import(self, request: HttpRequest) -> HttpResponse:
        if form := self._confirmed(request):
            _remove(form)
        messages.info(request, _("Cancelled. Nothing was imported."))
        return redirect("..")

    def _confirmed(self, request: HttpRequest) -> Any:
        """Return the valid confirm form, or None if it did not come from the preview."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = self.create_confirm_form(request)
        return form if form.is_bound and form.is_valid() else None

    def _import_refused(self, request: HttpRequest, result: Result) -> HttpResponse:
        request.method = "GET"
        response: TemplateResponse = super().import_action(request)
        response.context_data = {**(response.context_data or {}), "result": result}
        return response

    def _record_import(self, request: HttpRequest, form: Any, result: Result) -> None:
        name = self.opts.model_name
        record(
            actor_of(request),
            f"{name}.import",
            name,
            label=form.cleaned_data["original_file_name"],
            after={"rows": counts_of(result), **self.import_details(form, result)},
        )

    def import_details(self, form: Any, result: Result) -> dict[str, Any]:
        """Return what the trail keeps of an import besides the counts: old and new values."""
        return {"changes": [row.diff for row in _changed_rows(result)]}

    def add_success_message(self, result: Result, request: HttpRequest) -> None:
        counts = result.totals
        messages.success(
            request,
            _("Imported: %(new)s new, %(changed)s changed, %(same)s unchanged.")
            % {
                "new": counts[RowResult.IMPORT_TYPE_NEW],
                "changed": counts[RowResult.IMPORT_TYPE_UPDATE],
                "same": counts[RowResult.IMPORT_TYPE_SKIP],
            },
        )

    # Export --------------------------------------------------------------------------------

    def get_export_data(
        self, file_format: Any, request: HttpRequest, queryset: Any, **options: Any
    ) -> bytes:
        with transaction.atomic():
            data = self.get_data_for_export(
                request, queryset, force_native_type=True, export_form=options.get("export_form")
            )
            record(
                actor_of(request),
                f"{self.opts.model_name}.export",
                self.opts.model_name,
                label=self.opts.verbose_name_plural,
                after={"rows": len(data), "format": file_format.get_extension()},
            )
        content: bytes = file_format.export_data(data)
        return content


def _changed_rows(result: Result) -> list[RowResult]:
    return [row for row in result.rows if row.import_type != RowResult.IMPORT_TYPE_SKIP]


def _uploaded(form: Any) -> bytes | None:
    """Return what was previewed; None if it is gone."""
    if form is None:
        return None
    try:
        content: bytes = MediaStorage(name=form.cleaned_data["import_file_name"]).read()
    except FileNotFoundError:
        return None
    return content


def _remove(form: Any) -> None:
    MediaStorage(name=form.cleaned_data["import_file_name"]).remove()


def forget_old_uploads() -> None:
    """Delete uploaded files that were neither confirmed nor cancelled in time."""
    kept = MediaStorage(name="-")
    folder = kept.MEDIA_FOLDER
    if not kept._storage.exists(folder):
        return
    limit = timezone.now() - KEPT_FOR
    for name in kept._storage.listdir(folder)[1]:
        with suppress(FileNotFoundError):  # imported at the same moment
            if kept._storage.get_modified_time(f"{folder}/{name}") < limit:
                kept._storage.delete(f"{folder}/{name}")
