"""What the pages say of the next move is what pressing its button does: every state, role and
hindrance of a table, pressed for real."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Event, Role, User
from reports.drafts.practice import begin
from reports.models import Campaign, Explanation, Report, ReportSection, State
from reports.workflow.models import Transition
from tests.support.cast import cast
from tests.support.elements import elements, text_in, texts_in
from tests.support.factories import (
    TEXTS,
    actor,
    bureau_of,
    make_agency,
    make_concession,
    make_filled_report,
    make_report,
    make_user,
    move_on,
    person_at,
    read_again,
)

pytestmark = pytest.mark.django_db

FORWARD = ("pass_on", "sign", "submit")
ROLES = (Role.REPORTER, Role.OFFICE, Role.DEPUTY, Role.HEAD)
CELL = "art20_1.rules.made"
NEXT = {  # the button of each state, and whose it is
    State.DRAFTING: ("pass_on", {Role.REPORTER, Role.OFFICE}),
    State.RETURNED: ("pass_on", {Role.REPORTER, Role.OFFICE}),
    State.OFFICE_REVIEW: ("pass_on", {Role.OFFICE}),
    State.DEPUTY_REVIEW: ("pass_on", {Role.DEPUTY}),
    State.HEAD_APPROVAL: ("sign", {Role.HEAD}),
    State.READY: ("submit", {Role.OFFICE}),
    State.SUBMITTED: ("", set()),
    State.APPROVED: ("", set()),
}
CAN = {"pass_on": "可以送审。", "sign": "可以签发。", "submit": "可以报送。"}
CANNOT = {"pass_on": "还不能送审。", "sign": "您不能签发。", "submit": "还不能报送。"}


# What may be in the way ---------------------------------------------------------------------------


def nothing(report: Report) -> None:
    """As it was brought here."""


def a_section_is_empty(report: Report) -> None:
    ReportSection.objects.filter(report=report, code="s6_other").update(text=" ")


def everything_is_empty(report: Report) -> None:
    ReportSection.objects.filter(report=report).update(text="", figures={}, version=0)


def a_sum_is_wrong(report: Report) -> None:
    section = ReportSection.objects.get(report=report, code="s3_requests")
    figures = {**section.figures, "requests.new_received.natural_person": 7}
    ReportSection.objects.filter(pk=section.pk).update(figures=figures)


def a_warning_has_no_reason(report: Report) -> None:
    section = ReportSection.objects.get(report=report, code="s2_proactive")
    figures = {**section.figures, CELL: 1, "art20_1.rules.in_force": 1}
    ReportSection.objects.filter(pk=section.pk).update(figures=figures)
    Explanation.objects.filter(report=report).delete()


def a_section_is_held(report: Report) -> None:
    held = {"holder": person_at(report.agency, Role.REPORTER), "due_on": timezone.localdate()}
    ReportSection.objects.filter(report=report, code="s3_requests").update(**held)


def the_agency_is_released(report: Report) -> None:
    make_concession(report, "release")


def the_year_is_not_open(report: Report) -> None:
    day = timezone.localdate() + dt.timedelta(days=3)
    later = {"opens_on": day, "internal_deadline": day, "legal_deadline": day}
    Campaign.objects.filter(pk=report.campaign_id).update(**later)


def a_comment_waits(report: Report) -> None:
    report.threads.create(number=max(report.last_number, 1), place=CELL)
    Report.objects.filter(pk=report.pk).update(last_number=max(report.last_number, 1))


def the_content_is_another(report: Report) -> None:
    text = TEXTS["s6_other"] + "另有说明。"
    ReportSection.objects.filter(report=report, code="s6_other").update(text=text)


HINDRANCES: tuple[Callable[[Report], None], ...] = (
    nothing, a_section_is_empty, everything_is_empty, a_sum_is_wrong, a_warning_has_no_reason,
    a_section_is_held, the_agency_is_released, the_year_is_not_open, a_comment_waits,
    the_content_is_another,
)  # fmt: skip


# What a page says, and what pressing does ---------------------------------------------------------


def walked() -> dict[State, Report]:
    """A report in each state, of agencies with somebody in every role."""
    found = {}
    for state in NEXT:
        agency = make_agency()
        for role in ROLES:
            make_user((agency, role))
        found[state] = make_filled_report(agency, state)
    return found


reports = cast(walked)


@dataclass(frozen=True)
class Said:
    """What the check page says."""

    level: str
    words: str
    enabled: tuple[str, ...]
    disabled: bool

    @classmethod
    def by(cls, answer: HttpResponse) -> Said:
        (verdict,) = elements(answer, "#verdict")
        enabled = [form.get("data-move") for form in elements(answer, ".moves form[data-move]")]
        disabled = elements(answer, "button[aria-describedby=verdict]")
        return cls(
            verdict.get("data-level"),
            text_in(answer, "#verdict strong"),
            tuple(name for name in enabled if name in FORWARD),
            bool(disabled),
        )


def press(client: Client, report: Report, name: str, **more: str) -> HttpResponse:
    seen = Report.objects.get(pk=report.pk).moves_made
    page = reverse("workflow:move", kwargs={"pk": report.pk, "name": name})
    return client.post(page, {"seen": seen, "checked": "1", "reason": "情况说明", **more})


def hidden(answer: HttpResponse, name: str) -> str:
    (field,) = elements(answer, f"input[name={name}]")
    return str(field.get("value"))


def pressed(client: Client, report: Report, name: str) -> tuple[bool, bool]:
    """Whether it asked first, and whether the report has moved, once every question is answered."""
    before = Report.objects.get(pk=report.pk).status
    answer = press(client, report, name)
    asked = answer.status_code == 200
    if asked:
        assert Report.objects.get(pk=report.pk).status == before
        press(client, report, name, shown=hidden(answer, "shown"))
    return asked, Report.objects.get(pk=report.pk).status != before


def faults(report: Report, state: State, role: Role) -> Iterator[str]:
    """What the check page says otherwise than what pressing does."""
    user = User.objects.get(pk=person_at(report.agency, role).pk)
    client = Client()
    client.force_login(user)
    page = client.get(reverse("agency:check", kwargs={"pk": report.pk}))
    said, (name, roles) = Said.by(page), NEXT[state]
    if role not in roles:
        if said.level != "others" or said.enabled or said.disabled:
            yield f"not their turn, yet {said}"
        moved = [each for each in FORWARD if pressed(client, report, each)[1]]
        yield from (f"not their turn, yet {each} moves" for each in moved)
        return
    asks, moves = pressed(client, report, name)
    can = said.level in ("clean", "later")
    if moves != can or said.enabled != ((name,) if can else ()) or said.disabled == can:
        yield f"moves: {moves}, said: {said}"
    if said.words != (CAN if can else CANNOT)[name]:
        yield f"{said.words} of {name}"
    if asks and name == "pass_on" and "再问一次" not in " ".join(texts_in(page, "#verdict li")):
        yield f"asks unannounced: {said}"


def cases(state: State) -> Iterator[tuple[Callable[[Report], None], Role]]:
    """Everybody where nothing is in the way; whose button it is with each hindrance."""
    yield from ((nothing, role) for role in ROLES)
    for role in sorted(NEXT[state][1])[:1]:
        yield from ((hindrance, role) for hindrance in HINDRANCES[1:])


@pytest.mark.parametrize("state", NEXT)
def test_the_sentence_and_the_button_are_what_pressing_does(reports, state):
    wrong = []
    for hindrance, role in cases(state):
        with transaction.atomic():
            report = read_again(reports[state])
            hindrance(report)
            found = faults(report, state, role)
            wrong += [f"{hindrance.__name__}, {role}: {fault}" for fault in found]
            transaction.set_rollback(True)
    assert wrong == []


# Single sentences -----------------------------------------------------------------------------


def page_of(report: Report, role: Role, name: str = "agency:check") -> HttpResponse:
    client = Client()
    client.force_login(person_at(report.agency, role))
    return client.get(reverse(name, kwargs={"pk": report.pk}))


def hindrances(answer: HttpResponse) -> list[str]:
    return texts_in(answer, "#verdict li")


def links(answer: HttpResponse) -> list[str]:
    return [str(a.get("href")) for a in elements(answer, "#verdict li a")]


SAID = [
    # state, role, what is in the way, what the page names, where it leads
    (State.DRAFTING, Role.REPORTER, a_section_is_empty, "还空着，送审时会再问一次： 六、其他需要报告的事项",
     ["/sections/s6_other/"]),
    (State.DRAFTING, Role.REPORTER, a_section_is_held, "还在填写，未标记完成： 三、", ["/sections/s3_requests/"]),
    (State.RETURNED, Role.OFFICE, a_comment_waits, "审核意见尚未答复：", [f"/sections/s2_proactive/#f-{CELL}"]),
    (State.DRAFTING, Role.OFFICE, the_year_is_not_open, "起填报。", []),
    (State.DRAFTING, Role.OFFICE, the_agency_is_released, "机构合并", []),
    (State.DRAFTING, Role.OFFICE, a_warning_has_no_reason, "报送前须处理： 1 处须说明", ["/check/#findings-warning"]),
    (State.READY, Role.OFFICE, a_sum_is_wrong, "处须改正", ["/check/#findings-error"]),
    (State.READY, Role.OFFICE, the_content_is_another, "主要负责人", []),
]  # fmt: skip


@pytest.mark.parametrize(("state", "role", "hindrance", "words", "leads"), SAID)
def test_each_hindrance_is_named_and_leads_to_where_it_is_settled(
    reports, state, role, hindrance, words, leads
):
    hindrance(read_again(reports[state]))
    page = page_of(reports[state], role)
    assert words in " ".join(hindrances(page))
    found = links(page)
    assert [one for one in leads if not any(link.endswith(one) for link in found)] == []


@pytest.mark.parametrize("name", ["agency:check", "agency:report"])
def test_what_hinders_is_the_same_sentence_on_the_reports_page(reports, name):
    a_section_is_held(read_again(reports[State.DRAFTING]))
    page = page_of(reports[State.DRAFTING], Role.REPORTER, name)
    assert text_in(page, "#verdict strong") == "还不能送审。"


def test_the_page_of_the_head_says_it_too(reports):
    page = page_of(reports[State.HEAD_APPROVAL], Role.HEAD, "agency:decide")
    assert text_in(page, "#verdict strong") == "可以签发。"


def test_all_that_hinders_is_named_at_once(reports):
    report = read_again(reports[State.RETURNED])
    a_section_is_held(report)
    a_comment_waits(report)
    assert len(hindrances(page_of(report, Role.OFFICE))) == 2


@pytest.mark.parametrize(("state", "role", "to"), [
    (State.DRAFTING, Role.REPORTER, Role.OFFICE),
    (State.OFFICE_REVIEW, Role.OFFICE, Role.DEPUTY),
    (State.HEAD_APPROVAL, Role.HEAD, Role.OFFICE),
])  # fmt: skip
def test_it_names_the_person_the_report_goes_to(reports, state, role, to):
    report = reports[state]
    person = person_at(report.agency, to)
    page = page_of(report, role)
    assert f"由{person.name}办理" in text_in(page, ".verdict-onward")
    client = Client()
    client.force_login(person_at(report.agency, role))
    answer = press(client, report, NEXT[state][0])
    if answer.status_code == 200:
        answer = press(client, report, NEXT[state][0], shown=hidden(answer, "shown"))
    done = client.get(answer["Location"])
    assert f"由{person.name}办理，对方打开前可以撤回" in " ".join(texts_in(done, ".notice.success"))


def test_it_says_so_where_nobody_could_take_the_next_step():
    report = make_filled_report(make_agency(), State.DRAFTING)
    report.agency.memberships.filter(role=Role.OFFICE).delete()
    page = page_of(report, Role.REPORTER)
    assert "还没有人担任" in text_in(page, ".verdict-onward")


def test_a_practice_report_promises_nothing(report):
    clerk = person_at(report.agency, Role.REPORTER)
    practice = begin(clerk, actor(clerk))
    page = page_of(practice, Role.REPORTER)
    assert elements(page, "#verdict")[0].get("data-level") == "others"


# Empty sections -----------------------------------------------------------------------------------


def test_a_wholly_empty_report_asks_once_and_names_what_is_empty(report):
    client = Client()
    client.force_login(person_at(report.agency, Role.REPORTER))
    answer = press(client, report, "pass_on")
    assert text_in(answer, "h1") == "还有部分没有填写"
    assert texts_in(answer, ".card-plain li") == [s.title for s in report.edition.sections]
    assert read_again(report).state == State.DRAFTING
    press(client, report, "pass_on", shown=hidden(answer, "shown"))
    assert read_again(report).state == State.OFFICE_REVIEW


def test_what_was_emptied_since_is_asked_about_again(report):
    client = Client()
    client.force_login(person_at(report.agency, Role.REPORTER))
    answer = press(client, report, "pass_on", shown="s1_overview")
    assert answer.status_code == 200
    assert read_again(report).state == State.DRAFTING


def test_a_question_is_no_refusal_in_the_trail(report):
    client = Client()
    client.force_login(person_at(report.agency, Role.REPORTER))
    press(client, report, "pass_on")
    made = Event.objects.filter(object=report.trail_name, action__startswith="move.")
    assert not made.exists()


# Signing ------------------------------------------------------------------------------------------


@pytest.fixture
def head(reports) -> Client:
    client = Client()
    client.force_login(person_at(reports[State.HEAD_APPROVAL].agency, Role.HEAD))
    return client


def test_one_more_press_says_what_is_signed(reports, head):
    report = reports[State.HEAD_APPROVAL]
    answer = press(head, report, "sign")
    assert text_in(answer, "h1") == "签发内容"
    words, code = texts_in(answer, "dd"), hidden(answer, "shown")
    assert report.agency.name in words
    assert f"{report.campaign.year} 年度政府信息公开工作年度报告" in words
    assert f"{code[:4]} {code[4:8]} {code[8:12]}" in words
    assert not elements(answer, "[value=send_back]")
    press(head, report, "sign", shown=code)
    assert Transition.objects.get(report=report, move="sign").digest == code


@pytest.mark.parametrize("door", ["workflow:move", "agency:decide"])
def test_what_is_signed_is_what_was_shown(reports, head, door):
    report = reports[State.HEAD_APPROVAL]
    code = hidden(press(head, report, "sign"), "shown")
    the_content_is_another(report)
    known = {"name": "sign"} if door == "workflow:move" else {}
    page = reverse(door, kwargs={"pk": report.pk, **known})
    sent = {"name": "sign", "seen": report.moves_made, "shown": code}
    answer = head.post(page, sent, follow=True)
    assert "内容与刚才显示的不一致" in answer.content.decode()
    assert read_again(report).state == State.HEAD_APPROVAL


# Called back ----------------------------------------------------------------------------------


WAYS_BACK = [
    # from, by whom, whose step it is then, also told
    (State.DRAFTING, Role.REPORTER, Role.OFFICE),
    (State.OFFICE_REVIEW, Role.OFFICE, Role.DEPUTY),
    (State.DEPUTY_REVIEW, Role.DEPUTY, Role.HEAD),
    (State.HEAD_APPROVAL, Role.HEAD, Role.OFFICE),
    (State.RETURNED, Role.OFFICE, Role.OFFICE),
]


def passed_on(reports: dict[State, Report], state: State, role: Role) -> tuple[Report, Client]:
    report = read_again(reports[state])
    report = move_on(report, NEXT[state][0], by=person_at(report.agency, role))
    client = Client()
    client.force_login(person_at(report.agency, role))
    return report, client


@pytest.mark.parametrize(("state", "role", "to"), WAYS_BACK)
def test_who_passed_it_on_has_it_back_as_it_was(reports, state, role, to):
    before = read_again(reports[state])
    done = list(before.sections.values("pk", "done_at", "version"))
    report, client = passed_on(reports, state, role)
    page = client.get(reverse("agency:report", kwargs={"pk": report.pk}))
    assert elements(page, "form[data-move=call_back]")
    press(client, report, "call_back")
    report = read_again(report)
    assert report.state == state
    assert list(report.sections.values("pk", "done_at", "version")) == done
    notice = person_at(report.agency, to).notices.order_by("-pk").first()
    assert (notice is not None and "已撤回" in notice.title) == (to != role)


PAGES = ["agency:report", "agency:check", "agency:decide", "agency:print"]


@pytest.mark.parametrize("page", PAGES)
def test_once_the_next_one_has_opened_it_it_stays(reports, page):
    report, client = passed_on(reports, State.DEPUTY_REVIEW, Role.DEPUTY)
    head = person_at(report.agency, Role.HEAD)
    client_of(head).get(reverse(page, kwargs={"pk": report.pk}))
    shown = client.get(reverse("agency:report", kwargs={"pk": report.pk}))
    assert not elements(shown, "form[data-move=call_back]")
    answer = client.post(
        reverse("workflow:move", kwargs={"pk": report.pk, "name": "call_back"}),
        {"seen": report.moves_made}, follow=True,
    )  # fmt: skip
    assert f"{head.name}已打开这份年报" in text_in(answer, ".notice.error")
    assert read_again(report).state == State.HEAD_APPROVAL


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_others_who_look_do_not_open_it(reports):
    report, client = passed_on(reports, State.DEPUTY_REVIEW, Role.DEPUTY)
    for role in (Role.REPORTER, Role.OFFICE):
        page_of(report, role)
    client.get(reverse("agency:check", kwargs={"pk": report.pk}))
    press(client, report, "call_back")
    assert read_again(report).state == State.DEPUTY_REVIEW


def test_only_who_passed_it_on_may(reports):
    report, _client = passed_on(reports, State.DRAFTING, Role.REPORTER)
    colleague = client_of(make_user((report.agency, Role.REPORTER)))
    press(colleague, report, "call_back")
    assert read_again(report).state == State.OFFICE_REVIEW


def test_called_back_twenty_times_it_comes_back_once(reports):
    report, client = passed_on(reports, State.DRAFTING, Role.REPORTER)
    page = reverse("workflow:move", kwargs={"pk": report.pk, "name": "call_back"})
    for _ in range(20):
        client.post(page, {"seen": report.moves_made})
    assert report.transitions.filter(move="call_back").count() == 1


def test_the_first_look_is_written_once(reports, django_assert_num_queries):
    report, _client = passed_on(reports, State.DEPUTY_REVIEW, Role.DEPUTY)
    page_of(report, Role.HEAD)
    first = Report.objects.values_list("opened_at", "opened_by").get(pk=report.pk)
    page_of(report, Role.HEAD)
    assert Report.objects.values_list("opened_at", "opened_by").get(pk=report.pk) == first
    assert first[1] == person_at(report.agency, Role.HEAD).pk


def test_what_was_called_back_is_on_no_sign_off_sheet(reports):
    report, client = passed_on(reports, State.DEPUTY_REVIEW, Role.DEPUTY)
    press(client, report, "call_back")
    sheet = client.get(reverse("records:sign_off", kwargs={"pk": report.pk}))
    assert person_at(report.agency, Role.DEPUTY).name not in texts_in(sheet, "td")


def test_a_bureau_hears_nothing_of_it(reports):
    report, client = passed_on(reports, State.DRAFTING, Role.REPORTER)
    press(client, report, "call_back")
    reviewer = person_at(bureau_of(report.agency.region), Role.REVIEWER)
    assert not reviewer.notices.filter(title__contains="撤回").exists()


def test_a_report_of_one_who_is_office_and_reporter_is_opened_by_nobody():
    agency = make_agency()
    both = make_user((agency, Role.REPORTER), (agency, Role.OFFICE))
    report = move_on(make_report(agency), "pass_on", by=both)
    client = client_of(both)
    client.get(reverse("agency:report", kwargs={"pk": report.pk}))
    press(client, report, "call_back")
    assert read_again(report).state == State.DRAFTING
