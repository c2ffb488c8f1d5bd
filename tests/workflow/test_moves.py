"""The buttons that move a report: who sees which, and what a press does."""

from collections.abc import Callable

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from accounts.models import Event, Role, User
from reports.display.move_buttons import offered_moves
from reports.models import Report, State
from reports.workflow.moves import MOVES
from tests.support.elements import elements, text_in
from tests.support.factories import (
    bureau_of,
    make_agency,
    make_filled_report,
    make_report,
    make_user,
    move_on,
    person_at,
    waiting_for,
    who_makes,
)

pytestmark = pytest.mark.django_db
Press = Callable[..., str]


@pytest.fixture
def press(client: Client) -> Press:
    """Presses a button and gives back where it leads; what was said is in `press.said`."""

    def _press(report: Report, name: str, by: User, **words: object) -> str:
        client.force_login(by)
        client.cookies.pop("messages", None)
        words.setdefault("seen", report.moves_made)
        response = client.post(reverse("workflow:move", args=[report.pk, name]), words)
        assert response.status_code == 302, response.status_code
        _press.said = [str(m) for m in get_messages(response.wsgi_request)]
        return response.url

    return _press


def reviewer_of(report: Report) -> User:
    return person_at(bureau_of(report.agency.region), Role.REVIEWER)


def status(report: Report) -> str:
    return Report.objects.get(pk=report.pk).status


def test_a_press_moves_the_report_and_leads_back_to_its_page(press):
    report = make_filled_report(state=State.DRAFTING)
    office = person_at(report.agency, Role.OFFICE)
    assert press(report, "pass_on", office) == reverse("agency:report", args=[report.pk])
    assert status(report) == State.OFFICE_REVIEW
    assert len(press.said) == 1


def test_the_bureaus_moves_lead_to_the_desk(press):
    report = make_filled_report(state=State.SUBMITTED)
    desk = reverse("review:desk", args=[report.pk])
    assert press(report, "start_review", reviewer_of(report)) == desk
    assert status(report) == State.IN_REVIEW


def test_a_refusal_says_what_stands_and_who_may_and_gives_the_reason_back(press):
    report = make_filled_report(state=State.IN_REVIEW)
    reviewer = report.reviewer
    report = move_on(report, "approve")
    press(report, "return", reviewer, reason="总计与分项不符")
    assert status(report) == State.APPROVED
    why, kept = press.said
    assert str(State.APPROVED.label) in why and str(State.IN_REVIEW.label) in why
    assert "总计与分项不符" in kept


def test_a_second_press_is_refused(press):
    report = make_filled_report(state=State.SUBMITTED)
    reviewer = reviewer_of(report)
    press(report, "start_review", reviewer)
    press(report, "start_review", reviewer)
    assert str(reviewer) in press.said[0]
    assert report.transitions.filter(move="start_review").count() == 1


def test_a_return_without_a_reason_is_refused(press):
    report = make_filled_report(state=State.IN_REVIEW)
    press(report, "return", report.reviewer, reason="  \n")
    assert status(report) == State.IN_REVIEW
    press(report, "return", report.reviewer, reason="请核对")
    assert status(report) == State.RETURNED


@pytest.mark.parametrize(
    "words", [{"seen": "x"}, {"seen": ""}, {"reason": "长" * 2001}, {"reviewer": "0"}]
)
def test_what_cannot_be_read_moves_nothing_and_loses_no_words(press, words):
    report = make_filled_report(state=State.IN_REVIEW)
    press(report, "return", report.reviewer, **{"reason": "请核对", **words})
    assert status(report) == State.IN_REVIEW
    assert words.get("reason", "请核对") in press.said[1]


def test_a_report_that_may_not_be_submitted_leads_to_its_findings(press):
    report = make_filled_report(state=State.READY)
    report.sections.filter(code="s5_problems").update(text="无")
    office = person_at(report.agency, Role.OFFICE)
    assert press(report, "submit", office, checked="on") == reverse(
        "agency:check", args=[report.pk]
    )
    assert status(report) == State.READY


def test_handing_over_gives_the_review_to_a_colleague(press):
    report = make_filled_report(state=State.IN_REVIEW)
    colleague = make_user((bureau_of(report.agency.region), Role.REVIEWER))
    press(report, "hand_over", report.reviewer, reviewer=colleague.pk)
    assert Report.objects.get(pk=report.pk).reviewer == colleague


def test_only_those_who_could_decide_are_offered_a_review():
    report = make_filled_report(state=State.IN_REVIEW)
    bureau = bureau_of(report.agency.region)
    colleague = make_user((bureau, Role.REVIEWER))
    make_user((bureau, Role.REVIEWER), is_active=False)
    make_user((bureau, Role.REVIEWER), (report.agency, Role.OFFICE))
    make_user((bureau, Role.ADMINISTRATOR))
    make_user((bureau_of(make_agency().region), Role.REVIEWER))
    assert offered_moves(report, report.reviewer).colleagues == [colleague]


@pytest.mark.parametrize("chosen", ["self", "inactive", "of the agency", "elsewhere", "nobody"])
def test_a_review_is_not_handed_to_somebody_who_could_not_decide(press, chosen):
    report = make_filled_report(state=State.IN_REVIEW)
    bureau = bureau_of(report.agency.region)
    person = {
        "self": lambda: report.reviewer,
        "inactive": lambda: make_user((bureau, Role.REVIEWER), is_active=False),
        "of the agency": lambda: make_user((bureau, Role.REVIEWER), (report.agency, Role.REPORTER)),
        "elsewhere": lambda: make_user((bureau_of(make_agency().region), Role.REVIEWER)),
        "nobody": lambda: None,
    }[chosen]()
    press(report, "hand_over", report.reviewer, reviewer=person.pk if person else "")
    assert Report.objects.get(pk=report.pk).reviewer == report.reviewer
    assert not report.transitions.filter(move="hand_over").exists()


def test_the_buttons_are_those_of_role_and_state_with_one_main_move():
    report = make_filled_report(state=State.IN_REVIEW)
    shown = offered_moves(report, report.reviewer)
    assert [offer.move.name for offer in shown.offers] == [
        "approve",
        "return",
        "hand_over",
        "put_back",
    ]
    assert shown.main_move.name == "approve"
    assert offered_moves(report, person_at(report.agency, Role.OFFICE)).offers == []


def test_a_move_that_would_be_refused_is_shown_disabled_with_its_reason(client):
    report = make_filled_report(state=State.IN_REVIEW)
    client.force_login(make_user((bureau_of(report.agency.region), Role.REVIEWER)))
    page = client.get(reverse("review:desk", args=[report.pk])).content.decode()
    buttons = elements(page, ".move-refused button[disabled]")
    assert len(buttons) == 3
    for button in buttons:
        assert str(report.reviewer) in text_in(page, f"#{button.get('aria-describedby')}")
    assert not elements(
        page, f"form[action={reverse('workflow:move', args=[report.pk, 'approve'])}]"
    )


def test_every_move_can_be_made_with_the_buttons_the_page_shows(client):
    """The page of whoever makes the move holds a form for it, with what the move wants."""
    for move in MOVES:
        report = waiting_for(move)
        by = who_makes(move, report)
        client.force_login(by)
        name = "review:desk" if move.by_bureau else "agency:check"
        page = client.get(reverse(name, args=[report.pk])).content.decode()
        if move.is_elsewhere:  # tests/review/test_publishing.py
            assert reverse("workflow:move", args=[report.pk, move.name]) not in page
            continue
        assert f'action="{reverse("workflow:move", args=[report.pk, move.name])}"' in page
        assert (f'id="reason-{move.name}"' in page) is (move.needs_reason or move.needs_reviewer)


def test_strangers_find_nothing_and_nothing_happens(client):
    report = make_filled_report(state=State.SUBMITTED)
    url = reverse("workflow:move", args=[report.pk, "start_review"])
    other_bureau = person_at(bureau_of(make_agency().region), Role.REVIEWER)
    other_office = person_at(make_agency(), Role.OFFICE)
    auditor = make_user((bureau_of(report.agency.region), Role.AUDITOR))
    before = Event.objects.count()
    for stranger in (other_bureau, other_office, auditor):
        client.force_login(stranger)
        assert client.post(url, {"seen": report.moves_made}).status_code == 404
    assert status(report) == State.SUBMITTED
    assert Event.objects.count() == before


def test_the_bureau_finds_nothing_before_a_first_submission(client):
    report = make_report()
    client.force_login(reviewer_of(report))
    url = reverse("workflow:move", args=[report.pk, "pass_on"])
    assert client.post(url, {"seen": 0}).status_code == 404


def test_an_administrator_reads_but_is_refused(press):
    report = make_filled_report(state=State.SUBMITTED)
    admin = make_user((bureau_of(report.agency.region), Role.ADMINISTRATOR))
    press(report, "start_review", admin)
    assert status(report) == State.SUBMITTED
    assert Event.objects.filter(action="move.refused", actor=admin).count() == 1


def test_an_unknown_move_does_not_exist_and_a_move_is_not_got(client):
    report = make_report()
    client.force_login(person_at(report.agency, Role.OFFICE))
    assert client.post(reverse("workflow:move", args=[report.pk, "fly"])).status_code == 404
    url = reverse("workflow:move", args=[report.pk, "pass_on"])
    assert client.get(url).status_code == 405
    client.logout()
    assert client.post(url).status_code == 302
    assert status(report) == State.DRAFTING
