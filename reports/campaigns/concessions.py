"""What the bureau may let one agency off, until when, and what of it holds today.

The law's day, the sums that the form prints and what the law asks of a report are not the
bureau's to let go. How it is given and withdrawn stands in workflow/grant_concession.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.db.models import BooleanField, Case, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.form import content
from reports.form.edition import Edition, RuleEntry
from reports.models import Concession, Report
from reports.models.concession import in_force

LONGEST = timedelta(days=366)
Kind = Concession.Kind
Problem = str | Promise | None

# What may be given ------------------------------------------------------------------------------


def extended(usual: date, by_law: date, day: date) -> date:
    """When a report with an extension is due: never earlier for it, nor after the law's day."""
    return max(usual, min(day, by_law))


def extension_problem(day: date, due: date, by_law: date, today: date) -> Problem:
    """Why a report cannot be due on this day instead; `due` is when it is now."""
    if by_law < today:
        words = _("The legal deadline, %(day)s, has passed; the bureau cannot extend it.")
        return words % {"day": date_format(by_law)}
    if day > by_law:
        words = _("The law asks for it by %(day)s; the bureau cannot extend that.")
        return words % {"day": date_format(by_law)}
    if day < today:
        return _("This day is past.")
    if day <= due:
        return _("It is due on %(day)s already: choose a later day.") % {"day": date_format(due)}
    return None


def until_problem(day: date, today: date) -> Problem:
    """Why nothing can be waived until this day."""
    if day < today:
        return _("This day is past.")
    return _("A year at most.") if day - today >= LONGEST else None


def waivable_rules(edition: Edition) -> list[RuleEntry]:
    return [rule for rule in edition.rules if rule.waivable]


# In SQL: few have any, so the database looks them up once for all rows of a list ------------------


def has_any(at: str = "pk") -> Case:
    """Whether a report was ever given one; `at` names the report in the outer query."""
    given = When(_is_among(Concession.objects.all(), at), then=Value(True))
    return Case(given, default=Value(False), output_field=BooleanField())


def is_released(at: str = "pk") -> Q:
    """Whether its agency need not file this year."""
    today = in_force(timezone.localdate())
    return _is_among(Concession.objects.filter(today, kind=Kind.RELEASE), at)


def is_extended(at: str = "pk") -> Q:
    return _is_among(_extensions(), at)


def extended_to(at: str = "pk") -> Subquery:
    """The latest day it was given."""
    own = _extensions().filter(report=OuterRef(at))
    return Subquery(own.order_by("-day").values("day")[:1])


def _is_among(given: QuerySet[Concession], at: str) -> Q:
    return Q(**{f"{at}__in": given.order_by().values("report")})


def _extensions() -> QuerySet[Concession]:
    return Concession.objects.filter(kind=Kind.EXTENSION, withdrawn_at=None)


# Of one, and of some ----------------------------------------------------------------------------


def prefetch_concessions(reports: Iterable[Report]) -> None:
    """For a list read `with_days`: one query where any of them has some, else none."""
    wanted = {report.pk: report for report in reports if report.excused}
    if not wanted:
        return
    given: dict[int, list[Concession]] = {pk: [] for pk in wanted}
    people = ("by", "withdrawn_by")
    for one in Concession.objects.filter(report__in=wanted).select_related(*people):
        one.report = wanted[one.report_id]
        given[one.report_id].append(one)
    for pk, report in wanted.items():
        report.concessions_given = tuple(given[pk])


def release_of(report: Report) -> Concession | None:
    """That its agency need not file, where that holds today."""
    return next((one for one in report.concessions_held if one.kind == Kind.RELEASE), None)


def waivers_of(report: Report) -> Mapping[str, Concession]:
    """The rules the bureau has let go for this report today, the newest word on each."""
    waivable = {rule.id for rule in waivable_rules(report.edition)}
    held = (one for one in reversed(report.concessions_held) if one.kind == Kind.WAIVER)
    return {one.rule: one for one in held if one.rule in waivable}


def waived_rules(report: Report) -> dict[str, content.Waiver]:
    """The same as the rules are told it."""
    return {
        rule: content.Waiver(one.reason, str(one.by), one.day.isoformat())
        for rule, one in waivers_of(report).items()
    }
