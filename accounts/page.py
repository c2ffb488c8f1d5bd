"""Templates get the fields of one dataclass per page, so that each name has one source."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def render_page(
    request: HttpRequest, template: str, page: DataclassInstance, status: int = 200
) -> HttpResponse:
    """Render a template with the fields of `page`, and what the context processors add."""
    return render(request, template, names_of(page), status=status)


def render_part(template: str, part: DataclassInstance, request: HttpRequest | None = None) -> str:
    """Return a piece of a page, for a script to insert."""
    return render_to_string(template, names_of(part), request)


def address_to_ask_again(request: HttpRequest) -> str:
    """Return where this page can be had by a GET. One that answers a POST may stand at an address
    that takes nothing else: then the page it was sent from."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    sent_from = urlsplit(request.headers.get("Referer", ""))
    if sent_from.netloc != request.get_host():
        return resolve_url(settings.LOGIN_REDIRECT_URL)
    return sent_from._replace(scheme="", netloc="", fragment="").geturl()


def show_refusal(request: HttpRequest, why: str | Exception) -> None:
    """Show why something was not done, with the way to its paragraph in the help if it has one."""
    messages.error(request, str(why), getattr(why, "help", ""))


def show_not_saved(request: HttpRequest, why: Exception) -> None:
    """The same for what was to be written."""
    words = _("Not saved: %(why)s") % {"why": why}
    messages.error(request, words, getattr(why, "help", ""))


def help_anchor(refusal: type[Exception]) -> str:
    """Return where the help explains a refusal: `NotYours` -> `not-yours`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", refusal.__name__).lower()


def refuse_form(form: BaseForm, refusal: Exception, field: str = "", words: str = "") -> None:
    """Show a refusal at the field it is about, else over the form, with the way to its paragraph in
    the help; `words` are for who reads it where the refusal itself has none."""
    form.add_error(field or None, words or str(refusal))
    form.refused = help_anchor(type(refusal))  # type: ignore[attr-defined]


def names_of(page: DataclassInstance) -> dict[str, Any]:
    return {field.name: getattr(page, field.name) for field in fields(page)}
