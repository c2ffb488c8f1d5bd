"""What a section's page saves while somebody works in it: who may, what changes, what is told."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Event, Role
from reports.models import Report, State
from tests.support.elements import elements, texts_in
from tests.support.factories import make_user

pytestmark = pytest.mark.django_db

NEW = "requests.new_received"
NATURAL, COMPANY = f"{NEW}.natural_person", f"{NEW}.commercial_enterprise"
FETCH = {"headers": {"X-Requested-With": "fetch"}}


@pytest.fixture
def writer(report, client) -> Client:
    client.force_login(make_user((report.agency, Role.REPORTER), name="田小满"))
    return client


def url(report: Report, code: str = "s3_requests") -> str:
    return reverse("entry:autosave", kwargs={"pk": report.pk, "code": code})


def send(browser: Client, report: Report, code: str = "s3_requests", base=None, **cells):
    cells = {"base": json.dumps(base or {}), **cells.pop("cells", {}), **cells}
    return browser.post(url(report, code), cells, **FETCH)


def figures(report: Report):
    return report.sections.get(code="s3_requests").figures


def test_a_script_that_is_signed_out_is_told_so_and_not_led_away(report, client):
    assert client.post(url(report), **FETCH).status_code == 401
    assert client.get(reverse("entry:session"), **FETCH).status_code == 401


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.REPORTER, 200), (Role.OFFICE, 200), (Role.DEPUTY, 403), (Role.HEAD, 403)],
)
def test_only_writers_save(report, client, role, status):
    client.force_login(make_user((report.agency, role)))
    assert send(client, report, cells={NATURAL: "1"}).status_code == status
    assert (NATURAL in figures(report)) == (status == 200)


def test_it_is_only_for_posts(report, writer):
    assert writer.get(url(report)).status_code == 405


def test_without_its_token_nothing_is_saved(report):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(make_user((report.agency, Role.REPORTER)))
    assert browser.post(url(report), {NATURAL: "1"}, **FETCH).status_code == 403
    assert figures(report) == {}
    token = browser.get(reverse("entry:session"), **FETCH).json()["token"]
    headers = {"X-Requested-With": "fetch", "X-CSRFToken": token}
    assert browser.post(url(report), {NATURAL: "1"}, headers=headers).status_code == 200
    assert figures(report)[NATURAL] == 1


def test_only_the_cells_sent_change_and_totals_follow(report, writer):
    send(writer, report, cells={COMPANY: "5"})
    told = send(writer, report, cells={NATURAL: "１,０02"}).json()
    assert (figures(report)[NATURAL], figures(report)[COMPANY]) == (1002, 5)
    assert told["shown"][NATURAL] == "1002"
    assert told["shown"][f"{NEW}.total"] == "1007"
    assert told["version"] == 2


def test_what_cannot_be_read_is_kept_and_named(report, writer):
    told = send(writer, report, cells={NATURAL: "无"}).json()
    assert told["unreadable"] == [NATURAL]
    assert told["states"][NATURAL] == "error"
    assert told["error_count"] == 1
    (message,) = texts_in(told["panel"], "li.finding.error .finding-message")
    assert "“无”" in message
    section = report.sections.get(code="s3_requests")
    assert (section.unreadable, section.figures[NATURAL]) == ({NATURAL: "无"}, None)


def test_the_same_cell_is_not_overwritten_and_both_values_are_told(report, writer):
    send(writer, report, cells={NATURAL: "4"})
    answer = send(writer, report, cells={NATURAL: "5", COMPANY: "6"})
    assert answer.status_code == 409
    (clash,) = answer.json()["conflicts"]
    assert (clash["place"], clash["mine"], clash["theirs"]) == (NATURAL, "5", "4")
    assert clash["by"] == "田小满"
    assert (figures(report)[NATURAL], figures(report)[COMPANY]) == (4, 6)
    again = send(writer, report, base={NATURAL: clash["base"]}, cells={NATURAL: "5"})
    assert again.status_code == 200
    assert figures(report)[NATURAL] == 5


def test_a_text_is_saved_and_clashes_with_another(report, writer):
    code = "s1_overview"
    told = send(writer, report, code, text="甲的文字。").json()
    assert send(writer, report, code, base=told["base"], text="甲的文字二。").status_code == 200
    answer = send(writer, report, code, base=told["base"], text="乙的文字。")
    assert answer.status_code == 409
    assert answer.json()["conflicts"][0]["theirs"] == "甲的文字二。"
    assert report.sections.get(code=code).text == "甲的文字二。"


def test_a_request_without_the_text_does_not_empty_it(report, writer):
    send(writer, report, "s1_overview", text="甲的文字。")
    assert send(writer, report, "s1_overview").status_code == 400
    assert report.sections.get(code="s1_overview").text == "甲的文字。"


def test_a_text_beyond_all_measure_is_refused_with_its_length(report, writer):
    answer = send(writer, report, "s1_overview", text="字" * 20_001)
    assert answer.status_code == 422
    assert "20001" in answer.json()["message"]
    assert report.sections.get(code="s1_overview").text == ""


def test_a_report_passed_on_meanwhile_takes_nothing(report, writer):
    Report.objects.filter(pk=report.pk).update(status=State.OFFICE_REVIEW)
    answer = send(writer, report, cells={NATURAL: "7"})
    assert answer.status_code == 409
    assert answer.json()["locked"] is True
    assert NATURAL not in figures(report)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [("typed", "typed"), ("pasted", "pasted"), ("undo", "undo"), ("x", "typed"), ("", "typed")],
)
def test_the_trail_keeps_how_it_came(report, writer, sent, kept):
    send(writer, report, how=sent, cells={NATURAL: "1"})
    event = Event.objects.filter(action="section.write").latest("id")
    assert event.after["how"] == kept
    assert event.after["values"] == {NATURAL: "1"}


def test_its_queries_are_few_and_fixed(report, writer, django_assert_num_queries):
    send(writer, report, cells={NATURAL: "1"})
    base = {NATURAL: "1"}
    with django_assert_num_queries(10):
        # session, user, section, its update, head and line of the trail, a savepoint around them
        # (two), last year, sections
        send(writer, report, base=base, cells={NATURAL: "2", COMPANY: "3"})


def test_the_answer_holds_the_errors_as_the_top_of_the_page_lists_them(report, writer):
    answer = send(writer, report, cells={NATURAL: "无", COMPANY: "1"}).json()
    assert answer["error_count"] == 1
    page = writer.get(reverse("entry:section", kwargs={"pk": report.pk, "code": "s3_requests"}))
    (listed,) = texts_in(page, "#error-list li")
    assert texts_in(answer["summary"], "li") == [listed]
    assert "“无”" in listed


def test_the_answer_holds_the_sections_and_how_far_they_are(report, writer):
    answer = send(writer, report, cells={NATURAL: "无"}).json()
    shown = texts_in(answer["nav"], "li")
    sections = report.edition.sections
    assert len(shown) == len(sections) + 1  # and the check
    assert all(words.startswith(one.title) for words, one in zip(shown, sections, strict=False))
    (current,) = [a for a in elements(answer["nav"], "a") if a.get("aria-current")]
    assert current.get("href").endswith("/s3_requests/")
    assert current[-1].get("class") == "state-pill state-errors"
    assert len(elements(answer["nav"], ".state-empty")) == len(sections) - 1
