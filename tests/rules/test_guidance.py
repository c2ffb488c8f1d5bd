"""What a text's page says of its length and of the subjects it must speak of."""

import pytest
from django.urls import reverse

from accounts.models import Role
from reports.form.content import Content, RuleContext
from reports.form.loader import load_editions
from reports.rules.guidance import guidance
from tests.support.factories import make_report, make_user

OVERVIEW = "s1_overview"


def of(text, edition="2021", section=OVERVIEW, **fields):
    form = load_editions()[edition]
    return guidance(form, form.by_code[section], Content(2026, texts={section: text}, **fields))


def test_spaces_and_lines_do_not_count():
    assert of("一二 三\n四　五").length == 5


@pytest.mark.parametrize(("length", "too_long"), [(1000, False), (1001, True)])
def test_it_is_too_long_from_the_advised_length_on(length, too_long):
    assert of("字" * length).too_long is too_long


def test_the_five_aspects_are_ticked_as_the_text_speaks_of_them():
    found = of("主动公开信息十条，开展培训一次。").subjects
    assert len(found) == 5
    assert [subject.name for subject in found if subject.mentioned] == ["主动公开", "监督保障"]


def test_the_form_of_2019_asks_for_no_aspects():
    assert of("", edition="2019").subjects == ()


def test_other_parts_have_neither():
    found = of("问题和改进", section="s5_problems")
    assert (found.advised, found.subjects) == (None, ())


@pytest.mark.parametrize(("section", "advised"), [(OVERVIEW, 300), ("s5_problems", None)])
def test_a_campaign_may_advise_its_own_length_where_the_form_advises_one(section, advised):
    form = load_editions()["2021"]
    content = Content(2026, texts={section: "字" * 301})
    found = guidance(form, form.by_code[section], content, RuleContext(advised_length=300))
    assert (found.advised, found.too_long) == (advised, advised is not None)


@pytest.mark.django_db
def test_the_page_counts_against_the_length_of_the_campaign(client):
    report = make_report()
    report.campaign.advised_length = 345
    report.campaign.save()
    client.force_login(make_user((report.agency, Role.REPORTER)))
    page = reverse("entry:section", kwargs={"pk": report.pk, "code": OVERVIEW})
    shown = client.get(page).content.decode()
    assert 'data-advised="345"' in shown and "345" in shown.partition('data-advised="345"')[2]


@pytest.mark.django_db
def test_the_page_shows_both_without_a_script(client):
    report = make_report()
    client.force_login(make_user((report.agency, Role.REPORTER)))
    page = reverse("entry:section", kwargs={"pk": report.pk, "code": OVERVIEW})
    client.post(page, {"text": "主动公开十条"})
    shown = client.get(page).content.decode()
    assert "<strong>6</strong>" in shown
    assert shown.count('<li class="done" data-words=') == 1
