"""Listed words as a sheet, one row per word, within the administrator's own regions."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from import_export.fields import Field

from accounts.admin_pages.region_column import SheetOfRegions
from accounts.admin_pages.sheet_words import words_in
from accounts.admin_pages.widgets import ChoiceWidget, RegionWidget, TextWidget, text_of
from accounts.models.scope import administered_regions
from reports.models import Severity, WatchedWord


class WatchedWordResource(SheetOfRegions):
    region = Field("region", "region", RegionWidget())
    word = Field("word", "word", TextWidget())
    right = Field("right", "right", TextWidget())
    severity = Field("severity", "severity", ChoiceWidget(Severity))
    allowed = Field("allowed", "allowed", TextWidget())
    remark = Field("remark", "remark", TextWidget())
    key = ("word",)
    needed = ("region", "word", "severity")
    said = words_in(__file__, "word")

    class Meta:
        model = WatchedWord
        fields: ClassVar = ["region", "word", "right", "severity", "allowed", "remark"]
        skip_unchanged = True

    def get_queryset(self) -> QuerySet[WatchedWord]:
        return WatchedWord.objects.filter(region__in=administered_regions(self.user))

    def before_import_row(self, row: Any, *, row_number: int, **_options: Any) -> None:
        key = f"{text_of(row.get('region'))} {text_of(row['word'])}"
        self.require_once(key, "word", row_number)

    def get_instance(self, instance_loader: Any, row: Any) -> WatchedWord | None:
        """Return the listed word by region and word."""
        region, word = text_of(row.get("region")), text_of(row["word"])
        return self.get_queryset().filter(region__code=region, word=word).first()
