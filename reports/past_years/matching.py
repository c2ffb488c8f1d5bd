"""Whose a published report is: by the full name it tells, else by the name of its file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import Agency
from reports.intake.extracted import is_same_agency
from reports.intake.upload import printed_names
from reports.models import PastFile
from reports.reading.labels import bare

Matched = PastFile.Matched


@dataclass(frozen=True)
class AgencyMatch:
    agency: Agency | None
    how: str  # a PastFile.Matched, or "" where there is none


def match(told: str, file_name: str, agencies: Sequence[Agency]) -> AgencyMatch:
    """Return whose it is. Nobody is guessed: where two fit alike, nobody is named."""
    if told and (one := _only(_by_told(told, agencies))):
        return AgencyMatch(one, Matched.TOLD)
    one = _only(by_file_name(file_name, agencies))
    return AgencyMatch(one, Matched.FILE_NAME if one else "")


def _by_told(told: str, agencies: Sequence[Agency]) -> list[Agency]:
    exact = [agency for agency in agencies if bare(agency.name) == bare(told)]
    return exact or [one for one in agencies if is_same_agency(told, printed_names(one))]


def by_file_name(file_name: str, agencies: Sequence[Agency]) -> list[Agency]:
    """Return the agencies whose name stands in the file's name, of several the longest."""
    stem = bare(file_name.rpartition(".")[0] or file_name)
    found = [
        (len(name), agency)
        for agency in agencies
        for name in {bare(one) for one in printed_names(agency)}
        if len(name) > 1 and name in stem
    ]
    longest = max((length for length, _agency in found), default=0)
    return list({one.pk: one for length, one in found if length == longest}.values())


def _only(found: Sequence[Agency]) -> Agency | None:
    return found[0] if len(found) == 1 else None
