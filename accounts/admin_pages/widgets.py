"""How cells of a sheet are read and displayed: per kind of value how it is evened out before it is
checked (`even`), a `clean` and `render` pair, and the words that are `accepted` where they are few.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.widgets import Widget

from accounts.models import Region, User
from accounts.models.scope import administered_regions
from accounts.spreadsheets import evening
from accounts.spreadsheets.headings import plain
from accounts.spreadsheets.marks import has_struck, is_raised, visible

_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
YES = frozenset({"是", "有", "对", "启用", "在用", "√", "✓", "✔", "yes", "y", "true", "1"})
NO = frozenset({"否", "无", "不是", "停用", "×", "✗", "✘", "no", "n", "false", "0"})


def text_of(value: Any) -> str:
    """Return a cell as text; whole numbers have no decimal point."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.15g}"
    return visible(str(value)).strip()


class EvenedWidget(Widget):
    """What is not evened out is checked as it stands."""

    even: evening.Even = staticmethod(evening.shown)
    is_text = False  # a column that a spreadsheet must not take for numbers

    @property
    def accepted(self) -> Sequence[str]:
        return ()


class TextWidget(EvenedWidget):
    even = staticmethod(evening.text)

    def clean(self, value: Any, row: Any = None, **_options: Any) -> str:
        if has_struck(text := text_of(value)):
            raise ValueError(expected(text, _("text of which nothing is struck out")))
        return text

    def render(self, value: Any, obj: Any = None, **_options: Any) -> str:
        return "" if value is None else str(value)


class NameWidget(TextWidget):
    even = staticmethod(evening.name)


class CodeWidget(TextWidget):
    even, is_text = staticmethod(evening.code), True


class LoginWidget(TextWidget):
    even, is_text = staticmethod(evening.login), True


class TelephoneWidget(TextWidget):
    even, is_text = staticmethod(evening.telephone), True


class MobileWidget(TextWidget):
    even, is_text = staticmethod(evening.mobile), True


class MailWidget(TextWidget):
    even = staticmethod(evening.mail)


class WholeNumberWidget(EvenedWidget):
    even = staticmethod(evening.whole_number)

    def clean(self, value: Any, row: Any = None, **_options: Any) -> int:
        found = text_of(value)
        text = unicodedata.normalize("NFKC", found)
        if any(map(is_raised, found)) or not re.fullmatch(r"\d{1,9}", text):
            raise ValueError(expected(value, _("a whole number")))
        return int(text)

    def render(self, value: Any, obj: Any = None, **_options: Any) -> Any:
        return value


class DayWidget(EvenedWidget):
    even = staticmethod(evening.day)

    def clean(self, value: Any, row: Any = None, **_options: Any) -> dt.date:
        if isinstance(value, dt.datetime):
            return value.date()
        if isinstance(value, dt.date):
            return value
        if match := _DAY.fullmatch(text_of(value)):
            try:
                return dt.date(*map(int, match.groups()))
            except ValueError:
                pass
        raise ValueError(expected(value, _("a date such as 2027-01-20")))

    def render(self, value: Any, obj: Any = None, **_options: Any) -> Any:
        return value


class FieldBeside(Field):
    """A column that is no field of the object: what the row says is kept beside it, and what is
    `stored` counts until then."""

    def __init__(self, column: str, widget: Widget, stored: Callable[[Any], Any]) -> None:
        super().__init__(column, column, widget)
        self.stored = stored
        self.object: Any = None  # of the row that is being read
        self.said: Any = None

    def get_value(self, instance: Any) -> Any:
        if instance is None:
            return None
        return self.said if instance is self.object else self.stored(instance)

    def save(self, instance: Any, row: Any, is_m2m: bool = False, **options: Any) -> None:
        self.object, self.said = instance, self.clean(row, **options)


class YesNoWidget(EvenedWidget):
    even = staticmethod(evening.word)

    @property
    def accepted(self) -> Sequence[str]:
        return (_("Yes"), _("No"))

    def clean(self, value: Any, row: Any = None, **_options: Any) -> bool:
        found = text_of(value).lower()
        if found in YES:
            return True
        if found in NO:
            return False
        raise ValueError(expected(value, "是 / 否 (yes / no)"))

    def render(self, value: Any, obj: Any = None, **_options: Any) -> str:
        return _("Yes") if value else _("No")


@cache
def words_of(choices: type[models.TextChoices]) -> Mapping[str, str]:
    """Map every name of a choice, in each language and without signs, to its value."""
    words = {plain(value): value for value in choices.values if value}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            words.update({plain(str(choice.label)): choice.value for choice in choices})
    return words


class ChoiceWidget(EvenedWidget):
    even = staticmethod(evening.word)

    def __init__(
        self, choices: type[models.TextChoices], also: Mapping[str, str] | None = None
    ) -> None:
        super().__init__()
        self.choices, self.also = choices, also or {}  # other words -> values

    @property
    def accepted(self) -> Sequence[str]:
        return [str(label) for label in self.choices.labels]

    def clean(self, value: Any, row: Any = None, **_options: Any) -> str:
        word = plain(text_of(value))
        found = words_of(self.choices).get(word, self.also.get(word))
        if found is None:
            labels = ", ".join(str(label) for label in self.choices.labels)
            raise ValueError(expected(value, labels))
        return found

    def render(self, value: Any, obj: Any = None, **_options: Any) -> str:
        return "" if value is None else str(self.choices(value).label)


class RegionWidget(EvenedWidget):
    """A region within the administrator's own, by its division code; the sheet may also give its
    name, which `places` evens out."""

    even, is_text = staticmethod(evening.code), True
    known: Mapping[str, Region] | None = None  # read once, where there are many rows

    def clean(self, value: Any, row: Any = None, *, user: User, **_options: Any) -> Region:
        code = text_of(value)
        if self.known is None:
            found = administered_regions(user).filter(code=code).first()
        else:
            found = self.known.get(code)
        if found is None:
            raise ValueError(expected(value, _("the code or the name of one of your regions")))
        return found

    def render(self, value: Region | None, obj: Any = None, **_options: Any) -> str:
        return value.code if value else ""


def expected(found: Any, wanted: str) -> str:
    if text_of(found) == "":
        return _("Found nothing, expected %(wanted)s.") % {"wanted": wanted}
    return _("Found “%(found)s”, expected %(wanted)s.") % {
        "found": evening.shown(found)[:40],
        "wanted": wanted,
    }
