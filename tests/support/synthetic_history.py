"""Counties that never were: agencies of several kinds over years, written by us, by seed.

Each agency has a size, each of its figures a level of its own, a trend, an unrest of 10 to 60%
on top of what chance does to counts, and now and then a change of scope. Many cells are 0 nearly
always. Requests balance, applicant by applicant. What the judge assumes is not how these are made:
levels are spread by a factor of ten and more inside a kind, and unrest differs from cell to cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import exp, floor, sqrt
from random import Random

from reports.form.content import Content, Figure
from reports.form.edition import Edition
from reports.form.equations import with_totals
from reports.form.loader import edition_for

NOW = 2026
APPLICANTS = ("natural_person", "commercial_enterprise", "research_institution",
              "public_welfare_org", "legal_service_org", "other_org")  # fmt: skip
SHARES = (60, 15, 1, 2, 12, 5)
OUTCOMES = {
    "granted": 50, "partially_granted": 12, "unable_not_held": 14, "denied_third_party_rights": 4,
    "denied_administrative_inquiry": 4, "denied_enforcement_file": 3, "rejected_petition_complaint": 4,
    "rejected_repeat": 2, "unable_needs_creation": 2, "other_misc": 3, "carried_forward": 6,
}  # fmt: skip
RESULTS = {"upheld": 55, "corrected": 15, "other_result": 20, "pending": 10}
DISPUTES = {"review": 0.65, "litigation_direct": 0.2, "litigation_after_review": 0.15}
SCOPE_CHANGES = 0.03  # of the flows in a year, to so many times what they were:
NEW_SCOPES = (0.0, 0.2, 0.4, 2.5, 5.0)


@dataclass(frozen=True)
class KindOfAgency:
    """How many there are, and by cell how many of them have it and about how much."""

    count: int
    requests: float
    disputes: float
    cells: Mapping[str, tuple[float, float]]


KINDS = {
    "department": KindOfAgency(26, 14, 1.5, {
        "art20_5.licensing.decisions": (0.6, 300), "art20_6.penalty.decisions": (0.6, 120),
        "art20_6.coercion.decisions": (0.25, 20), "art20_8.fees.amount": (0.3, 150),
        "art20_1.normative_docs.made": (0.7, 2), "art20_1.normative_docs.in_force": (0.8, 14),
    }),
    "township": KindOfAgency(20, 4, 0.6, {
        "art20_5.licensing.decisions": (0.7, 60), "art20_6.penalty.decisions": (0.6, 12),
        "art20_6.coercion.decisions": (0.3, 4), "art20_1.normative_docs.made": (0.3, 1),
        "art20_1.normative_docs.in_force": (0.4, 4),
    }),
    "institution": KindOfAgency(12, 2, 0.1, {
        "art20_5.licensing.decisions": (0.1, 2000), "art20_8.fees.amount": (0.5, 40),
    }),
}  # fmt: skip


@dataclass
class Flow:
    """One thing an agency does: how much a year, how that grows, how restless it is."""

    level: float
    growth: float
    unrest: float

    def year(self, rng: Random) -> float:
        """What is expected of this year; the level goes on, now and then to another scope."""
        self.level *= exp(self.growth)
        if rng.random() < SCOPE_CHANGES:
            self.level *= rng.choice(NEW_SCOPES)
        return self.level * rng.gammavariate(1 / self.unrest**2, self.unrest**2)


@dataclass(frozen=True)
class Agency:
    kind: str
    years: Mapping[int, Content]  # the latest first

    @property
    def now(self) -> Content:
        return next(iter(self.years.values()))

    def earlier(self, years: int) -> list[Content]:
        return list(self.years.values())[1 : years + 1]


def county(seed: int, now: int = NOW, years: int = 5) -> list[Agency]:
    rng = Random(seed)
    return [
        _agency(rng, name, kind, range(now - years, now + 1))
        for name, kind in KINDS.items()
        for _ in range(kind.count)
    ]


def _agency(rng: Random, name: str, kind: KindOfAgency, years: range) -> Agency:
    size = rng.lognormvariate(0, 0.6)
    asked, disputed = (_flow(rng, usual * size) for usual in (kind.requests, kind.disputes))
    flows = {
        cell: _flow(rng, usual * size)
        for cell, (share, usual) in kind.cells.items()
        if rng.random() < share
    }
    weights = [rng.gammavariate(2, share) for share in SHARES]
    outcomes = {row: rng.gammavariate(1.5, share) for row, share in OUTCOMES.items()}
    found: dict[int, Content] = {}
    last: Mapping[str, Figure | None] = {}
    for year in years:
        edition = edition_for(year)
        made = {cell: _figure(cell, flow.year(rng), rng) for cell, flow in flows.items()}
        made |= _requests(rng, asked.year(rng), weights, outcomes, last)
        made |= _disputes(rng, disputed.year(rng))
        last = with_totals(edition, {cell: made.get(cell, 0) for cell in edition.cells})
        found[year] = Content(year, last, approved=True)
    return Agency(name, dict(reversed(found.items())))


def _flow(rng: Random, usual: float) -> Flow:
    unrest = 1.0 if rng.random() < 0.05 else rng.uniform(0.1, 0.6)
    return Flow(usual * rng.lognormvariate(0, 0.9), rng.gauss(0, 0.08), unrest)


def _figure(cell: str, expected: float, rng: Random) -> Figure:
    return round(Decimal(expected), 2) if cell.endswith("amount") else _poisson(expected, rng)


def _requests(
    rng: Random,
    expected: float,
    weights: list[float],
    outcomes: Mapping[str, float],
    last: Mapping[str, Figure | None],
) -> dict[str, Figure]:
    made: dict[str, Figure] = {}
    came = rng.choices(APPLICANTS, weights, k=_poisson(expected, rng))
    for applicant in APPLICANTS:
        received = came.count(applicant)
        carried = int(last.get(f"requests.carried_forward.{applicant}") or 0)
        made[f"requests.new_received.{applicant}"] = received
        made[f"requests.carried_over.{applicant}"] = carried
        for row in rng.choices(list(outcomes), list(outcomes.values()), k=received + carried):
            cell = f"requests.{row}.{applicant}"
            made[cell] = made.get(cell, 0) + 1
    return made


def _disputes(rng: Random, expected: float) -> dict[str, Figure]:
    made: dict[str, Figure] = {}
    for row, share in DISPUTES.items():
        count = _poisson(expected * share, rng)
        for result in rng.choices(list(RESULTS), list(RESULTS.values()), k=count):
            cell = f"disputes.{row}.{result}"
            made[cell] = made.get(cell, 0) + 1
    return made


def _poisson(expected: float, rng: Random) -> int:
    """Counts one by one where few, by the bell curve where many."""
    if expected > 50:
        return max(0, floor(rng.gauss(expected, sqrt(expected)) + 0.5))
    count, at = 0, rng.expovariate(1)
    while at < expected:
        count, at = count + 1, at + rng.expovariate(1)
    return count


# Slips ---------------------------------------------------------------------------------------


def slips(figure: Figure, rng: Random) -> Iterator[tuple[str, Figure]]:
    """What may be typed for a figure that is not 0, by the name of the slip."""
    yield "x10", figure * 10
    if figure != int(figure):
        yield "/10", (Decimal(figure) / 10).quantize(Decimal("0.0001"))
        return
    if figure >= 10:
        yield "/10", int(figure) // 10
    written = str(int(figure))
    at = rng.randrange(len(written))
    yield "doubled", int(written[: at + 1] + written[at:])
    if len(written) > 1:
        yield "dropped", int(written[:at] + written[at + 1 :])


def typed(edition: Edition, content: Content, cell: str, figure: Figure) -> Content:
    """The report with another figure in a cell; the form adds the sums up."""
    return Content(content.year, with_totals(edition, {**content.figures, cell: figure}))
