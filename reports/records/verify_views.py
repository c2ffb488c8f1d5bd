"""The page where anybody can check a receipt's code, or whether a published file says what was
filed. Nothing of the file is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.page import refuse_form, render_page
from accounts.signin.rate_limit import within_rate_limit
from accounts.trail.record import address_of
from reports.display.anybody import BUSY, TOO_OFTEN, reading_turn
from reports.display.uploads import bounded_upload
from reports.form.content import Content
from reports.language import in_readers_language
from reports.models import Submission
from reports.reading import Unreadable, read_in_child
from reports.reading.doubts import NO_YEAR, TOO_LARGE_ARCHIVE
from reports.reading.files import MAX_BYTES
from reports.records.approval_receipts import Approval, find_approval
from reports.records.receipts import Receipt, find_by_code, receipt_of
from reports.records.verification import NotComparable, Verdict, find_published, verdict

LONGEST = 60  # characters to look up
MOST, SECONDS = 30, 600  # files per address, and seconds


class PublishedForm(forms.Form):
    """A published file to compare with what was filed, and the code if known."""

    file = forms.FileField(
        label=gettext_lazy("Published file"),
        help_text=gettext_lazy(
            "Excel (.xlsx), Word (.docx), PDF, web page (.html), JSON or text; at most 5 MB."
        ),
        error_messages={"required": gettext_lazy("Choose the file.")},
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.docx,.pdf,.html,.htm,.json,.txt"}),
    )
    of = forms.CharField(
        label=gettext_lazy("Check code (if you have it)"),
        required=False,
        max_length=60,
        help_text=gettext_lazy(
            "Without it the code that the file carries is taken, or the agency and year it states."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class CannotTell(Exception):
    """The file was not compared; the message says why."""


@dataclass(frozen=True)
class VerifyPage:
    form: PublishedForm
    code: str = ""
    receipt: Receipt | None = None
    approval: Approval | None = None
    verdict: Verdict | None = None
    remarks: Sequence[str] = ()


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@csrf_exempt
def verify(request: HttpRequest) -> HttpResponse:
    """Check a code or a file; too many requests are refused before a file is read."""
    if request.method != "POST":
        return _page(request, code_page(request.GET.get("code", "")[:LONGEST]))
    if not within_rate_limit("verify", address_of(request), most=MOST, seconds=SECONDS):
        return _refused(request, str(TOO_OFTEN), 429)
    return _file_page(request)


def code_page(code: str) -> VerifyPage:
    found = find_by_code(code) if code else None
    return VerifyPage(
        form=PublishedForm(),
        code=code,
        receipt=receipt_of(found) if found else None,
        approval=find_approval(code) if code and not found else None,
    )


def _too_large(request: HttpRequest) -> HttpResponse:
    return _refused(request, in_readers_language(TOO_LARGE_ARCHIVE), 413)


@bounded_upload(_too_large)
def _file_page(request: HttpRequest) -> HttpResponse:
    form = PublishedForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, VerifyPage(form), 422)
    with reading_turn() as turn:
        if not turn:
            return _refused(request, str(BUSY), 503)
        try:
            found = compared(form)
        except CannotTell as error:
            refuse_form(form, error)
            return _page(request, VerifyPage(form), 422)
    return _page(request, verdict_page(form, found))


def verdict_page(form: PublishedForm, found: Verdict) -> VerifyPage:
    return VerifyPage(
        form=form,
        verdict=found,
        remarks=[in_readers_language(remark) for remark in found.remarks],
        receipt=receipt_of(found.submission),
    )


def _page(request: HttpRequest, page: VerifyPage, status: int = 200) -> HttpResponse:
    return render_page(request, "records/verify.html", page, status)


def compared(form: PublishedForm) -> Verdict:
    """Compare the file with the submission it claims to be. Raises CannotTell."""
    file, code = form.cleaned_data["file"], form.cleaned_data["of"]
    submission = _by_code(code) if code else None
    if file.size > MAX_BYTES:
        raise CannotTell(in_readers_language(TOO_LARGE_ARCHIVE))
    try:
        reading = read_in_child(file.read(), or_year=submission.year if submission else None)
    except Unreadable as error:
        raise CannotTell(_why(error)) from None
    submission = submission or find_by_code(reading.code) or _published(reading.content)
    try:
        return verdict(submission, reading)
    except NotComparable:
        words = _("A text of this report looks like a heading of the form: compare it by eye.")
        raise CannotTell(words) from None


def _by_code(code: str) -> Submission:
    approval = find_approval(code)
    submission = approval.submission if approval else find_by_code(code)
    if submission is None:
        words = _("No receipt has this code. Compare it letter by letter with the receipt.")
        raise CannotTell(words)
    return submission


def _published(stated: Content) -> Submission:
    if not stated.agency:
        words = _("The file does not say whose report it is: enter the check code.")
        raise CannotTell(words)
    submission = find_published(stated.agency, stated.year)
    if submission is None:
        words = _("No %(year)d report of “%(agency)s” is published here: enter the check code.")
        raise CannotTell(words % {"year": stated.year, "agency": stated.agency[:LONGEST]})
    return submission


def _why(error: Unreadable) -> str:
    if error.reason == NO_YEAR:
        return _("The file does not say of which year the report is: enter the check code.")
    return in_readers_language(error.reason)


def _refused(request: HttpRequest, words: str, status: int) -> HttpResponse:
    form = PublishedForm({})
    form.errors.clear()
    form.add_error(None, words)
    return _page(request, VerifyPage(form), status)
