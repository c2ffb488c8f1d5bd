"""“Nothing this year”: what it fills, what it keeps, what it asks, and the way back."""

import pytest
from django.urls import reverse

from accounts.models import Event, Role
from reports.form.loader import load_editions
from reports.models import Report, State, Submission
from tests.support.addresses import page_name
from tests.support.elements import text_in
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


def test_the_button_stands_where_cells_are_blank_and_then_the_way_back(report, browser):
    page = reverse("entry:section", kwargs={"pk": report.pk, "code": "s3_requests"})
    assert url(report) in browser.get(page).content.decode()
    after = browser.post(url(report), follow=True).content.decode()
    assert url(report, "undo_nil_return") in after
    assert f'"{url(report)}"' not in after
