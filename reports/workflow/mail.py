"""E-mail on submission, return, approval and handing out: to those who have to act next."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import send_mass_mail
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from accounts.delegation import standing_in
from accounts.models import Agency, Membership, Role, User
from reports.models import Report, ReportSection
from reports.workflow.models import Transition

logger = logging.getLogger(__name__)

AGENCY_READERS = (Role.REPORTER, Role.OFFICE)
ANNOUNCED = {"submit": (Role.REVIEWER,), "return": AGENCY_READERS, "approve": AGENCY_READERS,
             "correct": AGENCY_READERS}  # fmt: skip


def announce(made: Transition) -> None:
    """Tell those concerned; a mail server that is down never undoes a move."""
    roles = ANNOUNCED.get(made.move)
    if roles is None:
        return
    page = "workflow:desk" if made.move == "submit" else "reports:report"
    context = {"made": made, "report": made.report, "link": _link(page, pk=made.report_id)}
    _send("workflow/mail.txt", context, _people(made.report.agency, roles), made.move)


def announce_handed_out(report: Report, sections: Sequence[ReportSection], by: User) -> None:
    """One letter to each person who was given something, with all of it."""
    for holder in dict.fromkeys(section.holder for section in sections):
        if holder is None or holder == by or not holder.is_active:
            continue
        held = [section for section in sections if section.holder == holder]
        page = _link("reports:section", pk=report.pk, code=held[0].code)
        context = {"report": report, "sections": _titled(report, held), "by": by, "link": page}
        _send("workflow/handed_out.txt", context, [holder], "section.hand_out")


def announce_handed_back(section: ReportSection, by: User) -> None:
    """To the office, which has to find somebody else."""
    report = section.report
    people = _people(report.agency, (Role.OFFICE,)).exclude(pk=by.pk)
    page = _link("reports:handing_out", pk=report.pk)
    context = {"report": report, "sections": _titled(report, [section]), "by": by, "link": page}
    _send("workflow/handed_back.txt", context, people, "section.hand_back")


def _titled(report: Report, sections: Iterable[ReportSection]) -> list[tuple[str, ReportSection]]:
    return [(report.edition.by_code[section.code].title, section) for section in sections]


def _send(template: str, context: Mapping[str, Any], people: Iterable[User], about: str) -> None:
    """The first line of the words is the subject."""
    with override("zh-hans"):
        words = render_to_string(template, dict(context))
    subject, _, body = words.strip().partition("\n")
    addresses = [person.email for person in people if person.email]
    letters = [(subject, body.strip(), None, [address]) for address in addresses]
    try:
        send_mass_mail(letters)
    except (SMTPException, OSError):
        report: Report = context["report"]
        logger.exception("mail about %s of report %s not sent", about, report.pk)


def _link(page: str, **where: object) -> str:
    """Where the receivers go on; no link while the portal does not know its own address."""
    path = reverse(page, kwargs=where)
    return f"{settings.PORTAL_ADDRESS.rstrip('/')}{path}" if settings.PORTAL_ADDRESS else ""


def _people(agency: Agency, roles: tuple[Role, ...]) -> QuerySet[User]:
    held = Membership.objects.filter(role__in=roles)
    if roles == (Role.REVIEWER,):
        above = [code for code in agency.region.path.split("/") if code]
        held = held.filter(agency__region__code__in=above)
    else:
        held = held.filter(agency=agency)
    lent = standing_in(agency.pk, *roles).values("to")
    return User.objects.filter(Q(pk__in=held.values("user")) | Q(pk__in=lent), is_active=True)
