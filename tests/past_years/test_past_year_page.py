"""Past years' reports taken in by the administrator: read, listed, confirmed, counted, corrected."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from random import Random
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import Agency, Event, Notice, Region, Role
from reports.campaigns.deadlines import deadline_of
from reports.drafts.working_copy import previous_content
from reports.models import Campaign, PastFile, PastReport, Report, State, Submission
from reports.oversight.board import condition
from reports.past_years.listed import Standing
from reports.records.receipts import check_code, find_by_code
from reports.workflow.moves import MOVES
from reports.workflow.reminders import open_reports
from tests.support.admin_pages import NO_ROWS
from tests.support.cast import cast
from tests.support.elements import elements, texts_in
from tests.support.factories import (
    browser,
    make_agency,
    make_campaign,
    make_region,
    make_report,
    make_user,
)
from tests.support.lengths import so_many
from tests.support.past_reports import files_of, told, written, zipped
from tests.support.published import TEXTS

pytestmark = pytest.mark.django_db
YEAR = 2024
SOURCE = "县政府网站"
NAMES = ("水利局", "财政局", "教育局", "司法局", "审计局")


@dataclass
class County:
    """A county with a past year, and one agency whose report of it was taken in."""

    region: Region
    campaign: Campaign
    bureau: Agency
    client: Client  # the administrator's
    agency: Agency
    report: Report


def make_county() -> County:
    region = make_region(name="云岭县")
    bureau = make_agency(region=region, is_bureau=True, name="云岭县审批局", short_name="审批局")
    client = browser(make_user((bureau, Role.ADMINISTRATOR)))
    campaign, one = make_campaign(region, year=YEAR), agency(region, "民政局")
    upload(client, campaign, FILES)
    confirm(client, campaign)
    report = Report.objects.get(campaign=campaign)
    return County(region, campaign, bureau, client, one, report)


made = cast(make_county)


@pytest.fixture
def client(made: County) -> Client:
    return made.client


@pytest.fixture
def campaign(made: County) -> Campaign:
    return made.campaign


@pytest.fixture
def county(made: County) -> Region:
    return made.region


FILES = {"民政局.txt": written(told("云岭县民政局", YEAR), "txt")}
OTHER = written(told("青石县粮食局", YEAR), "txt")


def agency(county: Region, name: str) -> Agency:
    return make_agency(region=county, name=f"云岭县{name}", short_name=name)


def page(campaign: Campaign, name: str = "past_year", **key: Any) -> str:
    return reverse(f"past_years:{name}", kwargs={"pk": campaign.pk, **key})


def upload(client: Client, campaign: Campaign, files: dict[str, bytes], **said: str) -> Any:
    sent = [SimpleUploadedFile(name, content) for name, content in files.items()]
    form = {"file": sent, "source": SOURCE, "published_on": "2025-01-20", **said}
    return client.post(page(campaign), form, follow=True)


def confirm(client: Client, campaign: Campaign, **changed: str) -> Any:
    """Press what the page offers, as it stands there but for what is changed."""
    shown = client.get(page(campaign))
    form: dict[str, Any] = {"do": "take", "take": []}
    for field in elements(shown, "input"):
        name, kind = field.get("name") or "", field.get("type")
        if kind == "checkbox" and field.get("checked") is not None:
            form["take"].append(field.get("value"))
        elif name.startswith(("seen-", "source-", "published-")):
            form[name] = field.get("value") or ""
    for field in elements(shown, "select"):
        chosen = [one.get("value") for one in field.iter("option") if "selected" in one.attrib]
        form[field.get("name")] = (chosen or [""])[0]
    return client.post(page(campaign, "take_in"), {**form, **changed}, follow=True)


def said(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_a_zip_of_files_in_five_formats_is_read_matched_and_taken_in(client, campaign, county):
    agencies = [agency(county, name) for name in NAMES]
    agencies += [agency(county, f"第{n}中心") for n in range(so_many(0, 15))]
    upload(client, campaign, {"年报.zip": zipped(files_of(agencies, YEAR), gb=True)})
    rows = client.get(page(campaign)).context["rows"]
    assert [(row.file.agency, row.doubts) for row in rows if row.doubts] == []
    assert not Report.objects.filter(agency__in=agencies).exists()  # until somebody confirms it
    confirm(client, campaign)
    for one in agencies:
        report = Report.objects.get(agency=one)
        filed = report.submissions.get()
        assert (report.state, report.get_status_display()) == (State.PUBLISHED, "已公布（历史）")
        assert filed.figures == told(one.name, YEAR).figures
        assert (filed.past.source, filed.past.published_on) == (SOURCE, dt.date(2025, 1, 20))
    assert PastFile.objects.count() == Notice.objects.count() == 0
    digests = [
        event.after["digest"]
        for event in Event.objects.filter(action="past.take_in").order_by("pk")
    ]
    assert digests == list(PastReport.objects.order_by("pk").values_list("digest", flat=True))
    assert len(digests) == len(agencies) + 1


def test_the_same_files_once_more_change_nothing_and_say_so(client, campaign):
    before = Submission.objects.count(), Event.objects.count()
    again = upload(client, campaign, FILES)
    assert said(again) == ["读取了 1 份年报。 其中 1 份与已收入的相同，没有变化。"]
    assert (Submission.objects.count(), Event.objects.count()) == before
    assert list(again.context["rows"]) == []


def test_a_corrected_file_replaces_what_was_taken_in_and_the_trail_keeps_both(made):
    corrected = written(told(made.agency.name, YEAR, seed=1), "txt")
    upload(made.client, made.campaign, {"a.txt": corrected})
    [row] = made.client.get(page(made.campaign)).context["rows"]
    assert (row.standing.name, row.is_ticked) == ("CORRECTS", False)
    confirm(made.client, made.campaign, take=str(row.file.pk))
    report = Report.objects.get(pk=made.report.pk)
    assert (report.approved_number, report.submissions.count()) == (2, 2)
    last = Event.objects.filter(action="past.take_in").latest("pk")
    digests = PastReport.objects.order_by("pk").values_list("digest", flat=True)
    assert [last.before["digest"], last.after["digest"]] == list(digests)


def test_what_the_page_did_not_show_is_not_replaced(made):
    """The agency was changed to one of which there is a report."""
    upload(made.client, made.campaign, {"a.txt": OTHER})
    pk = str(PastFile.objects.get().pk)
    chosen = {f"agency-{pk}": str(made.agency.pk), "take": pk}
    answer = confirm(made.client, made.campaign, **chosen)
    assert Report.objects.get(pk=made.report.pk).approved_number == 1
    assert "没有列出" in said(answer)[0] and PastFile.objects.get().agency == made.agency


def test_an_agency_chosen_by_hand_is_kept_and_taken_in(client, campaign, county):
    one = agency(county, "水利局")
    upload(client, campaign, {"a.txt": OTHER})
    pk = str(PastFile.objects.get().pk)
    confirm(client, campaign, **{f"agency-{pk}": str(one.pk), "take": pk})
    assert Report.objects.get(agency=one).is_historic


def test_a_report_begun_in_the_portal_does_not_give_way(client, campaign, county):
    one = agency(county, "水利局")
    report = make_report(one, year=YEAR)
    report.sections.filter(code="s1_overview").update(version=1, text="已填")
    upload(client, campaign, {"a.txt": written(told(one.name, YEAR), "txt")})
    answer = confirm(client, campaign, take=str(PastFile.objects.get().pk))
    report.refresh_from_db()
    assert report.state == State.DRAFTING and "已在系统中填报" in said(answer)[0]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("b.png", b"\x89PNG\r\n"),
        ("c.docx", b"PK\x03\x04broken"),
        ("d.txt", Random(1).randbytes(6_000_000)),
    ],
)
def test_what_cannot_be_read_is_listed_with_the_reason(name, content, client, campaign):
    files = zipped({name: content, "e.rtf": b"{\\rtf1 a}"})
    upload(client, campaign, {"all.zip": files})
    rows = client.get(page(campaign)).context["rows"]
    assert {row.file.name for row in rows} == {name, "e.rtf"}
    assert all(row.refusal and row.standing == Standing.UNREAD for row in rows)


@pytest.mark.parametrize(
    "content",
    [
        zipped({f"{n}.txt": b"x" for n in range(101)}),
        zipped({"bomb.txt": b"0" * 40_000_000}),
        b"PK\x03\x04damaged",
    ],
    ids=["too many", "a bomb", "damaged"],
)
def test_an_archive_beyond_the_bounds_is_refused_whole(content, client, campaign):
    form = {"file": SimpleUploadedFile("all.zip", content)}
    assert client.post(page(campaign), form).status_code == 422
    assert PastFile.objects.count() == 0


def test_a_year_that_is_not_past_takes_nothing_in(client, county):
    running = make_campaign(county, year=dt.date.today().year)
    form = {"file": SimpleUploadedFile("a.txt", b"x")}
    assert client.post(page(running), form).status_code == 409


def test_it_counts_as_last_years_report_of_the_agency(made):
    next_year = make_report(made.agency, year=YEAR + 1)
    previous = previous_content(next_year)
    assert previous and previous.approved
    assert previous.figures == told(made.agency.name, YEAR).figures
    assert previous.texts["s6_other"] == TEXTS["s6_other"]


def test_it_makes_no_move_and_has_no_receipt(made):
    reviewer, report = browser(make_user((made.bureau, Role.REVIEWER))), made.report
    for name in {move.name for move in MOVES}:
        move = reverse("workflow:move", kwargs={"pk": report.pk, "name": name})
        reviewer.post(move, {"seen": "0", "reason": "有误"})
    again = Report.objects.get(pk=report.pk)
    assert (again.state, again.moves_made) == (State.PUBLISHED, 0)
    for paper in ("records:receipt", "records:approval"):
        address = reverse(paper, kwargs={"pk": report.pk, "number": 1})
        assert reviewer.get(address).status_code == 404
    assert reviewer.get(reverse("records:sign_off", args=[report.pk])).status_code == 404
    assert find_by_code(check_code(report.submissions.get())) is None


def test_its_pages_say_that_it_was_published_and_where_and_nothing_of_being_late(made):
    office = browser(make_user((made.agency, Role.OFFICE)))
    reviewer = browser(make_user((made.bureau, Role.REVIEWER)))
    of_year = {"campaign": made.campaign.pk}
    pages = [
        office.get(reverse("agency:report", args=[made.report.pk])),
        reviewer.get(reverse("review:desk", args=[made.report.pk])),
    ]
    lists = [
        reviewer.get(reverse("review:queue"), of_year),
        reviewer.get(reverse("oversight:board"), {**of_year, "show": "filed"}),
        made.client.get(page(made.campaign)),
    ]
    for shown in pages:
        assert SOURCE in shown.text and "/receipts/" not in shown.text
    for shown in [*pages, *lists]:
        assert "已公布（历史）" in texts_in(shown, ".state-pill")
        assert not texts_in(shown, ".late")
    counted = {
        number: Report.objects.filter(condition(number, made.campaign)).count()
        for number in ("filed", "published", "overdue", "filed_late")
    }
    assert counted == {"filed": 1, "published": 1, "overdue": 0, "filed_late": 0}
    assert not open_reports().exists()


def test_it_is_taken_away_once_and_can_come_in_again(made):
    away = page(made.campaign, "take_away", number=made.report.pk)
    for _press in range(2):
        made.client.post(away)
    assert not Report.objects.exists()
    assert Event.objects.filter(action="past.take_away").count() == 1
    assert previous_content(make_report(made.agency, year=YEAR + 1)) is None
    upload(made.client, made.campaign, FILES)
    confirm(made.client, made.campaign)
    assert Report.objects.get(campaign=made.campaign).approved_number == 2


def test_it_stays_where_the_next_report_is_on_its_way(made):
    later = make_report(made.agency, year=YEAR + 1)
    Report.objects.filter(pk=later.pk).update(moves_made=1, status=State.OFFICE_REVIEW)
    made.client.post(page(made.campaign, "take_away", number=made.report.pk))
    assert Report.objects.filter(pk=made.report.pk).exists()


def test_in_a_year_made_after_its_legal_deadline_nobody_is_late_or_reminded(made):
    form = {"region": made.region.pk, "year": 2023, "opens_on": "2024-01-02", **NO_ROWS,
            "internal_deadline": "2024-01-20", "legal_deadline": "2024-01-31"}  # fmt: skip
    made.client.post(reverse("admin:reports_campaign_add"), form)
    reports = Report.objects.filter(campaign__year=2023)
    assert reports.count() == 2
    campaign = Campaign.objects.get(year=2023)
    assert not reports.filter(condition("overdue", campaign)).exists()
    assert not open_reports().filter(campaign=campaign).exists()
    assert [deadline_of(report) for report in reports] == [None, None]
    office = browser(make_user((made.agency, Role.OFFICE)))
    assert "逾期" not in office.get("/").text
