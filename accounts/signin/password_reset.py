"""The mail by which somebody who forgot their password chooses another one.

The request only puts a job into the queue, the same for an address that nobody has: neither a mail
server that hangs nor the time of the answer tells a stranger anything. All else is the worker's.
"""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import get_language, override

from accounts.models import Event, User
from accounts.notifications.jobs import default_task_backend, task
from accounts.signin.forms import AskResetForm
from accounts.signin.rate_limit import within_rate_limit
from accounts.trail.record import Actor, address_of, record

RESET_MAIL_EVERY = timedelta(minutes=5)  # so that nobody's mailbox can be flooded
MOST_ASKED, SECONDS = 10, 600  # from one address of the network: an office may share one
MOST_TRIES = 5  # within the hours that the link is good for
FIRST_PAUSE = timedelta(minutes=1)  # after a failure; doubled each time


class TooManyAsked(Exception):
    """More were asked for from this address of the network than a person needs."""


def ask_reset(request: HttpRequest, email: str) -> None:
    """Have the worker send the link to whoever has this e-mail address. Raises TooManyAsked."""
    address = address_of(request)
    if not within_rate_limit("reset", address, most=MOST_ASKED, seconds=SECONDS):
        raise TooManyAsked
    site = settings.PORTAL_ADDRESS.rstrip("/") or f"{request.scheme}://{request.get_host()}"
    send_links.enqueue(email, site, address, get_language() or settings.LANGUAGE_CODE)


@task()
def send_links(email: str, site: str, address: str, language: str) -> int:
    """Send everybody with this e-mail address a link; returns to how many. `site` is the portal's
    own address, `address` that of who asked."""
    asked = [user for user in AskResetForm().get_users(email) if _is_asked(user, address)]
    for user in asked:
        send_link(user, site, language)
    return len(asked)


@task()
def send_again(pk: int, site: str, language: str, tries: int) -> None:
    """Another try of a link that the mail server did not take."""
    if user := User.objects.filter(pk=pk, is_active=True).first():
        send_link(user, site, language, tries)


def send_link(user: User, site: str, language: str, tries: int = 0) -> None:
    """Send it now, outside of any transaction; later again where the mail server fails."""
    try:
        _message(user, site, language).send()
    except (SMTPException, OSError, ValueError):  # ValueError: an impossible address
        if tries + 1 < MOST_TRIES and default_task_backend.supports_defer:
            at = timezone.now() + FIRST_PAUSE * 2**tries
            send_again.using(run_after=at).enqueue(user.pk, site, language, tries + 1)


@transaction.atomic
def _is_asked(user: User, address: str) -> bool:
    """Record that a link was asked for; False if one was in the last minutes."""
    User.objects.select_for_update().get(pk=user.pk)  # of several workers one at a time
    since, object_ = timezone.now() - RESET_MAIL_EVERY, f"user:{user.pk}"
    asked = Event.objects.filter(object=object_, action="password.reset_asked", at__gt=since)
    if asked.exists():
        return False
    record(Actor(None, address), "password.reset_asked", object_, label=user)
    return True


def _message(user: User, site: str, language: str) -> EmailMessage:
    context = {
        "user": user,
        "site": site,
        "uid": urlsafe_base64_encode(force_bytes(user.pk)),
        "token": default_token_generator.make_token(user),
    }
    with override(language):
        subject = render_to_string("signin/password_reset_subject.txt", context)
        body = render_to_string("signin/password_reset_mail.txt", context)
    return EmailMessage(" ".join(subject.split()), body, to=[user.email])
