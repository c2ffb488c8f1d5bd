"""The board: a campaign's progress, who is late, and sending notices to file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.paginator import Page
from django.db import transaction
from django.db.models import F, Max
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Region, Role, User
from accounts.models.scope import regions_for
from accounts.page import render_page
from accounts.requests import SignedIn
from accounts.trail.record import actor_of, record
from reports.analysis.filing_curve import Curve
from reports.display.downloads import attachment
from reports.display.filters import NoYear
from reports.display.paging import page_of
from reports.drafts.access import campaigns_for, desk_reports, require_role
from reports.models import Campaign, Report
from reports.oversight.board import (
    NUMBER,
    URGED,
    BoardNumber,
    BoardRow,
    BoardTally,
    Scope,
    around,
    board,
    chosen_region,
    condition,
    filings_curve,
    rows,
    year_before,
)
from reports.oversight.board_form import BoardForm
from reports.oversight.board_xlsx import board_workbook
from reports.rendering import XLSX_TYPE
from reports.review.queue import chosen_campaign
from reports.rules.context import listed
from reports.workflow.notices_to_file import MOST, MOST_WORDS, NoticeOutcome, send_notices
from reports.workflow.views import refuse

READERS = (Role.REVIEWER, Role.ADMINISTRATOR)
NAMES_SHOWN = 5
PER_PAGE = 30  # what fits on a sheet of paper


class NoticeToFileForm(forms.Form):
    """What to send to agencies that have not filed."""

    text = forms.CharField(label=gettext_lazy("What is sent"), max_length=MOST_WORDS)


@dataclass(frozen=True)
class Asked:
    """What a request asks of the board."""

    scope: Scope
    before: Campaign | None  # last year's
    number: BoardNumber
    form: BoardForm


@dataclass(frozen=True)
class BoardPage:
    campaign: Campaign
    region: Region
    before: Campaign | None
    form: BoardForm
    number: BoardNumber  # whose reports are listed
    tiles: Sequence[tuple[BoardNumber, int]]
    total: BoardTally
    by_kind: Sequence[BoardTally]
    by_region: Sequence[BoardTally]
    curve: Curve | None
    page: Page[Report]
    rows: Sequence[BoardRow]
    may_urge: bool
    text: str  # of the notice to file
    most: int
    most_words: int
    query: str


@dataclass(frozen=True)
class UrgeAgainPage:
    """Asks before somebody is urged a second time on one day."""

    reports: Sequence[Report]
    text: str
    query: str


@require_safe
def board_page(request: SignedIn) -> HttpResponse:
    asked = asked_of(request)
    page = shown_board(request, asked) if asked else NoYear()
    return render_page(request, "oversight/board.html", page)


def shown_board(request: SignedIn, asked: Asked) -> BoardPage:
    scope, number = asked.scope, asked.number
    found = board(scope)
    listed_now = scope.listed(number)
    page = page_of(listed_now, found.total[number], request.GET.get("page"), PER_PAGE)
    return BoardPage(
        campaign=scope.campaign,
        region=scope.region,
        before=asked.before,
        form=asked.form,
        number=number,
        tiles=[(sort, found.total[sort]) for sort in BoardNumber],
        total=found.total,
        by_kind=found.by_kind,
        by_region=found.by_region,
        curve=filings_curve(scope, asked.before),
        page=page,
        rows=rows(page),
        may_urge=number in URGED,
        text=notice_text(request.user, scope.campaign),
        most=MOST,
        most_words=MOST_WORDS,
        query=request.GET.urlencode(),
    )


def asked_of(request: SignedIn) -> Asked | None:
    """Return what is requested, None if no year has been opened; invalid parameters are ignored."""
    require_role(request.user, *READERS)
    campaigns = list(campaigns_for(request.user, *READERS))
    campaign = chosen_campaign(campaigns, request.GET.get("campaign", ""))
    if campaign is None:
        return None
    regions = regions_for(request.user, *READERS).filter(path__startswith=campaign.region.path)
    region = chosen_region(regions, request.GET.get("region", "")) or campaign.region
    choices = around(regions, region)
    form = BoardForm(request.GET.dict(), campaigns, campaign, choices, region)
    scope = Scope(desk_reports(request.user), campaign, region, form.kind_asked)
    return Asked(scope, year_before(campaigns, campaign), form.number_asked, form)


def notice_text(user: User, campaign: Campaign) -> str:
    """Return the default text of a notice to file, in Chinese, as it goes to agencies."""
    bureau = next(held.agency for held in user.held if held.role in READERS)
    with override("zh-hans"):
        return _(
            "Please complete your agency's %(year)d annual report on government information "
            "disclosure and file it soon. If something stands in the way, call us: %(bureau)s."
        ) % {"year": campaign.year, "bureau": f"{bureau.name} {bureau.phone}".strip()}


@require_safe
def board_file(request: SignedIn) -> HttpResponse:
    asked = asked_of(request)
    if asked is None:
        raise Http404
    scope = asked.scope
    with transaction.atomic():
        title = _("%(region)s: who has filed for %(year)d") % {
            "region": scope.region.name,
            "year": scope.campaign.year,
        }
        curve = filings_curve(scope, asked.before)
        content = board_workbook(scope, board(scope), curve, asked.number, title)
        told = {"region": scope.region.code, "kind": scope.kind, "list": asked.number.value}
        record(actor_of(request), "board.export", f"campaign:{scope.campaign.pk}",
               label=f"{scope.region.name} {scope.campaign.year}",
               after=told)  # fmt: skip
    return attachment(content, f"{title}.xlsx", XLSX_TYPE)


# Notices to file -----------------------------------------------------------------------------


@require_POST
def send_notices_page(request: SignedIn) -> HttpResponse:
    asked = asked_of(request)
    if asked is None:
        raise Http404
    chosen = _chosen(request, asked)
    form = NoticeToFileForm(request.POST)
    if not form.is_valid():
        refuse(request, " ".join(map(str, form.errors["text"])), request.POST.get("text", ""))
    elif not chosen:
        messages.warning(request, _("Choose at least one agency."))
    else:
        text, again = form.cleaned_data["text"], request.POST.get("again") == "yes"
        outcome = send_notices(asked.scope.campaign, chosen, text, actor_of(request), again=again)
        _say(request, outcome)
        if outcome.urged_today:
            page = UrgeAgainPage(outcome.urged_today, text, request.GET.urlencode())
            return render_page(request, "oversight/urge_again.html", page)
    return redirect(f"{reverse('oversight:board')}?{request.GET.urlencode()}")


def _chosen(request: SignedIn, asked: Asked) -> list[int]:
    """Return the reports to notify: all those listed and still with their agencies, the ticked
    ones, or the one whose button was pressed."""
    which = request.POST.get("which", "")
    if which == "all":
        return _longest_unasked(asked)
    ticked = [which] if NUMBER.fullmatch(which) else request.POST.getlist("report")[:MOST]
    numbers = {int(number) for number in ticked if NUMBER.fullmatch(number)}
    known = desk_reports(request.user).filter(campaign=asked.scope.campaign, pk__in=numbers)
    if known.count() < len(numbers):
        raise Http404
    return list(numbers)


def _longest_unasked(asked: Asked) -> list[int]:
    """Return reports, those never notified first, if they are more than one press can take."""
    with_agencies = condition(BoardNumber.OPEN, asked.scope.campaign)
    waiting = asked.scope.listed(asked.number).filter(with_agencies)
    since = waiting.annotate(urged_at=Max("notices_to_file__at"))
    order = since.order_by(F("urged_at").asc(nulls_first=True), "agency__order", "pk")
    return list(order.values_list("pk", flat=True)[:MOST])


def _say(request: SignedIn, outcome: NoticeOutcome) -> None:
    if count := len(outcome.urged):
        words = ngettext("%(count)d agency asked to file.", "%(count)d agencies asked to file.",
                         count)  # fmt: skip
        messages.success(request, words % {"count": count})
    left_out = (
        (outcome.unreachable, _("Nobody there can sign in, please call: %(names)s.")),
        (outcome.at_bureau, _("Filed meanwhile, so not asked: %(names)s.")),
        (outcome.just_urged, _("Asked less than a minute ago, so not again: %(names)s.")),
    )
    for reports, words in left_out:
        if reports:
            messages.warning(request, words % {"names": _names(reports)})


def _names(reports: Sequence[Report]) -> str:
    return listed((report.agency.name for report in reports), NAMES_SHOWN)
