"""Dates and times are written in one style a language: pages, notices and sheets."""

import ast
import datetime as dt
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.utils.formats import date_format
from django.utils.translation import override

ROOT: Path = settings.BASE_DIR
MOMENT = dt.datetime(2026, 3, 8, 9, 5, 7, tzinfo=dt.timezone(dt.timedelta(hours=8)))
WRITTEN = [
    # format, in Chinese, in English
    ("DATE_FORMAT", "2026年3月8日", "8 March 2026"),
    ("SHORT_DATE_FORMAT", "2026年3月8日", "8 March 2026"),
    ("DATETIME_FORMAT", "2026年3月8日 09:05", "8 March 2026 09:05"),
    ("SHORT_DATETIME_FORMAT", "2026年3月8日 09:05", "8 March 2026 09:05"),
    ("SECONDS_FORMAT", "2026年3月8日 09:05:07", "8 March 2026 09:05:07"),
    ("TIME_FORMAT", "09:05", "09:05"),
]
NAMES = {name for name, _zh, _en in WRITTEN}
FOR_MACHINES = {"c", "Y-m-d"}  # <time datetime>, <input type=date>
# What a machine reads back, a file keeps, or a command prints.
PLAIN = {
    "accounts/notifications/notify.py",  # quiet hours, as the trail keeps them
    "accounts/signin/break_glass.py",  # a command's output
    "reports/entry/autosave.py", "reports/entry/section.py",  # times of the day alone
    "reports/intake/offline.py", "reports/workbook/stamp.py",  # the workbook's stamp
}  # fmt: skip


@pytest.mark.parametrize(("name", "chinese", "english"), WRITTEN)
def test_a_moment_is_written_in_the_readers_language(name, chinese, english):
    shown = Template(f"{{{{ moment|date:'{name}' }}}}")
    for language, words in (("zh-hans", chinese), ("en", english)):
        with override(language):
            assert date_format(MOMENT, name) == shown.render(Context({"moment": MOMENT})) == words


def test_templates_name_one_of_these_formats_and_no_other():
    used = {
        (path.name, found)
        for path in (ROOT / "templates").rglob("*.*")
        for found in re.findall(r"\|(?:date|time):[\"']([^\"']*)[\"']", path.read_text())
    }
    assert used
    assert not {(path, found) for path, found in used if found not in NAMES | FOR_MACHINES}


def test_code_writes_no_date_or_time_in_a_style_of_its_own():
    sources = [
        path for app in ("accounts", "portal", "reports") for path in (ROOT / app).rglob("*.py")
    ]
    names = {str(path.relative_to(ROOT)) for path in sources if own_styles(path.read_text())}
    assert names == PLAIN


def own_styles(source: str) -> list[str]:
    """strftime codes in f-strings and calls, and formats of `date_format` other than by name."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FormattedValue) and node.format_spec:
            spec = ast.unparse(node.format_spec)
            found += re.findall(r"%[-#]?[YmdHMSB]", spec)
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            given = [a.value for a in node.args if isinstance(a, ast.Constant)]
            if name == "strftime" or (name == "date_format" and set(given) - NAMES):
                found.append(name)
    return found


@pytest.mark.parametrize(
    ("source", "own"),
    [
        ('f"{day:%Y-%m-%d}"', True),
        ('day.strftime("%d.%m.")', True),
        ('date_format(day, "Y-m-d")', True),
        ('date_format(day, "DATE_FORMAT")', False),
        ("date_format(day)", False),
        ('f"{share:.1%}"', False),
    ],
)
def test_a_style_of_its_own_is_found(source, own):
    assert bool(own_styles(source)) == own
