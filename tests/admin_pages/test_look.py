"""The administration's pages as an office worker meets them: the portal's head, lists that are
searched, choices of their own regions, no words of Django's, nothing of a password."""

from __future__ import annotations

import re
from pathlib import Path

import django
import polib
import pytest
from django.conf import settings
from django.urls import reverse

from accounts.models import Agency, Event, Membership, Region, Role, User
from reports.campaigns.opening import open_campaign
from reports.models import Campaign, Report, WatchedWord
from tests.support.admin_pages import address, make_county
from tests.support.cast import cast
from tests.support.factories import (
    actor,
    browser,
    make_agency,
    make_campaign,
    make_region,
    make_user,
)

pytestmark = pytest.mark.django_db

STOCK = Path(django.__file__).parent / "contrib"
OURS = settings.BASE_DIR / "locale/zh_Hans/LC_MESSAGES/django.po"


class Cast:
    def __init__(self) -> None:
        self.county, self.other = make_county(), make_county()
        region = self.county.region
        self.township = make_region(parent=region, name="白鹭镇", code="430991")
        self.agency = make_agency(region=region, name="云岭县交通运输局", short_name="交通局")
        self.clerk = make_user((self.agency, Role.REPORTER), name="陶安", username="taoan")
        self.other_agency = make_agency(region=self.other.region, name="远山县气象局")
        self.campaign = make_campaign(region)
        open_campaign(self.campaign, actor(self.county.administrator))
        self.word = WatchedWord.objects.create(region=region, word="座机", right="固定电话")
        self.report = Report.objects.filter(agency=self.agency).get()

    @property
    def admin(self):
        """At a desk of their own, signed in for this test."""
        return browser(self.county.administrator)

    @property
    def security(self):
        return browser(self.county.security)

    def client_for(self, model):
        return self.security if model is User else self.admin

    def pages(self):
        """Every page of the administration that reads, by who opens it."""
        for model, shown in [
            (Region, self.township), (Agency, self.agency), (Campaign, self.campaign),
            (WatchedWord, self.word), (Report, self.report), (User, self.clerk),
        ]:  # fmt: skip
            client = self.client_for(model)
            yield client, address(model, "changelist")
            yield client, f"{address(model, 'changelist')}?q=zzz"
            yield client, address(model, "change", shown.pk)
            if model is not Report:
                yield client, address(model, "add")
                yield client, address(model, "history", shown.pk)
        yield self.admin, address(WatchedWord, "delete", self.word.pk)
        yield self.admin, reverse("admin:index")
        yield self.admin, reverse("admin:reports_concession_changelist")
        yield self.admin, reverse("admin:accounts_notice_changelist")
        for page in ("admin:index", "admin:accounts_delegation_changelist",
                     "admin:accounts_user_first_passwords"):  # fmt: skip
            yield self.security, reverse(page)
        password = reverse("admin:auth_user_password_change", args=[self.clerk.pk])
        yield self.security, password


people = cast(Cast)


def stock_words() -> set[str]:
    """What Django's own Chinese says, without what ours says too."""
    said = {
        entry.msgstr.strip()
        for app in ("admin", "auth")
        for entry in polib.pofile(str(STOCK / app / "locale/zh_Hans/LC_MESSAGES/django.po"))
        if "%" not in entry.msgid and "{" not in entry.msgid
    }
    return said - {entry.msgstr for entry in polib.pofile(str(OURS))} - {""}


def test_no_page_says_a_word_of_djangos_own(people):
    stock, seen, found = stock_words(), 0, {}
    assert {"增加", "变更", "站点管理"} & stock
    for client, path in people.pages():
        page = client.get(path)
        assert page.status_code == 200, path
        texts = re.findall(
            r">([^<>]+)<|(?:aria-label|title|alt|value)=\"([^\"]+)\"", page.content.decode()
        )
        words = {" ".join(said.split()).strip(" ：:") for pair in texts for said in pair}
        found[path] = {w for w in words if w in stock or re.search("来修改|以 启用|增加 |变化", w)}
        seen += len(words)
    assert seen > 500 and not {path: words for path, words in found.items() if words}


def test_every_page_has_the_portals_head_and_foot(people):
    for client, path in people.pages():
        page = client.get(path).content.decode()
        assert page.count('<header class="top-bar">') == page.count('<footer class="foot">') == 1
        assert '<nav class="where"' in page and "admin/css/" not in page and "admin/js/" not in page


def test_nothing_of_a_password_is_shown(people):
    people.clerk.set_password("Wheelbarrow-77")
    people.clerk.save()
    page = people.security.get(address(User, "change", people.clerk.pk))
    shown = page.content.decode()
    algorithm, *parts = people.clerk.password.split("$")
    assert not [part for part in (algorithm, *parts) if len(part) > 3 and part in shown]
    assert "本人已设" in shown and "first-passwords/?person=" in shown


SEARCHES = [
    # model, asked, what is found
    (Region, {"q": "白鹭"}, ["township"]),
    (Region, {"q": "430991"}, ["township"]),
    (Agency, {"q": "交通"}, ["agency"]),
    (Agency, {"q": "CODE"}, ["agency"]),
    (Agency, {"people": "no"}, []),
    (Agency, {"region": "REGION", "people": "yes"}, ["agency"]),
    (User, {"q": "陶安"}, ["clerk"]),
    (User, {"q": "taoan"}, ["clerk"]),
    (User, {"q": "交通局"}, ["clerk"]),
    (User, {"q": "code"}, ["clerk"]),
    (User, {"agency": "AGENCY"}, ["clerk"]),
    (User, {"memberships__role__exact": "reporter"}, ["clerk"]),
    (User, {"signed_in": "never", "agency": "AGENCY"}, ["clerk"]),
    (User, {"signed_in": "yes", "agency": "AGENCY"}, []),
    (User, {"first_password": "own", "agency": "AGENCY"}, ["clerk"]),
    (User, {"first_password": "first", "agency": "AGENCY"}, []),
    (User, {"q": "", "agency": "AGENCY", "is_active__exact": ""}, ["clerk"]),
    (User, {"agency": "OTHER"}, []),
    (Campaign, {"q": "2026"}, ["campaign"]),
    (Campaign, {"q": "1999"}, []),
    (WatchedWord, {"q": "固定"}, ["word"]),
]


@pytest.mark.parametrize(("model", "asked", "found"), SEARCHES)
def test_a_list_is_searched_and_narrowed(model, asked, found, people):
    known = {
        "CODE": people.agency.credit_code, "code": people.agency.credit_code.lower(),
        "AGENCY": people.agency.pk, "REGION": people.county.region.pk,
        "OTHER": people.other_agency.pk,
    }  # fmt: skip
    given = {name: known.get(value, value) for name, value in asked.items()}
    page = people.client_for(model).get(address(model, "changelist"), given)
    listed = list(page.context["cl"].result_list)
    bureau = [people.county.bureau] if asked.get("people") == "yes" else []
    assert [row for row in listed if row not in bureau] == [getattr(people, name) for name in found]


@pytest.mark.parametrize(
    ("model", "page", "field"),
    [(User, "add", "memberships-0-agency"), (Agency, "add", "region"), (Campaign, "add", "region"),
     (WatchedWord, "add", "region"), (Region, "add", "parent")],
)  # fmt: skip
def test_choices_are_plain_and_reach_no_further_than_ones_regions(model, page, field, people):
    """Without a script the select has them all; the script narrows what stands there."""
    shown = people.client_for(model).get(address(model, page)).content.decode()
    select = re.search(rf'<select name="{field}"[^>]*data-searched(.|\n)*?</select>', shown)
    assert select and people.county.region.name in select[0]
    for elsewhere in (people.other.region.name, people.other_agency.name):
        assert elsewhere not in select[0]


def test_what_django_completes_reaches_no_further_either(people):
    asked = {"app_label": "reports", "model_name": "campaign", "field_name": "region"}
    found = people.admin.get(reverse("admin:autocomplete"), asked).json()["results"]
    assert {row["text"] for row in found} == {people.county.region.name, people.township.name}
    assert people.security.get(reverse("admin:autocomplete"), asked).status_code == 403


KEPT = [
    # model, who, what is said beside the form where deleting is not possible
    (Agency, "agency", "停用"),
    (Agency, "empty", ""),
    (Region, "region", "正在使用"),
    (Region, "township", ""),
    (User, "clerk", "启用"),
    (WatchedWord, "word", ""),
    (Campaign, "campaign", "年报"),
]


@pytest.mark.parametrize(("model", "name", "reason"), KEPT)
def test_deleting_is_offered_where_it_is_possible_else_the_page_says_why(
    model, name, reason, people
):
    kept = {
        "region": people.county.region,
        "empty": make_agency(region=people.county.region) if name == "empty" else None,
    }
    shown = kept.get(name) or getattr(people, name)
    page = people.client_for(model).get(address(model, "change", shown.pk))
    assert (address(model, "delete", shown.pk) in page.content.decode()) is not bool(reason)
    assert reason in page.context["why_kept"] and bool(page.context["why_kept"]) is bool(reason)


def test_what_was_changed_is_told_in_the_trails_words(people):
    form = {"name": "新白鹭镇", "code": people.township.code}
    people.admin.post(address(Region, "change", people.township.pk), form)
    page = people.admin.get(address(Region, "history", people.township.pk))
    [line] = page.context["lines"]
    assert (line.event.action, line.changes[0].after) == ("region.change", "新白鹭镇")
    assert people.security.get(page.wsgi_request.path).status_code == 403


def test_all_of_a_list_is_chosen_without_a_tick_beside_it(people):
    form = {"action": "end_all_sessions", "index": "0", "select_across": "1"}
    path = f"{address(User, 'changelist')}?agency={people.agency.pk}"
    people.security.post(path, form)
    ended = Event.objects.filter(action="user.end_sessions")
    assert [event.object for event in ended] == [f"user:{people.clerk.pk}"]


def test_the_parts_of_the_code_have_no_pages_of_their_own(people):
    answer = people.admin.get(reverse("admin:app_list", args=["accounts"]))
    assert answer.url == reverse("admin:index")


def test_a_role_in_a_blank_row_below_is_added(people):
    form = {
        "username": "taoan", "name": "陶安", "email": "t@example.com", "is_active": "on",
        "memberships-TOTAL_FORMS": 2, "memberships-INITIAL_FORMS": 1,
        "memberships-0-id": people.clerk.memberships.get().pk, "memberships-0-user": people.clerk.pk,
        "memberships-0-agency": people.agency.pk, "memberships-0-role": Role.REPORTER,
        "memberships-1-agency": people.agency.pk, "memberships-1-role": Role.OFFICE,
    }  # fmt: skip
    people.security.post(address(User, "change", people.clerk.pk), form)
    roles = Membership.objects.filter(user=people.clerk).values_list("role", flat=True)
    assert set(roles) == {Role.REPORTER, Role.OFFICE}
