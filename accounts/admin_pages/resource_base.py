"""What the resources share: columns identified by id, row errors by column, a plain comparison.

A column is headed `label [id]`. The id decides, so the label may be in either language or
abbreviated; a heading without brackets may also be the label itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import tablib
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _
from import_export import resources
from import_export.results import Result, RowResult
from openpyxl.utils import get_column_letter

from accounts.models import User
from accounts.models.scope import require_own_role
from accounts.spreadsheets.reading import FileRefused, is_blank
from accounts.trail.record import Actor

_ID = re.compile(r"\[([^\[\]]+)\]\s*$")
Change = tuple[str, str, str]  # column label, before, after


def heading(label: Any, id_: str) -> str:
    return f"{label} [{id_}]"


def columns_of(headers: Sequence[str], labels: Mapping[str, Any]) -> dict[str, str]:
    """Map column ids to column letters, in file order. Raises FileRefused."""
    times = Counter(map(str, labels.values()))
    by_label = {str(label): id_ for id_, label in labels.items() if times[str(label)] == 1}
    found: dict[str, str] = {}
    for number, header in enumerate(headers, 1):
        letter = get_column_letter(number)
        match = _ID.search(header)
        id_ = match[1].strip() if match else by_label.get(header, header)
        if not header:
            id_ = f"blank {letter}"
        elif id_ not in labels:
            raise FileRefused(
                _("Column %(letter)s is headed “%(found)s”, which is not one of this sheet's.")
                % {"letter": letter, "found": header[:60]}
            )
        if id_ in found:
            raise FileRefused(
                _("Columns %(first)s and %(second)s are both headed “%(label)s”.")
                % {"first": found[id_], "second": letter, "label": labels[id_]}
            )
        found[id_] = letter
    return found


class RowComparison:
    """What a row changes: only the columns whose displayed value differs."""

    def __init__(self, resource: SheetResource, instance: Any, new: bool) -> None:
        self.before = {} if new else resource.shown(instance)
        self.after: Mapping[str, str] = {}

    def compare_with(self, resource: SheetResource, instance: Any) -> None:
        self.after = resource.shown(instance)

    def as_html(self) -> list[Change]:
        """Return the changes as tuples; the library chose the name, and the template escapes."""
        return [
            (label, self.before.get(label, ""), after)
            for label, after in self.after.items()
            if self.before.get(label, "") != after
        ]


class SheetResource(resources.ModelResource):
    """One row per object. `key` names the columns of which at least one must be present."""

    key: Sequence[str] = ()

    def __init__(self, actor: Actor) -> None:
        super().__init__()
        self.actor = actor
        self.letters: Mapping[str, str] = {}
        self.first_rows: dict[str, int] = {}

    @property
    def user(self) -> User:
        assert self.actor.user is not None
        return self.actor.user

    @property
    def labels(self) -> Mapping[str, Any]:
        """Map column ids to labels."""
        model = self._meta.model._meta
        return {name: model.get_field(name).verbose_name for name in self.get_export_order()}

    @classmethod
    def get_diff_class(cls) -> type[RowComparison]:
        return RowComparison

    def get_diff_headers(self) -> list[str]:
        return []  # a row's comparison brings its own labels

    def get_export_headers(self, selected_fields: Any = None) -> list[str]:
        return [heading(label, id_) for id_, label in self.labels.items()]

    def shown(self, instance: Any) -> dict[str, str]:
        return {
            str(self.labels[name]): str(field.export(instance) or "")
            for name, field in self.fields.items()
        }

    # Import --------------------------------------------------------------------------------

    def before_import(self, dataset: tablib.Dataset, **_options: Any) -> None:
        headers = dataset.headers
        try:
            self.letters = columns_of(headers, self.labels)
            if not any(id_ in self.letters for id_ in self.key):
                wanted = heading(self.labels[self.key[0]], self.key[0])
                raise FileRefused(_("There is no column “%(wanted)s”.") % {"wanted": wanted})
        except FileRefused:
            dataset.wipe()  # otherwise the library would read every row
            raise
        dataset.headers = list(self.letters)

    def import_row(self, row: Any, instance_loader: Any, **options: Any) -> RowResult:
        if is_blank(row.values()):
            result = self.get_row_result_class()()
            result.import_type, result.diff = RowResult.IMPORT_TYPE_SKIP, []
            return result
        result = super().import_row(row, instance_loader, **options)
        if result.validation_error:
            result.validation_error = self.placed(result.validation_error)
        return result

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """Validate only the fields the sheet has columns for, not the object's other fields."""
        errors = dict(import_validation_errors or {})
        said = {field.attribute for field in self.fields.values()}
        others = {field.name for field in instance._meta.fields} - said
        try:
            instance.full_clean(exclude=others | errors.keys(), validate_unique=validate_unique)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def require_once(self, key: str, column: str, row_number: int) -> None:
        """Raises ValidationError when an earlier row was about the same object."""
        first = self.first_rows.setdefault(key, row_number)
        if first != row_number:
            raise ValidationError(
                {column: _("Row %(row)s is about the same.") % {"row": first + 1}}
            )

    def placed(self, error: ValidationError) -> ValidationError:
        """Return the same errors keyed by column, as `C · label`."""
        named = getattr(error, "error_dict", None) or {NON_FIELD_ERRORS: error.error_list}
        return ValidationError({self.place(name): errors for name, errors in named.items()})

    def place(self, name: str) -> str:
        by_attribute = {field.attribute: id_ for id_, field in self.fields.items()}
        name = by_attribute.get(name, name)
        if name not in self.labels:
            return NON_FIELD_ERRORS
        letter = self.letters.get(name)
        return f"{letter} · {self.labels[name]}" if letter else str(self.labels[name])

    def after_import(self, dataset: tablib.Dataset, result: Result, **options: Any) -> None:
        require_own_role(self.user)
        super().after_import(dataset, result, **options)
