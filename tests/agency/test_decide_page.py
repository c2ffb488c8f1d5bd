"""The page of deputy and head: all they need to decide in a minute, two buttons, nothing lost."""

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from accounts.models import Event, Role, User
from reports.drafts.as_of import content_at
from reports.drafts.merging import Entry
from reports.drafts.storage import write_section
from reports.drafts.working_copy import working_copy
from reports.models import Report, State
from reports.workflow.submissions import digest, digest_now
from reports.workflow.threads import answer, ask
from tests.support.elements import elements, text_in, texts_in
from tests.support.factories import (
    actor,
    browser,
    clerk_of,
    explain_findings,
    fill_report,
    make_agency,
    make_delegation,
    make_filled_report,
    make_report,
    make_user,
    move_on,
    move_to,
    person_at,
)

pytestmark = pytest.mark.django_db
CELL = "requests.new_received.natural_person"
GRANTED = "requests.granted.natural_person"
LOOKS = [
    (State.DEPUTY_REVIEW, Role.DEPUTY, "pass_on", State.HEAD_APPROVAL),
    (State.HEAD_APPROVAL, Role.HEAD, "sign", State.READY),
]


def url(report: Report) -> str:
    return reverse("agency:decide", args=[report.pk])


def leader(report: Report, role: Role = Role.HEAD) -> User:
    return person_at(report.agency, role)


def press(client: Client, report: Report, name: str, **words: object):
    """A signature wants what it is put under: the digest that the page before it shows."""
    shown = {"shown": digest_now(report)} if name == "sign" else {}
    sent = {"name": name, "seen": report.moves_made, **shown, **words}
    return client.post(url(report), sent)


def status(report: Report) -> str:
    return Report.objects.get(pk=report.pk).status


def write(report: Report, section: str = "s3_requests", **entry: object) -> None:
    write_section(report, section, Entry(**entry), actor(clerk_of(report)))


def context_of(report: Report, by: User | None = None):
    return browser(by or leader(report)).get(url(report)).context


@pytest.fixture
def report() -> Report:
    return make_filled_report(state=State.HEAD_APPROVAL)


# Who comes here -----------------------------------------------------------------------------------


def test_a_stranger_is_asked_who_they_are_and_another_agency_finds_nothing(client, report):
    assert client.get(url(report)).status_code == 302
    other = make_user((make_agency(region=report.agency.region), Role.HEAD))
    assert browser(other).get(url(report)).status_code == 404


@pytest.mark.parametrize("role", [Role.REPORTER, Role.OFFICE])
def test_who_drafts_has_no_look_to_take(report, role):
    person = browser(leader(report, role))
    assert person.get(url(report)).status_code == 403
    assert press(person, report, "sign").status_code == 403
    assert status(report) == State.HEAD_APPROVAL


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_another_method_is_refused(report, method):
    assert getattr(browser(leader(report)), method)(url(report)).status_code == 405


def test_a_practice_report_is_nobodys_to_sign(report):
    clerk = clerk_of(report)
    browser(clerk).post(reverse("entry:practice"))
    practice = Report.with_practice.get(practice_of=clerk)
    assert browser(leader(report)).get(url(practice)).status_code == 404


@pytest.mark.parametrize("state", [s for s in State if s != State.HEAD_APPROVAL])
def test_in_another_state_it_says_where_the_report_stands_and_leads_there(state):
    report = make_filled_report(state=state)
    page = browser(leader(report)).get(url(report))
    assert page.status_code == 200
    assert reverse("agency:report", args=[report.pk]) in page.content.decode()
    assert page.context["role"] is None
    assert 'name="name"' not in page.content.decode()
    assert str(state.label) in text_in(page, ".page-head .state-pill")


# What a press does --------------------------------------------------------------------------------


@pytest.mark.parametrize(("state", "role", "name", "target"), LOOKS)
def test_a_press_passes_it_on_and_leads_home(state, role, name, target):
    report = make_filled_report(state=state)
    answer = press(browser(leader(report, role)), report, name)
    assert answer.status_code == 302
    assert answer.url == reverse("agency:home")
    (said,) = get_messages(answer.wsgi_request)
    assert report.agency.name in str(said)
    assert status(report) == target


@pytest.mark.parametrize(("state", "role", "name", "target"), LOOKS)
def test_it_is_sent_back_with_a_reason(state, role, name, target):
    report = make_filled_report(state=state)
    answer = press(browser(leader(report, role)), report, "send_back", reason="第三部分请核对")
    assert answer.url == reverse("agency:home")
    assert status(report) == State.DRAFTING
    assert report.transitions.last().reason == "第三部分请核对"


def test_the_next_one_waits_at_home(report):
    head = leader(report)
    other = make_filled_report(report.agency, State.HEAD_APPROVAL, year=2025)
    client = browser(head)
    page = client.get(press(client, report, "sign").url).content.decode()
    assert url(other) in page
    assert page.index("已签发") < page.index(url(other))


REFUSED = [
    # what is sent, and what the answer must say
    ({"reason": "  \n"}, "请写明理由"),
    ({"reason": "长" * 2001}, "2000"),
    ({"reason": "请核\x00对"}, "空字符"),
    ({"reason": "请核对", "seen": "0"}, "负责人审批"),
    ({"reason": "请核对", "seen": "x"}, "请填写整数"),
    ({"reason": "请核对", "name": "fly"}, "fly"),
    ({"reason": "请核对", "name": "submit"}, "submit"),
]


@pytest.mark.parametrize(("words", "said"), REFUSED)
def test_a_refusal_comes_back_with_its_words_and_nothing_written_is_lost(report, words, said):
    answer = press(browser(leader(report)), report, **{"name": "send_back", **words})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert status(report) == State.HEAD_APPROVAL
    assert said in text_in(page, ".error-summary p")
    assert f">{words['reason'].replace(chr(0), '')}</textarea>" in page


def test_who_comes_too_late_sees_where_it_stands_and_what_they_wrote(report):
    colleague = make_user((report.agency, Role.HEAD))
    move_on(report, "sign")
    answer = press(browser(colleague), report, "send_back", reason="总数不对")
    page = answer.content.decode()
    assert answer.status_code == 422
    where, written = texts_in(page, ".error-summary p")
    assert leader(report).name in where and str(State.READY.label) in where
    assert written == "您写的内容：总数不对"
    assert status(report) == State.READY


def test_a_refusal_is_kept_in_the_trail(report):
    press(browser(leader(report)), report, "send_back")
    refused = Event.objects.get(action="move.refused", object=report.trail_name)
    assert refused.actor == leader(report)


def test_who_drafted_it_cannot_press_and_reads_why():
    report = make_report()
    both = make_user((report.agency, Role.REPORTER), (report.agency, Role.HEAD))
    fill_report(report)
    move_to(report, State.DEPUTY_REVIEW)
    report = move_on(Report.objects.get(pk=report.pk), "pass_on")
    page = browser(both).get(url(report)).content.decode()
    assert 'aria-describedby="refused-sign"' in page
    assert 'value="sign"' not in page
    assert press(browser(both), report, "sign").status_code == 422
    assert status(report) == State.HEAD_APPROVAL


# Standing in --------------------------------------------------------------------------------------


def test_a_stand_in_is_told_for_whom_and_decides(report):
    head, stand_in = leader(report), make_user((report.agency, Role.DEPUTY))
    client = browser(stand_in)
    assert client.get(url(report)).context["role"] is None  # the deputy reads where it stands
    make_delegation(head, stand_in, report.agency)
    page = client.get(url(report))
    assert page.context["absent"] == head
    assert f"您代{head}（" in text_in(page, ".notice.info")
    press(client, report, "sign")
    made = report.transitions.last()
    assert (made.actor, made.on_behalf_of) == (stand_in, head)


def test_a_delegation_that_ended_meanwhile_shuts_the_page(report):
    head, stand_in = leader(report), make_user((report.agency, Role.REPORTER))
    delegation = make_delegation(head, stand_in, report.agency)
    client = browser(stand_in)
    assert client.get(url(report)).status_code == 200
    delegation.delete()
    assert press(client, report, "sign").status_code == 403
    assert status(report) == State.HEAD_APPROVAL


def test_who_took_the_step_below_reads_why_they_cannot_take_this_one(report):
    head, deputy = leader(report), leader(report, Role.DEPUTY)
    make_delegation(head, deputy, report.agency)
    page = browser(deputy).get(url(report)).content.decode()
    assert 'aria-describedby="refused-sign"' in page


# What it shows ------------------------------------------------------------------------------------


def test_the_figures_stand_beside_last_years_with_the_change():
    agency = make_agency()
    make_filled_report(agency, year=2025, art20_5__licensing__decisions=1234)
    report = make_filled_report(
        agency, State.HEAD_APPROVAL, art20_5__licensing__decisions=1300,
        disputes__litigation_direct__upheld=2, disputes__litigation_after_review__pending=1,
    )  # fmt: skip
    context = context_of(report)
    shown = {f.name: (f.now, f.last, f.change) for f in context["figures"]}
    assert 8 <= len(shown) <= 10
    assert shown["行政许可"] == ("1,300", "1,234", "+66")
    assert shown["行政诉讼"] == ("3", "0", "+3")
    assert shown["本年新收"] == ("0", "0", "0")


def test_a_first_report_has_no_column_of_last_year(report):
    page = browser(leader(report)).get(url(report)).content.decode()
    summary = page[page.index('class="summary"') : page.index("</table>")]
    assert summary.count('scope="col"') == 1


def test_a_figure_that_stands_out_is_marked_where_it_is_summed_up():
    agency = make_agency()
    for year in (2023, 2024, 2025):
        make_filled_report(agency, year=year, art20_5__licensing__decisions=100 + year % 3)
    report = make_filled_report(agency, State.HEAD_APPROVAL, art20_5__licensing__decisions=1010)
    context = context_of(report)
    assert [figure.name for figure in context["standing_out"]] == ["行政许可"]
    assert [one.outlier.cell for one in context["unusual"].shown] == ["art20_5.licensing.decisions"]


def test_a_warning_stands_with_the_reason_of_who_filled_it_in():
    report = make_report()
    fill_report(report, art20_1__rules__made=1, art20_1__rules__in_force=1)
    explain_findings(report, "县政府授权制定")
    report = move_to(report, State.HEAD_APPROVAL)
    (warning,) = texts_in(browser(leader(report)).get(url(report)), "li.finding.explained")
    assert "规章填了本年制发件数 1" in warning and "县政府授权制定" in warning


def test_what_would_stop_the_filing_is_said_first(report):
    assert texts_in(browser(leader(report)).get(url(report)), ".notice.warning") == []
    report.sections.filter(code="s5_problems").update(text="")
    page = browser(leader(report)).get(url(report)).content.decode()
    assert text_in(page, ".notice.warning li") == "报送前须处理： 1 处须改正"
    assert page.index('class="notice warning') < page.index('class="glance"')


def test_it_names_who_drafted_and_who_looked(report):
    context = context_of(report)
    assert context["drafters"] == [clerk_of(report).name]
    assert [made.source for made in context["looks"]] == [
        State.OFFICE_REVIEW, State.DEPUTY_REVIEW,
    ]  # fmt: skip


def test_the_whole_report_is_folded_in_as_it_prints(report):
    page = browser(leader(report)).get(url(report)).content.decode()
    folded = texts_in(page, "details .paper h3")
    assert folded == [section.title for section in report.edition.sections]
    assert len(elements(page, "details .paper table.statutory")) == 3


# What changed -------------------------------------------------------------------------------------


def test_nothing_is_said_of_changes_where_it_comes_up_for_the_first_time(report):
    context = context_of(report)
    assert context["seen"] is None
    assert context["changes"] == []


def changed_places(report: Report, by: User | None = None) -> dict[str, tuple[str, str]]:
    return {c.place: (c.before, c.after) for c in context_of(report, by)["changes"]}


def test_it_shows_what_changed_since_they_sent_it_back(report):
    report = move_on(report, "send_back", reason="新收数请核对")
    write(report, figures={CELL: 5}, base={CELL: "0"})
    write(report, figures={CELL: 7, GRANTED: 7}, base={CELL: "5", GRANTED: "0"})
    write(report, "s6_other", text="没有其他需要报告的事项。")
    report = move_to(report, State.HEAD_APPROVAL)
    context = context_of(report)
    assert context["seen"].move == "send_back"
    places = changed_places(report)
    assert places[CELL] == ("0", "7")
    assert "requests.new_received.total" not in places  # a sum only follows
    assert "s6_other" in places
    page = browser(leader(report)).get(url(report))
    assert text_in(page, ".notice.info").endswith("新收数请核对")
    assert "没有其他需要报告的事项。" in "".join(texts_in(page, "#changes ins"))


def test_each_sees_what_changed_since_their_own_look(report):
    """The deputy passed it on before the head sent it back: for both it is the same change."""
    report = move_on(report, "send_back")
    write(report, figures={CELL: 3, GRANTED: 3}, base={CELL: "0", GRANTED: "0"})
    report = move_to(report, State.DEPUTY_REVIEW)
    assert changed_places(report, leader(report, Role.DEPUTY))[CELL] == ("0", "3")
    newcomer = make_user((report.agency, Role.DEPUTY))
    assert context_of(report, newcomer)["seen"] is None


def test_after_a_return_it_shows_the_questions_the_answers_and_what_changed():
    report = make_filled_report(state=State.IN_REVIEW)
    reviewer = actor(report.reviewer)
    thread = ask(report.pk, reviewer, place=CELL, quote="", text="今年一件也没有？")
    report = move_on(report, "return", reason="请核对第三部分")
    answer(report.pk, thread.pk, actor(clerk_of(report)), "漏填，已更正。")
    write(report, figures={CELL: 4, GRANTED: 4}, base={CELL: "0", GRANTED: "0"})
    newcomer = make_user((report.agency, Role.HEAD))
    report = move_to(report, State.HEAD_APPROVAL)
    comments = text_in(browser(newcomer).get(url(report)), "#comments")
    for words in ("请核对第三部分", "今年一件也没有？", "漏填，已更正。"):
        assert words in comments
    assert changed_places(report, newcomer)[CELL] == ("0", "4")
    assert context_of(report, newcomer)["seen"].move == "submit"


def test_a_return_that_was_answered_is_not_told_again():
    report = make_filled_report(state=State.IN_REVIEW)
    report = move_on(report, "return")
    write(report, "s6_other", text="没有其他需要报告的事项。")
    report = move_to(report, State.SUBMITTED)
    for name in ("take_back", "send_back"):
        report = move_on(report, name)
    assert context_of(move_to(report, State.HEAD_APPROVAL))["returned"] is None


def test_the_trail_gives_back_exactly_what_the_head_signed():
    """By its digest, whatever was written since: figures, what is no figure, texts, fixed cells."""
    agency = make_agency()
    made = "art20_1__normative_docs__made"
    figures = {made: 7, "art20_1__normative_docs__in_force": 7}
    make_filled_report(agency, year=2025, **figures)
    report = make_report(agency, year=2026)
    fill_report(report, **{made: 2})
    blank = dict.fromkeys(["art20_1.normative_docs.in_force"])
    write(report, "s2_proactive", figures=blank, base={"art20_1.normative_docs.in_force": "9"})
    report = move_to(report, State.READY)
    signed = report.transitions.get(move="sign")
    report = move_on(report, "send_back")
    write(
        report,
        "s2_proactive",
        figures={"art20_1.normative_docs.made": 5},
        base={"art20_1.normative_docs.made": "2"},
    )
    write(report, figures={CELL: None}, unreadable={CELL: "七"}, base={CELL: "0"})
    write(report, figures={CELL: 8}, base={CELL: "七"})
    write(report, "s5_problems", text="共收到{本年新收·总计}件。")
    copy = working_copy(report)
    assert copy.content.figures["art20_1.normative_docs.in_force"] == 12
    assert digest(copy.content, report.edition.id) != signed.digest
    assert digest(content_at(copy, signed.at), report.edition.id) == signed.digest


# What it costs ------------------------------------------------------------------------------------


@pytest.mark.parametrize("many", [1, 12])
def test_its_queries_do_not_grow(django_assert_num_queries, many):
    report = make_filled_report(state=State.IN_REVIEW)
    cells = [cell.id for cell in report.edition.by_code["s3_requests"].cells if not cell.computed]
    reviewer, clerk = actor(report.reviewer), actor(clerk_of(report))
    asked = [ask(report.pk, reviewer, place=c, quote="", text="请核对") for c in cells[:many]]
    report = move_on(report, "return")
    for thread, cell in zip(asked, cells, strict=False):
        answer(report.pk, thread.pk, clerk, "已更正")
        write(report, figures={cell: 2}, base={cell: "0"})
    report = move_to(report, State.HEAD_APPROVAL)
    client = browser(leader(report))
    with django_assert_num_queries(24):  # fixed, though there is much to show
        client.get(url(report))


def test_the_head_is_led_here_from_the_reports_page(report):
    page = reverse("agency:report", args=[report.pk])
    assert url(report) in browser(leader(report)).get(page).content.decode()
    for role in (Role.OFFICE, Role.DEPUTY):
        assert url(report) not in browser(leader(report, role)).get(page).content.decode()
