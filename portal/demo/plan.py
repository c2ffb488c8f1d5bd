"""What the demo consists of, as defined in agencies.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from accounts.models import AgencyKind, Role, Route
from accounts.models.credit_code import check_character

FOLDER = Path(__file__).parent
COUNTY = "990121"  # no division of China has a code that begins with 99
PAST_YEARS = (2020, 2025)
NOW = 2026  # the year being reported
ALWAYS = (Role.REPORTER, Role.OFFICE, Role.HEAD)


@dataclass(frozen=True)
class PlannedHolder:
    """Whom a section is assigned to, for how many days, and whether they are done."""

    username: str
    days: int
    done: bool = False


@dataclass(frozen=True)
class PlannedReport:
    state: str
    topics: str = ""
    did: str = ""
    problem: str = ""
    measure: str = ""
    reason: str = ""  # why it was returned; corrected since in later states
    asked: Mapping[str, str] = field(default_factory=dict)  # place -> the reviewer's comment on it
    sections: tuple[str, ...] | None = None  # those filled in; None means all six
    zeros: bool = False  # 0 in every cell not in `typed`
    typed: Mapping[str, str] = field(default_factory=dict)  # cell -> what was typed instead
    texts: Mapping[str, str] = field(default_factory=dict)  # section -> text used instead
    explained: Mapping[str, str] = field(default_factory=dict)  # rule -> why its warning stands
    held: Mapping[str, PlannedHolder] = field(default_factory=dict)  # section -> who has it


@dataclass(frozen=True)
class PlannedAgency:
    key: str
    name: str
    short_name: str
    we: str  # how it refers to itself
    since: int  # the first year it reports
    number: int
    reports: Mapping[int, PlannedReport]
    kind: str = AgencyKind.DEPARTMENT
    route: str = Route.FULL
    region: str = COUNTY
    is_bureau: bool = False
    main: bool = False  # its people's user names are just their roles
    is_sum: bool = False  # reports the sum of all others
    one_person: tuple[str, ...] = ()  # roles held by the same person
    documents: int = 0
    licensing: int = 0
    penalty: int = 0
    coercion: int = 0
    fees: str = "0"
    requests: int = 0
    disputes: int = 0
    suggestions: int = 0

    @property
    def credit_code(self) -> str:
        first_17 = (
            f"{'12' if self.kind == AgencyKind.INSTITUTION else '11'}{COUNTY}{self.number:09}"
        )
        return first_17 + check_character(first_17)

    @property
    def phone(self) -> str:
        """A fictitious number: no area has the code 0000."""
        return f"0000-6500{self.number:03}"

    @property
    def order(self) -> int:
        return 1 if self.kind == AgencyKind.GOVERNMENT else self.number * 10

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles on its route, in the order a report passes them."""
        return tuple(role for role in Role if role in ALWAYS or role in self.route.split(","))


@dataclass(frozen=True)
class PlannedPerson:
    username: str
    agency: PlannedAgency
    roles: tuple[Role, ...]
    must_change_password: bool = False


@dataclass(frozen=True)
class Plan:
    password: str
    mail_domain: str
    regions: tuple[Mapping[str, str], ...]
    words: tuple[Mapping[str, str], ...]  # the county's listed words
    phrases: tuple[str, ...]  # the bureau's saved phrases
    agencies: tuple[PlannedAgency, ...]

    @cached_property
    def bureau(self) -> PlannedAgency:
        return next(agency for agency in self.agencies if agency.is_bureau)

    @cached_property
    def people(self) -> tuple[PlannedPerson, ...]:
        """Everybody, those a visitor is most likely to sign in as first."""
        main = next(agency for agency in self.agencies if agency.main)
        bureau = self.bureau
        return (
            *_people_of(main),
            PlannedPerson("newcomer", main, (Role.REPORTER,), must_change_password=True),
            PlannedPerson("reviewer", bureau, (Role.REVIEWER,)),
            PlannedPerson("reviewer2", bureau, (Role.REVIEWER,)),
            PlannedPerson("admin", bureau, (Role.ADMINISTRATOR,)),
            PlannedPerson("auditor", bureau, (Role.AUDITOR,)),
            *(p for agency in self.agencies if agency is not main for p in _people_of(agency)),
            PlannedPerson("security", bureau, (Role.SECURITY,)),  # last: names go by place
        )


def _people_of(agency: PlannedAgency) -> list[PlannedPerson]:
    prefix = "" if agency.main else f"{agency.key}-"
    alone = [(role,) for role in agency.roles if role not in agency.one_person]
    shared = tuple(role for role in agency.roles if role in agency.one_person)
    held = [shared, *alone] if shared else alone
    return [PlannedPerson(f"{prefix}{roles[-1]}", agency, roles) for roles in held]


@cache
def load_plan() -> Plan:
    raw = _read("agencies.toml")
    numbered = enumerate(raw["agencies"], start=1)
    agencies = tuple(_agency(number, entry) for number, entry in numbered)
    regions, words, phrases = (tuple(raw[name]) for name in ("regions", "words", "phrases"))
    return Plan(raw["password"], raw["mail_domain"], regions, words, phrases, agencies)


@cache
def load_sentences() -> Mapping[str, list[str]]:
    return _read("texts.toml")


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def _agency(number: int, raw: dict[str, Any]) -> PlannedAgency:
    reports = {int(year): _report(report) for year, report in raw["reports"].items()}
    one_person = tuple(raw.get("one_person", ()))
    return PlannedAgency(**{**raw, "number": number, "reports": reports, "one_person": one_person})


def _report(raw: dict[str, Any]) -> PlannedReport:
    sections = tuple(raw["sections"]) if "sections" in raw else None
    held = {code: PlannedHolder(**holder) for code, holder in raw.get("held", {}).items()}
    return PlannedReport(**{**raw, "sections": sections, "held": held})


@dataclass(frozen=True)
class Dates:
    opens_on: date
    internal_deadline: date
    legal_deadline: date


def dates_of(year: int, today: date) -> Dates:
    """Return a year's dates: past years were due by law; the current one is always due soon."""
    by_law = date(year + 1, 1, 31)
    if year in PAST_YEARS:
        return Dates(date(year, 12, 20), date(year + 1, 1, 20), by_law)
    internal = today + timedelta(days=20)
    return Dates(today - timedelta(days=10), internal, max(by_law, internal + timedelta(days=11)))
