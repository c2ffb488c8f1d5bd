"""The concessions a bureau can make to one agency, their limits, and which are in force today.

The legal deadline, the sums printed in the form and what the law requires of a report are not the
bureau's to waive. Granting and withdrawing are in workflow/grant_concession.py.
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

# What may be granted ----------------------------------------------------------------------------


def extended(usual: date, by_law: date, day: date) -> date:
    """Return the extended due day: not before the usual one, nor after the legal deadline."""
    return max(usual, min(day, by_law))


def extension_problem(day: date, due: date, by_law: date, today: date) -> Problem:
    """Return why a report cannot be extended to this day, or ""; `due` is its current due day."""
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
    """Return why nothing can be waived until this day, or ""."""
    if day < today:
        return _("This day is past.")
    return _("A year at most.") if day - today >= LONGEST else None


def waivable_rules(edition: Edition) -> list[RuleEntry]:
    return [rule for rule in edition.rules if rule.waivable]


# In SQL: few have any, so the database looks them up once for all rows of a list ------------------


def has_any(at: str = "pk") -> Case:
    """Whether a report was ever granted a concession; `at` is the outer query's path to its id."""
    given = When(_is_among(Concession.objects.all(), at), then=Value(True))
    return Case(given, default=Value(False), output_field=BooleanField())


def is_released(at: str = "pk") -> Q:
    """Whether the report's agency is released from filing this year."""
    today = in_force(timezone.localdate())
    return _is_among(Concession.objects.filter(today, kind=Kind.RELEASE), at)


def is_extended(at: str = "pk") -> Q:
    return _is_among(_extensions(), at)


def extended_to(at: str = "pk") -> Subquery:
    """The latest day to which the report was extended, or NULL."""
    own = _extensions().filter(report=OuterRef(at))
    return Subquery(own.order_by("-day").values("day")[:1])


def _is_among(given: QuerySet[Concession], at: str) -> Q:
    return Q(**{f"{at}__in": given.order_by().values("report")})


def _extensions() -> QuerySet[Concession]:
    return Concession.objects.filter(kind=Kind.EXTENSION, withdrawn_at=None)


# Of one report, or of several ---------------------------------------------------------------


def prefetch_concessions(reports: Iterable[Report]) -> None:
    """Load concessions of reports read `with_days`: one query if any of them has some, or none."""
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
    """Return the release from filing that is in force today, if any."""
    return next((one for one in report.concessions_held if one.kind == Kind.RELEASE), None)


def waivers_of(report: Report) -> Mapping[str, Concession]:
    """The waivers in force today by rule, the newest for each."""
    waivable = {rule.id for rule in waivable_rules(report.edition)}
    held = (one for one in reversed(report.concessions_held) if one.kind == Kind.WAIVER)
    return {one.rule: one for one in held if one.rule in waivable}


def waived_rules(report: Report) -> dict[str, content.Waiver]:
    """Return the waivers in force today in the form that the rules take."""
    return {
        rule: content.Waiver(one.reason, str(one.by), one.day.isoformat())
        for rule, one in waivers_of(report).items()
    }
