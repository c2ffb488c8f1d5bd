"""Fields of the admin's forms as the portal's own: no windows that open beside, days by the
browser's calendar, long lists of choices that can be searched."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils.translation import gettext as _

LOOKED_FOR = ("short_name", "credit_code", "code")  # beside the name


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: Any = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class SearchedSelect(forms.Select):
    """A plain select, which `searched_select.js` lets one search by names and codes."""

    def __init__(self) -> None:
        super().__init__({"data-searched": ""})

    def create_option(self, name: str, value: Any, *args: Any, **options: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **options)
        row = getattr(value, "instance", None)
        if words := [str(getattr(row, field)) for field in LOOKED_FOR if hasattr(row, field)]:
            option["attrs"]["data-words"] = " ".join(words)
        return option


def _worded(value: Any, label: Any) -> tuple[Any, Any]:
    """Say the blank choice in words, which is a line of dashes otherwise."""
    dashes = (value, label) in BLANK_CHOICE_DASH
    return value, _("please choose") if dashes else label


class PlainFields(BaseModelAdmin):
    """Mixin for admin pages and for the rows below them."""

    formfield_overrides: ClassVar = {models.DateField: {"widget": DayInput}}

    def formfield_for_dbfield(self, db_field: Any, request: Any, **options: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **options)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        if isinstance(field, forms.ModelChoiceField):
            field.empty_label = _("please choose") if field.required else _("none chosen")
        elif isinstance(field, forms.ChoiceField):
            choices: Any = field.choices
            field.choices = [_worded(value, label) for value, label in choices]
        return field

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **options: Any) -> Any:
        options.setdefault("widget", SearchedSelect())
        return super().formfield_for_foreignkey(db_field, request, **options)
