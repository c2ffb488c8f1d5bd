"""Twelve sheets as offices make them come in without a press but the last; the thirteenth has
faults, which are mended in the page."""

import io

import openpyxl
import pytest

from accounts.models import Agency, Region, Role, User
from reports.campaigns.opening import open_campaign
from reports.models import Campaign, Report, WatchedWord
from tests.support import messy_sheets as messy
from tests.support.admin_pages import address, confirm, make_county, problems, step_of, upload
from tests.support.factories import actor, make_agency, make_campaign, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kept_files")]


@pytest.fixture
def county():
    made = make_county()
    Region.objects.filter(pk=made.region.pk).update(
        code=messy.REGION_CODE, name=messy.REGION_NAME, path=f"/{messy.REGION_CODE}/"
    )
    made.region.refresh_from_db()
    return made


def schools_and_waters(county):
    names = {"教育局": "云岭县教育局", "水利局": "云岭县水利局"}
    return [make_agency(region=county.region, name=name, short_name=short)
            for short, name in names.items()]  # fmt: skip


def taken(county, model, make, ending="xlsx", **fields):
    """Straight to the preview, and confirmed; returns the preview's notes by kind."""
    preview = upload(county.client_for(model), model, make(), ending, **fields)
    assert preview.context["step"] == "confirm", problems(preview)
    confirm(county.client_for(model), model, preview)
    return {note.kind: note.words for note in preview.context["notes"]}


def agencies():
    values = Agency.objects.exclude(is_bureau=True).order_by("credit_code")
    return list(values.values_list("name", "credit_code", "region__code", "kind", "phone"))


def test_agencies_below_a_title_with_a_merged_region(county):
    notes = taken(county, Agency, messy.agencies_below_a_title)
    assert agencies() == [
        ("云岭县教育局", messy.code(1), "430100", "department", "0731-80000001"),
        ("云岭县水利局", messy.code(2), "430100", "department", "0731-80000002"),
        ("石桥镇人民政府", messy.code(3), "430100", "township", "0731-80000003"),
    ]
    assert "A 序号、H 备注" in notes["ignored"] and "5–6" in notes["filled"]
    assert "7" in notes["note"] and notes.keys() == {"ignored", "filled", "note"}


def test_codes_are_evened_out(county):
    notes = taken(county, Agency, messy.agencies_with_uneven_codes)
    assert agencies() == [
        ("云岭县教育局", messy.code(1), "430100", "department", "73180000001"),
        ("云岭县水利局", messy.code(2), "430100", "department", "0731-8000"),
        ("云岭县林业局", messy.code(3), "430100", "department", ""),
    ]
    assert notes.keys() == {"sum"}


def test_regions_that_stand_in_each_other_by_name(county):
    notes = taken(county, Region, messy.regions_by_name)
    assert Region.objects.get(name="石桥村").path == "/430100/430100101/430100101201/"
    assert Region.objects.get(code="430100101").name == "石桥镇"
    assert "6–7" in notes["note"]


def test_people_with_an_agency_merged_over_them(county):
    schools_and_waters(county)
    taken(county, User, messy.people_by_agency)
    held = {
        person.username: (person.name, person.phone, person.mobile, person.email,
                          {(m.agency.short_name, m.role) for m in person.memberships.all()})
        for person in User.objects.filter(memberships__agency__is_bureau=False)
    }  # fmt: skip
    assert held == {
        "zhangsan": ("张三", "0731-80000001", "13800000001", "", {("教育局", "office"), ("教育局", "reporter")}),
        "lisi": ("李四", "73180000002", "13800000002", "", {("教育局", "deputy")}),
        "80003": ("王五", "", "13800000003", "wangwu@example.com", {("教育局", "head")}),
        "zhaoliu": ("赵六", "", "", "", {("水利局", "office"), ("水利局", "reporter")}),
    }  # fmt: skip


def test_people_with_roles_written_out(county):
    schools_and_waters(county)
    notes = taken(county, User, messy.people_with_written_roles)
    roles = lambda name: {  # noqa: E731
        (m.agency.short_name, m.role) for m in User.objects.get(username=name).memberships.all()
    }
    assert roles("zhangsan") == {("教育局", "office"), ("水利局", "reporter")}
    assert roles("lisi") == {("教育局", "office"), ("教育局", "reporter")}
    assert roles("wangwu") == {("水利局", "head")}
    assert "C 身份证号" in notes["ignored"]


def test_years_with_dates_of_every_kind(county):
    taken(county, Campaign, messy.years_with_serials)
    days = Campaign.objects.values_list("year", "opens_on", "internal_deadline", "legal_deadline")
    assert [tuple(map(str, one)) for one in days] == [
        ("2026", "2027-01-02", "2027-01-20", "2027-01-31"),
        ("2025", "2026-01-04", "2026-01-20", "2026-01-31"),
    ]


def test_words_with_the_headings_printed_twice(county):
    notes = taken(county, WatchedWord, messy.words_with_headings_twice)
    assert WatchedWord.objects.count() == 3 and "6" in notes["headings"]


def test_figures_below_printed_headings(county):
    schools_and_waters(county)
    campaign = make_campaign(county.region)
    open_campaign(campaign, actor(county.administrator))
    taken(county, Report, messy.figures_by_label, campaign=campaign.pk)
    kept = {
        report.agency.short_name: [
            report.sections.get(code="s3_requests").figures[f"requests.new_received.{who}"]
            for who in ("natural_person", "commercial_enterprise")
        ]
        for report in Report.objects.exclude(agency__is_bureau=True)
    }
    assert kept == {"教育局": [12, 0], "水利局": [1234, 5]}


def test_the_sheet_that_fits_is_taken(county):
    notes = taken(county, Agency, messy.agencies_on_the_second_sheet)
    assert [name for name, *_ in agencies()] == ["云岭县教育局"]
    assert "填写说明" in notes["sheets"] and "旧名录" in notes["hidden_sheets"]


def test_hidden_rows_are_told_and_can_be_left_out(county):
    preview = upload(county.client, Agency, messy.agencies_with_hidden_rows())
    notes = {note.kind: note.words for note in preview.context["notes"]}
    assert "3" in notes["hidden_rows"] and "E" in notes["hidden_columns"]
    assert preview.context["counts"] == {"new": 2}
    preview = step_of(county.client, Agency, preview, leave_hidden="1")
    assert preview.context["counts"] == {"new": 1} and preview.context["left_out"] == [3]
    preview = step_of(county.client, Agency, preview, restore="1")
    assert preview.context["counts"] == {"new": 2}


def test_a_heading_of_two_rows(county):
    schools_and_waters(county)
    taken(county, User, messy.people_with_two_rows_of_headings)
    person = User.objects.get(username="zhangsan")
    assert (person.phone, person.mobile) == ("80000001", "13800000001")


def test_a_sheet_as_csv(county):
    notes = taken(county, Agency, messy.agencies_as_csv, "csv")
    assert [name for name, *_ in agencies()] == ["云岭县教育局"] and "4" in notes["example"]


# Faults ------------------------------------------------------------------------------------

FAULTS = [
    ("D3", "1.14301E+17"), ("E4", "石桥镇"), ("F5", "飞船"), ("B6", "5"), ("G7", "2026-05-01"),
    ("B8", "42"), ("C9", "统计"),
]  # fmt: skip


@pytest.fixture
def faulty(county):
    for parent_code in ("430100101", "430100102"):
        Region.objects.create(code=parent_code, name="石桥镇", parent=county.region)
    return upload(county.client, Agency, messy.agencies_with_faults())


def test_all_faults_at_once_in_the_sheets_own_rows_and_columns(faulty):
    found = [(fault.place, fault.words) for fault in faulty.context["faults"]]
    assert [place for place, _words in found] == [place for place, _part in FAULTS]
    assert all(part in words for (_p, words), (_place, part) in zip(found, FAULTS, strict=True))
    kind = next(fault for fault in faulty.context["faults"] if fault.place == "F5")
    assert (kind.found, kind.label) == ("飞船", "类别") and "县直部门" in kind.accepted
    html = faulty.content.decode()
    assert '<select name="cell.F5"' in html and '<input name="cell.B8" value="42"' in html


def test_faults_are_mended_in_the_page(county, faulty):
    mended = {"cell.D3": messy.code(1), "cell.E4": "430100", "cell.F5": "县直部门",
              "cell.B6": "云岭县农业局", "cell.G7": "", "cell.B8": "云岭县信访局"}  # fmt: skip
    page = step_of(county.client, Agency, faulty, **mended)
    assert [fault.place for fault in page.context["faults"]] == ["C9"]
    page = step_of(county.client, Agency, page, **{"leave.9": "1"})
    assert page.context["step"] == "confirm" and page.context["counts"] == {"new": 7}
    confirm(county.client, Agency, page)
    assert Agency.objects.get(credit_code=messy.code(4)).name == "云岭县农业局"
    assert not Agency.objects.filter(credit_code=messy.code(7)).exists()


def test_what_is_mended_once_is_mended_wherever_it_was_written(county):
    rows = [["名称", "简称", "信用代码", "区划", "类别"],
            *[[f"云岭县{n}局", f"{n}局", messy.code(n), messy.REGION_NAME, "机关"] for n in range(3)]]  # fmt: skip
    page = upload(county.client, Agency, messy.workbook(rows))
    assert [(one.place, one.alike) for one in page.context["faults"]] == [
        ("E2", 3),
        ("E3", 3),
        ("E4", 3),
    ]
    said = {"cell.E2": "县直部门", "cell.E3": "机关", "cell.E4": "机关", "same.E2": "1"}
    page = step_of(county.client, Agency, page, **said)
    assert page.context["counts"] == {"new": 3}


def test_all_rows_with_faults_can_be_left_out_at_once(county, faulty):
    page = step_of(county.client, Agency, faulty, leave_faulty="1")
    assert page.context["step"] == "confirm" and page.context["counts"] == {"new": 1}


def test_the_copy_to_take_along_has_its_faults_marked_and_all_else_kept(county, faulty):
    form = faulty.context["kept_form"].initial
    answer = county.client.post(address(Agency, "marked_copy"), form)
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    marked = {cell.coordinate for row in sheet for cell in row if cell.comment}
    assert marked == {place for place, _part in FAULTS}
    assert "县直部门" in sheet["F5"].comment.text and sheet["F5"].fill.fgColor.rgb.endswith(
        "FDECEA"
    )
    assert (sheet["A1"].value, sheet["B5"].value) == ("云岭县单位名录", "云岭县林业局")


def test_a_kept_file_is_its_owners_alone(county, faulty):
    other = make_user((county.bureau, Role.ADMINISTRATOR))
    county.client.force_login(other, backend="accounts.signin.backends.PasswordBackend")
    page = step_of(county.client, Agency, faulty)
    assert page.status_code == 302
    answer = county.client.post(address(Agency, "marked_copy"), faulty.context["kept_form"].initial)
    assert answer.status_code == 302


def test_one_can_go_back_to_every_step_before(county, faulty):
    for step in ("sheet", "heading", "columns"):
        assert step_of(county.client, Agency, faulty, go=step).context["step"] == step
    assert step_of(county.client, Agency, faulty, go="confirm").context["step"] == "faults"
    moved = step_of(county.client, Agency, faulty, heading="3")
    assert moved.context["step"] == "columns" and moved.context["needed"]


@pytest.mark.parametrize("state", ["", "x", "[]", "{}", '{"cells": 1}', '{"columns": {"a": 1}}',
                                   '{"heading": 99999, "sheet": 7, "left_out": [1, "x"]}'])  # fmt: skip
def test_a_forged_state_does_no_harm(county, faulty, state):
    page = step_of(county.client, Agency, faulty, state=state)
    assert page.status_code == 200 and Agency.objects.count() == 1


def test_an_unknown_agency_is_a_fault_of_its_own_column(county):
    schools_and_waters(county)
    rows = [
        ["用户名", "姓名", "单位", "角色"],
        ["a", "张三", "林业局", "经办"],
        ["b", "李四", "教育局", "经办"],
    ]
    client = county.security_client
    page = upload(client, User, messy.workbook(rows))
    [fault] = page.context["faults"]
    assert (fault.place, "林业局" in fault.words) == (
        "C2",
        True,
    ) and "云岭县教育局" in fault.accepted
    page = step_of(client, User, page, **{"cell.C2": "云岭县水利局"})
    assert page.context["counts"] == {"new": 2}


def test_a_missing_column_is_named_and_filled_for_all_rows(county):
    rows = [
        ["名称", "简称", "信用代码", "类别"],
        ["云岭县教育局", "教育局", messy.code(1), "县直部门"],
    ]
    page = upload(county.client, Agency, messy.workbook(rows))
    assert page.context["step"] == "columns"
    assert [(one["id"], one["count"]) for one in page.context["missing"]] == [("region", 1)]
    page = step_of(county.client, Agency, page, at="columns", **{"value.region": messy.REGION_NAME})
    confirm(county.client, Agency, page)
    assert Agency.objects.get(credit_code=messy.code(1)).region == county.region


# Templates ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "model", [Region, Agency, User, Campaign, WatchedWord], ids=lambda m: m.__name__
)
def test_a_template_shows_an_example_that_is_not_imported(county, model):
    client = county.client_for(model)
    answer = client.get(address(model, "template"))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    headings = [cell.value for cell in sheet[1]]
    assert any(heading.endswith(" *") for heading in headings)
    assert str(sheet["A2"].value).startswith("示例：")
    page = upload(client, model, answer.content)
    assert page.context["step"] == "heading" and page.context["has_no_rows"]


def test_a_template_has_choices_and_texts(county):
    answer = county.client.get(address(Agency, "template"))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rules = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert any(places.startswith("E2") for places in rules)
    assert sheet["A2"].number_format == "@"


def test_a_template_of_reports_has_their_figures_and_comes_in_unchanged(county):
    schools_and_waters(county)
    campaign = make_campaign(county.region)
    open_campaign(campaign, actor(county.administrator))
    answer = county.client.get(address(Report, "template"), {"campaign": campaign.pk})
    page = upload(county.client, Report, answer.content, campaign=campaign.pk)
    assert page.context["counts"] == {"skip": 3}
