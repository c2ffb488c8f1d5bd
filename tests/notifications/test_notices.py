"""Notices: who is told, what the bar and the page show, how people choose, what leaves when."""

import datetime as dt
from pathlib import Path
from smtplib import SMTPServerDisconnected

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from accounts.checks import text_messages
from accounts.models import Event, Notice, NoticeChoice, Role, Sending, SendingState, User
from accounts.notifications import delivery as letters
from accounts.notifications import sms
from accounts.notifications.notify import Message, notify
from tests.support.elements import text_in, texts_in
from tests.support.factories import make_agency, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("daytime")]

LETTER = Message("move.return", "第1局：2026年度报告退回", "总计与分项不符", "/reports/1/")


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def told(*people: User, letter: Message = LETTER, once: str = "") -> list[Notice]:
    with transaction.atomic():
        return notify(people, letter, once=once)


def choose(person: User, **fields: object) -> NoticeChoice:
    return NoticeChoice.objects.create(user=person, **fields)


def states() -> list[str]:
    return list(Sending.objects.values_list("state", flat=True))


def at(words: str) -> dt.datetime:
    return timezone.make_aware(dt.datetime.fromisoformat(words))


# Telling ----------------------------------------------------------------------------------------


def test_each_person_is_told_once_and_who_has_left_is_not(person):
    gone = make_user(is_active=False)
    assert [notice.user for notice in told(person, person, gone)] == [person]
    notice = person.notices.get()
    assert (notice.title, notice.text, notice.link) == (LETTER.title, LETTER.text, LETTER.link)
    assert notice.read_at is None


def test_what_was_told_under_a_name_is_told_nobody_again(person):
    later = make_user()
    assert len(told(person, once="report:1:late:2027-02-01")) == 1
    assert told(person, once="report:1:late:2027-02-01") == []
    assert [n.user for n in told(person, later, once="report:1:late:2027-02-01")] == [later]
    assert len(told(person, once="report:1:late:2027-02-02")) == 1
    assert Sending.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_people_are_told_only_within_the_transaction_of_what_it_is_about(person):
    with pytest.raises(RuntimeError):
        notify([person], LETTER)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        notify([person], LETTER)
        raise ZeroDivisionError
    assert not Notice.objects.exists() and mail.outbox == []


@pytest.mark.parametrize("link", ["https://elsewhere.example/", "//elsewhere.example/", "reports/"])
def test_a_notice_leads_to_a_page_of_the_portal_alone(link):
    with pytest.raises(ValueError):
        Message("move.return", "标题", link=link)


def test_a_title_is_one_line_and_no_longer_than_its_place(person):
    (notice,) = told(person, letter=Message("move.return", "一\r\nBcc: x@y.z\n" + "长" * 200))
    notice.refresh_from_db()
    assert "\n" not in notice.title and len(notice.title) == 150
    letters.deliver()
    assert mail.outbox[0].to == [person.email] and mail.outbox[0].bcc == []


def test_telling_fifty_takes_as_many_queries_as_telling_one(django_assert_num_queries, person):
    people = [make_user() for _ in range(50)]
    with CaptureQueriesContext(connection) as one:
        told(person)
    with django_assert_num_queries(len(one)):
        told(*people)


# The bar and the page ---------------------------------------------------------------------------


def test_the_bar_shows_how_many_wait_on_every_page(person):
    for _ in range(3):
        told(person)
    told(make_user())
    for page in ("agency:home", "accounts:notices", "accounts:password_change"):
        words = browser(person).get(reverse(page)).content.decode()
        assert '<span class="bar-count">3<span class="visually-hidden"> 待办</span></span>' in words


def test_without_anything_unread_the_bar_shows_no_number(person):
    assert "bar-count" not in browser(person).get("/").content.decode()


def test_more_than_ninety_nine_are_not_counted_out(person):
    Notice.objects.bulk_create(Notice(user=person, kind="x", title="x") for _ in range(100))
    assert '<span class="bar-count">99+<' in browser(person).get("/").content.decode()


def test_the_number_costs_no_query(person, django_assert_num_queries):
    client = browser(person)
    with CaptureQueriesContext(connection) as without:
        client.get("/")
    told(person)
    with django_assert_num_queries(len(without)):
        client.get("/")
    counts = [q["sql"] for q in without.captured_queries if "accounts_notice" in q["sql"]]
    assert len(counts) == 1 and "accounts_user" in counts[0]


@pytest.mark.parametrize("count", [1, 29])
def test_the_page_takes_a_fixed_number_of_queries(person, count, django_assert_num_queries):
    for _ in range(count):
        told(person)
    client = browser(person)
    with django_assert_num_queries(6):  # session, person, roles, number, page, bureau
        client.get("/notices/")


def test_the_newest_comes_first_and_pages_are_cut(person):
    for number in range(31):
        told(person, letter=Message("move.return", f"标题{number:02}"))
    first = browser(person).get("/notices/").content.decode()
    assert first.index("标题30") < first.index("标题29") and "标题00" not in first
    second = browser(person).get("/notices/?page=2").content.decode()
    assert "标题00" in second and "标题01" not in second


@pytest.mark.parametrize("page", ["0", "-1", "99999999999999999999", "x", "\0", "%00"])
def test_a_page_that_is_none_shows_one_that_is(person, page):
    told(person)
    shown = browser(person).get("/notices/", {"page": page}).content.decode()
    assert LETTER.title in text_in(shown, ".notice-list li")


def test_words_from_people_are_shown_as_words(person):
    told(person, letter=Message("move.return", "<b>标题</b>", "<script>alert(1)</script>"))
    page = browser(person).get("/notices/").content.decode()
    assert "&lt;b&gt;标题" in page and "<script>alert" not in page


def test_opening_one_marks_it_and_goes_on_to_its_place(person):
    (notice,) = told(person)
    told(person)
    answer = browser(person).get(f"/notices/{notice.pk}/")
    assert answer["Location"] == "/reports/1/"
    notice.refresh_from_db()
    assert notice.read_at is not None and person.notices.filter(read_at=None).count() == 1


def test_opening_it_again_leaves_when_it_was_opened_first(person):
    (notice,) = told(person)
    browser(person).get(f"/notices/{notice.pk}/")
    first = Notice.objects.get().read_at
    browser(person).get(f"/notices/{notice.pk}/")
    assert Notice.objects.get().read_at == first


def test_one_without_a_place_leads_back_to_the_list(person):
    (notice,) = told(person, letter=Message("move.return", "标题", "全部文字" * 100))
    answer = browser(person).get(f"/notices/{notice.pk}/", follow=True)
    assert answer.redirect_chain == [("/notices/", 302)]
    assert "全部文字" * 100 in answer.content.decode()


def test_nobody_opens_or_marks_what_is_told_to_others(person):
    (notice,) = told(person)
    other = browser(make_user((make_agency(), Role.OFFICE)))
    assert other.get(f"/notices/{notice.pk}/").status_code == 404
    assert other.get(f"/notices/{2**70}/").status_code == 404
    other.post("/notices/read/")
    assert LETTER.title not in other.get("/notices/").content.decode()
    assert Notice.objects.get().read_at is None


def test_all_are_marked_as_read_by_one_press(person):
    for _ in range(3):
        told(person)
    page = browser(person).post("/notices/read/", follow=True).content.decode()
    assert "已全部标为已读" in page and "bar-count" not in page
    assert not person.notices.filter(read_at=None).exists()


# Choosing ---------------------------------------------------------------------------------------

CHOICE = {"by_mail": "on", "frequency": "daily", "quiet_from": "21:00", "quiet_until": "06:30"}


def test_a_choice_is_kept_and_told_to_the_trail(person):
    answer = browser(person).post("/notices/choice/", CHOICE)
    assert answer["Location"] == "/notices/choice/"
    choice = NoticeChoice.objects.get(user=person)
    assert (choice.frequency, choice.quiet_from, choice.by_sms) == ("daily", dt.time(21), False)
    event = Event.objects.get(action="notice.choose")
    assert (event.actor, event.before) == (person, None)
    assert event.after == {"ways": "mail", "mobile": "", "pace": "daily", "quiet": "21:00–06:30"}


def test_the_same_choice_again_is_no_event(person):
    for _ in range(2):
        browser(person).post("/notices/choice/", CHOICE)
    assert Event.objects.filter(action="notice.choose").count() == 1


@pytest.mark.parametrize(
    "given",
    [
        {},
        {**CHOICE, "frequency": "never"},
        {**CHOICE, "frequency": "\0"},
        {**CHOICE, "quiet_from": "25:00"},
        {**CHOICE, "quiet_from": ""},
        {**CHOICE, "quiet_until": "\0"},
        {**CHOICE, "by_sms": "on"},
        {**CHOICE, "by_sms": "on", "mobile": "12345"},
        {**CHOICE, "by_sms": "on", "mobile": "13812345678\n"[::-1]},
        {**CHOICE, "by_sms": "on", "mobile": "１３８１２３４５６７８"},
        {**CHOICE, "by_sms": "on", "mobile": "1" * 10_000},
        {**CHOICE, "by_sms": "on", "mobile": "1381234567\0"},
    ],
)
def test_what_cannot_be_a_choice_is_refused_with_words(person, settings, given):
    settings.PORTAL_SMS = "file:///tmp/nowhere"
    answer = browser(person).post("/notices/choice/", given)
    assert answer.status_code == 422
    said = texts_in(answer.content.decode(), ".error-summary li")
    assert said and all(said)
    assert not NoticeChoice.objects.exists() and not Event.objects.exists()


def test_nobody_chooses_for_another(person):
    other = make_user((make_agency(), Role.OFFICE))
    browser(other).post("/notices/choice/", {**CHOICE, "user": person.pk, "user_id": person.pk})
    assert NoticeChoice.objects.get().user == other


def test_text_messages_are_spoken_of_only_where_they_can_be_sent(person, settings):
    assert "短信" not in browser(person).get("/notices/choice/").content.decode()
    settings.PORTAL_SMS = "file:///tmp/nowhere"
    assert "短信提醒" in browser(person).get("/notices/choice/").content.decode()


def test_a_number_is_kept_only_while_it_is_needed_and_never_in_the_trail(person, settings):
    settings.PORTAL_SMS = "file:///tmp/nowhere"
    client = browser(person)
    client.post("/notices/choice/", {**CHOICE, "by_sms": "on", "mobile": "13812345678"})
    assert NoticeChoice.objects.get().mobile == "13812345678"
    assert Event.objects.get().after["mobile"] == "138****5678"
    client.post("/notices/choice/", {**CHOICE, "mobile": "13812345678"})
    assert NoticeChoice.objects.get().mobile == ""


# What leaves, and when --------------------------------------------------------------------------


def test_by_default_a_letter_leaves_at_once(person):
    told(person)
    assert letters.deliver().sent == 1
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == ([person.email], LETTER.title)
    assert LETTER.text in letter.body
    assert states() == [SendingState.SENT]


def test_a_second_run_sends_nothing_again(person):
    told(person)
    letters.deliver()
    assert letters.deliver().sent == 0 and len(mail.outbox) == 1


def test_who_wants_neither_is_told_in_the_portal_alone(person):
    choose(person, by_mail=False)
    told(person)
    letters.deliver()
    assert person.notices.count() == 1 and mail.outbox == [] and states() == []


def test_what_happens_at_night_waits_for_the_morning_and_is_one_letter_then(person):
    with time_machine.travel(at("2027-01-19 22:30"), tick=False):
        told(person)
        told(person, letter=Message("move.approve", "第1局：2026年度报告通过"))
        assert letters.deliver().sent == 0
        assert person.notices.count() == 2  # in the portal at once
    with time_machine.travel(at("2027-01-20 07:00"), tick=False):
        assert letters.deliver().sent == 2
    (letter,) = mail.outbox
    assert letter.subject == "年报工作消息 2 条"
    assert letter.body.index(LETTER.title) < letter.body.index("2026年度报告通过")


def test_a_day_is_one_letter_for_who_wants_it_so(person):
    choose(person, frequency="daily")
    hasty = make_user((make_agency(), Role.OFFICE))
    with time_machine.travel(at("2026-12-31 09:00"), tick=False) as clock:
        for hours in (0, 4, 8):
            clock.move_to(at(f"2026-12-31 {9 + hours:02}:00"))
            told(person, hasty)
            letters.deliver()
    assert [letter.to for letter in mail.outbox] == [[hasty.email]] * 3
    with time_machine.travel(at("2027-01-01 07:00"), tick=False):
        letters.deliver()
    assert [letter.to for letter in mail.outbox[3:]] == [[person.email]]
    assert mail.outbox[3].subject == "年报工作消息 3 条"


def test_what_was_opened_meanwhile_is_in_no_letter(person):
    choose(person, frequency="daily")
    with time_machine.travel(at("2027-01-19 09:00"), tick=False):
        (opened,) = told(person)
        told(person, letter=Message("move.approve", "第1局：2026年度报告通过"))
        browser(person).get(f"/notices/{opened.pk}/")
    with time_machine.travel(at("2027-01-20 08:00"), tick=False):
        letters.deliver()
    assert [letter.subject for letter in mail.outbox] == ["第1局：2026年度报告通过"]
    assert sorted(states()) == ["dropped", "sent"]


def test_who_left_meanwhile_gets_no_letter(person):
    told(person)
    User.objects.update(is_active=False)
    letters.deliver()
    assert mail.outbox == [] and states() == [SendingState.DROPPED]


def test_a_long_letter_says_how_much_more_there_is(person):
    for number in range(letters.SHOWN + 2):
        told(person, letter=Message("move.return", f"标题{number:02}"))
    letters.deliver()
    (letter,) = mail.outbox
    assert "标题49" in letter.body and "标题50" not in letter.body and "另有 2 条" in letter.body


def test_a_text_message_goes_where_its_setting_says(person, settings, tmp_path):
    settings.PORTAL_SMS = f"file://{tmp_path}"
    choose(person, by_mail=False, by_sms=True, mobile="13812345678")
    told(person)
    assert letters.deliver().sent == 1
    (message,) = tmp_path.iterdir()
    assert message.name.startswith("13812345678-")
    assert message.read_text().strip() == LETTER.title
    assert mail.outbox == []


SENT: list[tuple[str, str]] = []


def keep(number: str, words: str) -> None:
    SENT.append((number, words))


def test_a_county_gives_a_function_of_its_own_for_text_messages(person, settings):
    SENT.clear()
    settings.PORTAL_SMS = f"{__name__}.keep"
    choose(person, by_sms=True, mobile="13812345678")
    told(person)
    assert letters.deliver().sent == 2
    assert [("13812345678", LETTER.title)] == SENT and len(mail.outbox) == 1
    assert text_messages() == []


@pytest.mark.parametrize("named", ["nowhere.at_all", f"{__name__}.SENT", "keep"])
def test_a_sender_that_is_none_shows_in_the_checks(person, settings, named):
    settings.PORTAL_SMS = named
    assert [error.id for error in text_messages()] == ["accounts.E001"]
    choose(person, by_mail=False, by_sms=True, mobile="13812345678")
    told(person)
    assert letters.deliver().failed == 1  # and nothing crashes


# When it goes wrong -----------------------------------------------------------------------------


class Faulty(EmailBackend):
    """Refuses the addresses in `refused`, and everything while `down`."""

    refused: set[str] = set()
    down = False
    asked = 0

    def send_messages(self, messages):
        Faulty.asked += 1
        if self.down or self.refused & {address for m in messages for address in m.to}:
            raise SMTPServerDisconnected("no answer")
        return super().send_messages(messages)


@pytest.fixture
def faulty(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Faulty"
    Faulty.refused, Faulty.down, Faulty.asked = set(), False, 0
    return Faulty


def test_a_letter_that_failed_says_why_holds_up_nobody_and_is_tried_again(person, faulty):
    other = make_user()
    faulty.refused = {person.email}
    with time_machine.travel(at("2027-01-19 09:00"), tick=False) as clock:
        told(person, other)
        done = letters.deliver()
        assert (done.sent, done.failed) == (1, 1)
        left = Sending.objects.get(notice__user=person)
        assert (left.state, left.reason) == ("failed", "SMTPServerDisconnected: no answer")
        assert letters.deliver().failed == 0  # not at once again
        faulty.refused = set()
        clock.move_to(at("2027-01-19 09:20"))
        assert letters.deliver().sent == 1
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted([person.email, other.email])
    left.refresh_from_db()
    assert (left.state, left.tries, left.reason) == ("sent", 2, "")


def test_a_server_that_is_down_is_not_asked_for_everybody(faulty):
    people = [make_user() for _ in range(10)]
    faulty.down = True
    told(*people)
    assert letters.deliver().failed == letters.FAILURES_IN_A_ROW == faulty.asked
    faulty.down = False
    assert letters.deliver().sent == 7


def test_what_never_works_is_given_up(person, faulty):
    faulty.down = True
    with time_machine.travel(at("2027-01-19 09:00"), tick=False) as clock:
        told(person)
        for day in range(20, 31):
            letters.deliver()
            clock.move_to(at(f"2027-01-{day} 09:00"))
    assert faulty.asked == letters.MOST_TRIES and states() == [SendingState.FAILED]


def test_a_worker_that_died_before_sending_loses_nothing(person, monkeypatch):
    def die(*_: object) -> None:
        raise SystemExit

    with time_machine.travel(at("2027-01-19 09:00"), tick=False) as clock:
        told(person)
        with monkeypatch.context() as dying, pytest.raises(SystemExit):
            dying.setattr(letters, "_send", die)
            letters.deliver()
        assert letters.deliver().sent == 0  # it may still be at it
        clock.move_to(at("2027-01-19 09:16"))
        assert letters.deliver().sent == 1
    assert len(mail.outbox) == 1


def test_a_letter_sent_again_has_the_same_number_and_others_have_not(person):
    told(person)
    letters.deliver()
    Sending.objects.update(state=SendingState.WAITING)
    letters.deliver()
    told(person)
    letters.deliver()
    first, again, other = (letter.message()["Message-ID"] for letter in mail.outbox)
    assert first == again != other


def test_letters_stand_in_chinese_whoever_made_them(person):
    with time_machine.travel(at("2027-01-19 09:00"), tick=False):
        told(person)
        told(person)
        with translation.override("en"):
            letters.deliver()
    assert mail.outbox[0].subject == "年报工作消息 2 条"


def test_the_folder_takes_no_number_that_is_a_path(settings, tmp_path):
    settings.PORTAL_SMS = f"file://{tmp_path}"
    with pytest.raises(sms.NotSent):
        sms.send_sms("../../etc/x", "…")
    assert list(Path(tmp_path).iterdir()) == []
