"""Fields for names and codes: what nobody sees is taken away before anything is checked, stored or
looked for, so that a name copied from a web page is the same name.

The model fields need no migration of their own: to the database they are Django's.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models

from accounts.unseen import visible


def _seen(value: Any) -> Any:
    return visible(value) if isinstance(value, str) else value


class SeenOnly:
    """Mixin for fields, of forms and of models."""

    def to_python(self, value: Any) -> Any:
        parent: Any = super()
        return parent.to_python(_seen(value))


class NameFormField(SeenOnly, forms.CharField):
    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Leave the length to the server: a browser would count what nobody sees and cut a code."""
        attributes = super().widget_attrs(widget)
        attributes.pop("maxlength", None)
        return attributes


class MailFormField(SeenOnly, forms.EmailField):
    pass


class _SeenInDatabase(SeenOnly):
    plain: type[models.Field[Any, Any]]
    form_field: type[forms.Field]

    def get_prep_value(self, value: Any) -> Any:
        parent: Any = super()
        return _seen(parent.get_prep_value(value))

    def formfield(self, **options: Any) -> Any:
        parent: Any = super()
        return parent.formfield(**{"form_class": self.form_field, **options})

    def deconstruct(self) -> Any:
        parent: Any = super()
        name, _path, positional, options = parent.deconstruct()
        return name, f"django.db.models.{self.plain.__name__}", positional, options


class NameField(_SeenInDatabase, models.CharField[Any, Any]):
    plain, form_field = models.CharField, NameFormField


class MailField(_SeenInDatabase, models.EmailField[Any, Any]):
    plain, form_field = models.EmailField, MailFormField
