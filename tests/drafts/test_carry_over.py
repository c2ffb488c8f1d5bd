"""What last year's approved report fixes: nothing writes it without a reason, which travels on."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import AgencyKind, Event, Role
from reports.drafts.explanations import NoReason, explain, lift, put_back
from reports.drafts.merging import Entry
from reports.drafts.nil_return import file_nil_return, take_back
from reports.drafts.storage import ReportNotEditable, write_section
from reports.drafts.working_copy import working_copy
from reports.form.content import Figure
from reports.models import Explanation, Report, State
from reports.oversight.aggregate import fill_from_sum
from tests.support.addresses import page_name
from tests.support.elements import elements, text_in, texts_in
from tests.support.factories import (
    actor,
    explain_findings,
    fill_report,
    make_agency,
    make_filled_report,
    make_report,
    make_user,
    move_to,
    person_at,
)
from tests.support.lengths import examples

pytestmark = pytest.mark.django_db

OVER = "requests.carried_over"
NATURAL, COMPANY = f"{OVER}.natural_person", f"{OVER}.commercial_enterprise"
DOCUMENTS = "art20_1.normative_docs"
IN_FORCE = f"{DOCUMENTS}.in_force"
CODE, DOCUMENTS_CODE = "s3_requests", "s2_proactive"


def next_year(**agency: Any) -> Report:
    """A report of 2026 whose agency had 3 requests and 7 documents left over in 2025."""
    last = make_filled_report(
        make_agency(**agency),
        year=2025,
        requests__new_received__natural_person=3,
        requests__carried_forward__natural_person=3,
        art20_1__normative_docs__made=7,
        art20_1__normative_docs__in_force=7,
    )
    return make_report(last.agency, year=2026)


@pytest.fixture
def report() -> Report:
    return next_year()


@pytest.fixture
def writer(report, client) -> Client:
    client.force_login(person_at(report.agency, Role.REPORTER))
    return client


def by(report: Report):
    return actor(person_at(report.agency, Role.REPORTER))


def write(report: Report, figures: dict[str, Figure | None], code: str = CODE, **entry: Any):
    return write_section(report, code, Entry(figures, **entry), by(report))


def figures(report: Report) -> dict[str, Figure | None]:
    return dict(working_copy(report).content.figures)


# What is fixed --------------------------------------------------------------------------------


def test_it_shows_last_years_figure_and_its_sum_before_anybody_saves(report):
    assert figures(report)[NATURAL] == 3
    assert figures(report)[f"{OVER}.total"] == 3


def test_what_is_in_force_waits_for_this_years_part(report):
    assert figures(report)[IN_FORCE] is None
    write(report, {f"{DOCUMENTS}.made": 2, f"{DOCUMENTS}.repealed": 1}, DOCUMENTS_CODE)
    assert figures(report)[IN_FORCE] == 8


def test_another_figure_is_refused_in_words_and_the_rest_is_kept(report):
    new = "requests.new_received.natural_person"
    written = write(report, {NATURAL: 5, new: 4})
    assert [(r.place, r.mine, r.kept) for r in written.refused] == [(NATURAL, "5", "3")]
    assert figures(report)[NATURAL] == 3
    assert figures(report)[new] == 4


def test_last_years_figure_itself_is_taken(report):
    assert not write(report, {NATURAL: 3}).refused
    assert figures(report)[NATURAL] == 3


def test_what_cannot_be_read_is_refused_too(report):
    assert write(report, {NATURAL: None}, unreadable={NATURAL: "无"}).refused
    copy = working_copy(report).content
    assert (copy.figures[NATURAL], copy.unreadable) == (3, {})


def test_without_an_approved_report_of_last_year_nothing_is_fixed():
    report = make_report(year=2026)
    assert not write(report, {NATURAL: 5}).refused
    assert figures(report)[NATURAL] == 5


def test_what_was_written_before_last_year_was_approved_stands_and_wants_a_reason():
    last = make_filled_report(state=State.IN_REVIEW, year=2025, **{
        "requests__new_received__natural_person": 3, "requests__carried_forward__natural_person": 3,
    })  # fmt: skip
    report = make_report(last.agency, year=2026)
    write(report, {NATURAL: 5})
    move_to(last, State.APPROVED)
    assert figures(report)[NATURAL] == 5
    assert "YOY-R01" in {f.rule for f in working_copy(report).findings()}
    assert not write(report, {NATURAL: 3}, base={NATURAL: "5"}).refused
    assert figures(report)[NATURAL] == 3


# With a reason --------------------------------------------------------------------------------


def test_a_reason_opens_the_cell_and_settles_its_finding(report):
    assert lift(report, CODE, [NATURAL, COMPANY], "机构合并", by(report)) == [NATURAL, COMPANY]
    assert not write(report, {NATURAL: 5}, base={NATURAL: "3"}).refused
    copy = working_copy(report)
    assert copy.content.figures[NATURAL] == 5
    assert copy.content.figures[f"{OVER}.total"] == 5
    (finding,) = [f for f in copy.findings() if f.rule == "YOY-R01"]
    assert Explanation.objects.get(key=finding.key).text == "机构合并"


def test_the_reason_stays_with_the_cell_when_the_figure_changes(report):
    lift(report, CODE, [NATURAL], "机构合并", by(report))
    write(report, {NATURAL: 5}, base={NATURAL: "3"})
    write(report, {NATURAL: 6}, base={NATURAL: "5"})
    (finding,) = [f for f in working_copy(report).findings() if f.rule == "YOY-R01"]
    assert report.explanations.filter(key=finding.key).exists()


@pytest.mark.parametrize("words", ["", "  \n "])
def test_without_words_nothing_opens(report, words):
    with pytest.raises(NoReason):
        lift(report, CODE, [NATURAL], words, by(report))
    assert write(report, {NATURAL: 5}).refused


def test_withdrawing_it_brings_last_years_figure_back(report):
    lift(report, CODE, [NATURAL], "机构合并", by(report))
    write(report, {NATURAL: 5}, base={NATURAL: "3"})
    assert put_back(report, NATURAL, by(report))
    assert figures(report)[NATURAL] == 3
    assert not report.explanations.exists()
    assert write(report, {NATURAL: 5}).refused


def test_so_does_emptying_it_on_the_check_page(report):
    lift(report, CODE, [NATURAL], "机构合并", by(report))
    write(report, {NATURAL: 5}, base={NATURAL: "3"})
    findings = working_copy(report).findings()
    (finding,) = [f for f in findings if f.rule == "YOY-R01"]
    explain(report, findings, {finding.key: " "}, by(report))
    assert figures(report)[NATURAL] == 3


def test_a_report_passed_on_opens_nothing(report):
    Report.objects.filter(pk=report.pk).update(status=State.OFFICE_REVIEW)
    with pytest.raises(ReportNotEditable):
        lift(report, CODE, [NATURAL], "机构合并", by(report))
    assert not report.explanations.exists()
    Report.objects.filter(pk=report.pk).update(status=State.DRAFTING)
    lift(report, CODE, [NATURAL], "机构合并", by(report))
    Report.objects.filter(pk=report.pk).update(status=State.OFFICE_REVIEW)
    with pytest.raises(ReportNotEditable):
        put_back(report, NATURAL, by(report))
    assert report.explanations.get().text == "机构合并"


def test_the_trail_tells_who_opened_what_and_why(report):
    lift(report, CODE, [NATURAL], "机构合并", by(report))
    put_back(report, NATURAL, by(report))
    undone, opened = Event.objects.filter(action="report.lift").order_by("-id")
    assert (list(opened.after["values"]), opened.after["reason"]) == ([NATURAL], "机构合并")
    assert undone.after["how"] == "override.undo"


def test_the_history_of_the_cell_tells_of_it(report, writer):
    lift(report, CODE, [NATURAL], "机构合并", by(report))
    write(report, {NATURAL: 5}, base={NATURAL: "3"})
    put_back(report, NATURAL, by(report))
    page = reverse("entry:history", kwargs={"pk": report.pk, "code": CODE})
    changes = writer.get(page, {"cell": NATURAL}).context["page"].object_list
    assert [(c.before, c.after) for c in changes][:2] == [("5", "3"), ("3", "5")]
    assert [str(c.how) for c in changes] == ["恢复为上年数", "录入", "写明理由解锁"]
    assert changes[-1].reason == "机构合并"


def test_the_reason_reaches_the_submission_and_the_reviewers_desk(report, client):
    reason = "两家单位合并，划入两件"
    lift(report, CODE, [NATURAL], reason, by(report))
    fill_report(report, requests__carried_over__natural_person=5,
                requests__granted__natural_person=5,
                art20_1__normative_docs__in_force=7)  # fmt: skip
    explain_findings(report)
    filed = move_to(report, State.SUBMITTED)
    (kept,) = [f for f in filed.submissions.get().findings if f["rule"] == "YOY-R01"]
    assert kept["explanation"] == reason
    assert kept["explained_by"] == by(report).user.name
    bureau = make_agency(region=report.agency.region, is_bureau=True)
    client.force_login(make_user((bureau, Role.REVIEWER)))
    page = client.get(reverse("review:desk", kwargs={"pk": report.pk}))
    (told,) = [words for words in texts_in(page, ".explanation") if reason in words]
    assert told.startswith(f"理由 {reason} {by(report).user.name} ")


def test_nothing_this_year_leaves_it_to_follow(report):
    table = next(t for t in report.edition.tables if t.code == "art20_1")
    file_nil_return(report, table, working_copy(report).content, by(report))
    assert figures(report)[f"{DOCUMENTS}.made"] == 0
    assert figures(report)[IN_FORCE] == 7
    assert not working_copy(report).sections[1].figures.get(IN_FORCE)


# The pages ------------------------------------------------------------------------------------


def page(report: Report, name: str = "section", code: str = CODE) -> str:
    return reverse(page_name(name), kwargs={"pk": report.pk, "code": code})


def test_the_page_locks_the_cell_and_says_where_its_figure_is_from(report, writer):
    html = writer.get(page(report)).content.decode()
    place = html.split(f'id="f-{NATURAL}"')[1].split(">")[0]
    assert 'value="3" readonly data-locked title="' in place
    assert "2025年结转下年度 3" in place


def test_a_typed_figure_is_named_on_the_page_and_the_rest_saved(report, writer):
    new = "requests.new_received.natural_person"
    answer = writer.post(page(report), {NATURAL: "5", new: "8", "base": "{}"})
    assert answer.status_code == 409
    assert "所填 5 没有保存" in text_in(answer, ".error-summary li")
    assert (figures(report)[NATURAL], figures(report)[new]) == (3, 8)


def test_an_automatic_save_tells_it_too(report, writer):
    base = json.dumps({NATURAL: "3"})
    answer = writer.post(page(report, "autosave"), {NATURAL: "5", "base": base})
    told = answer.json()
    assert [each["place"] for each in told["refused"]] == [NATURAL]
    assert figures(report)[NATURAL] == 3
    assert told["shown"][NATURAL] == "3"
    assert NATURAL in told["locked"]


def test_opening_wants_a_cell_and_a_reason_and_keeps_what_was_typed(report, writer):
    for posted in ({"cell": [NATURAL]}, {"reason": "机构合并"}):
        answer = writer.post(page(report, "open_cells"), posted)
        assert answer.status_code == 422
        (box,) = [b for b in elements(answer, "input") if b.get("id") == f"open-{NATURAL}"]
        assert (box.get("checked") is not None) == ("cell" in posted)
        assert text_in(answer, "#open-reason") == posted.get("reason", "")
        assert not report.explanations.exists()
    answer = writer.post(page(report, "open_cells"), {"cell": [NATURAL], "reason": "机构合并"})
    assert answer["Location"].endswith(f"#f-{NATURAL}")
    html = writer.get(page(report)).content.decode()
    assert 'data-opened title="机构合并"' in html
    writer.post(page(report, "close_cell"), {"cell": NATURAL})
    assert "data-opened" not in writer.get(page(report)).content.decode()


def test_a_total_and_a_cell_of_another_section_do_not_open(report, writer):
    others = [f"{OVER}.total", IN_FORCE, "requests.granted.natural_person", "nowhere"]
    answer = writer.post(page(report, "open_cells"), {"cell": others, "reason": "机构合并"})
    assert answer.status_code == 422
    assert not report.explanations.exists()
    assert writer.post(page(report, "close_cell"), {"cell": IN_FORCE}).status_code == 404


def test_a_cell_that_the_bureau_did_not_return_neither_opens_nor_closes(report, writer):
    lift(report, CODE, [COMPANY], "机构合并", by(report))
    Report.objects.filter(pk=report.pk).update(open_places=["requests.granted.natural_person"])
    shown = writer.get(page(report)).content.decode()
    assert "机构合并" in shown and f'value="{COMPANY}"' not in shown
    assert f'id="open-{NATURAL}"' not in shown
    opening = {"cell": [NATURAL], "reason": "数据有误"}
    assert writer.post(page(report, "open_cells"), opening).status_code == 422
    assert writer.post(page(report, "close_cell"), {"cell": COMPANY}).status_code == 404
    assert report.explanations.get().text == "机构合并"


def test_a_report_passed_on_opens_and_closes_nothing(report, writer):
    lift(report, CODE, [NATURAL], "机构合并", by(report))
    Report.objects.filter(pk=report.pk).update(status=State.OFFICE_REVIEW)
    for name, cell in (("open_cells", COMPANY), ("close_cell", NATURAL)):
        answer = writer.post(page(report, name), {"cell": cell, "reason": "又一"}, follow=True)
        assert text_in(answer, ".notice.error") == "没有保存：年报已经送审。"
    assert report.explanations.get().text == "机构合并"


def test_pages_and_saves_take_a_fixed_number_of_queries(report, writer, django_assert_num_queries):
    writer.get(page(report))
    with django_assert_num_queries(9):  # as without last year's report, and the reasons
        writer.get(page(report))
    save = {"requests.granted.natural_person": "1", "base": "{}", NATURAL: "3"}
    writer.post(page(report, "autosave"), save)
    again = {"requests.granted.natural_person": "2", "base": json.dumps(
        {"requests.granted.natural_person": "1", NATURAL: "3"}), NATURAL: "3"}  # fmt: skip
    with django_assert_num_queries(11):  # a fixed cell left alone asks for nothing
        writer.post(page(report, "autosave"), again)


# No way around it ------------------------------------------------------------------------------

LOCKED = [NATURAL, COMPANY, f"{OVER}.other_org"]
VALUES = st.sampled_from(["0", "3", "5", "1,2", "无", "", "-1", "99"])
POSTED = st.dictionaries(st.sampled_from([*LOCKED, "requests.granted.natural_person"]), VALUES,
                         min_size=1)  # fmt: skip
BASES = st.dictionaries(st.sampled_from(LOCKED), VALUES)


def typed(client: Client, report: Report, posted: dict[str, str], base: dict[str, str]) -> None:
    page = reverse("entry:section", kwargs={"pk": report.pk, "code": CODE})
    client.post(page, {**posted, "base": json.dumps(base)})


def chosen(client: Client, report: Report, posted: dict[str, str], base: dict[str, str]) -> None:
    typed(client, report, {f"keep.{cell}": value for cell, value in posted.items()}, base)


def autosaved(client: Client, report: Report, posted: dict[str, str], base: dict[str, str]) -> None:
    page = reverse("entry:autosave", kwargs={"pk": report.pk, "code": CODE})
    client.post(page, {**posted, "base": json.dumps(base), "how": "pasted"})


def nothing(client: Client, report: Report, posted: dict[str, str], base: dict[str, str]) -> None:
    table = report.edition.by_code[CODE].tables[0]
    file_nil_return(report, table, working_copy(report).content, by(report))
    take_back(report, table, by(report))


def imported(client: Client, report: Report, posted: dict[str, str], base: dict[str, str]) -> None:
    entry = Entry(dict.fromkeys(posted, 9), base=base)
    write_section(report, CODE, entry, by(report), how="imported")


def summed(client: Client, report: Report, posted: dict[str, str], base: dict[str, str]) -> None:
    fill_from_sum(report, by(report))


WAYS: list[Callable[..., None]] = [typed, chosen, autosaved, nothing, imported, summed]


@pytest.mark.one_database
@examples(12, 250)
@given(
    acts=st.lists(st.tuples(st.sampled_from(WAYS), POSTED, BASES), min_size=1, max_size=6),
    lifted=st.sets(st.sampled_from(LOCKED), max_size=2),
)
def test_no_path_writes_a_fixed_cell_without_a_reason(acts, lifted, client):
    with transaction.atomic():
        report = next_year(kind=AgencyKind.GOVERNMENT)
        other = make_agency(region=report.agency.region)
        make_filled_report(other, year=2026, requests__carried_over__natural_person=9,
                           requests__granted__natural_person=9)  # fmt: skip
        client.force_login(person_at(report.agency, Role.REPORTER))
        if lifted:
            lift(report, CODE, lifted, "机构合并", by(report))
        for act, posted, base in acts:
            act(client, report, posted, base)
            now = figures(report)
            for cell in LOCKED:
                if cell not in lifted:
                    assert now[cell] == (3 if cell == NATURAL else 0), (act, posted)
        transaction.set_rollback(True)
