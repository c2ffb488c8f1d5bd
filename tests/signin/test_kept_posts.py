"""What is posted after the sign-in has ended is there again after signing in, for its writer alone."""

from __future__ import annotations

import json
from html import escape
from http import HTTPStatus

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import Agency, Event, Role, User
from accounts.signin.kept_posts import AN_HOUR, KEPT, MAX_BYTES
from reports.models import State
from tests.support.cast import cast
from tests.support.factories import make_filled_report, make_report, make_user

pytestmark = pytest.mark.django_db

PASSWORD = "Wheelbarrow-and-lantern-58"
NATURAL = "requests.new_received.natural_person"
SIGN_IN = "/sign-in/"
BACK = "已放回原处"


def member(agency: Agency, role: Role) -> User:
    person = make_user((agency, role))
    person.set_password(PASSWORD)
    person.save()
    return person


class Office:
    def __init__(self) -> None:
        self.report = make_report()
        agency = self.report.agency
        self.clerk, self.other = member(agency, Role.REPORTER), member(agency, Role.REPORTER)
        self.boss = member(agency, Role.OFFICE)
        self.reviewed = make_filled_report(state=State.IN_REVIEW)
        reviewer = self.reviewed.reviewer
        reviewer.set_password(PASSWORD)
        reviewer.save()
        self.reviewer = reviewer
        self.section = f"/reports/{self.report.pk}/sections/"


office = cast(Office)


def desk_of(office: Office) -> str:
    return reverse("review:desk", kwargs={"pk": office.reviewed.pk})


def sign_in(client: Client, person: User, **form: str) -> HttpResponse:
    words = {"username": person.username, "password": PASSWORD, **form}
    return client.post(SIGN_IN, words)


def ended(person: User) -> Client:
    """Somebody whose sign-in has ended while their page was open."""
    client = Client()
    sign_in(client, person)
    Session.objects.all().delete()
    return client


def post(client: Client, page: str, sent: dict, to: str = "") -> HttpResponse:
    return client.post(to or page, sent, headers={"Referer": f"http://testserver{page}"})


def field_of(page: str, name: str) -> str:
    """Its tag."""
    return next(tag for tag in page.split("<") if f'name="{name}"' in tag)


def page_after(client: Client, person: User, answer: HttpResponse) -> str:
    """Where the sign-in leads."""
    assert answer.status_code == HTTPStatus.FOUND
    assert answer["Location"].startswith(SIGN_IN)
    back = client.get(answer["Location"]).context["next"]
    return client.get(sign_in(client, person, next=back)["Location"]).content.decode()


def test_a_table_is_back_with_what_was_typed_and_is_not_saved_yet(office):
    client, page = ended(office.clerk), office.section + "s3_requests/"
    answer = post(client, page, {NATURAL: "12", "base": json.dumps({NATURAL: ""}), "then": "next"})
    shown = page_after(client, office.clerk, answer)
    assert BACK in shown
    assert 'value="12"' in field_of(shown, NATURAL)
    stored = office.report.sections.get(code="s3_requests")
    assert stored.version == 0 and not Event.objects.filter(action="section.write").filter(
        object=office.report.trail_name
    )
    assert BACK not in client.get(page).content.decode()  # once


def test_what_others_have_changed_meanwhile_is_asked_for_as_ever(office):
    """It goes with what the page showed then, not with what stands there now."""
    client, page = ended(office.clerk), office.section + "s3_requests/"
    base = json.dumps({NATURAL: ""})
    answer = post(client, page, {NATURAL: "12", "base": base})
    colleague = Client()
    sign_in(colleague, office.other)
    colleague.post(page, {NATURAL: "40", "base": base})
    shown = page_after(client, office.clerk, answer)
    assert f'value="{escape(base)}"' in field_of(shown, "base")
    assert client.post(page, {NATURAL: "12", "base": base}).status_code == HTTPStatus.CONFLICT


def test_a_text_is_back_to_the_letter(office):
    client, page = ended(office.clerk), office.section + "s1_overview/"
    written = "一、主动公开“甲”&乙。\r\n<二>"
    shown = page_after(client, office.clerk, post(client, page, {"text": written, "base": "{}"}))
    assert "一、主动公开“甲”&amp;乙。\r\n&lt;二&gt;</textarea>" in shown


def test_a_comment_is_back_on_the_page_on_which_it_was_written(office):
    client, page = ended(office.reviewer), desk_of(office)
    to = reverse("review:new_comment", kwargs={"pk": office.reviewed.pk})
    sent = {"place": "s1_overview", "quote": "", "text": "第二段请写明时间"}
    shown = page_after(client, office.reviewer, post(client, page, sent, to))
    assert "第二段请写明时间</textarea>" in shown
    assert '<option value="s1_overview" selected>' in shown
    assert not office.reviewed.threads.exists()


def test_a_wrong_password_in_between_loses_nothing(office):
    client, page = ended(office.clerk), office.section + "s5_problems/"
    answer = post(client, page, {"text": "解读形式单一", "base": "{}"})
    client.post(SIGN_IN, {"username": office.clerk.username, "password": "not that one"})
    assert "解读形式单一" in page_after(client, office.clerk, answer)


def test_another_person_who_signs_in_there_sees_nothing_of_it(office):
    client, page = ended(office.clerk), office.section + "s5_problems/"
    answer = post(client, page, {"text": "解读形式单一", "base": "{}"})
    assert "解读形式单一" not in page_after(client, office.other, answer)
    assert KEPT not in client.session
    client.post("/sign-out/")
    sign_in(client, office.clerk)
    assert "解读形式单一" not in client.get(page).content.decode()


def stranger(_office: Office) -> Client:
    return Client()


def signed_out(office: Office) -> Client:
    client = ended(office.clerk)
    client.post("/sign-out/")
    return client


def forged(office: Office) -> Client:
    client = Client()
    client.cookies["portal_person"] = f"{office.clerk.pk}:1tXyZ:not-signed-by-us"
    return client


@pytest.mark.parametrize("who", [stranger, signed_out, forged])
def test_of_strangers_nothing_is_kept(who, office):
    client = who(office)
    kept = Session.objects.count()
    answer = post(client, office.section + "s5_problems/", {"text": "x" * 100})
    assert answer["Location"].startswith(f"{SIGN_IN}?next=")
    assert "ended" not in answer["Location"] and Session.objects.count() == kept


def test_no_password_is_kept(office):
    client = ended(office.clerk)
    sent = {"old_password": "geheim-1", "new_password1": "geheim-2", "new_password2": "geheim-2"}
    post(client, "/password/", sent)
    assert client.session[KEPT]["values"] == {}


def test_a_file_has_to_be_chosen_again(office):
    client, page = ended(office.clerk), f"/reports/{office.report.pk}/read/"
    file = SimpleUploadedFile("2020.txt", "总结".encode())
    answer = post(client, page, {"file": file, "text": ""})
    assert "文件需要重新选择" in page_after(client, office.clerk, answer)


def test_what_is_too_large_is_not_kept_and_the_page_says_so(office):
    client, page = ended(office.clerk), office.section + "s5_problems/"
    answer = post(client, page, {"text": "x" * MAX_BYTES})
    assert "请先在浏览器中后退" in client.get(answer["Location"]).content.decode()
    assert KEPT not in client.session


def test_posts_that_come_again_and_again_are_not_kept_for_ever(office):
    page, rows = office.section + "s5_problems/", set()
    person = ended(office.clerk)
    for _ in range(AN_HOUR + 10):
        client = Client()
        client.cookies["portal_person"] = person.cookies["portal_person"].value
        post(client, page, {"text": "x"})
        rows.add(client.session.session_key if KEPT in client.session else None)
    assert len(rows - {None}) == AN_HOUR


def test_where_the_form_is_gone_the_words_are_shown_to_copy(office):
    client, page = ended(office.clerk), office.section + "s5_problems/"
    answer = post(client, page, {"text": "解读形式单一", "base": "{}", "then": "next"})
    type(office.report).objects.filter(pk=office.report.pk).update(status=State.HEAD_APPROVAL)
    shown = page_after(client, office.clerk, answer)
    assert "<li>解读形式单一</li>" in shown


def test_a_page_that_is_only_read_leads_back_to_itself(office):
    client, page = ended(office.clerk), office.section + "s3_requests/?saved"
    answer = client.get(page)
    assert "您已退出登录" in client.get(answer["Location"]).content.decode()
    assert client.get(answer["Location"]).context["next"] == page


def test_a_script_is_told_by_its_status(office):
    answer = ended(office.clerk).post(desk_of(office), headers={"X-Requested-With": "fetch"})
    assert answer.status_code == HTTPStatus.UNAUTHORIZED


# A page from before the person signed in again ------------------------------------------------


def strict(person: User) -> Client:
    client = Client(enforce_csrf_checks=True)
    token = client.get(SIGN_IN).context["csrf_token"]
    sign_in(client, person, csrfmiddlewaretoken=str(token))
    return client


def sign_in_again(client: Client, person: User) -> None:
    Session.objects.all().delete()
    sign_in(client, person, csrfmiddlewaretoken=str(client.get(SIGN_IN).context["csrf_token"]))


def test_a_page_of_before_signing_in_again_is_given_back_to_press_once_more(office):
    client, page = strict(office.clerk), office.section + "s5_problems/"
    token = str(client.get(page).context["csrf_token"])
    sign_in_again(client, office.clerk)
    sent = {"text": "解读形式单一", "base": "{}", "csrfmiddlewaretoken": token}
    answer = post(client, page, sent)
    assert answer["Location"] == page
    shown = client.get(page).content.decode()
    assert BACK in shown and "解读形式单一</textarea>" in shown
    assert office.report.sections.get(code="s5_problems").text == ""


def test_a_page_of_somebody_elses_sign_in_is_refused_and_shown_to_nobody(office):
    client, page = strict(office.clerk), office.section + "s5_problems/"
    token = str(client.get(page).context["csrf_token"])
    sign_in_again(client, office.other)
    sent = {"text": "解读形式单一", "base": "{}", "csrfmiddlewaretoken": token}
    assert post(client, page, sent).status_code == HTTPStatus.FORBIDDEN
    assert "解读形式单一" not in client.get(page).content.decode()


def test_a_forged_form_is_refused_as_ever(office):
    client = strict(office.clerk)
    sign_in_again(client, office.clerk)
    sent = {"text": "x", "csrfmiddlewaretoken": "a" * 64}
    assert post(client, office.section + "s5_problems/", sent).status_code == HTTPStatus.FORBIDDEN


def test_pressing_twice_to_sign_in_ends_at_the_page_wanted(office):
    client = Client(enforce_csrf_checks=True)
    token = str(client.get(SIGN_IN).context["csrf_token"])
    words = {"next": "/notices/", "csrfmiddlewaretoken": token}
    sign_in(client, office.clerk, **words)
    second = sign_in(client, office.clerk, **words)  # its secret is that of before the first
    assert client.get(second["Location"])["Location"] == "/notices/"
