"""First passwords for many: people are chosen, seen once more, and get a page of slips to print.

The page of slips answers the press itself and cannot be had again: a second press changes nothing
and says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.admin_pages.filters import number_in
from accounts.admin_pages.recorded import user_of
from accounts.admin_pages.slips import (
    agencies_of,
    qr_code,
    signed,
    slips_of,
    slips_workbook,
    unsigned,
)
from accounts.models import User
from accounts.models.scope import may_change
from accounts.signin.first_passwords import give_first_passwords, last_given
from accounts.trail.presses import give_back, presser_of, take_press
from accounts.trail.record import actor_of, record

MOST = 250  # at one press, of some seconds: each password is hashed slowly on purpose
LISTED = "admin:accounts_user_changelist"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Candidate:
    person: User
    agencies: str
    given: datetime | None  # when somebody last gave them a password
    ticked: bool


@dataclass(frozen=True)
class Candidates:
    rows: Sequence[Candidate]
    left_out: Sequence[User]  # shut out, or not this administrator's to change
    most: int

    @property
    def ticked(self) -> int:
        return sum(row.ticked for row in self.rows)


class FirstPasswordPages(admin.ModelAdmin):
    """Mixin for the people's admin."""

    def get_urls(self) -> list[Any]:
        give = require_http_methods(["GET", "HEAD", "POST"])(self.first_passwords_view)
        file = require_POST(self.first_passwords_file)
        guarded = self.admin_site.admin_view
        return [
            path("first-passwords/", guarded(give), name="accounts_user_first_passwords"),
            path("first-passwords/file/", guarded(file), name="accounts_user_first_passwords_file"),
            *super().get_urls(),
        ]

    @admin.action(description=gettext_lazy("Give first passwords"), permissions=["change"])
    def first_passwords(self, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse:
        return self._choose(request, list(queryset), chosen=True)

    def first_passwords_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        people = self.get_queryset(request)
        if request.method == "POST":
            return self._give(request, people)
        if pk := number_in(request.GET.get("person")):
            return self._choose(request, list(people.filter(pk=pk)), chosen=True)
        waiting = people.filter(last_login=None, is_active=True)
        return self._choose(request, list(waiting), chosen=False)

    def first_passwords_file(self, request: HttpRequest) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        try:
            slips = unsigned(request.POST.get("passwords", ""), user_of(request))
        except signing.BadSignature:
            messages.error(request, _("That page of slips is over an hour old, or not your own."))
            return redirect(LISTED)
        with transaction.atomic():
            record(
                actor_of(request),
                "user.first_password.download",
                "user",
                label=self.opts.verbose_name_plural,
                after={"rows": len(slips)},
            )
        content = slips_workbook(slips, portal_address(request))
        name = {"Content-Disposition": 'attachment; filename="first-passwords.xlsx"'}
        return HttpResponse(content, content_type=XLSX, headers=name)

    def _choose(
        self, request: HttpRequest, people: Sequence[User], *, chosen: bool
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("First passwords"),
            "opts": self.opts,
            "candidates": candidates_among(people, user_of(request), chosen=chosen),
        }
        return TemplateResponse(request, "admin/accounts/user/first_passwords.html", context)

    def _give(self, request: HttpRequest, people: QuerySet[User]) -> HttpResponse:
        numbers = [number_in(pk) for pk in request.POST.getlist("people")]
        chosen = [person for person in people.filter(pk__in=numbers, is_active=True)
                  if may_change(user_of(request), person)]  # fmt: skip
        if not chosen or len(chosen) > MOST:
            words = _("Choose at least one person, and at most %(most)d at a time.")
            messages.error(request, words % {"most": MOST})
            return redirect("admin:accounts_user_first_passwords")
        actor = presser_of(request)
        if not take_press(actor):
            messages.warning(
                request,
                _("These first passwords were given already, and are shown once only: nothing was"
                  " changed. Where the slips were lost, choose the people again."),
            )  # fmt: skip
            return redirect(LISTED)
        with ExitStack() as where_it_fails:
            where_it_fails.callback(give_back, actor)
            passwords = give_first_passwords(chosen, actor)
            where_it_fails.pop_all()
        return self._slips(request, sorted(chosen, key=by_agency), passwords)

    def _slips(self, request: HttpRequest, people: Sequence[User], passwords: Any) -> HttpResponse:
        slips = slips_of(people, passwords)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Slips with first passwords"),
            "opts": self.opts,
            "slips": slips,
            "address": portal_address(request),
            "code": qr_code(portal_address(request)),
            "passwords": signed(slips, user_of(request)),
        }
        return TemplateResponse(request, "admin/accounts/user/slips.html", context)


def candidates_among(people: Sequence[User], by: User, *, chosen: bool) -> Candidates:
    """Tick who has never signed in and has no slip yet, for another one would make that worthless;
    where all that were chosen have, they are meant."""
    allowed = [p for p in people if p.is_active and may_change(by, p)]
    given, rows, left = last_given(allowed), list[Candidate](), MOST
    for person in sorted(allowed, key=by_agency):
        ticked = left > 0 and not person.last_login and person.pk not in given
        left -= ticked
        rows.append(Candidate(person, agencies_of(person), given.get(person.pk), ticked))
    if chosen and not any(row.ticked for row in rows):
        rows = [replace(row, ticked=number < MOST) for number, row in enumerate(rows)]
    return Candidates(rows, [person for person in people if person not in allowed], MOST)


def by_agency(person: User) -> tuple[int, str]:
    orders = [held.agency.order for held in person.memberships.all()]
    return min(orders, default=0), person.username


def portal_address(request: HttpRequest) -> str:
    return settings.PORTAL_ADDRESS or request.build_absolute_uri("/")
