"""The desk: the submission as filed, what needs the eye, last year beside it, nobody else's."""

import io

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Event, Role, User
from reports.drafts.merging import Entry
from reports.drafts.storage import write_section
from reports.models import Report, State
from tests.support.elements import elements, text_in, texts_in
from tests.support.factories import (
    TEXTS,
    actor,
    bureau_of,
    explain_findings,
    fill_report,
    make_agency,
    make_filled_report,
    make_region,
    make_report,
    make_user,
    move_on,
    move_to,
    person_at,
)

pytestmark = pytest.mark.django_db
GRANTED = {"requests__new_received__natural_person": 7, "requests__granted__natural_person": 7}


@pytest.fixture
def desk(client: Client, reviewer: User) -> Client:
    client.force_login(reviewer)
    return client


def filed(reviewer: User, state: str = State.SUBMITTED, **figures: object) -> Report:
    agency = make_agency(region=reviewer.held[0].agency.region)
    return make_filled_report(agency, state, **figures)


def page_of(desk: Client, report: Report) -> str:
    response = desk.get(reverse("review:desk", args=[report.pk]))
    assert response.status_code == 200
    return response.content.decode()


def test_it_shows_the_submission_in_statutory_layout_with_every_cell_to_link_to(desk, reviewer):
    report = filed(reviewer, **GRANTED)
    page = page_of(desk, report)
    for cell in report.edition.cells:
        assert f'id="cell-{cell}"' in page
    for section in report.edition.sections:
        assert section.title in page
    assert TEXTS["s5_problems"] in page
    assert 'id="cell-requests.new_received.total" data-state="total">7</td>' in page


def test_rows_of_table_three_without_a_figure_are_folded_and_every_cell_is_there_once(
    desk, reviewer
):
    report = filed(reviewer, **GRANTED)
    page = page_of(desk, report)
    folded = {cell.get("id") for cell in elements(page, ".idle-rows td[id]")}
    assert "cell-requests.unable_not_held.total" in folded
    for shown in (
        "requests.granted.total",
        "requests.new_received.other_org",
        "requests.outcome_total.total",
    ):
        assert f"cell-{shown}" not in folded
    ids = [cell.get("id") for cell in elements(page, ".desk-form td[id]")]
    assert sorted(ids) == sorted(f"cell-{cell}" for cell in report.edition.cells)


def test_the_submission_has_a_page_to_print(desk, reviewer):
    report = filed(reviewer, **GRANTED)
    page = desk.get(reverse("review:desk_print", args=[report.pk, 1]))
    assert TEXTS["s5_problems"] in text_in(page, ".paper")
    assert desk.get(reverse("review:desk_print", args=[report.pk, 2])).status_code == 404


def test_it_never_shows_the_working_copy(desk, reviewer):
    report = filed(reviewer, State.RETURNED)
    report.sections.filter(code="s5_problems").update(text="改了一半还没报的话")
    fill_report_again(report, "art20_5.licensing.decisions", 98765)
    page = page_of(desk, report)
    assert "改了一半还没报的话" not in page
    assert text_in(page, "[id=cell-art20_5.licensing.decisions]") == "0"


def test_last_years_approved_figure_stands_under_this_years(desk, reviewer):
    agency = make_agency(region=reviewer.held[0].agency.region)
    make_filled_report(agency, State.APPROVED, year=2025, art20_5__licensing__decisions=1234)
    report = make_filled_report(agency, State.SUBMITTED, art20_5__licensing__decisions=1300)
    page = page_of(desk, report)
    assert '1,300<small class="last-year">' in page
    assert "1,234</small>" in page


def test_a_figure_of_last_year_that_was_not_approved_is_not_shown(desk, reviewer):
    agency = make_agency(region=reviewer.held[0].agency.region)
    make_filled_report(agency, State.SUBMITTED, year=2025)
    report = make_filled_report(agency, State.SUBMITTED)
    assert "last-year" not in page_of(desk, report)


def test_findings_stand_first_with_the_reasons_given_and_link_to_their_cells(desk, reviewer):
    report = make_report(make_agency(region=reviewer.held[0].agency.region))
    fill_report(report, art20_1__rules__made=2, art20_1__rules__in_force=2)
    explain_findings(report, "系上级下放的立法权限")
    report = move_to(report, State.SUBMITTED)
    page = page_of(desk, report)
    assert page.index("系上级下放的立法权限") < page.index('class="desk-form"')
    assert "系上级下放的立法权限" in text_in(page, ".finding .explanation")
    assert elements(page, ".finding .finding-cells [href=#cell-art20_1.rules.made]")
    assert 'id="cell-art20_1.rules.made" data-state="warning"' in page


def test_a_resubmission_names_what_was_asked_and_what_changed(desk, reviewer):
    report = filed(reviewer, State.IN_REVIEW)
    report = move_on(report, "return", reason="行政许可件数请再核对")
    fill_report_again(report, "art20_5.licensing.decisions", 12)
    for name in ("pass_on", "pass_on", "pass_on", "sign", "submit"):
        report = move_on(report, name)
    response = desk.get(reverse("review:desk", args=[report.pk]))
    assert [(c.place, c.before, c.after) for c in response.context["changes"]] == [
        ("art20_5.licensing.decisions", "0", "12")
    ]
    page = response.content.decode()
    assert "行政许可件数请再核对" in page
    assert 'id="cell-art20_5.licensing.decisions" data-state="changed"' in page


def fill_report_again(report: Report, cell: str, figure: int) -> None:
    section = report.edition.section_of(cell)
    entry = Entry(figures={cell: figure}, base={cell: "0"})
    write_section(report, section.code, entry, actor(person_at(report.agency, Role.REPORTER)))


def test_a_resubmission_shows_the_words_and_the_findings_that_turned(desk, reviewer):
    report = filed(reviewer, State.IN_REVIEW)
    report = move_on(report, "return")
    fill_report_again(report, "art20_1.rules.made", 2)
    text = TEXTS["s5_problems"] + "由专人负责。"
    clerk = actor(person_at(report.agency, Role.REPORTER))
    write_section(report, "s5_problems", Entry(text=text), clerk)
    explain_findings(report)
    for name in ("pass_on", "pass_on", "pass_on", "sign", "submit"):
        report = move_on(report, name)
    response = desk.get(reverse("review:desk", args=[report.pk]))
    page, turned = response.content.decode(), response.context["turned"]
    assert "<ins>由专人负责。</ins>" in page
    assert len(turned.come) >= 1 and not turned.gone
    new = [each for each in texts_in(page, ".finding") if "新出现" in each]  # each told once
    assert len(new) == len(turned.come)
    assert all(any(" ".join(str(said).split()) in each for each in new) for said in turned.come)


def test_reasons_given_inside_the_agency_stay_there(desk, reviewer):
    report = filed(reviewer, State.HEAD_APPROVAL)
    report = move_on(report, "send_back", reason="局内意见：措辞再推敲")
    report = move_to(report, State.SUBMITTED)
    assert "局内意见" not in page_of(desk, report)


def test_previous_and_next_follow_the_queue_as_it_was_narrowed(desk, reviewer):
    first, second, third = (filed(reviewer) for _ in range(3))
    move_on(second, "start_review")
    url = reverse("review:desk", args=[second.pk])
    beside = desk.get(url).context["neighbours"]
    assert (beside.before, beside.after) == (first.pk, third.pk)
    beside = desk.get(f"{url}?state=in_review").context["neighbours"]
    assert (beside.before, beside.after) == (None, None)


def test_after_a_decision_the_most_urgent_one_comes_next(desk, reviewer):
    first, second = (filed(reviewer) for _ in range(2))
    decided = move_to(second, State.APPROVED)
    beside = desk.get(reverse("review:desk", args=[decided.pk])).context["neighbours"]
    assert (beside.before, beside.after) == (None, first.pk)


def test_the_submission_can_be_taken_along_as_a_workbook_and_the_trail_knows(desk, reviewer):
    report = filed(reviewer, **GRANTED)
    url = reverse("review:submission_file", args=[report.pk, 1, "xlsx"])
    response = desk.get(url)
    assert "attachment" in response["Content-Disposition"]
    book = load_workbook(io.BytesIO(response.content))
    sheet, place = next(iter(book.defined_names["requests_granted_natural_person"].destinations))
    assert book[sheet][place].value == 7
    assert Event.objects.get(action="submission.download").actor == reviewer


def test_a_number_or_a_format_that_is_not_there_is_not_found(desk, reviewer):
    report = filed(reviewer)
    for number, name in ((2, "xlsx"), (1, "exe")):
        url = reverse("review:submission_file", args=[report.pk, number, name])
        assert desk.get(url).status_code == 404
    assert not Event.objects.filter(action="submission.download").exists()


@pytest.mark.parametrize("name", ["review:desk", "review:submission_file"])
def test_it_is_open_to_the_regions_bureau_alone(client, reviewer, name):
    report = filed(reviewer)
    args = [report.pk, 1, "xlsx"] if name == "review:submission_file" else [report.pk]
    bureau = bureau_of(report.agency.region)
    for person, status in (
        (reviewer, 200),
        (make_user((bureau, Role.ADMINISTRATOR)), 200),
        (make_user((bureau, Role.AUDITOR)), 404),
        (person_at(report.agency, Role.OFFICE), 404),
        (person_at(bureau_of(make_region()), Role.REVIEWER), 404),
    ):
        client.force_login(person)
        assert client.get(reverse(name, args=args)).status_code == status, person.held
    assert client.post(reverse(name, args=args)).status_code in (404, 405)
    client.logout()
    assert client.get(reverse(name, args=args)).status_code == 302


def test_an_administrator_is_offered_no_move(client, reviewer):
    report = filed(reviewer)
    client.force_login(make_user((bureau_of(report.agency.region), Role.ADMINISTRATOR)))
    assert client.get(reverse("review:desk", args=[report.pk])).context["offers"] == []


def test_it_does_not_exist_before_the_first_submission(desk, reviewer):
    report = filed(reviewer, State.READY)
    assert desk.get(reverse("review:desk", args=[report.pk])).status_code == 404


def test_the_number_of_queries_is_fixed(desk, reviewer, django_assert_max_num_queries):
    report = filed(reviewer, State.IN_REVIEW)
    with django_assert_max_num_queries(22):
        page_of(desk, report)
    for _ in range(3):
        filed(reviewer)
        make_user((bureau_of(report.agency.region), Role.REVIEWER))
    with django_assert_max_num_queries(22):
        page_of(desk, report)
