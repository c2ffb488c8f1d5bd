"""Granting one agency an extension, a release or a waiver, and withdrawing it, by the bureau."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import AgencyKind, Role, User
from accounts.models.refusals import ActRefused
from accounts.trail.record import Actor, record
from reports.campaigns.concessions import Kind, extension_problem, until_problem, waivable_rules
from reports.campaigns.deadlines import days_of
from reports.form.content import normal_text
from reports.models import FILED_STATES, Concession, Report
from reports.models.concession import REASON_LIMIT
from reports.rules.check import masked
from reports.workflow.guards import not_of_the_agency
from reports.workflow.notify import notify_of_concession
from reports.workflow.refusals import MoveRefused


@dataclass(frozen=True)
class ConcessionRequest:
    """What to grant; `day` is its last day or, for an extension, the new due day."""

    kind: str
    day: date
    reason: str
    rule: str = ""


class ConcessionRefused(ActRefused):
    """Nothing was granted or withdrawn; an empty `field` means that no other input would help."""


Fault = tuple[str, str | Promise]  # field, words


def reviews(user: User, report: Report) -> bool:
    """Whether the user is a reviewer of a bureau in charge of this report."""
    path = report.agency.region.path
    posts = (m for m in user.held if m.role == Role.REVIEWER)
    return any(path.startswith(post.agency.region.path) for post in posts)


def grant(report_id: int, wanted: ConcessionRequest, actor: Actor) -> Concession:
    """Grant a concession, notify the agency and record it. Raises ConcessionRefused."""
    assert actor.user is not None
    with transaction.atomic():
        report = _locked(report_id)
        _require(_faults(report, wanted, actor.user))
        made = Concession.objects.create(
            report=report,
            kind=wanted.kind,
            rule=wanted.rule,
            day=wanted.day,
            reason=_written(report, wanted.reason),
            by=actor.user,
        )
        notify_of_concession(made)
        after = {"until": made.day, "reason": made.reason, **_rule(made)}
        record(actor, f"{made.kind}.give", report.trail_name, label=report, after=after)
    return made


def withdraw(pk: int, why: str, actor: Actor) -> Concession:
    """Withdraw a concession, which has no effect from now on. Raises ConcessionRefused."""
    assert actor.user is not None
    with transaction.atomic():
        report = _locked(Concession.objects.values_list("report", flat=True).get(pk=pk))
        one = Concession.objects.select_for_update(of=("self",)).select_related("by").get(pk=pk)
        one.report = report
        _require(_faults_of_withdrawing(one, why, actor.user))
        one.withdrawn_at, one.withdrawn_by = timezone.now(), actor.user
        one.withdrawn_why = _written(report, why)
        one.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
        notify_of_concession(one)
        before = {"until": one.day, "reason": one.reason, **_rule(one)}
        record(actor, f"{one.kind}.withdraw", report.trail_name, label=report,
               before=before, after={"reason": one.withdrawn_why})  # fmt: skip
    return one


def _locked(report_id: int) -> Report:
    """Row-lock the report, so that no move is made meanwhile."""
    reports = Report.objects.select_for_update(of=("self",))
    return reports.select_related("campaign", "agency__region").get(pk=report_id)


def _written(report: Report, typed: str) -> str:
    """Return the text as stored, with personal data masked: it is kept, shown and mailed."""
    text = masked(report.edition, report.campaign.year, normal_text(typed).strip())
    return text[:REASON_LIMIT]


def _rule(one: Concession) -> dict[str, str]:
    return {"rule": f"{one.rule} {one.rule_title}"} if one.rule else {}


# What is refused ------------------------------------------------------------------------------


def _require(faults: Iterator[Fault]) -> None:
    for field, words in faults:
        raise ConcessionRefused(words, field)


def refusal_for(report: Report, user: User) -> str | Promise | None:
    """Return why this user may not grant or withdraw this report's concessions, or None."""
    if not reviews(user, report):
        return _("This is for a reviewer of the bureau.")
    try:
        not_of_the_agency(report, user)
    except MoveRefused as refusal:
        return refusal.message
    return None


def _faults(report: Report, wanted: ConcessionRequest, user: User) -> Iterator[Fault]:
    today = timezone.localdate()
    if words := refusal_for(report, user):
        yield "", words
    if report.status in FILED_STATES:
        yield "", _("The report is filed; there is nothing left to extend or to waive.")
    if not normal_text(wanted.reason).strip():
        yield "reason", _("Write the reason: the others will read it.")
    if wanted.kind == Kind.EXTENSION:
        days = days_of(report)
        if words := extension_problem(wanted.day, days.due, days.by_law, today):
            yield "day", words
        return
    if words := until_problem(wanted.day, today):
        yield "day", words
    yield from _of_release(report) if wanted.kind == Kind.RELEASE else _of_rule(report, wanted)
    if any((one.kind, one.rule) == (wanted.kind, wanted.rule) for one in report.concessions_held):
        yield "", _("This is given already. To change it, withdraw that first.")


def _of_release(report: Report) -> Iterator[Fault]:
    if report.agency.kind == AgencyKind.GOVERNMENT:
        yield "", _("The law asks for the government's own report; it cannot be released.")
    if report.approved_number is not None:
        yield "", _("This report was approved already and counts in the totals.")


def _of_rule(report: Report, wanted: ConcessionRequest) -> Iterator[Fault]:
    if wanted.rule not in {rule.id for rule in waivable_rules(report.edition)}:
        yield "rule", _("What the form prints and the law asks for cannot be waived.")


def _faults_of_withdrawing(one: Concession, why: str, user: User) -> Iterator[Fault]:
    if words := refusal_for(one.report, user):
        yield "", words
    if one.is_over:
        yield "", _("It is over already.")
    filed_since = one.report.submissions.filter(at__gt=one.at)
    if one.kind == Kind.EXTENSION and filed_since.exists():
        yield "", _("The report was filed under this extension, so it stays.")
    if not normal_text(why).strip():
        yield "why", _("Write the reason: the others will read it.")
