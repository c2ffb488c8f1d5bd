"""The filer's written reasons why findings stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction

from accounts.models import User
from accounts.trail import Actor, record
from reports.content import Finding
from reports.figures import ReportIsLocked, normal_text
from reports.models import Explanation, Report
from reports.rules import masked

MAX_LENGTH = 500


def explain(
    report: Report, findings: Sequence[Finding], texts: Mapping[str, str], actor: Actor
) -> int:
    """Keep the reasons given, by finding key, and return how many changed. An emptied one goes.

    Raises ReportIsLocked when the report is no longer open to the agency.
    """
    author = actor.user
    assert author is not None  # the machine explains nothing
    with transaction.atomic():
        if not Report.objects.select_for_update().get(pk=report.pk).is_open:
            raise ReportIsLocked
        before = dict(report.explanations.values_list("key", "text"))
        after = {
            finding.key: _reason(report, texts[finding.key])
            for finding in findings
            if finding.needs_explanation and finding.key in texts
        }
        changed = [
            finding
            for finding in findings
            if finding.key in after and after[finding.key] != before.get(finding.key, "")
        ]
        for finding in changed:
            _keep(report, finding, after[finding.key], author)
        if changed:
            record(
                actor,
                "report.explain",
                report.trail_name,
                label=str(report),
                before={f.key: before.get(f.key, "") for f in changed},
                after={f.key: after[f.key] for f in changed},
            )
    return len(changed)


def _reason(report: Report, typed: str) -> str:
    """Personal data in it are masked: it is kept for years and many read it."""
    text = normal_text(typed).strip()[:MAX_LENGTH]
    return masked(report.edition, report.campaign.year, text)


def _keep(report: Report, finding: Finding, text: str, author: User) -> None:
    if not text:
        report.explanations.filter(key=finding.key).delete()
        return
    Explanation.objects.update_or_create(
        report=report,
        key=finding.key,
        defaults={
            "rule": finding.rule,
            "message": str(finding.message),
            "text": text,
            "author": author,
        },
    )


def explanations_of(report: Report, findings: Sequence[Finding]) -> dict[str, str]:
    """Reasons by finding key. A reason given for other numbers does not count any more."""
    keys = {finding.key for finding in findings}
    return {e.key: e.text for e in report.explanations.all() if e.key in keys}
