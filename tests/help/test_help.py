"""The help: open to everybody, a page a role, a paragraph a refusal, and true to the buttons."""

import importlib
import pkgutil
import re
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

import accounts
import reports
from accounts.models import Role
from accounts.page import help_anchor
from reports.form.content import Words
from reports.help.pages import topic_for, topics
from reports.models import State
from tests.support.elements import elements, text_in, texts_in
from tests.support.factories import browser, make_agency, make_filled_report, make_user, person_at

ROOT: Path = settings.BASE_DIR
PO = polib.pofile(str(ROOT / "locale/zh_Hans/LC_MESSAGES/django.po"))

# Raised where a person never sees them: by commands, while files are read, between modules.
NOT_FOR_PEOPLE = {
    "ActRefused", "MoveRefused",  # what the others are kinds of
    "AlreadyInitialised", "BreakGlassRefused", "EditionError", "NotRead",  # commands
    "ArchiveRefused", "BrokenSignature", "FigureError", "NotSure",  # become Unreadable, FileRefused
    "NotBound",  # becomes a number that is listed as not compared
    "Asks",  # leads to a page of its own
    "NotSent",  # a text message
    "_Interrupted",  # a job that goes no further: its list says so
}  # fmt: skip


def own_exceptions() -> dict[str, type[Exception]]:
    """Every exception class that the code defines."""
    for package in (accounts, reports):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "migrations" not in module.name and "__main__" not in module.name:
                importlib.import_module(module.name)
    return {
        each.__name__: each
        for each in subclasses(Exception)
        if each.__module__.startswith(("accounts.", "reports."))
        and each.__qualname__ == each.__name__  # not a model's own DoesNotExist
    }


def subclasses(of: type) -> list[type]:
    direct = type.__subclasses__(of)
    return [*direct, *(each for one in direct for each in subclasses(one))]


def all_words() -> list[Words]:
    return [
        words
        for topic in topics().values()
        for words in (topic.title, *(w for part in topic.parts for w in (part.title, *part.text)))
    ]


def test_every_refusal_has_its_paragraph_and_no_paragraph_is_left_over():
    found = own_exceptions()
    assert "NotYours" in found and set(found) >= NOT_FOR_PEOPLE
    wanted = {help_anchor(cls) for name, cls in found.items() if name not in NOT_FOR_PEOPLE}
    assert wanted == {part.id for part in topics()["refusals"].parts}


def test_a_page_has_each_anchor_once():
    for topic in topics().values():
        anchors = [part.id for part in topic.parts]
        assert len(set(anchors)) == len(anchors), topic.name


def test_every_link_to_the_help_leads_to_a_paragraph():
    link = re.compile(r'"help:topic" name="(\w+)" %}#([\w-]+)')
    found = [
        match
        for path in (ROOT / "templates").rglob("*.html")
        for match in link.findall(path.read_text())
    ]
    assert ("words", "digest") in found
    for name, anchor in found:
        assert anchor in {part.id for part in topics()[name].parts}, (name, anchor)


def test_every_role_has_its_page():
    assert {role for topic in topics().values() for role in topic.roles} == set(Role.values)
    assert topic_for([Role.HEAD]).name == "leader"
    assert topic_for([]).name == "start"


def test_all_words_stand_in_both_languages():
    assert all(
        set(words.texts) == {"zh", "en"} and all(words.texts.values()) for words in all_words()
    )


def test_what_stands_in_quotes_is_what_the_pages_say():
    """So that the help is mended when a button is renamed."""
    said = {
        "zh": {entry.msgstr or entry.msgstr_plural.get(0, "") for entry in PO},
        "en": {entry.msgid for entry in PO},
    }
    quoted = [
        (code, name)
        for words in all_words()
        for code, text in words.texts.items()
        for name in re.findall("“([^”]*)”", text)
    ]
    assert len(quoted) > 60
    for code, name in quoted:
        assert name in said[code], name


@pytest.mark.parametrize("word", ["勾稽关系", "口径", "台账", "SHA-256"])
def test_a_word_that_a_clerk_does_not_know_is_explained_or_not_used(word):
    explained = [part.title.texts["zh"] for part in topics()["words"].parts]
    assert any(word in title for title in explained)
    own = [e.msgstr for e in PO if word in e.msgstr and "校验" not in e.msgstr]
    assert own == []


def test_pictures_are_there_and_of_modest_size():
    named = {part.picture for topic in topics().values() for part in topic.parts} - {""}
    kept = {path.stem: path.stat().st_size for path in (ROOT / "static/help").glob("*.jpg")}
    assert named == set(kept) and named
    assert max(kept.values()) < 120_000 and sum(kept.values()) < 800_000


# Pages ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", sorted(topics()))
@pytest.mark.django_db
def test_everybody_reads_every_page_of_the_help(name, language):
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = client.get(reverse("help:topic", args=[name]))
    code = language.partition("-")[0]
    assert texts_in(page, ".help-part h2") == [p.title.texts[code] for p in topics()[name].parts]
    assert [part.get("id") for part in elements(page, ".help-part")] == [
        part.id for part in topics()[name].parts
    ]
    assert len(elements(page, ".help-topics a")) == len(topics())


@pytest.mark.django_db
def test_help_is_one_press_away_on_the_sign_in_page_and_leads_to_ones_own_role():
    sign_in = Client().get(reverse("accounts:login"))
    assert [a.get("href") for a in elements(sign_in, ".bar-person a")] == [reverse("help:help")]
    assert Client().get(reverse("help:help")).url == reverse("help:topic", args=["start"])
    reviewer = browser(make_user((make_agency(is_bureau=True), Role.REVIEWER)))
    assert reviewer.get(reverse("help:help")).url == reverse("help:topic", args=["reviewer"])


@pytest.mark.django_db
def test_who_must_change_the_password_first_can_read_the_help():
    client = browser(make_user((make_agency(), Role.REPORTER), must_change_password=True))
    assert client.get(reverse("help:topic", args=["start"])).status_code == 200
    assert client.get(reverse("agency:home")).status_code == 302


@pytest.mark.django_db
def test_no_page_of_the_help_by_another_name():
    assert Client().get("/help/nothing/").status_code == 404


@pytest.mark.django_db
def test_the_page_on_the_check_up_is_there_while_it_is_offered(settings):
    checkup = reverse("help:topic", args=["checkup"])
    assert elements(Client().get("/checkup/"), f"main [href={checkup}]")
    assert elements(Client().get("/help/start/"), f"[href={checkup}]")
    settings.CHECKUP = False
    assert Client().get(checkup).status_code == 404
    assert not elements(Client().get("/help/start/"), f"[href={checkup}]")


@pytest.mark.django_db
def test_a_refused_move_links_to_its_paragraph():
    report = make_filled_report(state=State.IN_REVIEW)
    office = browser(person_at(report.agency, Role.OFFICE))
    seen = {"seen": report.moves_made - 1}
    page = office.post(reverse("workflow:move", args=[report.pk, "submit"]), seen, follow=True)
    (link,) = elements(page, ".notices .more-help a")
    assert link.get("href").startswith(reverse("help:topic", args=["refusals"]) + "#")
    anchor = link.get("href").partition("#")[2]
    assert anchor in {part.id for part in topics()["refusals"].parts}
    assert text_in(page, ".notices .more-help") == "怎么办"
