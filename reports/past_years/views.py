"""The page of a past year: upload, the list to confirm, what is in, what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Agency, Role
from accounts.page import refuse_form, render_page, show_refusal
from accounts.requests import SignedIn
from accounts.trail.presses import give_back, presser_of, take_press
from accounts.trail.record import actor_of, record
from reports.display.downloads import attachment
from reports.display.uploads import bounded_upload
from reports.drafts.access import get_campaign
from reports.models import Campaign, Report
from reports.past_years.confirming import Taken, let_go_of_the_same, say, take_files
from reports.past_years.forms import UploadForm, said_of, ticked
from reports.past_years.listed import (
    FileRow,
    TakenRow,
    file_rows,
    not_in_yet,
    still_missing,
    taken_rows,
    why_closed,
)
from reports.past_years.reading import Given, agencies_of, keep, read_files
from reports.past_years.received import MOST_BYTES, TooManyFiles, received
from reports.past_years.sheet import template
from reports.rendering import XLSX_TYPE
from reports.workflow.past_reports import StillNeeded, TakenInAs, take_away


@dataclass(frozen=True)
class PastYearPage:
    campaign: Campaign
    form: UploadForm
    why_closed: str
    agencies: Sequence[Agency]
    rows: Sequence[FileRow]
    taken: Sequence[TakenRow]
    missing: Sequence[Agency]


def _campaign(request: SignedIn, pk: int) -> Campaign:
    return get_campaign(request.user, pk, Role.ADMINISTRATOR)


def page(
    request: SignedIn, campaign: Campaign, form: UploadForm, status: int = 200
) -> HttpResponse:
    agencies = agencies_of(campaign)
    shown = PastYearPage(
        campaign=campaign,
        form=form,
        why_closed=why_closed(campaign),
        agencies=agencies,
        rows=file_rows(campaign, agencies),
        taken=taken_rows(campaign),
        missing=still_missing(campaign, agencies),
    )
    return render_page(request, "past_years/past_year.html", shown, status)


def too_large(request: SignedIn, pk: int) -> HttpResponse:
    campaign = _campaign(request, pk)
    form = UploadForm({})
    form.errors.clear()
    form.add_error(None, _("More than 30 MB. Upload the files in parts."))
    return page(request, campaign, form, status=413)


@require_http_methods(["GET", "HEAD", "POST"])
@bounded_upload(too_large, MOST_BYTES)
def past_year(request: SignedIn, pk: int) -> HttpResponse:
    campaign = _campaign(request, pk)
    if request.method != "POST":
        return page(request, campaign, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    if why_closed(campaign):
        return page(request, campaign, form, status=409)
    if not form.is_valid():
        return page(request, campaign, form, status=422)
    return _read(request, campaign, form)


def _read(request: SignedIn, campaign: Campaign, form: UploadForm) -> HttpResponse:
    actor, said = presser_of(request), form.cleaned_data
    if not take_press(actor):
        return redirect("past_years:past_year", pk=campaign.pk)
    try:
        files = received((file.name, file.read()) for file in said["file"])
    except TooManyFiles as error:
        give_back(actor)
        refuse_form(form, error, "file")
        return page(request, campaign, form, status=422)
    given = Given(" ".join(said["source"].split()), said["published_on"])
    fresh = not_in_yet(campaign, files, given)
    read = read_files(campaign, fresh, given)
    if read:
        keep(campaign, read, actor)
    same = len(files) - len(fresh) + let_go_of_the_same(campaign)
    _tell_read(request, len(files) - len(fresh) + len(read), same)
    return redirect("past_years:past_year", pk=campaign.pk)


def _tell_read(request: SignedIn, read: int, same: int) -> None:
    words = ngettext("%(count)d report was read.", "%(count)d reports were read.", read)
    told = words % {"count": read}
    if same:
        words = ngettext("%(count)d of them stands there already, the same: nothing is changed.",
                         "%(count)d of them stand there already, the same: nothing is changed.",
                         same)  # fmt: skip
        told = f"{told} {words % {'count': same}}"
    messages.success(request, told)


@require_POST
def take_in(request: SignedIn, pk: int) -> HttpResponse:
    """Keep what was said of the files, and do with the ticked ones what the button says."""
    campaign = _campaign(request, pk)
    waiting = list(campaign.past_files.values_list("pk", flat=True))
    say(campaign, said_of(request.POST, waiting))
    chosen = {pk: seen for pk, seen in ticked(request.POST).items() if pk in waiting}
    if "forget" in request.POST:
        campaign.past_files.filter(pk__in=chosen).delete()
    elif "do" in request.POST:
        _tell_taken(request, take_files(campaign, chosen, actor_of(request)))
    return redirect("past_years:past_year", pk=campaign.pk)


def _tell_taken(request: SignedIn, taken: Taken) -> None:
    counts = {
        TakenInAs.NEW: ngettext(
            "%(count)d report was taken in.", "%(count)d reports were taken in.",
            taken.outcomes[TakenInAs.NEW],
        ),
        TakenInAs.CORRECTED: ngettext(
            "%(count)d report was corrected.", "%(count)d reports were corrected.",
            taken.outcomes[TakenInAs.CORRECTED],
        ),
        TakenInAs.SAME: ngettext(
            "%(count)d report stood there already.", "%(count)d reports stood there already.",
            taken.outcomes[TakenInAs.SAME],
        ),
    }  # fmt: skip
    told = [counts[one] % {"count": count} for one, count in taken.outcomes.items()]
    if told:
        messages.success(request, " ".join(told))
    for why in taken.refused:
        messages.error(request, why)


@require_POST
def take_report_away(request: SignedIn, pk: int, number: int) -> HttpResponse:
    campaign = _campaign(request, pk)
    known = Report.with_practice.filter(campaign=campaign, is_historic=True)
    report = get_object_or_404(known, pk=number)
    try:
        if take_away(report, actor_of(request)):
            messages.success(request, _("Taken away. What was kept of it stays in the trail."))
    except StillNeeded as error:
        show_refusal(request, error)
    return redirect("past_years:past_year", pk=campaign.pk)


@require_safe
def sheet(request: SignedIn, pk: int) -> HttpResponse:
    """Give the sheet to fill in, with the agencies of which there is nothing yet."""
    campaign = _campaign(request, pk)
    missing = still_missing(campaign, agencies_of(campaign))
    name = _("Past reports %(year)d.xlsx") % {"year": campaign.year}
    with transaction.atomic():
        record(actor_of(request), "past.download", f"campaign:{campaign.pk}", label=campaign,
               after={"agencies": len(missing)})  # fmt: skip
    return attachment(template(campaign.edition, missing), name, XLSX_TYPE)
