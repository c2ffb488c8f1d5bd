"""Corrects a number in a text as written, found by its key."""

from __future__ import annotations

from dataclasses import replace

from reports.drafts.merging import text_mark
from reports.form.content import Content
from reports.form.edition import Edition
from reports.form.equations import without_partial_totals
from reports.form.live_figures import LiveText, read_live
from reports.rules.text_marks import MarkedNumber, marked_numbers


def number_key(number: MarkedNumber, live: LiveText, mark: str) -> str:
    """Return the number's position in the text as written; `mark` is that text's digest."""
    start, end = live.in_source(number.start, number.end)
    return f"{start}-{end}-{mark}"


def corrected_text(
    edition: Edition, content: Content, code: str, source: str, key: str, *, follow: bool
) -> str | None:
    """Return `source`, a section's text as written, with the number of this key corrected, or made
    to `follow` the table; None if there is no such number or nothing to replace it with."""
    known = without_partial_totals(edition, content.figures)
    live, mark = read_live(source, edition, known), text_mark(source)
    numbers = marked_numbers(edition, replace(content, figures=known), code, live)
    number = next((one for one in numbers if number_key(one, live, mark) == key), None)
    words = (number.made_live if follow else number.corrected) if number else ""
    if number is None or not words:
        return None
    start, end = live.in_source(number.start, number.end)
    return f"{source[:start]}{words}{source[end:]}"
