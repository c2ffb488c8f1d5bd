"""The demo's texts: sentences from texts.toml with the figures of the same report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from random import Random
from typing import Any

from accounts.models import AgencyKind
from portal.demo.plan import PlannedAgency, PlannedReport, load_sentences
from reports.form.content import Figure, Figures
from reports.form.numbers import format_figure

GOVERNMENTS = (AgencyKind.GOVERNMENT, AgencyKind.TOWNSHIP)
DECISIONS = {
    "行政许可决定": "art20_5.licensing.decisions",
    "行政处罚决定": "art20_6.penalty.decisions",
    "行政强制决定": "art20_6.coercion.decisions",
}
REQUESTS = {"new": "new_received", "carried_over": "carried_over", "handled": "outcome_total",
            "granted": "granted", "partial": "partially_granted",
            "forward": "carried_forward"}  # fmt: skip


def make_texts(
    agency: PlannedAgency, report: PlannedReport, year: int, figures: Figures
) -> dict[str, str]:
    """Return the three narrative sections; texts given in agencies.toml take precedence."""
    wording = Wording(agency, report, year, figures)
    return {
        "s1_overview": wording.overview(),
        "s5_problems": wording.say("problems"),
        "s6_other": wording.other(),
        **{section: text.strip() for section, text in report.texts.items()},
    }


def corrected(text: str) -> str:
    """Return the text as corrected after the bureau returned it."""
    return f"{text}\n{load_sentences()['correction'][0]}"


class Wording:
    """Picks sentences so that agencies and years differ, yet every run gives the same result."""

    def __init__(
        self, agency: PlannedAgency, report: PlannedReport, year: int, figures: Figures
    ) -> None:
        self.agency, self.year = agency, year
        self.facts = _facts(agency, report, year, figures)

    def say(self, subject: str) -> str:
        sentences = load_sentences()[subject]
        return sentences[(self.agency.number + self.year) % len(sentences)].format(**self.facts)

    def overview(self) -> str:
        facts = self.facts
        of_governments = self.agency.kind in GOVERNMENTS
        paragraphs = (
            self.say("opening") + facts["did"],
            "".join(self._proactive()),
            self.say("requests" if facts["new"] or facts["carried_over"] else "no_requests")
            + self.say("disputes" if facts["review"] or facts["litigation"] else "no_disputes"),
            self.say("management") + self.say("platform"),
            self.say("oversight_of_governments" if of_governments else "oversight"),
        )
        return "\n".join(paragraphs)

    def _proactive(self) -> Iterator[str]:
        yield self.say("proactive")
        if self.facts["in_force"]:
            yield self.say("documents")
        elif self.facts["total_public"]:
            yield self.say("documents_on_the_trial_form")
        for subject in ("decisions", "fees"):
            if self.facts[subject]:
                yield self.say(subject)

    def other(self) -> str:
        return self.say("fee") + (self.say("proposals") if self.facts["suggestions"] else "")


def _facts(
    agency: PlannedAgency, report: PlannedReport, year: int, figures: Figures
) -> Mapping[str, Any]:
    """Return everything a sentence may mention."""
    rng = Random(f"{agency.key} {year} words")
    published = rng.randint(900, 1500) if agency.is_sum else rng.randint(60, 380)
    website = published * rng.randint(55, 80) // 100
    return {
        "year": year,
        "name": agency.name,
        "we": agency.we,
        "topics": report.topics,
        "did": report.did,
        "problem": report.problem,
        "measure": report.measure,
        "published": published,
        "website": website,
        "wechat": published - website,
        "trainings": rng.randint(1, 4),
        "questionnaires": rng.randint(60, 400),
        "suggestions": agency.suggestions,
        "motions": agency.suggestions // 2 + 1,
        **_facts_of_figures(figures),
    }


def _facts_of_figures(figures: Figures) -> Mapping[str, Any]:
    documents = {
        name: figures.get(f"art20_1.normative_docs.{name}")
        for name in ("made", "repealed", "in_force", "disclosed", "total_public")
    }
    decisions = ((what, figures.get(cell)) for what, cell in DECISIONS.items())
    fees = figures.get("art20_8.fees.amount")
    return {
        **documents,
        "decisions": "、".join(f"{what}{count}件" for what, count in decisions if count),
        "fees": format_figure(Decimal(fees)) if fees else "",
        **{name: figures[f"requests.{row}.total"] for name, row in REQUESTS.items()},
        "review": figures["disputes.review.total"],
        "litigation": _sum(
            figures, "disputes.litigation_direct.total", "disputes.litigation_after_review.total"
        ),
    }


def _sum(figures: Figures, *cells: str) -> Figure:
    return sum(figures[cell] or 0 for cell in cells)
