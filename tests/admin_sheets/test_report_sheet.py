"""The figures of a campaign by sheet: into open working copies, all or nothing, and out again."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.admin_pages.resource_base import heading
from accounts.models import Event, Role
from accounts.trail.record import verify
from reports.admin_sheets.report_sheet import ReportResource
from reports.campaigns.opening import open_campaign
from reports.drafts.explanations import lift
from reports.drafts.merging import Entry
from reports.drafts.storage import write_section
from reports.models import Report, ReportSection, State, Submission
from tests.support.admin_pages import (
    FORMATS,
    County,
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
from tests.support.factories import actor, make_agency, make_campaign, make_filled_report, make_user
from tests.support.figures import EXAMPLES
from tests.support.marked_books import with_runs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kept_files")]
NEW = "requests.new_received.natural_person"
FIRM = "requests.new_received.commercial_enterprise"
TOTAL = "requests.new_received.total"
FEES = "art20_8.fees.amount"


def make_campaign_of(agencies: int = 1, **fields) -> tuple[County, list[Report]]:
    """A campaign of 2026 with this many agencies besides the bureau."""
    county = make_county()
    for _number in range(agencies):
        make_agency(region=county.region)
    campaign = make_campaign(county.region, **fields)
    open_campaign(campaign, actor(county.administrator))
    reports = Report.objects.exclude(agency=county.bureau).select_related("campaign", "agency")
    return county, list(reports.filter(campaign=campaign))


def figures(report):
    """As stored, read past every function that reads them."""
    stored = ReportSection.objects.filter(report=report)
    found = {id_: value for section in stored for id_, value in section.figures.items()}
    return {id_: found.get(id_) for id_ in report.edition.cells}


def put(report, values, by):
    for code in {report.edition.section_of(id_).code for id_ in values}:
        own = {i: v for i, v in values.items() if report.edition.section_of(i).code == code}
        write_section(report, code, Entry(figures=own), actor(by))


def one(report, **values):
    """A sheet of one agency; cells by id."""
    ids = [id_.replace("__", ".") for id_ in values]
    row = [report.agency.credit_code, *values.values()]
    return sheet_of(["[credit_code]", *[f"x [{id_}]" for id_ in ids]], [row])


def cells(values):
    return {id_.replace(".", "__"): value for id_, value in values.items()}


def test_the_preview_shows_old_and_new_and_confirming_writes():
    county, [report] = make_campaign_of()
    put(report, {NEW: 3}, county.administrator)
    events = Event.objects.count()
    content = one(report, **cells({NEW: 5, FIRM: 0, FEES: 1571.55}))
    preview = upload(county.client, Report, content, campaign=report.campaign_id)
    [row] = preview.context["changed_rows"]
    assert [(before, after) for _label, before, after in row.diff] == [
        ("", "1571.55"), ("3", "5"), ("", "0"),
    ]  # fmt: skip
    assert figures(report)[NEW] == 3 and Event.objects.count() == events
    confirm(county.client, Report, preview)
    found = figures(report)
    assert (found[NEW], found[FIRM], found[TOTAL]) == (5, 0, 5)
    assert found[FEES] == Decimal("1571.55")


def test_an_import_is_one_event_and_one_for_each_changed_section():
    county, reports = make_campaign_of(2)
    rows = [[report.agency.credit_code, 1, 2] for report in reports]
    content = sheet_of(["[credit_code]", f"[{NEW}]", f"[{FEES}]"], rows)
    before = Event.objects.count()
    import_all(county.client, Report, content, campaign=reports[0].campaign_id)
    events = list(Event.objects.order_by("id").values_list("action", flat=True))[before:]
    assert events == ["section.write"] * 4 + ["report.import"]
    assert Event.objects.get(action="report.import").after["rows"] == {"update": 2}
    assert Event.objects.filter(after__how="imported").count() == 4
    assert verify() is None


def test_blank_is_not_zero_and_a_missing_column_stays():
    county, [report] = make_campaign_of()
    put(report, {NEW: 3, FIRM: 4, FEES: 7}, county.administrator)
    content = one(report, **cells({NEW: None, FIRM: 0}))
    import_all(county.client, Report, content, campaign=report.campaign_id)
    found = figures(report)
    assert (found[NEW], found[FIRM], found[FEES]) == (None, 0, 7)


def test_one_bad_cell_in_ten_rows_writes_nothing_and_is_named():
    county, reports = make_campaign_of(10)
    rows = [[report.agency.credit_code, 1] for report in reports]
    rows[6][1] = "很多"
    content = sheet_of(["[credit_code]", f"[{NEW}]"], rows)
    response = upload(county.client, Report, content, campaign=reports[0].campaign_id)
    [(number, column, words)] = problems(response)
    assert number == 8 and "很多" in words
    assert column == "B · 一、本年新收政府信息公开申请数量·申请人情况·自然人"
    assert not ReportSection.objects.filter(version__gt=0).exists()


@pytest.mark.parametrize("value", ["/", "无", -1, 1.5, "5件以上", True, "=1+1", "1e3", 10**13])
def test_what_is_no_figure_is_an_error(value):
    county, [report] = make_campaign_of()
    response = upload(
        county.client, Report, one(report, **cells({NEW: value})), campaign=report.campaign_id
    )
    assert [(n, c[0]) for n, c, _words in problems(response)] == [(2, "B")]


@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize(
    ("runs", "found"),
    [([("5", ""), ("1", "raised")], "5¹"), ([("9", "struck"), ("5", "")], "9̶5")],
)
def test_a_footnotes_number_and_a_struck_figure_are_errors_by_name(runs, found, shared):
    county, [report] = make_campaign_of()
    content = with_runs(one(report, **cells({NEW: "@"})), {"@": runs}, shared=shared)
    response = upload(county.client, Report, content, campaign=report.campaign_id)
    if shared:
        [(row, column, words)] = problems(response)
        assert (row, column[0]) == (2, "B") and found in words
    else:  # openpyxl reads these without marks, so the file is refused
        assert "result" not in response.context
        assert "另存后再传" in response.content.decode()
    assert figures(report)[NEW] is None


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: ascii(example["written"]))
def test_a_sheets_cell_is_read_as_it_is_typed(example):
    _county, [report] = make_campaign_of()
    resource = ReportResource(actor(make_user()), report.campaign)
    resource.letters = {NEW: "B"}
    read, errors = resource._read({NEW: example["written"]}, {})
    assert (NEW in errors) is ("refused" in example)
    if "refused" not in example and example["figure"] != "":
        assert read == {NEW: example["figure"]}


@pytest.mark.parametrize(("value", "kept"), [("５", 5), ("1,234", 1234), ("7 件", 7), (8.0, 8)])
def test_what_people_write_is_read(value, kept):
    county, [report] = make_campaign_of()
    content = one(report, **cells({NEW: value}))
    import_all(county.client, Report, content, campaign=report.campaign_id)
    assert figures(report)[NEW] == kept


@pytest.mark.parametrize("stated", [5, None])
def test_a_stated_total_that_holds_or_is_left_out_is_accepted(stated):
    county, [report] = make_campaign_of()
    content = one(report, **cells({NEW: 3, FIRM: 2, TOTAL: stated}))
    import_all(county.client, Report, content, campaign=report.campaign_id)
    assert figures(report)[TOTAL] == 5


def test_a_stated_total_that_does_not_hold_is_an_error():
    county, [report] = make_campaign_of()
    content = one(report, **cells({NEW: 3, FIRM: 2, TOTAL: 6}))
    response = upload(county.client, Report, content, campaign=report.campaign_id)
    [(_row, column, words)] = problems(response)
    assert column[0] == "D" and "6" in words and "5" in words


@pytest.mark.parametrize("state", [s for s in State if s not in {State.DRAFTING, State.RETURNED}])
def test_a_locked_report_is_an_error_of_its_row(state):
    county, reports = make_campaign_of(2)
    Report.objects.filter(pk=reports[1].pk).update(status=state)
    rows = [[report.agency.credit_code, 1] for report in reports]
    content = sheet_of(["[credit_code]", f"[{NEW}]"], rows)
    response = upload(county.client, Report, content, campaign=reports[0].campaign_id)
    [(number, _column, words)] = problems(response)
    assert number == 3 and str(state.label) in words
    assert figures(reports[0])[NEW] is None


def test_a_year_that_is_not_open_yet_is_an_error_of_its_row():
    county, [report] = make_campaign_of()
    day = timezone.localdate() + dt.timedelta(days=2)
    report.campaign.opens_on = report.campaign.internal_deadline = day
    report.campaign.legal_deadline = day
    report.campaign.save()
    content = one(report, **cells({NEW: 1}))
    [(_row, _column, words)] = problems(
        upload(county.client, Report, content, campaign=report.campaign_id)
    )
    assert words.startswith("自") and words.endswith("起填报。")
    assert figures(report)[NEW] is None


def test_a_report_locked_after_the_preview_is_not_written():
    county, [report] = make_campaign_of()
    content = one(report, **cells({NEW: 1}))
    preview = upload(county.client, Report, content, campaign=report.campaign_id)
    Report.objects.filter(pk=report.pk).update(status=State.SUBMITTED)
    answer = confirm(county.client, Report, preview)
    assert problems(answer) and figures(report)[NEW] is None


def test_somebody_writing_after_the_preview_is_not_overwritten():
    county, [report] = make_campaign_of()
    content = one(report, **cells({NEW: 1}))
    preview = upload(county.client, Report, content, campaign=report.campaign_id)
    put(report, {NEW: 9}, county.administrator)
    confirm(county.client, Report, preview)
    assert figures(report)[NEW] == 9


def test_an_agency_of_another_region_is_unknown():
    county, [report] = make_campaign_of()
    _other, [elsewhere] = make_campaign_of()
    content = one(elsewhere, **cells({NEW: 1}))
    assert problems(upload(county.client, Report, content, campaign=report.campaign_id))
    response = upload(county.client, Report, content, campaign=elsewhere.campaign_id)
    assert response.context["form"].errors["campaign"]
    form = {"format": "0", "campaign": elsewhere.campaign_id}
    assert county.client.post(address(Report, "export"), form).status_code == 404


@pytest.mark.parametrize("header", ["状态 [status]", "[requests.new_received.nobody]"])
def test_a_column_that_is_no_cell_is_asked_about(header):
    county, [report] = make_campaign_of()
    content = sheet_of(["[credit_code]", header], [[report.agency.credit_code, "approved"]])
    page = upload(county.client, Report, content, campaign=report.campaign_id)
    assert page.context["step"] == "columns"
    assert [one["letter"] for one in page.context["columns"] if one["is_foreign"]] == ["B"]
    report.refresh_from_db()
    assert report.status == State.DRAFTING


def test_cells_of_the_other_edition_are_no_cells_of_this_one():
    county, [report] = make_campaign_of(year=2020)
    assert report.edition.id == "2019"
    content = one(report, art20_1__rules__made=1)
    known = upload(county.client, Report, content, campaign=report.campaign_id)
    first_only_2021 = next(
        id_ for id_ in sorted(make_campaign_of()[1][0].edition.cells)
        if id_ not in report.edition.cells
    )  # fmt: skip
    content = one(report, **cells({first_only_2021: 1}))
    asked = upload(county.client, Report, content, campaign=report.campaign_id)
    assert (known.context["step"], asked.context["step"]) == ("confirm", "columns")


def test_the_same_agency_twice_is_an_error_of_the_second_row():
    county, [report] = make_campaign_of()
    rows = [[report.agency.credit_code, 1], [report.agency.credit_code, 2]]
    content = sheet_of(["[credit_code]", f"[{NEW}]"], rows)
    response = upload(county.client, Report, content, campaign=report.campaign_id)
    assert [number for number, *_ in problems(response)] == [3]


def test_name_and_code_of_different_agencies_are_an_error():
    county, [first, second] = make_campaign_of(2)
    row = [first.agency.credit_code, second.agency.name, 1]
    content = sheet_of(["[credit_code]", "[agency]", f"[{NEW}]"], [row])
    response = upload(county.client, Report, content, campaign=first.campaign_id)
    assert [(n, c[0]) for n, c, _words in problems(response)] == [(2, "B")]


def test_the_name_alone_finds_the_agency():
    county, [report] = make_campaign_of()
    content = sheet_of(["[agency]", f"[{NEW}]"], [[report.agency.name, 4]])
    import_all(county.client, Report, content, campaign=report.campaign_id)
    assert figures(report)[NEW] == 4


# Export ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("year", "count"), [(2020, 198), (2026, 200)])
def test_an_export_has_a_column_for_each_cell_and_a_row_for_each_agency(year, count):
    county, reports = make_campaign_of(3, year=year)
    sheet = export(county.client, Report, campaign=reports[0].campaign_id)
    cell = next(iter(reports[0].edition.cells.values()))
    assert len(sheet.headers) == count + 2 and len(sheet) == 4
    assert sheet.headers[2].endswith(f"[{cell.id}]") and cell.column.label in sheet.headers[2]
    assert Event.objects.filter(action="report.export").count() == 1


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_an_export_imports_without_a_change_and_exports_the_same(ending):
    county, reports = make_campaign_of(2)
    values = {NEW: 3, FIRM: 0, FEES: Decimal("1571.55")}
    put(reports[0], values, county.administrator)
    chosen = {"campaign": reports[0].campaign_id}
    first = export(county.client, Report, ending, **chosen)
    content = FORMATS[ending]().export_data(first)
    preview = upload(county.client, Report, content, ending, **chosen)
    assert "confirm_form" in preview.context, problems(preview)
    assert preview.context["counts"] == {"skip": 3}
    assert list(export(county.client, Report, ending, **chosen)) == list(first)
    Report.objects.update(status=State.DRAFTING)
    ReportSection.objects.update(figures={})
    import_all(county.client, Report, FORMATS["xlsx"]().export_data(first), **chosen)
    assert figures(reports[0])[FEES] == Decimal("1571.55")
    assert list(export(county.client, Report, ending, **chosen)) == list(first)


def changed(sheet, report, values):
    """An export with some cells of a report written anew."""
    ids = list(report.edition.cells)
    rows = [list(row) for row in sheet]
    own = next(row for row in rows if row[0] == report.agency.credit_code)
    for id_, value in values.items():
        own[2 + ids.index(id_)] = value
    return sheet_of(sheet.headers, rows)


def carried_over_campaign():
    """Agencies with an approved report of last year, so that cells of this year are carried over."""
    county, reports = make_campaign_of(2)
    last = "requests.carried_forward.natural_person".replace(".", "__")
    for report in reports:
        values = {"requests__new_received__natural_person": 3, last: 3}
        make_filled_report(report.agency, year=2025, **values)
    return county, reports


OVER = "requests.carried_over.natural_person"
OVER_TOTAL = "requests.carried_over.total"


def test_the_running_years_own_export_changes_nothing():
    """Totals of figures carried over from last year used to refuse every agency."""
    county, reports = carried_over_campaign()
    chosen = {"campaign": reports[0].campaign_id}
    sheet = export(county.client, Report, **chosen)
    own = next(row for row in sheet if row[0] == reports[0].agency.credit_code)
    ids = list(reports[0].edition.cells)
    assert (own[2 + ids.index(OVER)], own[2 + ids.index(OVER_TOTAL)]) == (3, 3)
    preview = upload(county.client, Report, FORMATS["xlsx"]().export_data(sheet), **chosen)
    assert preview.context["counts"] == {"skip": 3}, problems(preview)


def test_a_part_is_changed_in_an_export_and_its_total_follows():
    county, reports = carried_over_campaign()
    report, chosen = reports[0], {"campaign": reports[0].campaign_id}
    put(report, {NEW: 3, FIRM: 2}, county.administrator)
    sheet = export(county.client, Report, **chosen)
    import_all(county.client, Report, changed(sheet, report, {NEW: 5}), **chosen)
    found = figures(report)
    assert (found[NEW], found[FIRM], found[TOTAL]) == (5, 2, 7)
    sheet = export(county.client, Report, **chosen)
    preview = upload(county.client, Report, changed(sheet, report, {TOTAL: 9}), **chosen)
    assert len(problems(preview)) == 1


@pytest.mark.parametrize("state", [State.OFFICE_REVIEW, State.SUBMITTED, State.APPROVED])
def test_of_an_export_only_what_was_changed_is_refused_where_a_report_is_closed(state):
    county, [first, second] = carried_over_campaign()
    for report in (first, second):
        put(report, {NEW: 3}, county.administrator)
    Submission.objects.create(
        report=second, number=1, by=county.administrator, agency_name="x", year=2026,
        edition_id="2021", figures={NEW: 8, TOTAL: 8}, texts={}, findings=[], digest="0" * 64,
    )  # fmt: skip
    Report.objects.filter(pk=second.pk).update(status=state, last_number=1)
    chosen = {"campaign": first.campaign_id}
    sheet = export(county.client, Report, **chosen)
    preview = upload(county.client, Report, changed(sheet, first, {NEW: 4}), **chosen)
    assert preview.context["counts"] == {"skip": 2, "update": 1}, problems(preview)
    refused = upload(county.client, Report, changed(sheet, second, {NEW: 4}), **chosen)
    [(_row, column, words)] = problems(refused)
    assert column[0] == "B" and str(state.label) in words
    left = step_of(county.client, Report, refused, leave_faulty="1")
    assert left.context["counts"] == {"skip": 2}


def test_what_cannot_be_read_is_exported_as_it_is_and_stays():
    county, [report] = make_campaign_of()
    entry = Entry(unreadable={NEW: "=很多"})
    write_section(report, "s3_requests", entry, actor(county.administrator))
    sheet = export(county.client, Report, campaign=report.campaign_id)
    assert "=很多" in sheet[1]
    preview = upload(
        county.client, Report, FORMATS["xlsx"]().export_data(sheet), campaign=report.campaign_id
    )
    assert preview.context["counts"] == {"skip": 2}


def test_of_a_filed_report_the_submission_is_exported():
    county, [report] = make_campaign_of()
    put(report, {NEW: 3}, county.administrator)
    Submission.objects.create(
        report=report, number=1, by=county.administrator, agency_name="x", year=2026,
        edition_id="2021", figures={NEW: 8}, texts={}, findings=[], digest="0" * 64,
    )  # fmt: skip
    Report.objects.filter(pk=report.pk).update(status=State.SUBMITTED, last_number=1)
    sheet = export(county.client, Report, campaign=report.campaign_id)
    column = next(n for n, header in enumerate(sheet.headers) if header.endswith(f"[{NEW}]"))
    assert [row[column] for row in sheet if row[0] == report.agency.credit_code] == [8]


def queries_of_an_export(agencies):
    county, reports = make_campaign_of(agencies)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        export(county.client, Report, campaign=reports[0].campaign_id)
    return len(queries)


def test_an_export_asks_the_database_as_often_for_many_as_for_few():
    assert queries_of_an_export(2) == queries_of_an_export(9)


def test_headings_name_the_cell_in_brackets():
    assert heading("总计", TOTAL) == f"总计 [{TOTAL}]"


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.OFFICE])
def test_others_can_neither_import_nor_export(role):
    county, [report] = make_campaign_of()
    client = Client()
    person = make_user((county.bureau, role))
    client.force_login(person, backend="accounts.signin.backends.PasswordBackend")
    for page in ("import", "process_import", "cancel_import", "export"):
        answer = client.post(address(Report, page), {"campaign": report.campaign_id}, follow=True)
        assert answer.status_code == 403


def test_what_last_year_fixes_is_shown_exported_and_refused_before_anything_is_written():
    county, [report] = make_campaign_of()
    over, last = "requests.carried_over.natural_person", "requests.carried_forward.natural_person"
    make_filled_report(report.agency, year=2025, **{
        "requests__new_received__natural_person": 3, last.replace(".", "__"): 3,
    })  # fmt: skip
    sheet = export(county.client, Report, campaign=report.campaign_id)
    own = next(row for row in sheet if row[1] == report.agency.name)
    assert own[2 + list(report.edition.cells).index(over)] == 3
    same = upload(
        county.client, Report, one(report, **cells({over: 3, NEW: 4})), campaign=report.campaign_id
    )
    [row] = same.context["changed_rows"]
    assert [(before, after) for _label, before, after in row.diff] == [("", "4")]
    other = upload(
        county.client, Report, one(report, **cells({over: 5, NEW: 4})), campaign=report.campaign_id
    )
    [problem] = problems(other)
    assert "5" in str(problem) and "3（取自上年报告" in str(problem)
    assert figures(report)[NEW] is None
    lift(report, "s3_requests", [over], "机构合并", actor(county.administrator))
    import_all(
        county.client, Report, one(report, **cells({over: 5, NEW: 4})), campaign=report.campaign_id
    )
    assert (figures(report)[over], figures(report)[NEW]) == (5, 4)


def test_a_cell_that_the_bureau_did_not_return_is_named_in_the_preview():
    county, [report] = make_campaign_of()
    Report.objects.filter(pk=report.pk).update(open_places=["requests.granted.natural_person"])
    answer = upload(
        county.client, Report, one(report, **cells({NEW: 4})), campaign=report.campaign_id
    )
    [problem] = problems(answer)
    assert "4" in str(problem) and "只退回了其他地方" in str(problem)
    assert figures(report)[NEW] is None
