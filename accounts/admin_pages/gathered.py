"""Resources of many rows: what is there is read in a few queries, and all rows are written together
at the end, in a transaction that is no longer than that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from import_export.results import RowResult

from accounts.admin_pages.resource_base import Change, SheetResource
from accounts.admin_pages.widgets import text_of
from accounts.models.scope import require_own_role

A_QUERY = 500  # values asked for, or rows written


class GatheredResource(SheetResource):
    """`key` is one column; `unique` names those whose values nobody else may have. Its Meta says
    `use_bulk`, `skip_diff`."""

    gathers = True
    unique: tuple[str, ...] = ()
    changes: Sequence[Change] = ()  # of the row that is being read
    checked: frozenset[str] = frozenset()  # fields that their widget has checked, with a query

    # What is there -------------------------------------------------------------------------

    def before_import(self, dataset: tablib.Dataset, **options: Any) -> None:
        super().before_import(dataset, **options)
        self.create_instances.clear()
        self.update_instances.clear()
        said = {id_: self._said(dataset, id_) for id_ in {*self.key, *self.unique}}
        self.existing: dict[str, Any] = {}
        self.taken: dict[tuple[str, str], int] = {}
        [key] = self.key
        for some in _parts(said[key]):
            for one in self.get_queryset().filter(**{f"{key}__in": some}):
                self.existing[getattr(one, key)] = one
        for id_ in self.unique:
            for some in _parts(said[id_]):
                found = self._meta.model.objects.filter(**{f"{id_}__in": some})
                self.taken |= {(id_, value): pk for value, pk in found.values_list(id_, "pk")}

    def _said(self, dataset: tablib.Dataset, id_: str) -> set[str]:
        return {text_of(one) for one in dataset[id_]} if id_ in dataset.headers else set()

    def get_instance(self, instance_loader: Any, row: Any) -> Any:
        return self.existing.get(text_of(row.get(self.key[0])))

    # What a row changes --------------------------------------------------------------------

    def after_init_instance(self, instance: Any, new: bool, row: Any, **_options: Any) -> None:
        self.before: Mapping[str, str] = {} if new else self.shown(instance)

    def skip_row(self, instance: Any, original: Any, row: Any, errors: Any = None) -> bool:
        return not errors and bool(instance.pk) and self.shown(instance) == self.before

    def after_import_row(self, row: Any, row_result: RowResult, **options: Any) -> None:
        super().after_import_row(row, row_result, **options)
        row_result.diff = self.changes

    def save_instance(self, instance: Any, is_create: bool, row: Any, **options: Any) -> None:
        super().save_instance(instance, is_create, row, **options)
        after = self.shown(instance)
        self.changes = [
            (label, self.before.get(label, ""), value)
            for label, value in after.items()
            if self.before.get(label, "") != value
        ]

    def import_row(self, row: Any, instance_loader: Any, **options: Any) -> RowResult:
        self.changes = []
        return super().import_row(row, instance_loader, **options)

    def checked_errors(self, instance: Any, errors: Mapping[str, Any]) -> None:
        """Check as the model does; whether a value is taken, `taken` knows. Raises
        ValidationError."""
        found: dict[str, Any] = {}
        others = self.others(instance) | errors.keys() | self.checked
        try:
            instance.full_clean(exclude=others, validate_unique=False)
        except ValidationError as error:
            found = error.error_dict
        for id_ in self.unique:
            pk = self.taken.get((id_, getattr(instance, id_)))
            if id_ not in found and id_ not in errors and pk not in (None, instance.pk):
                found[id_] = [ValidationError(self._taken(instance, id_))]
        if found:
            raise ValidationError(found)

    # Writing -------------------------------------------------------------------------------

    def bulk_create(self, *_args: Any, **_options: Any) -> None:
        """What the library would write now is written by `write_gathered`."""

    bulk_update = bulk_create

    def after_import(self, *_args: Any, **_options: Any) -> None:
        require_own_role(self.user, self.closed_agencies())

    def closed_agencies(self) -> set[int]:
        """Return the agencies at which nobody will hold a role any more."""
        return set()

    def write_gathered(self) -> None:
        """Write all rows, in the caller's transaction. Raises IntegrityError."""
        rows = self._meta.model.objects
        names = [field.attribute for id_, field in self.fields.items() if id_ not in self.key]
        columns = {field.name for field in self._meta.model._meta.fields}
        rows.bulk_create(self.create_instances, batch_size=A_QUERY)
        rows.bulk_update(
            self.update_instances, [n for n in names if n in columns], batch_size=A_QUERY
        )
        self.write_beside()
        require_own_role(self.user)

    def write_beside(self) -> None:
        """Write what belongs to the rows and stands in another table."""


def _parts(values: set[str]) -> Iterator[list[str]]:
    rest = iter(values)
    while part := list(islice(rest, A_QUERY)):
        yield part
