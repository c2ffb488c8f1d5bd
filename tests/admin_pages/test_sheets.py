"""Regions, agencies, people and campaigns by sheet: dry run, confirm, refusals, round trip."""

import datetime as dt

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import reverse

from accounts.models import Agency, Event, Region, Role, User
from accounts.models.credit_code import check_character
from reports.models import Campaign
from tests.support import hostile_workbooks as hostile
from tests.support.admin_pages import (
    FORMATS,
    address,
    confirm,
    export,
    import_all,
    make_county,
    problems,
    sheet_of,
    step_of,
    upload,
)
from tests.support.factories import make_agency, make_campaign, make_region, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kept_files")]
AGENCY = ["credit_code", "name", "short_name", "region", "kind", "route", "order", "active",
          "is_bureau", "phone"]  # fmt: skip
USER = ["username", "name", "email", "is_active", "roles"]


def kept_files():
    folder = "django-import-export"
    return default_storage.listdir(folder)[1] if default_storage.exists(folder) else []


def code(number):
    first_17 = f"22430{number:012d}"
    return first_17 + check_character(first_17)


def row(county, number=1, **changes):
    values = [code(number), f"云岭县新{number}局", f"新{number}局", county.region.code,
              "department", "office,deputy", 10, "是", "否", ""]  # fmt: skip
    return list({**dict(zip(AGENCY, values, strict=True)), **changes}.values())


def test_the_dry_run_writes_nothing_and_confirming_writes_all():
    county = make_county()
    content = sheet_of(AGENCY, [row(county, number) for number in range(1, 4)])
    preview = upload(county.client, Agency, content)
    assert "confirm_form" in preview.context and Agency.objects.count() == 1
    assert not Event.objects.exists() and len(kept_files()) == 1
    confirm(county.client, Agency, preview)
    assert Agency.objects.count() == 4 and not kept_files()
    event = Event.objects.get()
    assert (event.action, event.label) == ("agency.import", "sheet.xlsx")
    assert event.after["rows"] == {"new": 3} and event.actor == county.administrator


def test_confirming_twice_is_told_and_harmless():
    county = make_county()
    preview = upload(county.client, Agency, sheet_of(AGENCY, [row(county)]))
    confirm(county.client, Agency, preview)
    again = confirm(county.client, Agency, preview)
    assert len(list(again.context["messages"])) == 1
    assert Agency.objects.count() == 2 and Event.objects.count() == 1


def test_cancelling_forgets_the_file():
    county = make_county()
    preview = upload(county.client, Agency, sheet_of(AGENCY, [row(county)]))
    form = preview.context["confirm_form"].initial
    county.client.post(address(Agency, "cancel_import"), form)
    assert not kept_files() and Agency.objects.count() == 1


def test_what_was_not_shown_is_not_written():
    county = make_county()
    agency = make_agency(region=county.region, short_name="旧名")
    content = sheet_of(["credit_code", "short_name"], [[agency.credit_code, "新名"]])
    preview = upload(county.client, Agency, content)
    assert [change[1:] for change in preview.context["changed_rows"][0].diff] == [("旧名", "新名")]
    Agency.objects.filter(pk=agency.pk).update(short_name="别人改的")
    confirm(county.client, Agency, preview)
    agency.refresh_from_db()
    assert agency.short_name == "别人改的" and not kept_files()


def test_one_bad_cell_in_ten_rows_writes_nothing_and_is_named():
    county = make_county()
    rows = [row(county, number) for number in range(1, 11)]
    rows[6][4] = "飞船"
    response = upload(county.client, Agency, sheet_of(AGENCY, rows))
    [(number, column, words)] = problems(response)
    assert number == 8 and column.startswith("E · ") and "飞船" in words
    assert Agency.objects.count() == 1 and len(kept_files()) == 1  # to be mended in the page
    assert "飞船" in response.content.decode()


BAD_CELLS = [
    ("credit_code", "22430000000000001X", "A"),
    ("credit_code", None, "A"),
    ("name", None, "B"),
    ("name", "长" * 81, "B"),
    ("region", "999999", "D"),
    ("region", None, "D"),
    ("kind", None, "E"),
    ("route", "绕道", "F"),
    ("order", "第一", "G"),
    ("order", -1, "G"),
    ("order", 1.5, "G"),
    ("active", "也许", "H"),
    ("is_bureau", dt.date(2027, 1, 1), "I"),
]


@pytest.mark.parametrize(("column", "value", "letter"), BAD_CELLS)
def test_a_bad_cell_is_named_by_its_column(column, value, letter):
    county = make_county()
    response = upload(county.client, Agency, sheet_of(AGENCY, [row(county, **{column: value})]))
    assert [(n, c[:4]) for n, c, _words in problems(response)] == [(2, f"{letter} · ")]


def test_regions_of_others_are_out_of_reach():
    county, other = make_county(), make_county()
    elsewhere = make_agency(region=other.region)
    for rows in (
        [row(county, region=other.region.code)],
        [row(county, credit_code=elsewhere.credit_code)],
    ):
        assert problems(upload(county.client, Agency, sheet_of(AGENCY, rows)))
    elsewhere.refresh_from_db()
    assert elsewhere.region == other.region


def notes(response):
    return {note.kind: note.words for note in response.context["notes"]}


@pytest.mark.parametrize("heading", ["状态说明", "is_superuser", "password", "序号"])
def test_a_column_that_is_none_of_the_sheets_is_told_and_not_imported(heading):
    county = make_county()
    response = upload(county.client, Agency, sheet_of([*AGENCY, heading], [[*row(county), "x"]]))
    assert response.context["step"] == "confirm" and f"K {heading}" in notes(response)["ignored"]


def test_a_column_by_the_id_of_another_sheet_is_asked_about():
    county = make_county()
    content = sheet_of([*AGENCY, "状态 [status]"], [[*row(county), "x"]])
    page = upload(county.client, Agency, content)
    assert page.context["step"] == "columns"
    assert [one["letter"] for one in page.context["columns"] if one["is_foreign"]] == ["K"]
    page = step_of(county.client, Agency, page, **{"column.10": ""})
    assert page.context["step"] == "confirm" and "K 状态" in notes(page)["ignored"]


def test_two_columns_that_mean_the_same_are_asked_about():
    county = make_county()
    page = upload(county.client, Agency, sheet_of([*AGENCY, "单位名称"], [[*row(county), "别名"]]))
    assert page.context["step"] == "columns"
    assert [one["letter"] for one in page.context["columns"] if one["is_repeated"]] == ["B", "K"]
    page = step_of(county.client, Agency, page, **{"column.1": "", "column.10": "name"})
    confirm(county.client, Agency, page)
    assert Agency.objects.get(credit_code=code(1)).name == "别名"


def test_a_sheet_without_its_key_is_asked_which_column_that_is():
    county = make_county()
    headers = ["本县机构号", *AGENCY[1:]]
    page = upload(county.client, Agency, sheet_of(headers, [row(county)]))
    assert page.context["step"] == "columns"
    assert page.context["needed"] == ["统一社会信用代码"]
    page = step_of(county.client, Agency, page, **{"column.0": "credit_code"})
    assert page.context["counts"] == {"new": 1}


def test_the_same_agency_twice_is_an_error_of_the_second_row():
    county = make_county()
    response = upload(county.client, Agency, sheet_of(AGENCY, [row(county), row(county)]))
    assert [number for number, *_ in problems(response)] == [3]


def test_a_blank_row_between_rows_keeps_the_numbers_right():
    county = make_county()
    rows = [row(county, 1), [None] * len(AGENCY), row(county, 2, kind="飞船")]
    response = upload(county.client, Agency, sheet_of(AGENCY, rows))
    assert [number for number, *_ in problems(response)] == [4]


SLOW_TO_MAKE = {hostile.many_marks, hostile.row_bomb, hostile.one_cell_bomb}


@pytest.mark.usefixtures("a_twentieth")
@pytest.mark.parametrize(
    "make", [make for make in hostile.XLSX if make not in SLOW_TO_MAKE], ids=lambda m: m.__name__
)
def test_a_hostile_workbook_changes_nothing(make):
    county = make_county()
    response = upload(county.client, Agency, make())
    assert response.status_code == 200 and response.context["form"].errors["import_file"]
    assert Agency.objects.count() == 1 and not kept_files() and not Event.objects.exists()


@pytest.mark.parametrize("ending", ["xls", "xlsm", "txt", "xlsx.exe"])
def test_other_kinds_of_files_are_refused_by_name(ending):
    county = make_county()
    response = upload(county.client, Agency, hostile.plain(), ending)
    assert f"sheet.{ending}" in str(response.context["form"].errors["import_file"])
    assert not kept_files()


@pytest.mark.parametrize("form", [{}, {"import_file_name": "../../settings"}])
def test_a_forged_confirmation_reads_no_other_file(form):
    county = make_county()
    fields = {"original_file_name": "x", "format": "0", "seen": "x", **form}
    response = county.client.post(address(Agency, "process_import"), fields)
    assert response.status_code == 302 and not Event.objects.exists()


def test_old_uploads_are_forgotten(monkeypatch):
    county = make_county()
    upload(county.client, Agency, sheet_of(AGENCY, [row(county)]))
    assert len(kept_files()) == 1
    monkeypatch.setattr("accounts.admin_pages.importing.kept_files.KEPT_FOR", dt.timedelta(0))
    county.client.get(address(Agency, "import"))
    assert not kept_files()


# Round trips -------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
@pytest.mark.parametrize("model", [Region, Agency, User, Campaign], ids=lambda m: m.__name__)
def test_an_export_imports_without_a_change_and_exports_the_same(model, language, ending):
    county = make_county()
    make_region(parent=county.region, name="㐂𠮷镇")
    agency = make_agency(region=county.region, short_name="=1+1", phone="+86-731", route="")
    make_agency(region=county.region, short_name="审批局")  # the same short name twice
    make_user((agency, Role.OFFICE), (agency, Role.HEAD), (county.bureau, Role.REVIEWER))
    make_campaign(county.region).dates.create(kind="township", day=dt.date(2027, 1, 10))
    client = county.client_for(model)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    first = export(client, model, ending)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"
    preview = upload(client, model, FORMATS[ending]().export_data(first), ending)
    assert "counts" in preview.context, problems(preview)
    assert preview.context["counts"] == {"skip": len(first)}
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    assert list(export(client, model, ending)) == list(first)


def test_exporting_is_one_event():
    county = make_county()
    export(county.client, Agency)
    event = Event.objects.get()
    assert (event.action, event.after) == ("agency.export", {"rows": 1, "format": "xlsx"})


def test_numbers_are_numbers_in_an_exported_workbook():
    county = make_county()
    assert export(county.client, Agency)[0][6] == county.bureau.order


# Regions, people, campaigns ----------------------------------------------------------------


def test_a_region_and_the_one_below_it_come_in_one_sheet():
    county = make_county()
    rows = [["430111", "甲镇", county.region.code], ["430111001", "乙村", "430111"]]
    import_all(county.client, Region, sheet_of(["code", "name", "parent"], rows))
    assert Region.objects.get(code="430111001").path == f"/{county.region.code}/430111/430111001/"


@pytest.mark.parametrize("parent", [None, "999999"])
def test_a_new_region_needs_a_place_among_ones_own(parent):
    county = make_county()
    rows = [["430111", "甲镇", parent]]
    assert problems(upload(county.client, Region, sheet_of(["code", "name", "parent"], rows)))


def test_a_region_is_not_moved():
    county = make_county()
    first, second = (make_region(parent=county.region) for _ in range(2))
    content = sheet_of(["code", "parent"], [[second.code, first.code]])
    [(_row, column, _words)] = problems(upload(county.client, Region, content))
    assert column.startswith("B · ")


def test_people_come_with_their_roles():
    county = make_county()
    office = make_agency(region=county.region, short_name="交通局")
    old = make_user((office, Role.REPORTER))
    rows = [
        ["zhang", "张一", "zhang@example.com", "是", "交通局:经办;交通局：head"],
        [old.username, old.name, old.email, "否", "交通局:office"],
    ]
    rows[0][4] = f"交通局:{Role.OFFICE.label};交通局：head"
    import_all(county.security_client, User, sheet_of(USER, rows))
    new = User.objects.get(username="zhang")
    assert {m.role for m in new.memberships.all()} == {Role.OFFICE, Role.HEAD}
    assert new.must_change_password and new.has_usable_password() and not new.is_superuser
    old.refresh_from_db()
    assert [m.role for m in old.memberships.all()] == [Role.OFFICE] and not old.is_active


@pytest.mark.parametrize(
    "roles", [None, "交通局", "交通局:皇帝", "无此局:office", "别处:office", "交通局:reviewer"]
)
def test_a_role_that_cannot_be_given_is_an_error(roles):
    county, other = make_county(), make_county()
    make_agency(region=county.region, short_name="交通局")
    make_agency(region=other.region, short_name="别处")
    rows = [["zhang", "张一", "zhang@example.com", "是", roles]]
    [(number, column, _words)] = problems(
        upload(county.security_client, User, sheet_of(USER, rows))
    )
    assert (number, column[:4]) == (2, "E · ")


ROLES = [
    ("交通局:经办;交通局：填报人", {("交通局", "office"), ("交通局", "reporter")}),
    ("交通局：经办、填报", {("交通局", "office"), ("交通局", "reporter")}),
    ("交通局:经办，文化、广电局:填报人", {("交通局", "office"), ("文广局", "reporter")}),
    ("交通局（主要负责人）/文广局（分管领导）", {("交通局", "head"), ("文广局", "deputy")}),
    ("云岭县交通局:Office, 云岭县交通局:Reporter", {("交通局", "office"), ("交通局", "reporter")}),
    ("交通局:经办\n文广局:经办", {("交通局", "office"), ("文广局", "office")}),
]


@pytest.mark.parametrize(("written", "held"), ROLES)
def test_roles_are_read_as_offices_join_them(written, held):
    county = make_county()
    make_agency(region=county.region, name="云岭县交通局", short_name="交通局")
    make_agency(region=county.region, name="文化、广电局", short_name="文广局")
    import_all(county.security_client, User, sheet_of(USER, [["zhang", "张一", "", "是", written]]))
    found = User.objects.get(username="zhang").memberships.all()
    assert {(m.agency.short_name, m.role) for m in found} == held


def test_an_ambiguous_short_name_is_told_with_the_names_it_could_be():
    county = make_county()
    for name in ("云岭县交通局", "石桥镇交通所"):
        make_agency(region=county.region, name=name, short_name="交通局")
    rows = [["zhang", "张一", "", "是", "交通局:经办"]]
    [(_row, column, words)] = problems(upload(county.security_client, User, sheet_of(USER, rows)))
    assert column[0] == "E" and "云岭县交通局、石桥镇交通所" in words


def test_a_name_that_is_taken_is_told_with_whose_it_is():
    county = make_county()
    other = make_agency(region=county.region)
    response = upload(county.client, Agency, sheet_of(AGENCY, [row(county, name=other.name)]))
    [(number, column, words)] = problems(response)
    assert (number, column[0]) == (2, "B") and other.credit_code in words


def test_rows_of_the_same_name_are_both_named():
    county = make_county()
    rows = [row(county, 1, name="云岭县同名局"), row(county, 2, name="云岭县同名局")]
    [(number, column, words)] = problems(upload(county.client, Agency, sheet_of(AGENCY, rows)))
    assert (number, column[0]) == (3, "B") and "第 2 行与第 3 行" in words


def test_a_telephone_and_a_mobile_go_out_and_come_in_with_people():
    county = make_county()
    person = make_user((county.bureau, Role.REVIEWER))
    headers = ["username", "phone", "mobile"]
    cells = [person.username, "0731-80000000", "13800000000"]
    import_all(county.security_client, User, sheet_of(headers, [cells]))
    person.refresh_from_db()
    assert (person.phone, person.mobile) == ("0731-80000000", "13800000000")
    sheet = export(county.security_client, User)
    own = next(found for found in sheet.dict if person.username in found.values())
    assert {"0731-80000000", "13800000000"} < set(own.values())
    [(_row, column, _words)] = problems(
        upload(county.security_client, User, sheet_of(headers, [[person.username, "", "123"]]))
    )
    assert column[0] == "C"


@pytest.mark.parametrize("forbidden", ["is_superuser", "is_staff", "password", "groups"])
def test_rights_and_passwords_are_no_columns(forbidden):
    county = make_county()
    before = county.security.password
    content = sheet_of(
        ["username", forbidden], [[county.bureau.memberships.first().user.username, "1"]]
    )
    page = upload(county.security_client, User, content)
    assert page.context["counts"] == {"skip": 1} and forbidden in notes(page)["ignored"]
    page = step_of(county.security_client, User, page, **{"column.1": forbidden})
    assert "counts" not in page.context or page.context["counts"] == {"skip": 1}
    county.security.refresh_from_db()
    assert county.security.password == before


OWN = [{"is_active": "否"}, {"roles": "审批局:auditor"}, {"name": "新名"}, {"email": "a@b.cn"}]


@pytest.mark.parametrize("change", OWN)
def test_nobody_changes_their_own_account_by_sheet(change):
    county = make_county()
    [[name, value]] = change.items()
    content = sheet_of(["username", name], [[county.security.username, value]])
    [(row, column, _words)] = problems(upload(county.security_client, User, content))
    assert (row, column[:4]) == (2, "A · ")


def test_people_with_roles_elsewhere_are_not_changed_by_sheet():
    county, other = make_county(), make_county()
    person = make_user((county.bureau, Role.REVIEWER), (other.bureau, Role.REVIEWER))
    content = sheet_of(["username", "email"], [[person.username, "taken@example.com"]])
    [(_row, column, _words)] = problems(upload(county.security_client, User, content))
    assert column.startswith("A · ")


CAMPAIGN = ["region", "year", "opens_on", "internal_deadline", "legal_deadline"]
DAYS = ["2021-01-01", dt.date(2021, 1, 20), "2021年1月31日"]


def test_a_campaign_by_sheet_gets_its_edition_and_its_reports():
    county = make_county()
    import_all(county.client, Campaign, sheet_of(CAMPAIGN, [[county.region.code, 2020, *DAYS]]))
    campaign = Campaign.objects.get()
    assert campaign.edition_id == "2019" and campaign.legal_deadline == dt.date(2021, 1, 31)
    assert campaign.reports.count() == 1


BY_KIND = [*CAMPAIGN, "government_deadline", "dates"]


def test_a_campaign_by_sheet_has_days_for_kinds_of_agencies():
    county = make_county()
    cells = [county.region.code, 2020, *DAYS, None, "乡镇:2021-01-10；township:2021-01-12"]
    import_all(county.client, Campaign, sheet_of(BY_KIND, [cells]))
    campaign = Campaign.objects.get()
    assert [str(date) for date in campaign.dates.all()] == ["乡镇 2021年1月12日"]
    assert campaign.government_deadline == dt.date(2021, 3, 31)
    import_all(county.client, Campaign, sheet_of(CAMPAIGN, [[*cells[:3], *DAYS[1:]]]))
    assert campaign.dates.count() == 1  # without the column they stay
    cells[-1] = ""
    import_all(county.client, Campaign, sheet_of(BY_KIND, [cells]))
    assert not campaign.dates.exists()


@pytest.mark.parametrize("said", ["乡镇", "乡镇:明天", "村:2021-01-10", "乡镇:2021-02-01"])
def test_a_day_for_a_kind_that_cannot_be_is_an_error_of_its_column(said):
    county = make_county()
    content = sheet_of(BY_KIND, [[county.region.code, 2020, *DAYS, None, said]])
    [(_row, column, _words)] = problems(upload(county.client, Campaign, content))
    assert column.startswith("G · ")


@pytest.mark.parametrize(
    "cells", [[2018, *DAYS], [2020, "x", *DAYS[1:]], [2020, *reversed(DAYS)], [None, *DAYS]]
)
def test_a_campaign_that_cannot_be_is_an_error(cells):
    county = make_county()
    content = sheet_of(CAMPAIGN, [[county.region.code, *cells]])
    assert problems(upload(county.client, Campaign, content))
    assert not Campaign.objects.exists()


def test_the_language_of_the_page_does_not_decide_what_is_read():
    county = make_county()
    county.client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert county.client.get(reverse("admin:index")).status_code == 200
    response = upload(county.client, Agency, sheet_of(AGENCY, [row(county, active="是")]))
    assert response.context["counts"] == {"new": 1}
