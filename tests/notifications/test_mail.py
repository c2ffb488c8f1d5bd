"""Mail about a report: who gets it, what it says, and that it never undoes a move."""

import pytest
from django.core import mail
from django.db import transaction

from accounts.models import Notice, Role, Sending, SendingState
from reports.models import Report, State
from reports.workflow.machine import make_move
from tests.support.factories import (
    actor,
    bureau_of,
    make_agency,
    make_filled_report,
    make_user,
    move_on,
    person_at,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("daytime")]


@pytest.fixture(autouse=True)
def outbox() -> list[mail.EmailMessage]:
    return mail.outbox


def made(state: str, move: str, **words: object) -> Report:
    """The report after the move; only the mail about that move is kept."""
    report = make_filled_report(state=state)
    person_at(report.agency, Role.REPORTER)
    person_at(report.agency, Role.DEPUTY)
    person_at(bureau_of(report.agency.region), Role.REVIEWER)
    mail.outbox.clear()
    return move_on(report, move, **words)


def receivers() -> set[str]:
    return {address for letter in mail.outbox for address in letter.to}


@pytest.mark.parametrize("move, state", [("return", "in_review"), ("approve", "in_review"),
                                         ("correct", "published")])  # fmt: skip
def test_what_the_bureau_decides_is_told_to_reporters_and_office(move, state):
    report = made(state, move)
    people = [person_at(report.agency, role) for role in (Role.REPORTER, Role.OFFICE)]
    assert receivers() == {person.email for person in people}
    assert all(report.agency.name in letter.subject for letter in mail.outbox)
    assert all("2026" in letter.subject and "\n" not in letter.subject for letter in mail.outbox)


def test_a_submission_is_told_to_the_reviewers_of_the_region_alone():
    elsewhere = person_at(bureau_of(make_agency().region), Role.REVIEWER)
    report = made(State.READY, "submit")
    reviewer = person_at(bureau_of(report.agency.region), Role.REVIEWER)
    assert receivers() == {reviewer.email}
    assert elsewhere.email not in receivers()


@pytest.mark.parametrize("move, state", [("return", "in_review"), ("correct", "published")])
def test_the_reason_is_in_the_letter_as_it_was_written(move, state):
    made(state, move, reason="“总计”与 <分项> 不符 & 请核对")
    assert all("“总计”与 <分项> 不符 & 请核对" in letter.body for letter in mail.outbox)
    assert mail.outbox


def test_to_take_up_a_review_is_not_told():
    made(State.SUBMITTED, "start_review")
    assert receivers() == set()


def test_people_who_left_or_have_no_address_get_none():
    report = make_filled_report(state=State.IN_REVIEW)
    make_user((report.agency, Role.OFFICE), is_active=False)
    make_user((report.agency, Role.OFFICE), email="")
    mail.outbox.clear()
    move_on(report, "approve")
    people = [person_at(report.agency, role) for role in (Role.REPORTER, Role.OFFICE)]
    assert receivers() == {person.email for person in people}


def test_nothing_is_sent_when_the_move_is_rolled_back():
    report = make_filled_report(state=State.IN_REVIEW)
    mail.outbox.clear()
    with pytest.raises(RuntimeError), transaction.atomic():
        make_move(report.pk, "approve", actor(report.reviewer), seen=report.moves_made)
        raise RuntimeError
    assert mail.outbox == []
    assert Report.objects.get(pk=report.pk).status == State.IN_REVIEW


def test_a_dead_mail_server_does_not_undo_the_move(settings):
    report = make_filled_report(state=State.IN_REVIEW)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there
    move_on(report, "approve")
    assert Report.objects.get(pk=report.pk).status == State.APPROVED
    left = Sending.objects.filter(notice__kind="move.approve")
    assert {sending.state for sending in left} == {SendingState.FAILED}
    assert all("ConnectionRefused" in sending.reason for sending in left)


def test_a_mail_leads_to_the_page_where_the_portal_knows_its_address(settings, client):
    settings.PORTAL_ADDRESS = "https://portal.example/"
    report = made(State.READY, "submit")
    notice = Notice.objects.get(kind="move.submit", user__email=mail.outbox[0].to[0])
    assert f"https://portal.example/notices/{notice.pk}/\n" in mail.outbox[0].body
    client.force_login(notice.user)
    assert client.get(f"/notices/{notice.pk}/")["Location"] == f"/desk/{report.pk}/"


def test_without_an_address_a_mail_holds_no_link():
    made(State.READY, "submit")
    assert "http" not in mail.outbox[0].body and "/notices" not in mail.outbox[0].body


def test_what_is_mailed_is_a_notice_too_also_for_who_has_no_address():
    report = make_filled_report(state=State.IN_REVIEW)
    without = make_user((report.agency, Role.OFFICE), email="")
    move_on(report, "return", reason="总计不符")
    notice = without.notices.get()
    assert (notice.kind, notice.link) == ("move.return", f"/reports/{report.pk}/")
    assert report.agency.name in notice.title and "总计不符" in notice.text
    assert not notice.sendings.exists()
