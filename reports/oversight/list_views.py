"""Two lists of a campaign to take along: whom to call, and what was commented on most."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.http import Http404, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.requests import SignedIn
from accounts.trail.record import actor_of, record
from reports.display.downloads import attachment
from reports.oversight.board import Scope
from reports.oversight.board_views import asked_of
from reports.oversight.lists_xlsx import common_faults_workbook, contacts_workbook
from reports.rendering import XLSX_TYPE


@require_safe
def contacts_file(request: SignedIn) -> HttpResponse:
    words = _("%(region)s %(year)d: contacts for the annual reports")
    return _file(request, contacts_workbook, words, "contacts")


@require_safe
def common_faults_file(request: SignedIn) -> HttpResponse:
    words = _("%(region)s %(year)d: common faults of the annual reports")
    return _file(request, common_faults_workbook, words, "common_faults")


def _file(
    request: SignedIn, workbook: Callable[[Scope, str], bytes], words: str | Promise, name: str
) -> HttpResponse:
    """Give the list of the board's year, region and kind."""
    asked = asked_of(request)
    if asked is None:
        raise Http404
    scope = asked.scope
    title = str(words) % {"region": scope.region.name, "year": scope.campaign.year}
    with transaction.atomic():
        content = workbook(scope, title)
        record(actor_of(request), "board.export", f"campaign:{scope.campaign.pk}",
               label=f"{scope.region.name} {scope.campaign.year}",
               after={"region": scope.region.code, "kind": scope.kind, "list": name})  # fmt: skip
    return attachment(content, f"{title}.xlsx", XLSX_TYPE)
