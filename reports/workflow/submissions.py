"""The photograph a submission takes, what stands in its way, and last year's approved one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import F

from accounts.models import User
from reports.content import Content, Finding
from reports.figure_json import FigureEncoder
from reports.figures import read_report
from reports.models import Report
from reports.rules import check
from reports.workflow.models import Submission
from reports.workflow.refusals import NotSubmittable


def previous_content(report: Report) -> Content | None:
    """Last year's approved report of the same agency."""
    submission = Submission.objects.filter(
        report__agency=report.agency_id,
        report__campaign__year=report.campaign.year - 1,
        number=F("report__approved_number"),
    ).first()
    return replace(submission.content, approved=True) if submission else None


def findings_of(report: Report, *, submitting: bool = True) -> list[Finding]:
    """Everything the rules say of the working copy."""
    previous = previous_content(report)
    return check(
        report.edition, read_report(report, previous), previous, submitting=submitting
    )


def in_the_way(findings: Sequence[Finding], explained: Collection[str]) -> list[Finding]:
    """The findings that stop a submission: errors, and what wants a reason and has none."""
    return [
        finding
        for finding in findings
        if (finding.severity == "error" and not finding.explainable)
        or (finding.needs_explanation and finding.key not in explained)
    ]


def require_submittable(report: Report) -> None:
    """Raises NotSubmittable."""
    explained = set(report.explanations.values_list("key", flat=True))
    if stopping := in_the_way(findings_of(report), explained):
        raise NotSubmittable(stopping)


def photograph(report: Report, by: User) -> Submission:
    """Keep the working copy as the next submission. Runs inside make_move's transaction."""
    previous = previous_content(report)
    content = read_report(report, previous)
    findings = check(report.edition, content, previous, submitting=True)
    explanations = dict(report.explanations.values_list("key", "text"))
    report.last_number += 1
    return Submission.objects.create(
        report=report,
        number=report.last_number,
        by=by,
        agency_name=content.agency,
        is_government=content.is_government,
        year=content.year,
        edition_id=report.edition.id,
        figures=content.figures,
        texts=content.texts,
        findings=[kept_finding(f, explanations.get(f.key, "")) for f in findings],
        warnings=sum(finding.severity == "warning" for finding in findings),
        digest=digest(content, report.edition.id),
    )


def digest(content: Content, edition_id: str) -> str:
    """SHA-256 over what was filed: the same words and figures give the same digest."""
    filed = [content.year, edition_id, content.agency, content.figures, content.texts]
    words = json.dumps(filed, ensure_ascii=False, sort_keys=True, cls=FigureEncoder)
    return hashlib.sha256(words.encode()).hexdigest()


def kept_finding(finding: Finding, explanation: str) -> dict[str, Any]:
    """A finding as a submission keeps it."""
    return {
        "key": finding.key,
        "rule": finding.rule,
        "severity": finding.severity,
        "title": dict(finding.title.texts),
        "message": dict(finding.message.texts),
        "cells": list(finding.cells),
        "section": finding.section,
        "explanation": explanation,
    }
