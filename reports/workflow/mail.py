"""E-mail on submission, return and approval: to those who have to act next."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mass_mail
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from accounts.models import Agency, Membership, Role, User
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
    with override("zh-hans"):
        context = {"made": made, "report": made.report, "link": _link(made)}
        words = render_to_string("workflow/mail.txt", context)
    subject, _, body = words.strip().partition("\n")
    people = _people(made.report.agency, roles).exclude(email="")
    letters = [(subject, body.strip(), None, [person.email]) for person in people]
    try:
        send_mass_mail(letters)
    except (SMTPException, OSError):
        logger.exception("mail about %s of report %s not sent", made.move, made.report_id)


def _link(made: Transition) -> str:
    """Where the receivers go on; no link while the portal does not know its own address."""
    page = "workflow:desk" if made.move == "submit" else "reports:report"
    path = reverse(page, kwargs={"pk": made.report_id})
    return f"{settings.PORTAL_ADDRESS.rstrip('/')}{path}" if settings.PORTAL_ADDRESS else ""


def _people(agency: Agency, roles: tuple[Role, ...]) -> QuerySet[User]:
    held = Membership.objects.filter(role__in=roles)
    if roles == (Role.REVIEWER,):
        above = [code for code in agency.region.path.split("/") if code]
        held = held.filter(agency__region__code__in=above)
    else:
        held = held.filter(agency=agency)
    return User.objects.filter(is_active=True, pk__in=held.values("user"))
