"""The check-up of a published report: a file or pasted text in, with last year's if there is one,
what was found out.

Bounded in size, in pace per address and in number at once, read in a child process; off by a
setting. Nothing of it is kept: no row, no file, no line of the trail.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts.page import refuse_form, render_page
from accounts.signin.rate_limit import within_rate_limit
from accounts.trail.record import address_of
from reports.checkup.form import CheckupForm
from reports.checkup.page import CheckupPage, first_page, shown_result
from reports.checkup.result import checked, read, unsigned
from reports.checkup.workbook import workbook_of
from reports.display.anybody import BUSY, TOO_OFTEN, reading_turn
from reports.display.downloads import attachment
from reports.display.uploads import bounded_upload
from reports.language import in_readers_language
from reports.reading import Reading, Unreadable
from reports.reading.doubts import BUSY as WAITING
from reports.reading.doubts import NO_YEAR, TOO_LARGE_ARCHIVE
from reports.reading.files import MAX_BYTES
from reports.rendering import XLSX_TYPE

MOST, SECONDS = 30, 600  # files and workbooks per address, and seconds

View = Callable[..., HttpResponse]


def offered(view: View) -> View:
    """The page is there unless the operator has switched it off."""

    @wraps(view)
    def answered(request: HttpRequest, **named: Any) -> HttpResponse:
        if not settings.CHECKUP:
            raise Http404
        return view(request, **named)

    return answered


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@csrf_exempt
@offered
@never_cache
def checkup(request: HttpRequest) -> HttpResponse:
    """Show the form, or check what it sends; too many requests are refused before one is read."""
    if request.method != "POST":
        return _page(request, first_page(CheckupForm()))
    if not _within_pace(request):
        return _refused(request, str(TOO_OFTEN), 429)
    return _result_page(request)


@require_POST
@login_not_required
@offered
@never_cache
def result_workbook(request: HttpRequest) -> HttpResponse:
    """Give the result as a workbook: the page sends back, signed, what was read."""
    if not _within_pace(request):
        return _refused(request, str(TOO_OFTEN), 429)
    try:
        result = unsigned(request.POST.get("result", ""))
    except BadSignature:
        words = _("This result is no longer there: nothing is kept. Give the file once more.")
        return _refused(request, words, 422)
    name, content = workbook_of(result)
    return attachment(content, name, XLSX_TYPE)


def _within_pace(request: HttpRequest) -> bool:
    return within_rate_limit("checkup", address_of(request), most=MOST, seconds=SECONDS)


def _too_large(request: HttpRequest) -> HttpResponse:
    return _refused(request, in_readers_language(TOO_LARGE_ARCHIVE), 413)


@bounded_upload(_too_large)
def _result_page(request: HttpRequest) -> HttpResponse:
    form = CheckupForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, first_page(form), 422)
    with reading_turn() as turn:
        if not turn:
            return _refused(request, str(BUSY), 503)
        return _result_of(request, form)


def _result_of(request: HttpRequest, form: CheckupForm) -> HttpResponse:
    """Read what the form gave, one file after the other, and show what comes of it."""
    previous = None
    try:
        reading = _read(form)
    except Unreadable as error:
        return _not_read(request, form, error, "year" if error.reason == NO_YEAR else "")
    try:
        if form.previous_name:
            previous = read(form.previous_content, reading.content.year - 1)
    except Unreadable as error:
        return _not_read(request, form, error, "previous")
    shown = shown_result(checked(reading, previous), form.previous_name)
    return _page(request, CheckupPage(CheckupForm(), shown, form.name))


def _read(form: CheckupForm) -> Reading:
    """Read the report. Raises Unreadable."""
    if form.size > MAX_BYTES:
        raise Unreadable(TOO_LARGE_ARCHIVE)
    return read(form.content, form.cleaned_data["year"])


def _not_read(
    request: HttpRequest, form: CheckupForm, error: Unreadable, field: str
) -> HttpResponse:
    refuse_form(form, error, field, _why(error))
    return _page(request, first_page(form), 503 if error.reason == WAITING else 422)


def _why(error: Unreadable) -> str:
    if error.reason == NO_YEAR:
        return _("The file does not say of which year the report is: enter the year.")
    return in_readers_language(error.reason)


def _page(request: HttpRequest, page: CheckupPage, status: int = 200) -> HttpResponse:
    return render_page(request, "checkup/checkup.html", page, status)


def _refused(request: HttpRequest, words: str, status: int) -> HttpResponse:
    form = CheckupForm({})
    form.errors.clear()
    form.add_error(None, words)
    return _page(request, first_page(form), status)
