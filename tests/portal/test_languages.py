"""Who reads English sees English: pages, exports and notices, but for what the form itself says."""

import ast
import datetime as dt
import re
from functools import cache
from io import BytesIO
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Notice, Role
from accounts.notifications.notify import compose, notify
from reports.models import State
from tests.support.elements import texts_in
from tests.support.factories import (
    browser,
    bureau_of,
    make_filled_report,
    make_user,
    person_at,
)

ROOT: Path = settings.BASE_DIR
TRANSLATIONS = ROOT / "locale/zh_Hans/LC_MESSAGES/django.po"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
TAIL = re.compile(r"\s\([a-z ]*\)$")


def in_english(person) -> Client:
    client = browser(person)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


# Words in the sources ---------------------------------------------------------------------------


def test_no_english_words_carry_a_note_for_the_translator():
    """Brackets at the end are part of the words only where the Chinese has them too; what only
    tells two meanings apart is a context, which no page shows."""
    entries = polib.pofile(str(TRANSLATIONS))
    notes = [e.msgid for e in entries if TAIL.search(e.msgid) and not re.search("[(（]", e.msgstr)]
    assert entries and not notes


SHOWN_IN_CHINESE = {
    "_bar_menu.html",
    "_paste_preview.html",
}  # 中文 to change to; 无 as it is copied


def test_templates_speak_english_and_are_translated():
    written = {
        path.name
        for kind in ("*.html", "*.txt")
        for path in (ROOT / "templates").rglob(kind)
        if CHINESE.search(path.read_text()) and "help" not in path.parts
    }
    assert written == SHOWN_IN_CHINESE


# What the form says, what is said in both languages side by side, what is read, and the demo.
CHINESE_ROOMS = (
    "reports/form", "reports/rules", "reports/analysis", "reports/reading", "reports/rendering",
    "reports/workbook", "reports/intake", "portal/demo", "portal/formats",
)  # fmt: skip
CHINESE_MODULES = {
    "accounts/management/commands/init_county.py",  # a command's help, both words
    "accounts/migrations/0001_release_0_2.py",
    "reports/migrations/0001_release_0_2.py", "accounts/models/people.py",  # kinds, both words
    "accounts/admin_pages/widgets.py", "reports/admin_sheets/report_cells.py",  # what sheets may say
    "accounts/admin_pages/roles_column.py", "accounts/admin_pages/importing/copies.py",
    "accounts/spreadsheets/data_rows.py", "accounts/spreadsheets/evening.py",
    "accounts/spreadsheets/headings.py",  # as above
    "reports/models/report.py",  # the trail's name of a practice report
    "reports/past_years/sheet.py",  # what sheets may say
    "reports/management/checked_files.py",  # a text that is read to make ready
}  # fmt: skip


def test_code_outside_of_the_form_shows_no_chinese_of_its_own():
    """Words in brackets behind the English name a thing of the form, which stays Chinese."""
    sources = [
        path for app in ("accounts", "portal", "reports") for path in (ROOT / app).rglob("*.py")
    ]
    names = {str(path.relative_to(ROOT)): path for path in sources}
    found = {
        name: words
        for name, path in names.items()
        if not name.startswith(CHINESE_ROOMS) and (words := chinese_strings(path.read_text()))
    }
    assert set(found) == CHINESE_MODULES, found


def chinese_strings(source: str) -> list[str]:
    tree = ast.parse(source)
    docs = {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body and isinstance(node.body[0], ast.Expr)
    }  # fmt: skip
    strings = (n for n in ast.walk(tree) if isinstance(n, ast.Constant) and n not in docs)
    return [n.value for n in strings if isinstance(n.value, str) and CHINESE.search(n.value)]


# Pages ------------------------------------------------------------------------------------------

PAGES = [
    # page, who reads it, in English where the form has no word
    ("agency:home", Role.OFFICE, []),
    ("agency:report", Role.OFFICE, ["pk"]),
    ("agency:check", Role.OFFICE, ["pk"]),
    ("agency:handover", Role.OFFICE, ["pk"]),
    ("records:register", Role.OFFICE, ["pk"]),
    ("records:sign_off", Role.OFFICE, ["pk"]),
    ("review:own_differences", Role.OFFICE, ["pk"]),
    ("accounts:notices", Role.OFFICE, []),
    ("review:desk", Role.REVIEWER, ["pk"]),
    ("review:queue", Role.REVIEWER, []),
    ("oversight:board", Role.REVIEWER, []),
    ("oversight:county_overview", Role.REVIEWER, []),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("page", "role", "names"), PAGES)
def test_headings_buttons_and_labels_of_an_english_page_are_english(page, role, names):
    report = make_filled_report(state=State.RETURNED)
    at = bureau_of(report.agency.region) if role == Role.REVIEWER else report.agency
    found = in_english(person_at(at, role)).get(
        reverse(page, kwargs=dict.fromkeys(names, report.pk))
    )
    assert found.status_code == 200
    words = [
        text
        for tag in ("h1", "h2", "th", "button", "label", "summary", "dt", "legend")
        for text in texts_in(found, f"main {tag}")
    ]
    assert words
    assert not [left for left in map(_own_words, words) if CHINESE.search(left)]


@cache
def _of_the_form() -> str:
    files = [*ROOT.glob("reports/form/editions/*.toml"), *ROOT.glob("reports/analysis/*.*")]
    return re.sub(r"\\n|\s", "", "".join(path.read_text() for path in files))


def _own_words(text: str) -> str:
    """Without names of people and agencies, and without labels of the form."""
    text = re.sub(
        r"人员\d+|\d{4}年|云岭县第\d+局|第\d+局|县\d+|政府信息公开工作年度报告|\([^()]*\)", "", text
    )
    parts = re.split(r"[\s·，：、,:]+", text)
    return " ".join(part for part in parts if part not in _of_the_form())


# Exports ----------------------------------------------------------------------------------------

EXPORTS = [
    # page, who takes it along, first heading in Chinese and in English, part of the name
    ("records:register_file", Role.OFFICE, "序号", "No.", "steps"),
    ("oversight:board_file", Role.REVIEWER, "分组", "By", "filed"),
    ("accounts:trail_file", Role.AUDITOR, "序号", "No.", "Trail"),
    ("oversight:aggregate_file", Role.REVIEWER, "各单位数据", "Figures of the agencies", "sum"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("page", "role", "chinese", "english", "name"), EXPORTS)
def test_an_export_is_in_the_readers_language(page, role, chinese, english, name):
    report = make_filled_report(state=State.APPROVED)
    bureau = bureau_of(report.agency.region)
    person = make_user((report.agency if role == Role.OFFICE else bureau, role))
    given = {"records:register_file": [report.pk], "accounts:trail_file": ["xlsx"]}.get(page, [])
    for client, words in ((browser(person), chinese), (in_english(person), english)):
        answer = client.get(reverse(page, args=given))
        book = load_workbook(BytesIO(b"".join(answer) if answer.streaming else answer.content))
        assert words in {*book.sheetnames, book.worksheets[0]["A1"].value}
        assert (name in answer["Content-Disposition"]) == (words == english)


@pytest.mark.django_db
def test_an_english_trail_streamed_later_is_still_english():
    report = make_filled_report(state=State.APPROVED)
    auditor = make_user((bureau_of(report.agency.region), Role.AUDITOR))
    answer = in_english(auditor).get(reverse("accounts:trail_file", args=["csv"]))
    words = b"".join(answer).decode("utf-8-sig").splitlines()
    assert words[0].startswith("No.,Time,Person")
    assert any("Section saved" in line or "saved" in line.lower() for line in words[1:])


# Notices ----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_notice_is_shown_in_the_readers_language_and_sent_in_chinese():
    report = make_filled_report(state=State.RETURNED)
    office = make_user((report.agency, Role.OFFICE))
    context = {"report": report, "deadline": None, "title": report.edition.sections[0].title}
    words = compose("reminder.send", "workflow/section_reminder.txt",
                    {**context, "deadline": _Deadline(dt.date(2027, 1, 20))}, "/")  # fmt: skip
    with transaction.atomic():
        notify([office], words)
    notice = Notice.objects.get(user=office)
    assert "2027年1月20日" in notice.text and "20 January 2027" not in notice.text
    for client, day in (
        (browser(office), "2027年1月20日"),
        (in_english(office), "20 January 2027"),
    ):
        page = client.get(reverse("accounts:notices")).content.decode()
        assert day in page


class _Deadline:
    is_late = False
    days_left = 3

    def __init__(self, day: dt.date) -> None:
        self.day = day


@pytest.mark.django_db
def test_a_notice_of_before_is_shown_as_it_was_sent():
    person = make_user()
    Notice.objects.create(user=person, kind="move.return", title="年报退回", text="请修改")
    assert "年报退回" in in_english(person).get(reverse("accounts:notices")).content.decode()
