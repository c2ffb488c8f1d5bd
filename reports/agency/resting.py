"""Why a report that is not filed yet does not have to be worked on now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.campaigns.concessions import release_of
from reports.campaigns.deadlines import days_of
from reports.models import Report, State
from reports.workflow.states import STATES

FAR = timedelta(days=366)


EARLIER = gettext_lazy("Of an earlier year; never filed here.")


def latest_years(reports: Iterable[Report], today: date) -> Mapping[int, int]:
    """Map agencies to the latest year of theirs that has been opened."""
    years: dict[int, int] = {}
    for report in reports:
        if report.campaign.opens_on <= today:
            years[report.agency_id] = max(report.campaign.year, years.get(report.agency_id, 0))
    return years


def why_it_rests(report: Report, today: date, latest: Mapping[int, int]) -> str | Promise:
    """Return why nobody has to work on the report now, or ""; it must be read `with_days`.

    A far year is one whose deadline is more than a year away, or more than a year past while a
    later year is open: nobody is asked for it today. What somebody has moved on or sent back is
    work whatever its year. `latest` is as `latest_years` returns it.
    """
    if release_of(report):
        return _("Released by the bureau: need not be filed.")
    if report.state != State.DRAFTING:
        return "" if STATES[report.state].todo else STATES[report.state].next
    if report.campaign.opens_on > today:
        return _("Opens on %(day)s.") % {"day": date_format(report.campaign.opens_on)}
    if report.campaign.made_late:
        return EARLIER
    due = days_of(report).due
    if due > today + FAR:
        return _("Due in more than a year.")
    is_past = due < today - FAR and report.campaign.year < latest.get(report.agency_id, 0)
    return EARLIER if is_past else ""
