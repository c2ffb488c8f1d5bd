"""What a number may repeat: the cells behind a subject with an act, an outcome, an applicant.

Built from `reports/form/lexicon.toml` and the rows and columns it names; see the end of that file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from reports.form.edition import Edition
from reports.rules.mentions.lexicon import raw

OF_REQUESTS = "件条份宗起例项封"
IN_YUAN = "元"
_REVIEW = ("review",)
_SUIT = ("litigation_direct", "litigation_after_review")
_OF_DISPUTES = {
    "review": ("review", _REVIEW),
    "suit": ("litigation", _SUIT),
    "suit_direct": ("direct", _SUIT[:1]),
    "suit_after_review": ("after_review", _SUIT[1:]),
}
DISPUTES = tuple(_OF_DISPUTES)
# Names of the old codes where they differ from those of rows and columns.
_CODES = {
    "partially_granted": "partial", "denied_state_secret": "secret", "unable_not_held": "not_held",
    "denied_third_party_rights": "third_party", "unable_needs_creation": "creation",
    "rejected_petition_complaint": "petition", "rejected_repeat": "repeat",
    "natural_person": "person", "commercial_enterprise": "enterprise",
}  # fmt: skip
ORGANISATIONS = ("commercial_enterprise", "research_institution", "public_welfare_org",
                 "legal_service_org", "other_org")  # fmt: skip


@dataclass(frozen=True)
class Target:
    """A sum of cells with the rule that compares it; `also` is what an ambiguous word says too."""

    code: str
    rule: str
    cells: tuple[str, ...]  # `*` stands for the rows of a group
    also: tuple[tuple[str, ...], ...] = ()
    units: str = OF_REQUESTS
    rows: tuple[str, ...] = ()  # of table three, where the number is the total of rows
    applicants: tuple[str, ...] = ()  # kinds of applicants, where it is theirs among all

    def in_edition(self, edition: Edition) -> tuple[str, ...]:
        return resolved(self.cells, edition)

    def counts_in(self, unit: str) -> bool:
        return unit in self.units or (unit in ("件次", "条次") and self.units == OF_REQUESTS)


@cache
def resolved(cells: tuple[str, ...], edition: Edition) -> tuple[str, ...]:
    """The matching cells of this edition; empty if it lacks any. Cached: asked for every number."""
    found = [[c for c in edition.cells if fnmatchcase(c, pattern)] for pattern in cells]
    return tuple(c for group in found for c in group) if all(found) else ()


def _of_rows(rows: Sequence[str], column: str = "total") -> tuple[str, ...]:
    return tuple(f"requests.{row}.{column}" for row in rows)


def _figure(entry: Mapping[str, Any]) -> Target:
    rows = tuple(entry.get("rows", ()))
    cells = tuple(entry.get("cells", ())) or _of_rows(rows)
    also = (_of_rows(entry["or_rows"]),) if "or_rows" in entry else ()
    units = entry.get("units", OF_REQUESTS)
    return Target(entry["code"], entry["rule"], cells, also, units, rows)


@cache
def by_act() -> Mapping[tuple[str, str], Target]:
    """Targets by subject and act."""
    return {
        (entry["subject"], act): _figure(entry)
        for entry in raw()["figures"]
        for act in entry["acts"]
    }


@cache
def of_outcome(value: str) -> Target:
    """The target of a row or a group of rows of outcomes."""
    row = raw()["groups"].get(value, value)
    return Target(_CODES.get(value, value), "N-R02", _of_rows([row]), rows=(row,))


@cache
def of_result(subject: str, value: str) -> Target:
    code, rows = _OF_DISPUTES[subject]
    cells = tuple(f"disputes.{row}.{value}" for row in rows)
    return Target(f"{code}_{value}", "N-R04", cells)


@cache
def of_applicants(values: tuple[str, ...], rows: tuple[str, ...]) -> Target:
    """The target of kinds of applicants, among the requests that these rows count."""
    kinds = tuple(dict.fromkeys("natural_person" if v == "citizen" else v for v in values))
    if set(kinds) == {"natural_person", "organisation"}:
        return next(t for t in by_act().values() if t.rows == rows)  # that is everybody
    columns = [c for kind in kinds for c in (ORGANISATIONS if kind == "organisation" else [kind])]
    cells = tuple(cell for row in rows for column in columns for cell in _of_rows([row], column))
    code = "+".join(_CODES.get(kind, kind) for kind in kinds)
    return Target(code, "N-R01", cells, applicants=kinds)


def joined(targets: Sequence[Target]) -> Target:
    """What several labels mean together: the sum of their cells."""
    if len(targets) == 1:
        return targets[0]
    cells = tuple(dict.fromkeys(cell for target in targets for cell in target.cells))
    code = "+".join(target.code for target in targets)
    if {target.code for target in targets} == {"review", "litigation"}:
        code = "disputes"
    return replace(targets[0], code=code, cells=cells, also=(), rows=())


def _every() -> Iterator[Target]:
    yield from by_act().values()
    yield from (of_outcome(value) for value in raw()["outcomes"] if value != "kind")
    for subject in _OF_DISPUTES:
        yield from (of_result(subject, value) for value in raw()["results"])
    yield from (of_applicants((value,), ("new_received",)) for value in raw()["applicants"])
    yield joined([by_act()["review", "bare"], by_act()["suit", "bare"]])


TARGETS: tuple[Target, ...] = tuple(dict.fromkeys(_every()))
BY_CODE: Mapping[str, Target] = {target.code: target for target in TARGETS}
