"""Regions and agencies as sheets, within the administrator's own regions."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, ClassVar

import tablib
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from import_export.fields import Field

from accounts.admin_pages.gathered import GatheredResource
from accounts.admin_pages.region_column import SheetOfRegions
from accounts.admin_pages.resource_base import SheetResource
from accounts.admin_pages.sheet_words import words_in
from accounts.admin_pages.widgets import (
    ChoiceWidget,
    CodeWidget,
    NameWidget,
    RegionWidget,
    TelephoneWidget,
    WholeNumberWidget,
    YesNoWidget,
    expected,
    text_of,
)
from accounts.models import Agency, AgencyKind, Region, Route
from accounts.models.scope import administered_agencies, administered_regions
from accounts.spreadsheets import evening
from accounts.spreadsheets.evening import Uneven
from accounts.trail.record import Actor

REGION, AGENCY = words_in(__file__, "region"), words_in(__file__, "agency")


class RegionResource(SheetResource):
    code = Field("code", "code", CodeWidget())
    name = Field("name", "name", NameWidget())
    parent = Field("parent", "parent", RegionWidget())
    key = once = ("code",)
    needed = ("code", "name", "parent")
    said = REGION

    class Meta:
        model = Region
        fields: ClassVar = ["code", "name", "parent"]
        import_id_fields: ClassVar = ["code"]
        skip_unchanged = True

    def get_queryset(self) -> QuerySet[Region]:
        return administered_regions(self.user).select_related("parent")

    def dataset_of(
        self, letters: Mapping[str, str], rows: Mapping[int, Mapping[str, Any]]
    ) -> tablib.Dataset:
        """A region may stand in another one of the same sheet, by its name too."""
        assert self.places
        for row in rows.values():
            with suppress(Uneven):
                code, name = evening.code(row.get("code")), evening.name(row.get("name"))
                if code and name:
                    self.places.add_region(code, name)
        return super().dataset_of(letters, rows)

    def even(self, id_: str, value: Any) -> Any:
        if id_ == "parent" and value is not None and self.places:
            return self.places.region_code(value)
        return super().even(id_, value)

    def import_instance(self, instance: Region, row: Any, **options: Any) -> None:
        """Import a row; regions keep their parent, since moving one would move all below it."""
        if instance.pk:
            parent = instance.parent.code if instance.parent else ""
            if text_of(row.get("parent", parent)) != parent:
                raise ValidationError({"parent": expected(row["parent"], parent or "–")})
            row = {column: value for column, value in row.items() if column != "parent"}
        else:
            row = {"parent": None, **row}
        super().import_instance(instance, row, **options)


class AgencyResource(SheetOfRegions, GatheredResource):
    credit_code = Field("credit_code", "credit_code", CodeWidget())
    name = Field("name", "name", NameWidget())
    short_name = Field("short_name", "short_name", NameWidget())
    region = Field("region", "region", RegionWidget())
    kind = Field("kind", "kind", ChoiceWidget(AgencyKind, AGENCY.words["kind"]))
    route = Field("route", "route", ChoiceWidget(Route))
    order = Field("order", "order", WholeNumberWidget())
    active = Field("active", "active", YesNoWidget())
    is_bureau = Field("is_bureau", "is_bureau", YesNoWidget())
    phone = Field("phone", "phone", TelephoneWidget())
    key = ("credit_code",)
    once = unique = ("credit_code", "name")
    checked = frozenset({"region"})
    needed = ("credit_code", "name", "short_name", "region", "kind")
    said = AGENCY

    class Meta:
        model = Agency
        fields: ClassVar = [
            "credit_code", "name", "short_name", "region", "kind", "route", "order", "active",
            "is_bureau", "phone",
        ]  # fmt: skip
        import_id_fields: ClassVar = ["credit_code"]
        use_bulk = skip_diff = True

    def __init__(self, actor: Actor, **options: Any) -> None:
        super().__init__(actor, **options)
        if self.places:
            self.fields["region"].widget.known = self.places.regions_by_code

    def get_queryset(self) -> QuerySet[Agency]:
        return administered_agencies(self.user)

    def import_instance(self, instance: Agency, row: Any, **options: Any) -> None:
        super().import_instance(instance, row, **options)
        if instance.region_id is None:
            raise ValidationError(
                {"region": expected("", _("the code or the name of one of your regions"))}
            )

    def closed_agencies(self) -> set[int]:
        return {agency.pk for agency in self.update_instances if not agency.active}
