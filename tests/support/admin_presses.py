"""For each kind of page of the administration, a form that waits to be pressed."""

from __future__ import annotations

from typing import Any

from axes.models import AccessAttempt
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.admin_pages.slips import Slip, signed
from accounts.models import Agency, Role, User
from accounts.models.credit_code import check_character
from reports.models import Campaign
from tests.support.admin_pages import address, sheet_of
from tests.support.factories import browser, make_agency, make_region, make_user
from tests.support.presses import NEW, County, Pressed

AGENCY = ["credit_code", "name", "short_name", "region", "kind", "route", "order", "active",
          "is_bureau", "phone"]  # fmt: skip
INLINE = {"INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": "1000"}


def _inline(name: str, total: int, **fields: Any) -> dict[str, Any]:
    head = {"TOTAL_FORMS": total, **INLINE}
    return {f"{name}-{key}": value for key, value in {**head, **fields}.items()}


def _code(number: int) -> str:
    first_17 = f"33430{number:012d}"
    return first_17 + check_character(first_17)


def _agency_form(county: County, number: int, **changes: Any) -> dict[str, Any]:
    return {
        "name": f"云岭县新{number}局", "short_name": f"新{number}局", "credit_code": _code(number),
        "region": county.region.pk, "kind": "department", "route": "office,deputy",
        "order": number, "phone": "", "active": "on", **changes,
    }  # fmt: skip


def _pressed(client: Client, where: str, form: dict[str, Any]) -> Pressed:
    return Pressed(client, where, lambda: form)


def agency_added(county: County) -> Pressed:
    form = _agency_form(county, 901)
    return _pressed(browser(county.admin), address(Agency, "add"), form)


def _form_of(county: County, agency: Agency, **changes: Any) -> dict[str, Any]:
    as_is = {"name": agency.name, "short_name": agency.short_name, "order": agency.order}
    return _agency_form(county, 0, **{**as_is, "credit_code": agency.credit_code, **changes})


def agency_changed(county: County) -> Pressed:
    agency = make_agency(region=county.region)
    form = _form_of(county, agency, phone="0731-12345")
    return _pressed(browser(county.admin), address(Agency, "change", agency.pk), form)


def agency_deleted(county: County) -> Pressed:
    agency = make_agency(region=county.region)
    where = address(Agency, "delete", agency.pk)
    return _pressed(browser(county.admin), where, {"post": "yes"})


def person_added(county: County) -> Pressed:
    roles = {"0-agency": county.bureau.pk, "0-role": Role.REVIEWER}
    form = {"username": "xinren", "name": "新人", "email": "", "password1": NEW, "password2": NEW}
    given = {**form, **_inline("memberships", 1, **roles)}
    return _pressed(browser(county.security), address(User, "add"), given)


def password_given(county: County) -> Pressed:
    person = make_user((county.bureau, Role.REVIEWER))
    where = f"/admin/accounts/user/{person.pk}/password/"
    return _pressed(browser(county.security), where, {"password1": NEW, "password2": NEW})


def first_password_given(county: County) -> Pressed:
    person = make_user((county.bureau, Role.REVIEWER))
    where = reverse("admin:accounts_user_first_passwords")
    return _pressed(browser(county.security), where, {"people": person.pk})


def slips_taken(county: County) -> Pressed:
    shown = signed([Slip("审批局", "陶安", "taoan", "abcd-efgh-jkmn")], county.security)
    where = reverse("admin:accounts_user_first_passwords_file")
    return _pressed(browser(county.security), where, {"passwords": shown})


def _action(client: Client, model: Any, name: str, pk: int) -> Pressed:
    form = {"action": name, "_selected_action": pk}
    return _pressed(client, address(model, "changelist"), form)


def sessions_ended(county: County) -> Pressed:
    person = make_user((county.bureau, Role.REVIEWER))
    return _action(browser(county.security), User, "end_all_sessions", person.pk)


def pause_lifted(county: County) -> Pressed:
    person = make_user((county.bureau, Role.REVIEWER))
    AccessAttempt.objects.create(
        username=person.username, ip_address="127.0.0.1", failures_since_start=5,
        attempt_time=timezone.now(),
    )  # fmt: skip
    return _action(browser(county.security), User, "lift_pauses", person.pk)


def _year(county: County) -> tuple[Any, Any]:
    region = make_region(parent=county.region)
    return region, make_agency(region=region)


def year_added(county: County) -> Pressed:
    region, _agency = _year(county)
    form = {
        "region": region.pk, "year": 2026, "opens_on": "2027-01-02",
        "internal_deadline": "2027-01-20", "legal_deadline": "2027-01-31",
        "government_deadline": "2027-03-31", "advised_length": 600, "review_points": "",
    }  # fmt: skip
    given = {**form, **_inline("dates", 0)}
    return _pressed(browser(county.admin), address(Campaign, "add"), given)


def year_completed(county: County) -> Pressed:
    """Of an agency that came later."""
    report = county.report()
    make_agency(region=county.region)
    found = Campaign.objects.get(pk=report.campaign_id)
    missing = Agency.objects.filter(region=county.region).exclude(reports__campaign=found)
    Agency.objects.filter(pk__in=list(missing.values_list("pk", flat=True)[1:])).update(
        active=False
    )
    return _action(browser(county.admin), Campaign, "create_missing_reports", found.pk)


def _sheet(county: County, number: int) -> bytes:
    row = [_code(number), f"云岭县新{number}局", f"新{number}局", county.region.code, "department",
           "office,deputy", 10, "是", "否", ""]  # fmt: skip
    return sheet_of(AGENCY, [row])


def previewed(county: County) -> Pressed:
    content = _sheet(county, 902)
    where = address(Agency, "import")
    made = lambda: {"import_file": SimpleUploadedFile("sheet.xlsx", content)}  # noqa: E731
    return Pressed(browser(county.admin), where, made)


def imported(county: County, page: str = "process_import") -> Pressed:
    shown = previewed(county)
    preview = shown.client.post(shown.address, {**shown.form(), "csrfmiddlewaretoken": "-"})
    return _pressed(shown.client, address(Agency, page), preview.context["confirm_form"].initial)


def cancelled(county: County) -> Pressed:
    return imported(county, "cancel_import")


def marked(county: County) -> Pressed:
    return imported(county, "marked_copy")


def exported(county: County) -> Pressed:
    return _pressed(browser(county.admin), address(Agency, "export"), {"format": "1"})
