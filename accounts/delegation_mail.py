"""Letters to who is asked to stand in, and when that ends early."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from accounts.models import Delegation

logger = logging.getLogger(__name__)


def announce_stand_in(made: Delegation) -> None:
    _send("accounts/stand_in.txt", made)


def announce_end(ended: Delegation) -> None:
    _send("accounts/stand_in_ended.txt", ended)


def _send(template: str, delegation: Delegation) -> None:
    """The first line of the words is the subject; a mail server that is down undoes nothing."""
    if not delegation.to.email:
        return
    path = reverse("accounts:delegations")
    link = f"{settings.PORTAL_ADDRESS.rstrip('/')}{path}" if settings.PORTAL_ADDRESS else ""
    with override("zh-hans"):
        words = render_to_string(template, {"delegation": delegation, "link": link})
    subject, _, body = words.strip().partition("\n")
    try:
        send_mail(subject, body.strip(), None, [delegation.to.email])
    except (SMTPException, OSError):
        logger.exception("mail about delegation %s not sent", delegation.pk)
