"""Regions and agencies of an administrator as a sheet names them: by code, name or short name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.models import Agency, Region, User
from accounts.models.scope import administered_agencies, administered_regions
from accounts.spreadsheets import evening
from accounts.spreadsheets.evening import Uneven

MOST_NAMED = 5


class Places:
    def __init__(self, user: User) -> None:
        self.user = user
        self._regions: dict[str, set[str]] | None = None
        self._agencies: dict[str, list[Agency]] | None = None

    @property
    def regions(self) -> dict[str, set[str]]:
        """Map codes and names of regions to codes."""
        if self._regions is None:
            self._regions = {}
            for code, name in administered_regions(self.user).values_list("code", "name"):
                self.add_region(code, name)
        return self._regions

    def add_region(self, code: str, name: str) -> None:
        """Also know a region that the sheet itself brings."""
        for said in (code, name):
            self.regions.setdefault(said, set()).add(code)

    @cached_property
    def regions_by_code(self) -> Mapping[str, Region]:
        return {region.code: region for region in administered_regions(self.user)}

    def region_code(self, value: Any) -> Any:
        """Return the code of the region that is meant; what is unknown stays. Raises Uneven."""
        found = evening.code(value) if isinstance(value, int | float) else evening.name(value)
        codes = self.regions.get(found) or self.regions.get(evening.code(value)) or set()
        if len(codes) > 1:
            raise Uneven(_ambiguous(found, codes))
        return next(iter(codes), found)

    @property
    def agencies(self) -> Mapping[str, list[Agency]]:
        """Map credit codes, names and short names of agencies to those that are meant."""
        if self._agencies is None:
            self._agencies = {}
            for agency in administered_agencies(self.user):
                for said in {agency.credit_code, agency.name, agency.short_name}:
                    self._agencies.setdefault(said, []).append(agency)
        return self._agencies

    def agency(self, said: str) -> Agency | None:
        """Return the agency that is meant, None if it is unknown. Raises Uneven."""
        said = said.strip()
        found = self.agencies.get(said) or self.agencies.get(evening.code(said)) or []
        in_full = [one for one in found if said in (one.name, one.credit_code)]
        if len(found) > 1 and len(in_full) != 1:
            raise Uneven(_ambiguous(said, (agency.name for agency in found)))
        return next(iter(in_full or found), None)


def _ambiguous(found: str, meant: Iterable[str]) -> str:
    names = sorted(meant)
    more = "…" if len(names) > MOST_NAMED else ""
    return _("“%(found)s” is ambiguous: %(names)s.") % {
        "found": found[:40],
        "names": "、".join(names[:MOST_NAMED]) + more,
    }
