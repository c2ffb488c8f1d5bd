"""Why a report that is not filed yet does not have to be worked on now."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from reports.campaigns.concessions import release_of
from reports.campaigns.deadlines import days_of
from reports.models import Report, State
from reports.workflow.states import STATES

FAR = timedelta(days=366)


def why_it_rests(report: Report, today: date) -> str | Promise:
    """Return why nobody has to work on the report now, or ""; it must be read `with_days`.

    A far year is one whose deadline is more than a year away, or more than a year past: nobody is
    asked for it today. What somebody has moved on or sent back is work whatever its year.
    """
    if release_of(report):
        return _("Released by the bureau: need not be filed.")
    if report.state != State.DRAFTING:
        return "" if STATES[report.state].todo else STATES[report.state].next
    if report.campaign.opens_on > today:
        return _("Opens on %(day)s.") % {"day": date_format(report.campaign.opens_on)}
    due = days_of(report).due
    if due > today + FAR:
        return _("Due in more than a year.")
    return _("Of an earlier year; never filed here.") if due < today - FAR else ""
