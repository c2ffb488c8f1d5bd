"""Standing in for somebody who is away: on which days, for what, never for two, kept and told."""

import datetime as dt

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.delegation.delegate import (
    DelegationRefused,
    DelegationRequest,
    active_delegations,
    delegable_memberships,
    delegate,
    end_delegation,
)
from accounts.models import (
    Agency,
    Delegation,
    Event,
    Membership,
    Role,
    Sending,
    SendingState,
    User,
)
from reports.agency.todo import todo_list
from reports.models import State
from reports.workflow.available_moves import available_moves
from reports.workflow.machine import make_move
from reports.workflow.refusals import MoveRefused, NotYours
from tests.support.elements import text_in, texts_in
from tests.support.factories import (
    actor,
    bureau_of,
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
from tests.support.lengths import examples

pytestmark = pytest.mark.django_db
TODAY = dt.date(2027, 1, 10)


def beijing(day: int, time: str = "12:00") -> dt.datetime:
    return dt.datetime.fromisoformat(f"2027-01-{day:02}T{time}+08:00")


@pytest.fixture
def head(agency: Agency) -> User:
    return make_user((agency, Role.HEAD), name="张三")


@pytest.fixture
def clerk(agency: Agency) -> User:
    return make_user((agency, Role.REPORTER), name="李四")


def fresh(user: User) -> User:
    """As the next request has them: what they hold is read once per request."""
    return User.objects.get(pk=user.pk)


def wanted(
    user: User, to: User, first: int = 10, last: int = 20, role: str = Role.HEAD
) -> DelegationRequest:
    membership = Membership.objects.select_related("agency", "user").get(user=user, role=role)
    return DelegationRequest(
        membership, to, dt.date(2027, 1, first), dt.date(2027, 1, last), "出差"
    )


def name(user: User, to: User, *days: int, role: str = Role.HEAD) -> Delegation:
    return delegate(wanted(user, to, *days, role=role), actor(fresh(user)))


# On which days --------------------------------------------------------------------------------

DAYS = [
    # moment in Beijing, whether the stand-in of 10 to 20 January holds the role
    (beijing(9, "12:00"), False),
    (beijing(9, "23:59"), False),
    (beijing(10, "00:00"), True),  # still the 9th in London
    (beijing(10, "07:59"), True),
    (beijing(15, "12:00"), True),
    (beijing(20, "23:59"), True),
    (beijing(21, "00:00"), False),  # still the 20th in London
    (beijing(21, "08:01"), False),
]


@pytest.mark.parametrize(("moment", "holds"), DAYS)
def test_the_role_is_lent_from_day_to_day_by_the_clock_of_beijing(
    agency, head, clerk, moment, holds
):
    with time_machine.travel(beijing(5), tick=False):
        name(head, clerk)
    with time_machine.travel(moment, tick=False):
        assert fresh(clerk).has_role_at(agency.pk, Role.HEAD) is holds
        assert fresh(head).has_role_at(agency.pk, Role.HEAD)
        assert fresh(clerk).has_role_at(agency.pk, Role.REPORTER)
        assert [d.to for d in active_delegations([agency.pk])] == [clerk] * holds


def test_it_ends_at_once_when_it_is_ended_early(agency, head, clerk):
    made = make_delegation(head, clerk, agency)
    assert fresh(clerk).has_role(Role.HEAD)
    assert end_delegation(made.pk, actor(head)) is True
    assert not fresh(clerk).has_role(Role.HEAD)
    assert end_delegation(made.pk, actor(head)) is False
    assert Event.objects.filter(action="delegation.end").count() == 1


GONE = {
    "the agency is closed": lambda d: Agency.objects.filter(pk=d.agency_id).update(active=False),
    "who is away has left": lambda d: User.objects.filter(pk=d.user_id).update(is_active=False),
    "the role was taken away": lambda d: Membership.objects.filter(user=d.user_id).delete(),
}


@pytest.mark.parametrize("gone", GONE)
def test_nothing_is_held_in_the_name_of_who_holds_nothing(agency, head, clerk, gone):
    GONE[gone](make_delegation(head, clerk, agency))
    assert not fresh(clerk).has_role(Role.HEAD)
    assert gone == "the agency is closed" or not active_delegations([agency.pk])


def test_a_stand_in_who_was_shut_out_stands_in_for_nobody(agency, head, clerk):
    make_delegation(head, clerk, agency)
    User.objects.filter(pk=clerk.pk).update(is_active=False)
    assert not active_delegations([agency.pk])


def test_what_somebody_holds_takes_one_query_lent_or_not(
    agency, head, clerk, django_assert_num_queries
):
    for _ in range(2):
        person = fresh(clerk)
        with django_assert_num_queries(1):
            assert {str(m.user) for m in person.held} <= {"李四", "张三"}
            assert all(m.agency.region.name for m in person.held)
        make_delegation(head, clerk, agency)
    assert [m.role for m in fresh(clerk).held] == [Role.REPORTER, Role.HEAD]


# Naming one ---------------------------------------------------------------------------------


@pytest.fixture
def at_ten() -> dt.date:
    with time_machine.travel(beijing(10), tick=False):
        yield TODAY


REFUSED = {
    "oneself": (lambda a, h, c: wanted(h, h), "to"),
    "a stranger": (lambda a, h, c: wanted(h, make_user((make_agency(), Role.OFFICE))), "to"),
    "somebody of the bureau's desk alone": (lambda a, h, c: wanted(h, make_user((a, Role.REVIEWER))), "to"),
    "somebody shut out": (lambda a, h, c: wanted(h, make_user((a, Role.OFFICE), is_active=False)), "to"),
    "who is head too": (lambda a, h, c: wanted(h, make_user((a, Role.HEAD))), "to"),
    "from yesterday": (lambda a, h, c: wanted(h, c, 9), "from_day"),
    "backwards": (lambda a, h, c: wanted(h, c, 12, 11), "until_day"),
    "for years": (lambda a, h, c: DelegationRequest(wanted(h, c).membership, c, TODAY, TODAY + dt.timedelta(366), "出国"), "until_day"),
    "another's role": (lambda a, h, c: wanted(make_user((a, Role.DEPUTY)), c, role=Role.DEPUTY), "membership"),
    "a reporter's role": (lambda a, h, c: wanted(c, h, role=Role.REPORTER), "membership"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused_to(agency, head, clerk, at_ten, case):
    make, field = REFUSED[case]
    asked = make(agency, head, clerk)
    with pytest.raises(DelegationRefused) as refusal:
        delegate(asked, actor(fresh(clerk if "reporter" in case else head)))
    assert refusal.value.field == field
    assert not Delegation.objects.exists()


def test_it_may_last_one_day_or_a_year(agency, head, clerk, at_ten):
    name(head, clerk, 10, 10)
    later = TODAY + dt.timedelta(1)
    membership = wanted(head, clerk).membership
    asked = DelegationRequest(membership, clerk, later, later + dt.timedelta(365), "挂职")
    assert delegate(asked, actor(fresh(head))).pk


OTHER = [
    # who else names whom for the same days; whether that may be after the head named the clerk
    ("head", "deputy", Role.HEAD, False),  # two for one role
    ("clerk", "deputy", Role.OFFICE, False),  # the stand-in is away
    ("deputy", "head", Role.DEPUTY, False),  # who is away stands in
    ("deputy", "clerk", Role.DEPUTY, False),  # one stands in for two
    ("deputy", "other", Role.DEPUTY, True),
    ("head", "other", Role.OFFICE, True),  # another role of the head's
]


@pytest.mark.parametrize(("who", "to", "role", "may"), OTHER)
@pytest.mark.parametrize("days", [(10, 20), (20, 25), (12, 13), (21, 25)])
def test_there_are_no_chains_and_nobody_stands_in_for_two_on_the_same_day(
    agency, head, clerk, at_ten, who, to, role, may, days
):
    people = {"head": head, "clerk": clerk, "deputy": make_user(), "other": make_user()}
    for person, held in (("deputy", Role.DEPUTY), ("head", Role.OFFICE), ("other", Role.REPORTER),
                         ("clerk", Role.OFFICE)):  # fmt: skip
        Membership.objects.create(user=people[person], agency=agency, role=held)
    name(head, clerk, 10, 20)
    if may or days[0] > 20:
        assert name(people[who], people[to], *days, role=role).pk
        return
    with pytest.raises(DelegationRefused) as refusal:
        name(people[who], people[to], *days, role=role)
    assert "张三" in str(refusal.value) and "李四" in str(refusal.value)


def test_the_days_of_one_that_was_ended_are_free_again(agency, head, clerk, at_ten):
    end_delegation(name(head, clerk).pk, actor(head))
    assert name(head, clerk).pk


def test_what_was_lent_is_not_lent_on(agency, head, clerk, at_ten):
    make_delegation(head, clerk, agency)
    assert delegable_memberships(fresh(clerk)) == []
    third = make_user((agency, Role.REPORTER))
    with pytest.raises(DelegationRefused):
        delegate(wanted(head, third), actor(fresh(clerk)))
    assert Delegation.objects.count() == 1


FAULTY = {
    "to oneself": {"to": "user"},
    "a role nobody lends": {"role": Role.REPORTER},
    "days out of order": {"until_day": dt.date(2027, 1, 9)},
    "ended by nobody": {"ended_at": beijing(11)},
}


@pytest.mark.parametrize("fault", FAULTY)
def test_the_database_keeps_none_that_is(agency, head, clerk, fault):
    row = {"user": head, "to": clerk, "agency": agency, "role": Role.HEAD, "reason": "出差",
           "from_day": TODAY, "until_day": TODAY}  # fmt: skip
    changed = {k: head if v == "user" else v for k, v in FAULTY[fault].items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Delegation.objects.create(**{**row, **changed})
    assert Delegation.objects.create(**row).pk


steps = st.lists(
    st.one_of(
        st.tuples(st.just("name"), st.integers(0, 3), st.integers(0, 3), st.integers(10, 16), st.integers(0, 4)),
        st.tuples(st.just("end"), st.integers(0, 9)),
    ),
    max_size=14,
)  # fmt: skip


@pytest.mark.one_database
@examples(20, 400)
@given(steps)
def test_on_no_day_is_anybody_lent_two_roles_or_lent_while_away(steps):
    """Whatever is asked for, by whomever; what is refused changes nothing."""
    with transaction.atomic(), time_machine.travel(beijing(10), tick=False):
        agency = make_agency()
        roles = (Role.HEAD, Role.DEPUTY, Role.OFFICE, Role.REPORTER)
        people = [make_user((agency, role)) for role in roles]
        made = [d for step in steps if (d := _try(step, people, roles))]
        standing = Delegation.objects.filter(pk__in=[d.pk for d in made], ended_at=None)
        for day in range(10, 22):
            on = [d for d in standing if d.from_day.day <= day <= d.until_day.day]
            assert len({d.to_id for d in on}) == len({d.user_id for d in on}) == len(on)
            assert not {d.to_id for d in on} & {d.user_id for d in on}
            with time_machine.travel(beijing(day), tick=False):
                lent = {(u.pk, m.user_id, m.role) for p in people if (u := fresh(p)) for m in u.held if m.user_id != u.pk}  # fmt: skip
            assert lent == {(d.to_id, d.user_id, d.role) for d in on}
        transaction.set_rollback(True)


def _try(step, people, roles) -> Delegation | None:
    kind, *rest = step
    if kind == "end":
        given = list(Delegation.objects.order_by("pk"))
        if given:
            end_delegation(given[rest[0] % len(given)].pk, actor(people[0]))
        return None
    who, to, first, length = rest
    try:
        return name(people[who], people[to], first, first + length, role=roles[who])
    except DelegationRefused:
        return None


# The moves ------------------------------------------------------------------------------------


@pytest.fixture
def report(agency, head):
    return make_filled_report(agency, State.HEAD_APPROVAL)


def test_a_stand_in_signs_and_it_says_for_whom(report, head, clerk, client):
    other = make_user((report.agency, Role.DEPUTY), name="李四")
    make_delegation(head, other, report.agency)
    made = make_move(report.pk, "sign", actor(fresh(other)), seen=report.moves_made)
    assert (made.actor, made.on_behalf_of, made.mover) == (other, head, "李四（代张三）")
    assert Event.objects.get(action="move.sign").after["on_behalf_of"] == "张三"
    client.force_login(clerk)
    for page in ("agency:report", "agency:handover"):
        assert "李四（代张三）" in client.get(reverse(page, args=[report.pk])).content.decode()


def test_who_holds_the_role_signs_in_their_own_name(report, head, clerk):
    make_delegation(head, clerk, report.agency)
    made = make_move(report.pk, "sign", actor(fresh(head)), seen=report.moves_made)
    assert made.on_behalf_of is None and made.mover == "张三"
    assert "on_behalf_of" not in Event.objects.get(action="move.sign").after


def test_who_drafted_does_not_sign_as_a_stand_in_either(report, head):
    drafter = person_at(report.agency, Role.REPORTER)
    make_delegation(head, drafter, report.agency)
    with pytest.raises(NotYours):
        make_move(report.pk, "sign", actor(fresh(drafter)), seen=report.moves_made)
    assert [o.refusal is not None for o in available_moves(report, fresh(drafter))] == [True, False]


TWICE = [
    # who takes which step first (for whom), and which next (for whom); whether they may
    ("deputy", "head", False),  # their own step, then the head's
    ("office", "deputy", False),
    ("head", "deputy", False),  # the deputy's step as a stand-in, then their own
    ("reporter", "deputy", True),  # nothing to do with another step
]


@pytest.mark.parametrize(("stand_in", "absent", "may"), TWICE)
def test_nobody_takes_two_steps_where_one_was_lent(agency, stand_in, absent, may):
    people = {
        role: make_user((agency, Role(role)), name=role)
        for role in ("reporter", "office", "deputy", "head")
    }
    make_delegation(people[absent], people[stand_in], agency, Role(absent))
    report = make_report(agency)
    fill_report(report)
    people["drafter"] = people["reporter"]
    report = move_on(report, "pass_on", by=make_user((agency, Role.REPORTER)))
    takes = {"office": people["office"], "deputy": people["deputy"], "head": people["head"]}
    takes[absent] = people[stand_in]
    order = [(step, "sign" if step == "head" else "pass_on") for step in takes]
    refused = None
    for step, move in order:
        try:
            report = move_on(report, move, by=fresh(takes[step]))
        except MoveRefused as refusal:
            refused = str(refusal)
            break
    assert (refused is None) is may
    assert may or absent in refused


def test_after_it_was_sent_back_the_steps_are_taken_anew(agency):
    deputy, head = make_user((agency, Role.DEPUTY)), make_user((agency, Role.HEAD))
    other = make_user((agency, Role.DEPUTY))
    report = make_filled_report(agency, State.DEPUTY_REVIEW)
    report = move_on(report, "pass_on", by=deputy)
    report = move_on(report, "send_back", by=head)
    make_delegation(head, deputy, agency)
    report = move_on(report, "pass_on")
    report = move_on(report, "pass_on")
    report = move_on(report, "pass_on", by=other)
    assert move_on(report, "sign", by=fresh(deputy)).state == State.READY


@pytest.mark.usefixtures("daytime")
def test_the_offices_stand_in_fills_in_submits_and_gets_the_letters(
    agency, django_capture_on_commit_callbacks
):
    office, deputy = make_user((agency, Role.OFFICE)), make_user((agency, Role.DEPUTY))
    report = make_report(agency)
    client = Client()
    client.force_login(deputy)
    page = reverse("entry:section", args=[report.pk, "s6_other"])
    assert client.post(page, {"text": "没有"}).status_code == 403
    make_delegation(office, deputy, agency, Role.OFFICE)
    assert client.post(page, {"text": "没有"}).status_code == 302
    fill_report(report)
    explain_findings(report)
    for move, by in (
        ("pass_on", None),
        ("pass_on", office),
        ("pass_on", make_user((agency, Role.DEPUTY))),
        ("sign", make_user((agency, Role.HEAD))),
        ("submit", fresh(deputy)),
    ):
        report = move_on(report, move, by=by)
    submission = report.submissions.get()
    assert report.transitions.get(submission=submission).on_behalf_of == office
    reviewer = person_at(bureau_of(agency.region), Role.REVIEWER)
    client.force_login(reviewer)
    desk = client.get(reverse("review:desk", args=[report.pk])).content.decode()
    assert f"{deputy}（代{office}）" in desk
    report = move_on(report, "start_review")
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        move_on(report, "return")
    assert deputy.email in {address for letter in mail.outbox for address in letter.to}


def test_somebody_of_the_agency_does_not_decide_on_it_as_a_stand_in_either(agency, head):
    bureau = bureau_of(agency.region)
    both = make_user((agency, Role.REPORTER), (bureau, Role.REVIEWER))
    make_delegation(head, both, agency)
    report = make_filled_report(agency, State.SUBMITTED)
    with pytest.raises(NotYours):
        make_move(report.pk, "start_review", actor(fresh(both)), seen=report.moves_made)


def test_it_waits_for_the_stand_in_with_the_name_of_who_is_away(report, head, clerk, client):
    make_delegation(head, clerk, report.agency)
    (row,) = todo_list(fresh(clerk))
    assert row.absent == head
    client.force_login(clerk)
    assert "代张三" in client.get(reverse("agency:home")).content.decode()
    assert [row.absent for row in todo_list(fresh(head))] == [None]


def test_office_and_bureau_see_who_stands_in_now(report, head, clerk, client):
    made = make_delegation(head, clerk, report.agency)
    report = move_on(report, "sign")
    report = move_to(report, State.SUBMITTED)
    office = person_at(report.agency, Role.OFFICE)
    reviewer = person_at(bureau_of(report.agency.region), Role.REVIEWER)
    looks = [(office, "agency:report"), (reviewer, "review:desk")]
    for person, page in looks:
        client.force_login(person)
        shown = client.get(reverse(page, args=[report.pk])).content.decode()
        assert text_in(shown, ".standing-in").startswith("李四代张三（主要负责人）")
    end_delegation(made.pk, actor(head))
    for person, page in looks:
        client.force_login(person)
        shown = client.get(reverse(page, args=[report.pk])).content.decode()
        assert texts_in(shown, ".standing-in") == []


# The page -------------------------------------------------------------------------------------

PAGE = "/delegations/"


def asked(user: User, person: User, /, **changed: object) -> dict[str, object]:
    membership = user.memberships.get(role=Role.HEAD)
    return {"membership": membership.pk, "to": person.pk, "from_day": "2027-01-10",
            "until_day": "2027-01-20", "reason": "出差", **changed}  # fmt: skip


def test_naming_and_ending_one_is_kept_told_and_shown(
    agency, head, clerk, client, at_ten, django_capture_on_commit_callbacks
):
    client.force_login(head)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(PAGE, asked(head, clerk)).status_code == 302
    (made,) = Delegation.objects.all()
    event = Event.objects.get(action="delegation.make")
    assert event.actor == head and event.after["until_day"] == "2027-01-20"
    (letter,) = mail.outbox
    assert (
        letter.to == [clerk.email] and "张三" in letter.subject and "2027年1月20日" in letter.body
    )
    assert "李四（代张三）" in client.get(PAGE).content.decode()
    client.force_login(clerk)
    assert "立即结束" not in client.get(PAGE).content.decode()
    client.force_login(head)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"{PAGE}{made.pk}/end/").status_code == 302
    assert Event.objects.filter(action="delegation.end", actor=head).count() == 1
    assert mail.outbox[1].to == [clerk.email]
    assert "立即结束" not in client.get(PAGE).content.decode()


def test_a_dead_mail_server_does_not_undo_it(head, clerk, settings, at_ten,
                                             django_capture_on_commit_callbacks):  # fmt: skip
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with django_capture_on_commit_callbacks(execute=True):
        name(head, clerk)
    assert Delegation.objects.exists() and Sending.objects.get().state == SendingState.FAILED


FAULTS = {
    "membership": "0",
    "to": "0",
    "from_day": "2027-13-01",
    "until_day": "x",
    "reason": "长" * 101,
}


@pytest.mark.parametrize("field", FAULTS)
@pytest.mark.parametrize("kind", ["missing", "faulty", "nul"])
def test_what_cannot_be_read_changes_nothing_and_says_so(head, clerk, client, at_ten, field, kind):
    client.force_login(head)
    value = {"missing": "", "faulty": FAULTS[field], "nul": "a\0b"}[kind]
    answer = client.post(PAGE, asked(head, clerk, **{field: value}))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Delegation.objects.exists()


def test_a_refusal_stands_at_its_field_and_leads_to_the_help(head, clerk, client, at_ten):
    client.force_login(head)
    answer = client.post(PAGE, asked(head, clerk, from_day="2027-01-09"))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"from_day"}
    assert text_in(answer.content.decode(), "#error_1_id_from_day")
    assert "/help/refusals/#delegation-refused" in answer.content.decode()
    assert not Delegation.objects.exists()


def test_only_who_gave_it_ends_it(agency, head, clerk, client):
    made = make_delegation(head, clerk, agency)
    for person, code in ((clerk, 403), (make_user((agency, Role.OFFICE)), 404)):
        client.force_login(person)
        assert client.post(f"{PAGE}{made.pk}/end/").status_code == code
    assert Delegation.objects.get().ended_at is None


@pytest.mark.parametrize("rows", [1, 12])
def test_the_page_takes_as_many_queries_for_one_as_for_many(
    agency, head, client, django_assert_num_queries, rows
):
    for number in range(rows):
        colleague = make_user((agency, Role.REPORTER))
        make_delegation(head, colleague, agency, begins_in=number, days=1)
    client.force_login(head)
    with django_assert_num_queries(6):  # session, user, roles, delegations, colleagues, the bureau
        client.get(PAGE)


def test_the_link_is_shown_to_those_it_concerns(agency, head, clerk, client):
    for person, shown in ((head, True), (clerk, False)):
        client.force_login(person)
        assert (f'href="{PAGE}"' in client.get("/").content.decode()) is shown
    make_delegation(head, clerk, agency)
    assert f'href="{PAGE}"' in client.get("/").content.decode()


def test_the_security_administrator_reads_the_list_and_changes_nothing(agency, head, clerk, client):
    made = make_delegation(head, clerk, agency)
    client.force_login(make_user((bureau_of(agency.region), Role.SECURITY)))
    listed = client.get(reverse("admin:accounts_delegation_changelist")).content.decode()
    assert "张三" in listed
    assert client.get(reverse("admin:accounts_delegation_add")).status_code == 403
    at = reverse("admin:accounts_delegation_change", args=[made.pk])
    assert client.get(at).status_code == 200
    assert client.post(at, {"reason": "x"}).status_code == 403
    assert client.post(f"{at}../delete/", {"post": "yes"}).status_code == 403
    assert Delegation.objects.get().reason == "出差"
    client.force_login(make_user((bureau_of(make_agency().region), Role.SECURITY)))
    listed = client.get(reverse("admin:accounts_delegation_changelist")).content.decode()
    assert "张三" not in listed
