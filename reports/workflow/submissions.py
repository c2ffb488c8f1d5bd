"""The snapshot made of a submission, and what prevents it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db.models import Subquery
from django.utils import timezone

from accounts.models import User
from reports.drafts.explanations import Reason, reasons_of
from reports.drafts.rule_context import keep_sentences
from reports.drafts.working_copy import working_copy
from reports.form.content import Content, Finding, Waiver, Words
from reports.form.numbers import FigureEncoder
from reports.models import Report, Submission
from reports.workflow.refusals import NotSubmittable

SENT_BACK = ("return", "correct")


def in_the_way(findings: Sequence[Finding], explained: Collection[str]) -> list[Finding]:
    """Return the findings that prevent a submission: errors, and those lacking a reason."""
    return [
        finding
        for finding in findings
        if (finding.severity == "error" and not finding.explainable)
        or (finding.needs_explanation and finding.key not in explained)
    ]


def require_submittable(report: Report) -> None:
    """Raises NotSubmittable if findings prevent a submission."""
    explained = set(report.explanations.values_list("key", flat=True))
    findings = working_copy(report).findings(submitting=True)
    if stopping := in_the_way(findings, explained):
        raise NotSubmittable(stopping)


def photograph(report: Report, by: User) -> Submission:
    """Store a snapshot of the working copy as the next submission, in make_move's transaction."""
    copy = working_copy(report)
    findings = copy.findings(submitting=True)
    submission = next_submission(report, copy.content, findings, by, reasons_of(report))
    report.filed_at, report.warnings = submission.at, submission.warnings
    report.first_filed_on = report.first_filed_on or timezone.localdate(submission.at)
    return submission


def next_submission(
    report: Report,
    content: Content,
    findings: Iterable[Finding],
    by: User,
    reasons: Mapping[str, Reason],
) -> Submission:
    """Store what a report says as its next submission, with its sentences to compare others with.
    The report's number is not saved yet."""
    report.last_number += 1
    keep_sentences(report, content)
    kept = list(findings)
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
        findings=[kept_finding(f, reasons.get(f.key)) for f in kept],
        warnings=sum(f.needs_explanation or f.waiver is not None for f in kept),
        digest=digest(content, report.edition.id),
    )


def came_back_unchanged(report: Report) -> bool:
    """Whether the bureau sent the last submission back and the working copy still equals it."""
    filed = report.submissions.filter(number=report.last_number).first()
    if filed is None:
        return False
    submitted = report.transitions.filter(submission=filed).values("number")[:1]
    sent_back = report.transitions.filter(move__in=SENT_BACK, number__gt=Subquery(submitted))
    if not sent_back.exists():
        return False
    return digest_now(report) == filed.digest


def digest_now(report: Report) -> str:
    """Return the digest of the working copy as it is now."""
    return digest(working_copy(report).content, report.edition.id)


def digest(content: Content, edition_id: str) -> str:
    """SHA-256 over what is filed: the same texts and figures give the same digest."""
    filed = [content.year, edition_id, content.agency, content.figures, content.texts]
    words = json.dumps(filed, ensure_ascii=False, sort_keys=True, cls=FigureEncoder)
    return hashlib.sha256(words.encode()).hexdigest()


def kept_finding(finding: Finding, reason: Reason | None) -> dict[str, Any]:
    """Return a finding as a submission stores it, with the filer's reason."""
    return {
        "key": finding.key,
        "rule": finding.rule,
        "severity": finding.severity,
        "title": dict(finding.title.texts),
        "message": dict(finding.message.texts),
        "cells": list(finding.cells),
        "section": finding.section,
        "explainable": finding.explainable,
        "of_cell": finding.of_cell,
        "explanation": reason.text if reason else "",
        "explained_by": reason.by if reason else "",
        "explained_at": reason.at.isoformat() if reason else "",
        **({"waiver": asdict(finding.waiver)} if finding.waiver else {}),
    }


def found_when_filed(submission: Submission) -> list[Finding]:
    """Return the findings stored with a submission."""
    return [
        Finding(
            rule=kept["rule"],
            severity=kept["severity"],
            title=Words(kept["title"]),
            message=Words(kept["message"]),
            cells=tuple(kept["cells"]),
            section=kept["section"],
            explainable=kept["explainable"],
            of_cell=kept["of_cell"],
            waiver=Waiver(**kept["waiver"]) if "waiver" in kept else None,
        )
        for kept in submission.findings
    ]


def explained_when_filed(submission: Submission) -> dict[str, Reason]:
    """Return the filer's reasons stored with a submission, by finding key."""
    return {
        kept["key"]: Reason(
            kept["explanation"],
            kept["explained_by"],
            datetime.fromisoformat(kept["explained_at"]),
        )
        for kept in submission.findings
        if kept["explanation"]
    }
