"""What the resources share: columns known by id, label and synonyms, values evened out before they
are checked, row errors by column, a plain comparison.

An export heads a column `label [id]`. The id decides; a heading without it may be the label in any
language, or one of those in `sheets.toml`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

import tablib
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from import_export import resources
from import_export.results import Result, RowResult

from accounts.admin_pages.places import Places
from accounts.admin_pages.sheet_words import OfficeWords
from accounts.models import User
from accounts.models.scope import require_own_role
from accounts.spreadsheets.headings import Known, known_of
from accounts.spreadsheets.reading import FileRefused
from accounts.trail.record import Actor

CHUNK = 500  # objects read at a time
Change = tuple[str, str, str]  # column label, before, after


def heading(label: Any, id_: str) -> str:
    return f"{label} [{id_}]"


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
    """One row per object. `key` names the columns of which at least one must be present, `needed`
    those that a new object must have, `once` those whose values differ from row to row."""

    key: Sequence[str] = ()
    needed: Sequence[str] = ()
    once: Sequence[str] = ()
    said: ClassVar[OfficeWords] = OfficeWords()
    gathers = False  # whether rows are written together at the end, see `gathered`
    covers: ClassVar[Mapping[str, str]] = {}  # a column whose fault makes one in another -> that

    def __init__(self, actor: Actor, watch: Callable[[int], None] | None = None) -> None:
        super().__init__()
        self.actor = actor
        self.watch = watch or (lambda _done: None)  # is told the number of each row
        self.places = Places(actor.user) if actor.user else None
        self.letters: Mapping[str, str] = {}
        self.numbers: Sequence[int] = ()  # of the rows in the sheet
        self.first_rows: dict[tuple[str, str], int] = {}
        self.faults: dict[int, dict[str, str]] = {}  # row of the dataset -> column -> words

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
            label: str(self.fields[name].export(instance) or "")
            for name, label in self._words.items()
        }

    @cached_property
    def _words(self) -> Mapping[str, str]:
        labels = self.labels
        return {name: str(labels[name]) for name in self.fields}

    def count(self, queryset: QuerySet[Any]) -> int:
        """Return how many rows an export of these objects has."""
        return queryset.count()

    def iter_queryset(self, queryset: QuerySet[Any]) -> Iterator[Any]:
        for done, one in enumerate(queryset.iterator(chunk_size=CHUNK), 1):
            self.watch(done)
            yield one

    # Columns -------------------------------------------------------------------------------

    @property
    def read_labels(self) -> Mapping[str, Any]:
        """Map the ids of all columns that are read to labels."""
        return self.labels

    @cached_property
    def known(self) -> Known:
        words: dict[str, set[str]] = {}
        for code, _name in settings.LANGUAGES:
            with translation.override(code):
                for id_, label in self.read_labels.items():
                    words.setdefault(id_, set()).add(str(label))
        return known_of(
            {id_: {*said, *self.said.headings.get(id_, ())} for id_, said in words.items()}
        )

    def even(self, id_: str, value: Any) -> Any:
        """Return a cell's value evened out. Raises ValueError."""
        return self.fields[id_].widget.even(value)

    def accepted(self, id_: str) -> Sequence[str]:
        """Return the words that a column takes, if there are only some."""
        field = self.fields.get(id_)
        return field.widget.accepted if field else ()

    def is_text(self, id_: str) -> bool:
        return id_ in self.fields and self.fields[id_].widget.is_text

    # Template ------------------------------------------------------------------------------

    @property
    def sheet_name(self) -> str:
        return str(self._meta.model._meta.verbose_name_plural)

    def template_heading(self, id_: str, label: Any) -> str:
        return str(label)

    def template_rows(self) -> list[Sequence[Any]]:
        """Return the rows a template brings; without any it shows an example."""
        return []

    # Import --------------------------------------------------------------------------------

    def dataset_of(
        self, letters: Mapping[str, str], rows: Mapping[int, Mapping[str, Any]]
    ) -> tablib.Dataset:
        """Even out the rows, by their numbers in the sheet; what cannot be is kept in `faults`."""
        self.letters, self.numbers = letters, list(rows)
        self.faults, self.first_rows = {}, {}
        evened = [self._evened(number, row) for number, row in enumerate(rows.values(), 1)]
        dataset = tablib.Dataset(headers=list(evened[0]) if evened else list(letters))
        dataset.extend(list(row.values()) for row in evened)
        return dataset

    def _evened(self, number: int, row: Mapping[str, Any]) -> dict[str, Any]:
        evened = {}
        for id_, value in row.items():
            try:
                evened[id_] = self.even(id_, value)
            except ValueError as error:
                evened[id_] = value
                self.tell(number, id_, str(error))
        return self.combined(number, evened)

    def combined(self, number: int, row: dict[str, Any]) -> dict[str, Any]:
        """Return a row whose columns have been looked at together."""
        return row

    def tell(self, number: int, id_: str, words: str) -> None:
        """Note a fault of a row of the dataset; the first of a cell counts."""
        self.faults.setdefault(number, {}).setdefault(id_, words)

    def before_import(self, dataset: tablib.Dataset, **_options: Any) -> None:
        if not set(self.key).intersection(dataset.headers or ()):
            dataset.wipe()  # otherwise the library would read every row
            raise FileRefused(
                _("There is no column “%(wanted)s”.") % {"wanted": self.labels[self.key[0]]}
            )

    def before_import_row(self, row: Any, *, row_number: int, **_options: Any) -> None:
        for id_ in self.once:
            value = str(row.get(id_) or "")
            if value and not self.faults.get(row_number):
                self.require_once(value, id_, row_number)

    def import_row(self, row: Any, instance_loader: Any, **options: Any) -> RowResult:
        self.watch(options["row_number"])
        result = super().import_row(row, instance_loader, **options)
        told = self.faults.get(options["row_number"], {})
        if told or result.validation_error:
            result.validation_error = self._with_told(result.validation_error, told)
            result.import_type = RowResult.IMPORT_TYPE_INVALID
            result.errors = []
        return result

    def _with_told(self, error: ValidationError | None, told: Mapping[str, str]) -> ValidationError:
        """Return the errors by place; what was told of a cell before it was checked comes first."""
        found = self.placed(error).error_dict if error else {}
        before = {self.place(id_): [ValidationError(words)] for id_, words in told.items()}
        for id_ in told.keys() & self.covers.keys():
            found.pop(self.place(self.covers[id_]), None)
        return ValidationError({**found, **before})

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """Validate only the fields the sheet has columns for, not the object's other fields."""
        errors = dict(import_validation_errors or {})
        try:
            self.checked_errors(instance, errors)
        except ValidationError as error:
            errors = self._with_others_named(instance, error).update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def checked_errors(self, instance: Any, errors: Mapping[str, Any]) -> None:
        """Check the fields that have no error yet. Raises ValidationError."""
        instance.full_clean(exclude=self.others(instance) | errors.keys())

    def others(self, instance: Any) -> set[str]:
        """Return the fields that the sheet does not know."""
        said = {field.attribute for field in self.fields.values()}
        return {field.name for field in instance._meta.fields} - said

    def _with_others_named(self, instance: Any, error: ValidationError) -> ValidationError:
        """Return the errors, that of a value which must be unique with whose it is."""
        named = {
            name: [self._taken(instance, name)] if one.code == "unique" else found
            for name, found in error.error_dict.items()
            for one in found[:1]
        }
        return ValidationError(named)

    def _taken(self, instance: Any, name: str) -> str:
        value = getattr(instance, name)
        other = self.get_queryset().exclude(pk=instance.pk).filter(**{name: value}).first()
        whose = f"{other} {getattr(other, self.key[0])}" if other else _("in another region")
        return _("“%(found)s” is taken: %(whose)s.") % {"found": value, "whose": whose}

    def require_once(self, key: str, column: str, row_number: int) -> None:
        """Tell when an earlier row was about the same object, or has the same name."""
        first = self.first_rows.setdefault((column, key.casefold()), row_number)
        if first != row_number:
            words = _("Rows %(first)s and %(row)s are about the same: %(found)s.")
            rows = (self.numbers[number - 1] for number in (first, row_number))
            said = dict(zip(("first", "row"), rows, strict=True))
            self.tell(row_number, column, words % {**said, "found": key[:40]})

    def placed(self, error: ValidationError) -> ValidationError:
        """Return the same errors keyed by column, as `C · label`."""
        named = getattr(error, "error_dict", None) or {NON_FIELD_ERRORS: error.error_list}
        return ValidationError({self.place(name): errors for name, errors in named.items()})

    def place(self, name: str) -> str:
        by_attribute = {field.attribute: id_ for id_, field in self.fields.items()}
        name = by_attribute.get(name, name)
        if name not in self.read_labels:
            return NON_FIELD_ERRORS
        letter = self.letters.get(name)
        return f"{letter} · {self.read_labels[name]}" if letter else str(self.read_labels[name])

    def columns_by_place(self) -> dict[str, str]:
        """Map the places of errors back to ids."""
        return {self.place(id_): id_ for id_ in self.read_labels}

    def after_import(self, dataset: tablib.Dataset, result: Result, **options: Any) -> None:
        require_own_role(self.user)
        super().after_import(dataset, result, **options)
