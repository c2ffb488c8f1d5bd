"""The demo's figures, built request by request and case by case so that all sums hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from random import Random

from portal.demo.plan import PlannedAgency
from reports.form.content import Figure, Figures
from reports.form.edition import Edition
from reports.form.equations import with_totals
from reports.form.numbers import FigureError, parse_figure

APPLICANTS = {
    "natural_person": 70,
    "commercial_enterprise": 14,
    "legal_service_org": 8,
    "other_org": 4,
    "public_welfare_org": 2,
    "research_institution": 2,
}
OUTCOMES = {
    "granted": 50,
    "partially_granted": 12,
    "unable_not_held": 12,
    "denied_third_party_rights": 4,
    "denied_administrative_inquiry": 4,
    "denied_deliberative_process": 2,
    "denied_enforcement_file": 2,
    "unable_needs_creation": 2,
    "unable_unclear_after_correction": 1,
    "rejected_petition_complaint": 2,
    "rejected_repeat": 2,
    "other_handling": 2,
    "other_correction_overdue": 1,
    "other_misc": 1,
    "carried_forward": 7,
}
RESULTS = {"upheld": 60, "corrected": 15, "other_result": 15, "pending": 10}
DISPUTES = {"review": 65, "litigation_direct": 20, "litigation_after_review": 15}


def make_figures(
    edition: Edition, agency: PlannedAgency, year: int, previous: Figures
) -> dict[str, Figure | None]:
    """Return one year's figures for an agency, following on from the year before."""
    rng = Random(f"{agency.key} {year}")
    made = {
        **_documents(agency, previous, rng),
        **_cases(agency, rng),
        **_procurement(rng),
        **_requests(edition, agency, previous, rng),
        **_disputes(agency, rng),
    }
    return with_totals(edition, {cell: made.get(cell, 0) for cell in edition.cells})


def sum_of(edition: Edition, reports: Iterable[Figures]) -> dict[str, Figure | None]:
    """Return what a county reports for all its agencies together."""
    each = list(reports)
    return {cell: sum(figures[cell] or 0 for figures in each) for cell in edition.cells}


def as_typed(
    edition: Edition, figures: Figures, typed: Mapping[str, str]
) -> tuple[dict[str, Figure | None], dict[str, str]]:
    """Return the figures with the typed values in place, and those that cannot be read."""
    read: dict[str, Figure | None] = {}
    unreadable: dict[str, str] = {}
    for cell, written in typed.items():
        try:
            read[cell] = parse_figure(written, edition.cells[cell].kind)
        except FigureError:
            read[cell], unreadable[cell] = None, written
    return with_totals(edition, {**figures, **read}), unreadable


def _documents(agency: PlannedAgency, previous: Figures, rng: Random) -> dict[str, Figure]:
    row = "art20_1.normative_docs"
    before = previous.get(f"{row}.in_force")
    made, repealed = (rng.randint(0, 2), rng.randint(0, 1)) if agency.documents else (0, 0)
    in_force = agency.documents if before is None else before + made - repealed
    return {
        f"{row}.made": made,
        f"{row}.disclosed": made,
        f"{row}.repealed": repealed,
        f"{row}.in_force": in_force,
        f"{row}.total_public": in_force,
    }


def _cases(agency: PlannedAgency, rng: Random) -> dict[str, Figure]:
    """Return decisions and fees; on the trial form also the items they belong to."""
    made: dict[str, Figure] = {
        "art20_8.fees.amount": _about(Decimal(agency.fees), rng).quantize(Decimal("0.01")),
        "art20_8.fees.prev_year_items": 2 if Decimal(agency.fees) else 0,
    }
    rows = {"art20_5.licensing": agency.licensing, "art20_6.penalty": agency.penalty,
            "art20_6.coercion": agency.coercion}  # fmt: skip
    for row, usual in rows.items():
        made[f"{row}.decisions"] = int(_about(Decimal(usual), rng))
        made[f"{row}.prev_year_items"] = rng.randint(5, 40) if usual else 0
        made[f"{row}.change"] = rng.randint(-3, 3) if usual else 0
    return made


def _about(usual: Decimal, rng: Random) -> Decimal:
    return usual * rng.randint(90, 110) / 100


def _procurement(rng: Random) -> dict[str, Figure]:
    return {
        "art20_9.central_procurement.projects": rng.randint(2, 12),
        "art20_9.central_procurement.amount": Decimal(rng.randint(3000, 40000)) / 100,
    }


def _requests(
    edition: Edition, agency: PlannedAgency, previous: Figures, rng: Random
) -> dict[str, int]:
    """Return request counts: each, new or carried over, has an outcome or is carried forward."""
    made: dict[str, int] = {}
    weights = {row: w for row, w in OUTCOMES.items() if f"requests.{row}.total" in edition.cells}
    new = rng.choices(*_weighted(APPLICANTS), k=round(agency.requests * rng.uniform(0.8, 1.2)))
    for applicant in APPLICANTS:
        received = new.count(applicant)
        carried = int(previous.get(f"requests.carried_forward.{applicant}") or 0)
        made[f"requests.new_received.{applicant}"] = received
        made[f"requests.carried_over.{applicant}"] = carried
        for row in rng.choices(*_weighted(weights), k=received + carried):
            cell = f"requests.{row}.{applicant}"
            made[cell] = made.get(cell, 0) + 1
    return made


def _disputes(agency: PlannedAgency, rng: Random) -> dict[str, int]:
    made: dict[str, int] = {}
    for _ in range(agency.disputes):
        [row] = rng.choices(*_weighted(DISPUTES))
        [result] = rng.choices(*_weighted(RESULTS))
        cell = f"disputes.{row}.{result}"
        made[cell] = made.get(cell, 0) + 1
    return made


def _weighted(weights: Mapping[str, int]) -> tuple[list[str], list[int]]:
    return list(weights), list(weights.values())
