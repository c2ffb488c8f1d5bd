"""The report for practice: its planted mistakes, how far one is, and that nobody else meets it."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace
from io import BytesIO

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import DUTIES, AgencyKind, Event, Role, User
from accounts.trail.record import verify
from reports.admin_sheets.report_sheet import ReportResource
from reports.agency.todo import handled_reports, todo_list
from reports.analysis.seeded_errors import seeded_errors, with_seeded_errors, year_before
from reports.campaigns.opening import expected_agencies, open_campaign
from reports.drafts.merging import Entry
from reports.drafts.practice import begin
from reports.drafts.storage import write_section
from reports.drafts.working_copy import working_copy
from reports.form.equations import without_partial_totals
from reports.form.loader import edition_for
from reports.models import Report, State
from reports.oversight.aggregate import Selection, aggregate, expected_reports, missing_reports
from reports.rules.check import check
from reports.workflow.available_moves import available_moves
from reports.workflow.machine import make_move
from reports.workflow.moves import MOVE_NAMES
from reports.workflow.refusals import OnlyPractice
from tests.support.addresses import page_name
from tests.support.factories import (
    actor,
    browser,
    bureau_of,
    make_agency,
    make_filled_report,
    make_report,
    make_user,
    person_at,
)

pytestmark = pytest.mark.django_db

PAGE = "entry:practice"
NEW = "requests.new_received.natural_person"


@pytest.fixture
def clerk(report: Report) -> User:
    return person_at(report.agency, Role.REPORTER)


def practice_of(person: User) -> Report:
    """Begun by somebody as they would begin it."""
    report = begin(User.objects.get(pk=person.pk), actor(person))
    assert report is not None
    return report


def url(page: str, report: Report, **more: str) -> str:
    return reverse(page_name(page), kwargs={"pk": report.pk, **more})


# What is planted --------------------------------------------------------------------------------


@pytest.mark.parametrize("year", [2020, 2026])
@pytest.mark.parametrize("government", [False, True])
def test_the_form_finds_each_planted_mistake_and_nothing_else(year: int, government: bool):
    edition = edition_for(year)
    content = with_seeded_errors(edition, year)
    known = without_partial_totals(edition, content.figures)
    content = replace(content, figures=known, is_government=government)
    findings = check(edition, content, year_before(edition, year), submitting=True)
    assert all(mistake.stands(findings) for mistake in seeded_errors())
    assert len(seeded_errors()) == 8
    planted_rules = {mistake.rule for mistake in seeded_errors()}
    others = [f for f in findings if f.rule not in planted_rules]
    assert {f.rule for f in others} <= {"N-R09"}  # says the same of the wrong year


def mend(report: Report, person: User) -> list[int]:
    """One mistake after the other, by the section page's own way; how many are mended each time."""
    client, steps = browser(person), []

    def cells(code: str, **figures: object) -> None:
        named = {name.replace("__", "."): str(value) for name, value in figures.items()}
        stored = report.sections.get(code=code).figures
        base = {cell: "" if stored[cell] is None else str(stored[cell]) for cell in named}
        answer = client.post(url("section", report, code=code), {**named, "base": json.dumps(base)})
        assert answer.status_code == 302, code
        steps.append(client.get(reverse(PAGE)).context["mended"])

    def words(code: str, before: str, after: str) -> None:
        text = report.sections.get(code=code).text
        assert before in text
        client.post(url("section", report, code=code), {"text": text.replace(before, after)})
        steps.append(client.get(reverse(PAGE)).context["mended"])

    rules = [cell for cell in report.edition.cells if cell.startswith("art20_1.rules.")]
    cells("s2_proactive", **{cell.replace(".", "__"): 0 for cell in rules})
    cells("s3_requests", requests__granted__commercial_enterprise=2)
    cells("s3_requests", requests__carried_over__natural_person=2)
    row = "disputes__litigation_after_review__"
    cells(
        "s4_review_litigation",
        **{f"{row}{cell}": 0 for cell in ("upheld", "corrected", "other_result", "pending")},
    )
    words("s1_overview", f"{report.campaign.year - 1}年1月1日", f"{report.campaign.year}年1月1日")
    words("s1_overview", "申请15件", "申请13件")
    words("s1_overview", "没有因政府信息公开被申请行政复议", "因政府信息公开被申请行政复议1件")
    words("s6_other", "（身份证号830000199001010012）", "")
    return steps


@pytest.mark.parametrize("year", [2020, 2026])
def test_every_mistake_can_be_mended_one_by_one_and_the_end_is_told(year: int):
    clerk = person_at(make_report(year=year).agency, Role.REPORTER)
    report = practice_of(clerk)
    assert mend(report, clerk) == [1, 2, 3, 4, 5, 6, 7, 8]
    page = browser(clerk).get(reverse(PAGE))
    assert page.context["is_finished"]
    assert "全部找出来了" in page.content.decode()
    assert f'href="{reverse("agency:home")}"' in page.content.decode()
    assert working_copy(report).previous.year == year - 1


def test_what_is_emptied_instead_of_mended_does_not_end_it(report, clerk):
    practice = practice_of(clerk)
    mend(practice, clerk)
    base = {NEW: "9"}
    browser(clerk).post(
        url("section", practice, code="s3_requests"), {NEW: "", "base": json.dumps(base)}
    )
    page = browser(clerk).get(reverse(PAGE))
    assert not page.context["is_finished"]
    assert page.context["others"] == 1
    assert "还有 1 处问题" in page.content.decode()


# The page ---------------------------------------------------------------------------------------


def test_a_visit_alone_makes_nothing_and_the_button_does(report, clerk):
    page = browser(clerk).get(reverse(PAGE)).content.decode()
    assert "开始练习" in page
    assert Report.with_practice.count() == Report.objects.count()
    assert browser(clerk).post(reverse(PAGE))["Location"] == reverse(PAGE)
    page = browser(clerk).get(reverse(PAGE)).content.decode()
    assert "已找出 0 / 8" in page
    assert "练习，不会报送" in page


def test_starting_over_brings_all_mistakes_back_and_takes_everything_else_away(report, clerk):
    first = practice_of(clerk)
    mend(first, clerk)
    browser(clerk).post(reverse(PAGE))
    again = Report.with_practice.get(practice_of=clerk)
    assert again.pk != first.pk  # what a browser kept for the old one is not put into this
    assert browser(clerk).get(reverse(PAGE)).context["mended"] == 0
    assert browser(clerk).get(url("section", first, code="s3_requests")).status_code == 404


def test_it_has_the_real_pages_with_a_banner_on_each(report, clerk):
    practice = practice_of(clerk)
    for page in ("check", "print"):
        assert "练习，不会报送" in browser(clerk).get(url(page, practice)).content.decode(), page
    for code in ("s1_overview", "s3_requests"):
        page = browser(clerk).get(url("section", practice, code=code))
        assert "练习，不会报送" in page.content.decode()
        assert page.context["writable"]
    assert (
        "练习内容"
        in browser(clerk).get(url("history", practice, code="s3_requests")).content.decode()
    )
    assert browser(clerk).get(url("report", practice))["Location"] == reverse(PAGE)
    saved = browser(clerk).post(
        url("autosave", practice, code="s3_requests"), {NEW: "9", "base": f'{{"{NEW}": "9"}}'}
    )
    assert saved.status_code == 200
    nothing = reverse("entry:nil_return", kwargs={"pk": practice.pk, "table": "disputes"})
    assert browser(clerk).post(nothing).status_code == 302


def test_reasons_are_kept_there_too(report, clerk):
    practice = practice_of(clerk)
    finding = next(
        f for f in working_copy(practice).findings(submitting=True) if f.needs_explanation
    )
    browser(clerk).post(url("check", practice), {f"explain.{finding.key}": "情况属实"})
    assert practice.explanations.get().text == "情况属实"


@pytest.mark.parametrize("page", ["handover", "assignments", "fill_in"])
def test_pages_that_make_no_sense_of_it_do_not_know_it(page: str):
    agency = make_agency(kind=AgencyKind.GOVERNMENT)
    make_report(agency)
    office = make_user((agency, Role.OFFICE))
    client = browser(office)
    address = url(page, practice_of(office))
    assert (client.post(address) if page == "fill_in" else client.get(address)).status_code == 404


def test_it_cannot_be_taken_along_as_a_file(report, clerk):
    assert browser(clerk).get(url("file", practice_of(clerk), name="xlsx")).status_code == 404


def test_it_is_its_owners_alone(report, clerk):
    practice = practice_of(clerk)
    bureau = bureau_of(report.agency.region)
    agency_roles = (Role.REPORTER, Role.OFFICE, Role.DEPUTY, Role.HEAD)
    others = [make_user((report.agency, role)) for role in agency_roles]
    others += [make_user((bureau, role)) for role in (Role.REVIEWER, *DUTIES)]
    for person in others:
        client = browser(person)
        for page in ("report", "check", "print", "handover"):
            assert client.get(url(page, practice)).status_code == 404, (person, page)
        for address in (
            url("section", practice, code="s3_requests"),
            url("autosave", practice, code="s3_requests"),
        ):
            assert client.post(address, {NEW: "1"}).status_code == 404, person
        assert (
            client.post(
                reverse("workflow:move", args=[practice.pk, "pass_on"]), {"seen": 0}
            ).status_code
            == 404
        )
        assert client.get(reverse("review:desk", args=[practice.pk])).status_code == 404


def test_it_is_for_those_who_write(report, clerk):
    for role in (Role.DEPUTY, Role.HEAD):
        assert browser(make_user((report.agency, role))).get(reverse(PAGE)).status_code == 404
    clerk.memberships.update(role=Role.HEAD)
    assert browser(clerk).get(reverse(PAGE)).status_code == 404
    assert Client().get(reverse(PAGE)).status_code == 302
    assert browser(person_at(report.agency, Role.OFFICE)).put(reverse(PAGE)).status_code == 405


def test_before_a_year_is_opened_there_is_nothing_to_practise_on():
    newcomer = make_user((make_agency(), Role.REPORTER))
    page = browser(newcomer).post(reverse(PAGE), follow=True).content.decode()
    assert "还没有开放的填报年度" in page
    assert not Report.with_practice.exists()


def test_who_changed_the_agency_practises_on_the_new_one(report, clerk):
    practice_of(clerk)
    elsewhere = make_report()
    clerk.memberships.update(agency=elsewhere.agency)
    assert browser(clerk).get(reverse(PAGE)).context.get("report") is None
    assert practice_of(clerk).agency == elsewhere.agency
    assert Report.with_practice.filter(practice_of=clerk).count() == 1


# It never goes anywhere -------------------------------------------------------------------------


def test_every_move_is_refused_and_no_button_offered(report, clerk):
    practice = practice_of(clerk)
    assert list(available_moves(practice, clerk)) == []
    for name in MOVE_NAMES:
        with pytest.raises(OnlyPractice):
            make_move(practice.pk, name, actor(clerk), seen=0, reason="请核对")
    answer = browser(clerk).post(
        reverse("workflow:move", args=[practice.pk, "pass_on"]), {"seen": 0}, follow=True
    )
    assert "这是练习，不会送审" in answer.content.decode()
    assert (
        Event.objects.filter(action="move.refused", object=f"practice:{practice.pk}").count()
        == len(MOVE_NAMES) + 1
    )


@pytest.mark.parametrize("fields", [{"status": State.SUBMITTED}, {"last_number": 1}])
def test_the_database_refuses_to_move_it(report, clerk, fields):
    practice = practice_of(clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.with_practice.filter(pk=practice.pk).update(**fields)


def test_the_trail_has_it_marked_as_practice(report, clerk):
    practice = practice_of(clerk)
    lines = Event.objects.filter(object=f"practice:{practice.pk}")
    assert lines.filter(action="practice.start").count() == 1
    assert lines.filter(action="section.write").count() == 6
    assert all("练习" in line.label for line in lines)
    assert not Event.objects.filter(object=f"report:{practice.pk}").exists()
    assert verify() is None


# Nobody else meets it ---------------------------------------------------------------------------


class County:
    """Two agencies, one of them approved last year, and a bureau."""

    def __init__(self) -> None:
        self.agency = make_agency()
        region = self.agency.region
        self.bureau = bureau_of(region)
        make_filled_report(self.agency, year=2025, requests__new_received__natural_person=2,
                           requests__carried_forward__natural_person=2)  # fmt: skip
        self.draft = make_report(self.agency, year=2026)
        self.filed = make_filled_report(make_agency(region=region), State.SUBMITTED, year=2026)
        self.campaign = self.draft.campaign
        at = {
            Role.REVIEWER: self.bureau,
            Role.ADMINISTRATOR: self.bureau,
            Role.SECURITY: self.bureau,
            Role.AUDITOR: self.bureau,
        }
        self.people = {role: person_at(at.get(role, self.agency), role) for role in Role}
        self.colleague = make_user((self.agency, Role.REPORTER), name="同事")

    def practise(self) -> None:
        """Of everybody who may, full of figures no report has."""
        for person in (self.people[Role.REPORTER], self.people[Role.OFFICE]):
            practice = practice_of(person)
            for section in practice.edition.sections:
                stored = practice.sections.get(code=section.code)
                base = {
                    cell: str(value) for cell, value in stored.figures.items() if value is not None
                }
                entry = Entry(
                    {cell.id: PRACTISED for cell in section.cells},
                    base=base,
                    text="练习的正文九八七",
                )
                write_section(practice, section.code, entry, actor(person))


# Of more digits than a running number in a name of the factories ever gets.
PRACTISED = 7_654_321
PAGES = [
    ("agency:home", {}),
    ("agency:report", {"pk": "draft"}),
    ("entry:section", {"pk": "draft", "code": "s3_requests"}),
    ("entry:section", {"pk": "draft", "code": "s1_overview"}),
    ("entry:history", {"pk": "draft", "code": "s3_requests"}),
    ("agency:check", {"pk": "draft"}),
    ("agency:print", {"pk": "draft"}),
    ("agency:handover", {"pk": "draft"}),
    ("entry:assignments", {"pk": "draft"}),
    ("review:queue", {}),
    ("review:desk", {"pk": "filed"}),
    ("oversight:aggregate", {}),
    ("oversight:board", {}),
    ("oversight:county_overview", {}),
    ("admin:index", {}),
    ("admin:reports_report_changelist", {}),
    ("admin:reports_campaign_changelist", {}),
    ("admin:reports_report_export", {}),
    ("admin:accounts_agency_changelist", {}),
    ("admin:accounts_user_changelist", {}),
]
FILES = [("agency:file", {"pk": "draft", "name": "xlsx"}), ("oversight:aggregate_file", {}),
         ("oversight:board_file", {})]  # fmt: skip


def pages_of(county: County, person: User) -> dict[str, object]:
    """Every page this person can open, without what differs at each opening; workbooks by cell."""
    client, seen = browser(person), {}
    for name, arguments in (*PAGES, *FILES):
        known = {k: getattr(county, v).pk if k == "pk" else v for k, v in arguments.items()}
        answer = client.get(reverse(name, kwargs=known))
        key = f"{name} {arguments}"
        if (name, arguments) in FILES:
            seen[key] = (
                cells_of(answer.content) if answer.status_code == 200 else answer.status_code
            )
        else:
            seen[key] = (answer.status_code, masked(answer.content.decode()))
    return seen


def masked(page: str) -> str:
    """Without the tokens against forged requests, and without who opened a section meanwhile."""
    page = re.sub(r'(csrfmiddlewaretoken"[^>]*value=")[^"]+|(nonce=")[^"]+', r"\1\2", page)
    return re.sub(r'(id="presence"[^>]*>)[^<]*', r"\1", page)


def cells_of(content: bytes) -> list[object]:
    return [list(sheet.iter_rows(values_only=True)) for sheet in load_workbook(BytesIO(content))]


def answers_of(county: County) -> dict[str, object]:
    """What counts, lists and sums say, apart from pages."""
    every = Selection(county.campaign, county.agency.region, tuple(State))
    resource = ReportResource(actor(county.people[Role.ADMINISTRATOR]), county.campaign)
    todo = {
        role: [(r.report.pk, r.section) for r in todo_list(User.objects.get(pk=p.pk))]
        for role, p in county.people.items()
    }
    return {
        "sums": aggregate(every).figures,
        "expected": list(expected_reports(every)),
        "missing": list(missing_reports(every)),
        "campaign": county.campaign.reports.count(),
        "agency": list(county.agency.reports.order_by("pk")),
        "to be opened": expected_agencies(county.campaign),
        "export": resource.export().csv,
        "import": sorted(resource.reports),
        "previous": working_copy(county.draft).previous,
        "todo": todo,
        "handled": [row.report.pk for row in handled_reports(county.people[Role.REVIEWER], [])],
    }


@pytest.mark.one_database
def test_no_page_list_export_or_sum_of_anybody_changes_when_others_practise():
    with time_machine.travel(dt.datetime.fromisoformat("2027-01-13T12:00+08:00"), tick=False):
        _practise_and_compare(County())


def _practise_and_compare(county: County) -> None:
    people = {**county.people, "colleague": county.colleague}
    for person in people.values():
        browser(person)  # the list of users tells who has signed in
    before = {name: pages_of(county, person) for name, person in people.items()}
    counted = answers_of(county)
    county.practise()
    assert Report.with_practice.count() == Report.objects.count() + 2
    assert answers_of(county) == counted
    for name, person in people.items():
        after = pages_of(county, person)
        assert {page: after[page] == before[name][page] for page in after} == dict.fromkeys(
            after, True
        ), name
        for page, seen in after.items():
            assert str(PRACTISED) not in str(seen).replace(",", ""), (name, page)
    opened = {
        page
        for seen in before.values()
        for page, answer in seen.items()
        if not isinstance(answer, int) and (isinstance(answer, list) or answer[0] == 200)
    }
    assert len(opened) == len(PAGES) + len(FILES), "every page was seen by somebody"


def test_an_agency_that_only_practises_still_gets_its_report():
    county = County()
    county.practise()
    Report.objects.filter(pk=county.draft.pk).update(
        agency=make_agency(region=make_agency().region)
    )
    assert expected_agencies(county.campaign) == [county.agency]
    assert [
        made.agency
        for made in open_campaign(county.campaign, actor(county.people[Role.ADMINISTRATOR]))
    ] == [county.agency]


def test_the_default_manager_is_the_one_without():
    assert Report._default_manager.name == Report.objects.name == "objects"


# Queries ----------------------------------------------------------------------------------------


def test_its_queries_are_few_and_fixed(report, clerk, django_assert_num_queries):
    practice_of(clerk)
    client = browser(clerk)
    # session, user, roles, report, sections, words watched and sentences filed, reasons, bureau
    with django_assert_num_queries(9):
        # session, user, roles, the report, its sections, its reasons, the bureau
        client.get(reverse(PAGE))
