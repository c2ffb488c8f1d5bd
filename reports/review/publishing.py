"""Publishing: approved reports, many at once, each with the address where it stands on the web.

Kept away from the desk, where a second press at the same place would publish what the first has
approved. For a day it can be taken back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.validators import URLValidator
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from accounts.models import Role, User
from accounts.page import render_page
from accounts.requests import SignedIn
from accounts.trail.presses import presser_of, take_press
from accounts.trail.record import Actor, actor_of
from reports.drafts.access import campaigns_for, require_role, reviewed_reports
from reports.models import LONGEST_ADDRESS, Campaign, Report, State
from reports.review.queue import chosen_campaign
from reports.workflow.guards import TAKEN_BACK_WITHIN
from reports.workflow.machine import make_move
from reports.workflow.refusals import MoveRefused

MOST = 50
SHOWN = re.compile(r"(?P<report>[0-9]{1,9}):(?P<moves>[0-9]{1,9})")


class AddressForm(forms.Form):
    """The address of a page on the web, as it is typed or pasted."""

    address = forms.URLField(
        label=gettext_lazy("Address of the page"),
        max_length=LONGEST_ADDRESS,
        assume_scheme="http",
        validators=[URLValidator(schemes=["http", "https"])],
    )

    def __init__(self, address: str) -> None:
        super().__init__({"address": address})

    @property
    def fault(self) -> str:
        return " ".join(map(str, self.errors.get("address", ())))


@dataclass(frozen=True)
class PublishingRow:
    report: Report
    typed: str = ""
    fault: str = ""


@dataclass(frozen=True)
class PublishingPage:
    campaign: Campaign
    campaigns: Sequence[Campaign]
    rows: Sequence[PublishingRow]
    most: int
    lately: Sequence[Report]
    typed: str = ""  # the one address for all
    fault: str = ""
    has_errors: bool = False


@require_http_methods(["GET", "HEAD", "POST"])
def publishing(request: SignedIn) -> HttpResponse:
    require_role(request.user, Role.REVIEWER)
    campaigns = list(campaigns_for(request.user, Role.REVIEWER))
    campaign = chosen_campaign(campaigns, request.GET.get("campaign", ""))
    if campaign is None:
        return redirect("review:queue")
    page = _page(request, campaign, campaigns)
    if request.method == "POST" and not page.has_errors:
        if take_press(presser_of(request)):  # the page shows what another press did
            _do(request, page)
        return redirect(f"{reverse('review:publishing')}?campaign={campaign.pk}")
    return render_page(request, "review/publishing.html", page, 422 if page.has_errors else 200)


def to_publish(user: User, campaign: Campaign) -> QuerySet[Report]:
    approved = reviewed_reports(user).filter(campaign=campaign, status=State.APPROVED)
    return approved.order_by("agency__order", "pk")


def _lately(user: User, campaign: Campaign) -> QuerySet[Report]:
    """The publications that can still be taken back, newest first."""
    since = timezone.now() - TAKEN_BACK_WITHIN
    published = reviewed_reports(user).filter(
        campaign=campaign, status=State.PUBLISHED, status_since__gt=since, is_historic=False
    )
    return published.order_by("-status_since", "pk")


def _page(request: SignedIn, campaign: Campaign, campaigns: Sequence[Campaign]) -> PublishingPage:
    typed, do = request.POST, request.POST.get("do", "")
    for_all = typed.get("address", "").strip()
    fault = AddressForm(for_all).fault if do == "all" else ""
    rows = [_row(report, typed, do) for report in to_publish(request.user, campaign)[:MOST]]
    return PublishingPage(
        campaign=campaign,
        campaigns=campaigns,
        rows=rows,
        most=MOST,
        lately=list(_lately(request.user, campaign)[:MOST]),
        typed=for_all,
        fault=fault,
        has_errors=bool(fault) or any(row.fault for row in rows),
    )


def _row(report: Report, typed: QueryDict, do: str) -> PublishingRow:
    address = typed.get(f"address-{report.pk}", "").strip()
    fault = AddressForm(address).fault if do == "each" and address else ""
    return PublishingRow(report, address, fault)


def _do(request: SignedIn, page: PublishingPage) -> None:
    typed, seen = request.POST, _seen(request.POST)
    if typed.get("do") == "back":
        _take_back(request, page.lately, seen)
        return
    wanted = _addresses(page, typed.get("do", ""))
    _tell(request, publish_all([r.report for r in page.rows], wanted, seen, actor_of(request)))


def _seen(typed: QueryDict) -> dict[int, int]:
    """Map the reports the page showed to their `moves_made` there."""
    shown = map(SHOWN.fullmatch, typed.getlist("report"))
    return {int(mark["report"]): int(mark["moves"]) for mark in shown if mark}


def _addresses(page: PublishingPage, do: str) -> dict[int, str]:
    """Map each report that is to be published to its address."""
    typed = {row.report.pk: page.typed if do == "all" else row.typed for row in page.rows}
    forms_ = {pk: AddressForm(address) for pk, address in typed.items() if address}
    return {pk: form.cleaned_data["address"] for pk, form in forms_.items() if form.is_valid()}


@dataclass(frozen=True)
class Outcome:
    done: int
    refused: Sequence[tuple[Report, str]]


def publish_all(
    reports: Iterable[Report], addresses: Mapping[int, str], seen: Mapping[int, int], actor: Actor
) -> Outcome:
    """Publish each report that has an address and was on the page; `seen` is its `moves_made`."""
    done, refused = 0, []
    for report in reports:
        if report.pk in addresses and report.pk in seen:
            try:
                make_move(report.pk, "publish", actor, seen=seen[report.pk],
                          reason=addresses[report.pk])  # fmt: skip
                done += 1
            except MoveRefused as refusal:
                refused.append((report, str(refusal)))
    return Outcome(done, refused)


def _tell(request: SignedIn, outcome: Outcome) -> None:
    for report, why in outcome.refused:
        messages.error(request, f"{report.agency}：{why}")
    if outcome.done:
        words = ngettext("%(count)d report published. For a day it can be taken back below.",
                         "%(count)d reports published. For a day they can be taken back below.",
                         outcome.done)  # fmt: skip
        messages.success(request, words % {"count": outcome.done})
    elif not outcome.refused:
        messages.warning(request, _("Nothing was published: no report has an address."))


def _take_back(request: SignedIn, lately: Iterable[Report], seen: Mapping[int, int]) -> None:
    for report in lately:
        if report.pk not in seen:
            continue
        try:
            make_move(report.pk, "unpublish", actor_of(request), seen=seen[report.pk])
        except MoveRefused as refusal:
            messages.error(request, f"{report.agency}：{refusal}", refusal.help)
        else:
            words = _("%(agency)s: the publication was taken back; the report stays approved.")
            messages.success(request, words % {"agency": report.agency})
