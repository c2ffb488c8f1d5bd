"""“Nothing this year”: what it fills, what it keeps, what it asks, and the way back."""

import pytest
from django.urls import reverse

from accounts.models import Event, Role
from reports.form.loader import load_editions
from reports.models import Report, State, Submission
from tests.support.addresses import page_name
from tests.support.elements import elements, text_in, texts_in
from tests.support.factories import make_agency, make_report, make_user

pytestmark = pytest.mark.django_db

TABLE = load_editions()["2021"].by_code["s3_requests"]
NOTHING = dict.fromkeys((cell.id for cell in TABLE.cells), 0)
NATURAL = "requests.new_received.natural_person"
COMPANY = "requests.new_received.commercial_enterprise"
CARRIED = "requests.carried_over.natural_person"


@pytest.fixture
def report() -> Report:
    return make_report(year=2026)


def url(report, name="nil_return", table="requests"):
    return reverse(page_name(name), kwargs={"pk": report.pk, "table": table})


def figures(report):
    return report.sections.get(code="s3_requests").figures


def approve_last_year(agency, **stated):
    last = make_report(agency, year=2025)
    Submission.objects.create(
        report=last, number=1, by=make_user(), agency_name=agency.name, year=2025,
        edition_id=last.edition.id, figures=dict.fromkeys(last.edition.cells, 0) | stated,
        texts={}, findings=[], digest="0" * 64,
    )  # fmt: skip
    Report.objects.filter(pk=last.pk).update(status=State.APPROVED, approved_number=1)


def test_one_press_fills_the_blank_cells_of_the_table_with_0(report, browser):
    browser.post(url(report))
    assert figures(report) == NOTHING


def test_figures_that_stand_there_are_kept(report, browser):
    page = reverse("entry:section", kwargs={"pk": report.pk, "code": "s3_requests"})
    browser.post(page, {NATURAL: "7", COMPANY: "无"})
    browser.post(url(report))
    section = report.sections.get(code="s3_requests")
    assert section.figures[NATURAL] == 7
    assert section.unreadable == {COMPANY: "无"}


def test_the_trail_names_who_said_so(report, browser):
    browser.post(url(report))
    line = Event.objects.filter(action="section.write").last()
    assert line.after["how"] == "nothing"
    assert line.actor_name.startswith("田小满")


def test_it_asks_where_last_year_was_not_0_and_fills_after_the_answer(client):
    agency = make_agency()
    approve_last_year(agency, **{NATURAL: 1234})
    report = make_report(agency, year=2026)
    client.force_login(make_user((agency, Role.REPORTER)))
    question = client.post(url(report))
    assert question.status_code == 200
    assert "1,234" in question.content.decode()
    assert figures(report) == {}
    client.post(url(report), {"sure": "1"})
    assert figures(report)[NATURAL] == 0


def test_what_is_carried_over_from_last_year_is_not_made_0(client):
    agency = make_agency()
    approve_last_year(agency, **{"requests.carried_forward.natural_person": 3})
    report = make_report(agency, year=2026)
    client.force_login(make_user((agency, Role.REPORTER)))
    client.post(url(report), {"sure": "1"})
    assert figures(report).get(CARRIED) != 0


def test_it_can_be_taken_back_and_leaves_what_was_entered_since(report, browser):
    browser.post(url(report))
    page = reverse("entry:section", kwargs={"pk": report.pk, "code": "s3_requests"})
    browser.post(page, {NATURAL: "5", "base": f'{{"{NATURAL}": "0"}}'})
    browser.post(url(report, "undo_nil_return"))
    kept = {cell: value for cell, value in figures(report).items() if value is not None}
    assert kept == {NATURAL: 5, "requests.new_received.total": 5}


def test_a_report_passed_on_is_not_changed(report, browser):
    for name, filled in (("nil_return", {}), ("undo_nil_return", NOTHING)):
        Report.objects.filter(pk=report.pk).update(status=State.OFFICE_REVIEW)
        answer = browser.post(url(report, name), follow=True)
        assert text_in(answer, ".notice.error") == "没有保存：年报已经送审。"
        assert figures(report) == filled
        Report.objects.filter(pk=report.pk).update(status=State.DRAFTING)
        browser.post(url(report))


@pytest.mark.parametrize("table", ["nowhere", "s3_requests"])
def test_a_table_that_is_not_on_the_form_is_not_found(report, browser, table):
    assert browser.post(url(report, table=table)).status_code == 404


def section(report, code="s3_requests"):
    return reverse("entry:section", kwargs={"pk": report.pk, "code": code})


def buttons(answer) -> list[str]:
    return texts_in(answer, "table.statutory .nil-tool")


def test_the_button_stands_in_the_caption_of_each_table_with_blank_cells(report, browser):
    page = browser.get(section(report, "s2_proactive"))
    tables = report.edition.by_code["s2_proactive"].tables
    assert buttons(page) == [f"本年未发生 {table.caption}" for table in tables]
    assert len(elements(page, "th.caption .nil-tool")) == len(tables)
    assert len(elements(browser.get(section(report)), "caption .nil-tool")) == 1


def test_it_offers_the_rest_where_figures_stand_and_then_the_way_back(report, browser):
    browser.post(section(report), {NATURAL: "7"})
    assert buttons(browser.get(section(report))) == ["其余填 0"]
    after = browser.post(section(report), {"then": "zero.requests"}, follow=True)
    assert buttons(after) == ["撤销填 0"]
    assert figures(report) == {**NOTHING, NATURAL: 7, "requests.new_received.total": 7}
    assert Event.objects.filter(after__how="rest").count() == 1
    assert buttons(browser.get(section(report))) == []


def test_the_press_saves_what_was_just_typed(report, browser):
    browser.post(section(report), {NATURAL: "5", "then": "zero.requests"})
    assert figures(report)[NATURAL] == 5
    assert figures(report)[COMPANY] == 0


def test_what_could_not_be_saved_is_not_filled(report, browser):
    browser.post(section(report), {NATURAL: "4"})
    answer = browser.post(section(report), {NATURAL: "5", "then": "zero.requests", "base": "{}"})
    assert answer.status_code == 409
    assert figures(report).get(COMPANY) is None


def test_filling_the_rest_is_taken_back_without_what_stood_there(report, browser):
    browser.post(section(report), {NATURAL: "7", "then": "zero.requests"})
    browser.post(url(report, "undo_nil_return"))
    kept = {cell: value for cell, value in figures(report).items() if value is not None}
    assert kept == {NATURAL: 7, "requests.new_received.total": 7}


@pytest.mark.parametrize("name", ["nil_return", "undo_nil_return"])
def test_pressed_twenty_times_it_is_done_once(report, browser, name):
    browser.post(url(report))
    before = figures(report)
    lines = Event.objects.filter(action="section.write").count()
    for _ in range(20):
        browser.post(url(report, name))
    assert (figures(report) == before) == (name == "nil_return")
    assert Event.objects.filter(action="section.write").count() == lines + (name != "nil_return")


def test_a_place_that_was_not_returned_stays_blank(report, browser):
    Report.objects.filter(pk=report.pk).update(status=State.RETURNED, open_places=[NATURAL])
    browser.post(url(report))
    filled = [cell for cell, value in figures(report).items() if value is not None]
    assert NATURAL in filled and COMPANY not in filled


def test_it_asks_only_of_cells_that_would_be_filled(client):
    agency = make_agency()
    approve_last_year(agency, **{NATURAL: 1234, COMPANY: 5678})
    report = make_report(agency, year=2026)
    client.force_login(make_user((agency, Role.REPORTER)))
    question = client.post(section(report), {NATURAL: "3", "then": "zero.requests"})
    words = question.content.decode()
    assert "5,678" in words and "1,234" not in words
    assert figures(report)[NATURAL] == 3


def test_enter_in_a_cell_presses_no_button_that_fills(report, browser):
    """Without scripts a browser presses the form's first button."""
    first, *_others = elements(browser.get(section(report)), "#section-form button")
    assert first.get("name") is None and first.get("value") is None
