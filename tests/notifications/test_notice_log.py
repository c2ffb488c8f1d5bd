"""The administrator's log: to whom, what, how, when, opened, failed; read only, own regions."""

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import Membership, Notice, Role, Sending, SendingState
from accounts.notifications.delivery import deliver
from accounts.notifications.notify import Message, mark_read, notify
from tests.support.admin_pages import address, make_county
from tests.support.elements import text_in
from tests.support.factories import make_agency, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("daytime")]


def told(person, title="第1局：2026年度报告退回") -> Notice:
    with transaction.atomic():
        return notify([person], Message("move.return", title, "<b>总计</b>不符"))[0]


@pytest.fixture
def county():
    return make_county()


@pytest.fixture
def clerk(county):
    return make_user((make_agency(region=county.region), Role.OFFICE), name="周晓禾")


def listed(county, **query) -> str:
    return county.client.get(address(Notice, "changelist"), query).content.decode()


def test_it_says_to_whom_what_how_and_when(county, clerk):
    told(clerk)
    deliver()
    notice = clerk.notices.get()
    line = text_in(listed(county), "#result_list tbody tr")
    assert line.startswith(date_format(timezone.localtime(notice.at), "DATETIME_FORMAT"))
    for words in ("周晓禾", "第1局：2026年度报告退回", "站内；邮件 · 已发送", "未打开"):
        assert words in line
    mark_read(clerk.notices.all())
    assert "未打开" not in text_in(listed(county), "#result_list tbody tr")


def test_what_failed_says_why(county, clerk, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    told(clerk)
    deliver()
    assert "邮件 · 发送失败：ConnectionRefusedError" in listed(county)


def test_it_is_filtered_by_what_was_opened_and_what_did_not_go_out(county, clerk):
    opened, unsent = told(clerk, "已看过的"), told(clerk, "没发出的")
    Notice.objects.filter(pk=opened.pk).update(read_at=timezone.now())
    Sending.objects.filter(notice=opened).update(state=SendingState.SENT)
    Sending.objects.filter(notice=unsent).update(state=SendingState.FAILED)
    for query, shown, hidden in [
        ({"opened": "yes"}, "已看过的", "没发出的"),
        ({"opened": "no"}, "没发出的", "已看过的"),
        ({"unsent": "yes"}, "没发出的", "已看过的"),
        ({"unsent": "no"}, "已看过的", "没发出的"),
        ({"q": "没发出"}, "没发出的", "已看过的"),
    ]:
        page = listed(county, **query)
        assert shown in page and hidden not in page, query
    assert "没发出的" in listed(county, opened="x", unsent="%00")


def test_a_notice_opens_to_read_and_its_words_stay_words(county, clerk):
    notice = told(clerk)
    page = county.client.get(address(Notice, "change", notice.pk)).content.decode()
    assert "&lt;b&gt;总计" in page and "<b>总计" not in page
    assert 'name="_save"' not in page and "<textarea" not in page
    notice.refresh_from_db()
    assert notice.read_at is None  # the administrator is not the one it was for


@pytest.mark.parametrize("page", ["add", "change", "delete"])
def test_nothing_is_added_changed_or_deleted(county, clerk, page):
    notice = told(clerk)
    args = () if page == "add" else (notice.pk,)
    posted = {"title": "x", "post": "yes"}
    assert county.client.post(address(Notice, page, *args), posted).status_code == 403
    assert Notice.objects.get().title == notice.title


def test_one_sees_only_people_of_ones_own_regions(county, clerk):
    mine = told(clerk, "本县的")
    other = make_county()
    theirs = told(make_user((make_agency(region=other.region), Role.OFFICE)), "外县的")
    both = make_user((make_agency(region=county.region), Role.OFFICE))
    Membership.objects.create(user=both, agency=other.bureau, role=Role.REVIEWER)
    shared = told(both, "两县的")
    page = listed(county)
    assert "本县的" in page and "外县的" not in page and "两县的" not in page
    for notice, status in ((mine, 200), (theirs, 302), (shared, 302)):
        assert county.client.get(address(Notice, "change", notice.pk)).status_code == status


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.AUDITOR, Role.OFFICE])
def test_it_is_for_administrators_alone(county, clerk, role):
    told(clerk)
    client = Client()
    client.force_login(make_user((county.bureau, role)))
    assert client.get(address(Notice, "changelist"), follow=True).status_code == 403


@pytest.mark.parametrize("count", [1, 20])
def test_it_takes_a_fixed_number_of_queries(county, clerk, count, django_assert_num_queries):
    for _ in range(count):
        told(clerk)
    with django_assert_num_queries(7):  # also the bureau in the foot
        listed(county)
