"""The forms of import and export in the admin."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.forms import ConfirmImportForm, ExportForm, ImportForm

from accounts.admin_pages.importing.kept_files import NAME
from accounts.spreadsheets.choices import LONGEST
from accounts.spreadsheets.formats import FORMATS
from accounts.spreadsheets.reading import MAX_ROWS, FileRefused, require_size

ENDINGS = {f".{format_.extension}": str(i) for i, format_ in enumerate(FORMATS)}


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
            self.cleaned_data["content"] = file.read()
            if not FORMATS[int(format_)]().read(self.cleaned_data["content"]).sheets:
                raise FileRefused(_("The file is empty."))
        except FileRefused as refusal:
            raise ValidationError(str(refusal)) from refusal
        return file


class SheetConfirmForm(ConfirmImportForm):
    """What goes from step to step: the kept file, and `state`, which is what was chosen on the way.
    `rows` says how many they are; at the end `seen` is the digest of the changes that the preview
    showed."""

    import_file_name = forms.RegexField(NAME, widget=forms.HiddenInput())
    format = forms.ChoiceField(
        choices=[(number, number) for number in ENDINGS.values()], widget=forms.HiddenInput()
    )
    state = forms.CharField(max_length=LONGEST, required=False, widget=forms.HiddenInput())
    rows = forms.IntegerField(
        min_value=0, max_value=MAX_ROWS, required=False, widget=forms.HiddenInput()
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput())


class SheetExportForm(ExportForm):
    def __init__(self, formats: Any, resources: Any, **options: Any) -> None:
        super().__init__(formats, resources, **options)
        del self.fields["resource"]
        self.fields["format"].choices = self.fields["format"].choices[1:]
