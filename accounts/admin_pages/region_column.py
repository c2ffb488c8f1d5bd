"""Sheets with a column of regions, each by its code or its name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from accounts.admin_pages.resource_base import SheetResource
from accounts.models import Region
from accounts.models.scope import administered_regions

MOST_OFFERED = 300  # words in a list of choices


class SheetOfRegions(SheetResource):
    """Its column `region` is within the administrator's own regions."""

    def even(self, id_: str, value: Any) -> Any:
        if id_ == "region" and value is not None and self.places:
            return self.places.region_code(value)
        return super().even(id_, value)

    def accepted(self, id_: str) -> Sequence[str]:
        if id_ == "region":
            return region_words(administered_regions(self.user))
        return super().accepted(id_)


def region_words(regions: QuerySet[Region]) -> list[str]:
    """Return names to choose from, codes where a name is not enough, if they are not too many."""
    found = list(regions.values_list("name", "code")[: MOST_OFFERED + 1])
    times = Counter(name for name, _code in found)
    words = [name if times[name] == 1 else code for name, code in found]
    return words if len(words) <= MOST_OFFERED else []
