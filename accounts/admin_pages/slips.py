"""Slips with first passwords, to print and cut: as a page that is shown once, and as a workbook.

The server keeps none of them: what the button for the workbook needs stands in the page, signed.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass

import segno
import xlsxwriter
from django.core import signing
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User

SALT = "accounts.admin_pages.slips"
AN_HOUR = 60 * 60  # seconds that the page's button works
WIDTHS = (36, 14, 18, 20, 34)
ROW_HEIGHT = 30  # points: room to cut between two rows


@dataclass(frozen=True)
class Slip:
    agency: str
    name: str
    username: str
    password: str


def slips_of(people: Sequence[User], passwords: Mapping[int, str]) -> list[Slip]:
    return [
        Slip(agencies_of(person), person.name, person.username, passwords[person.pk])
        for person in people
    ]


def agencies_of(person: User) -> str:
    names = dict.fromkeys(held.agency.name for held in person.memberships.all())
    return "、".join(names)


def qr_code(address: str) -> SafeString:
    """Return the drawing of an address, without any attribute that a style policy forbids."""
    drawn = segno.make(address, error="m", micro=False)
    return mark_safe(drawn.svg_inline(border=1, omitsize=True, svgclass=None, lineclass=None))


def signed(slips: Sequence[Slip], by: User) -> str:
    rows = [astuple(slip) for slip in slips]
    return signing.dumps({"by": by.pk, "slips": rows}, salt=SALT, compress=True)


def unsigned(written: str, by: User) -> list[Slip]:
    """Return what `signed` wrote for this person within the hour. Raises BadSignature of
    Django's."""
    kept = signing.loads(written, salt=SALT, max_age=AN_HOUR)
    if kept["by"] != by.pk:
        raise signing.BadSignature
    return [Slip(*row) for row in kept["slips"]]


def slips_workbook(slips: Sequence[Slip], address: str) -> bytes:
    """Return one row a person, laid out for A4, all of it text."""
    heads = (
        _("Agency"),
        capfirst(pgettext("of a person", "name")),
        _("User name"),
        _("First password"),
        _("Web address"),
    )
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        frame = {"border": 1, "valign": "vcenter", "text_wrap": True, "font_size": 11}
        head, cell = book.add_format({**frame, "bold": True}), book.add_format(frame)
        code = book.add_format({**frame, "font_name": "Consolas", "font_size": 13})
        sheet = book.add_worksheet(_("First passwords"))
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.freeze_panes(1, 0)
        for column, (words, width) in enumerate(zip(heads, WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, words, head)
        for number, slip in enumerate(slips, 1):
            sheet.set_row(number, ROW_HEIGHT)
            for column, words in enumerate((*astuple(slip), address)):
                sheet.write_string(number, column, words, code if column in (2, 3) else cell)
    return stream.getvalue()
