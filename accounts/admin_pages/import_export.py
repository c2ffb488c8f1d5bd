"""Import and export in the admin: choose a file, settle what its columns mean, mend its faults,
preview what it would change, confirm.

A file is read before it is kept. Every step is the page of `import/`, sent with the file's name and
what was chosen so far, so that going back, sending twice and two windows do no harm. Exactly what
was previewed is written, or nothing at all.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from import_export.admin import ImportExportMixin
from import_export.results import Result

from accounts.admin_pages.background import InBackground
from accounts.admin_pages.confirmed_import import ConfirmedImport
from accounts.admin_pages.importing.copies import marked_copy, template_of
from accounts.admin_pages.importing.forms import SheetConfirmForm, SheetImportForm
from accounts.admin_pages.importing.kept_files import forget, forget_old, keep, read_kept
from accounts.admin_pages.importing.pages import Looked, looked_at, page_of
from accounts.admin_pages.importing.results import digest_of
from accounts.admin_pages.importing.steps import ImportDraft, Step
from accounts.admin_pages.recorded import user_of
from accounts.admin_pages.recorded_export import RecordedExport
from accounts.spreadsheets.choices import loaded, places_in
from accounts.spreadsheets.formats import FORMATS, Xlsx
from accounts.trail.record import actor_of


class SheetAdmin(ConfirmedImport, InBackground, RecordedExport, ImportExportMixin):
    """Mixin for a ModelAdmin whose `resource_classes` holds exactly one SheetResource."""

    formats = FORMATS
    import_form_class = SheetImportForm
    confirm_form_class = SheetConfirmForm
    skip_admin_log = True  # the trail records it
    model: Any
    admin_site: Any
    opts: Any

    def get_urls(self) -> list[Any]:
        views = {
            "cancel_import": self.cancel_import,
            "marked_copy": self.marked_copy,
            "template": self.template,
        }
        start = f"{self.opts.app_label}_{self.opts.model_name}"
        own = [
            path(f"{name}/", self.admin_site.admin_view(view), name=f"{start}_{name}")
            for name, view in views.items()
        ]
        return [*own, *super().get_urls()]

    def get_resource_kwargs(self, request: HttpRequest, **_options: Any) -> dict[str, Any]:
        return {"actor": actor_of(request), "watch": getattr(request, "watch", None)}

    # Import --------------------------------------------------------------------------------

    def import_action(self, request: HttpRequest, **options: Any) -> HttpResponse:
        self._require_import(request)
        forget_old()
        if request.method == "POST" and "import_file_name" in request.POST:
            kept = self._confirmed(request)
            content = kept and self._content(request, kept)
            return self._step(request, kept, content) if content else self._gone(request)
        form = self.create_import_form(request)
        if request.method == "POST" and form.is_valid():
            kept = self._keep(request, form)
            return self._step(request, kept, form.cleaned_data["content"])
        return self._page(request, {"form": form, **page_of(None)})

    def _keep(self, request: HttpRequest, form: Any) -> Any:
        """Keep the uploaded file and return the form that goes on with it."""
        file = form.cleaned_data["import_file"]
        file.tmp_storage_name = keep(user_of(request), form.cleaned_data["content"])
        kept = self.create_confirm_form(request, form)
        kept.data, kept.is_bound = kept.initial, True
        assert kept.is_valid(), kept.errors
        return kept

    def _step(self, request: HttpRequest, kept: Any, content: bytes) -> HttpResponse:
        """Show the first step that wants somebody, or one before it that was asked for."""
        looked = self._look(request, kept, content)
        if "leave_faulty" in request.POST and looked.faults:
            rows = looked.draft.choices.left_out | {fault.row for fault in looked.faults}
            looked = self._look(request, kept, content, frozenset(rows))
        initial = {**kept.cleaned_data, "state": looked.draft.choices.dumped(), "seen": ""}
        if "campaign" in initial:
            initial["campaign"] = initial["campaign"].pk
        context = page_of(looked, request.POST)
        if looked.result:
            initial["rows"] = looked.result.total_rows
        if context["step"] == Step.CONFIRM and looked.result:
            initial["seen"] = digest_of(looked.result)
        form = self.confirm_form_class(initial=initial)
        if context["step"] == Step.CONFIRM:
            context |= {"confirm_form": form}
        return self._page(
            request, {**context, "kept_form": form, "file_name": initial["original_file_name"]}
        )

    def _look(
        self,
        request: HttpRequest,
        kept: Any,
        content: bytes,
        left_out: frozenset[int] = frozenset(),
    ) -> Looked:
        """Read the file as far as it is settled and, if it is, try what it would change."""
        draft = self._draft(request, kept, content)
        if left_out:
            draft = replace(draft, choices=replace(draft.choices, left_out=left_out))
        if draft.unsettled:
            return Looked(draft)
        result = self._import(request, kept, draft, dry_run=True)
        return looked_at(draft, result)

    def _draft(self, request: HttpRequest, kept: Any, content: bytes) -> ImportDraft:
        given = kept.cleaned_data
        book = FORMATS[int(given["format"])]().read(content)
        before = loaded(given["state"])
        draft = ImportDraft(book, before, self._resource(request, kept))
        said = before.with_posted(request.POST.dict())
        if same := places_in(request.POST, "same."):
            said = replace(said, cells={**said.cells, **draft.spread(same, said.cells)})
        draft = replace(draft, choices=said)
        if "leave_hidden" in request.POST:
            hidden = said.left_out | draft.sheet.marks.hidden_rows
            draft = replace(draft, choices=replace(said, left_out=hidden))
        return draft

    def _resource(self, request: HttpRequest, form: Any) -> Any:
        options = self.get_import_resource_kwargs(request, form=form)
        [resource_class] = self.get_import_resource_classes(request)
        return resource_class(**options)

    def _import(
        self, request: HttpRequest, kept: Any, draft: ImportDraft, *, dry_run: bool = True
    ) -> Result:
        """Where rows are gathered, none is written here, and no lock is taken."""
        gathers = draft.resource.gathers
        return draft.resource.import_data(
            draft.dataset(),
            dry_run=dry_run and not gathers,
            use_transactions=False if gathers else None,
            raise_errors=False,
            rollback_on_validation_errors=True,
            file_name=kept.cleaned_data["original_file_name"],
            user=request.user,
        )

    def cancel_import(self, request: HttpRequest) -> HttpResponse:
        if form := self._confirmed(request):
            forget(user_of(request), form.cleaned_data["import_file_name"])
        messages.info(request, _("Cancelled. Nothing was imported."))
        return redirect("..")

    def _require_import(self, request: HttpRequest) -> None:
        if not self.has_import_permission(request):
            raise PermissionDenied

    def _confirmed(self, request: HttpRequest) -> Any:
        """Return the valid form of a step, or None if it did not come from one."""
        self._require_import(request)
        form = self.create_confirm_form(request)
        return form if form.is_bound and form.is_valid() else None

    def _content(self, request: HttpRequest, kept: Any) -> bytes | None:
        return read_kept(user_of(request), kept.cleaned_data["import_file_name"])

    def _gone(self, request: HttpRequest) -> HttpResponse:
        messages.error(request, _("This file is no longer here. Please choose it again."))
        return redirect("../import/")

    def _page(self, request: HttpRequest, context: dict[str, Any]) -> TemplateResponse:
        request.current_app = self.admin_site.name
        context = {**self.admin_site.each_context(request), "title": _("Import"),
                   "opts": self.opts, **context}  # fmt: skip
        return TemplateResponse(request, [self.import_template_name], context)

    # Sheets to take along ------------------------------------------------------------------

    def marked_copy(self, request: HttpRequest) -> HttpResponse:
        """Return the sheet with its faulty cells coloured and what is wrong beside them."""
        kept = self._confirmed(request)
        content = kept and self._content(request, kept)
        if not content:
            return self._gone(request)
        looked = self._look(request, kept, content)
        name = kept.cleaned_data["original_file_name"].rpartition(".")[0]
        return _workbook(
            marked_copy(looked.draft, looked.faults), _("%(name)s, marked") % {"name": name}
        )

    def template(self, request: HttpRequest) -> HttpResponse:
        """Return an empty sheet with headings, choices and an example."""
        self._require_import(request)
        resource = self.template_resource(request)
        name = _("%(what)s, template") % {"what": self.opts.verbose_name_plural}
        return _workbook(template_of(resource), name)

    def template_resource(self, request: HttpRequest) -> Any:
        return self._resource(request, None)


def _workbook(content: bytes, name: str) -> HttpResponse:
    header = content_disposition_header(True, f"{name}.xlsx")
    return HttpResponse(
        content, content_type=Xlsx.content_type, headers={"Content-Disposition": header or ""}
    )
