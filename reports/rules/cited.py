"""N-R11, the documents that a report cites: the form's of its year, and the regulation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from reports.form.edition import Edition
from reports.form.loader import load_editions
from reports.rules.context import Checked, Violation

LOOK_ON = 40  # characters behind a number in which a sentence still speaks of it
_NUMBER = re.compile(r"国办公开办函\D{0,2}(\d{4})\D{0,2}(\d{1,4})\s?号")
_REGULATION = re.compile(
    r"政府信息公开条例[^。；\n]{0,20}?令\s?第?\s?(?P<behind>\d{2,4})\s?号"
    r"|令\s?第?\s?(?P<before>\d{2,4})\s?号[^。；\n]{0,12}?政府信息公开条例"
)


def wrong_documents(checked: Checked, options: Mapping[str, Any]) -> Iterator[Violation]:
    """Yield the document of other years' form, unless that of the year is cited too; a number
    that no form has, where the sentence is about the report; another number of the regulation."""
    content = checked.content
    form = _form_of(content.year) or checked.edition
    places = [*content.texts.items(), ("", content.cited_document)]
    cited = [(place, match) for place, text in places for match in _NUMBER.finditer(text)]
    wrong = [(place, m) for place, m in cited if _is_of_a_form(m, options)]
    if not any(match.groups() == _key(form.document) for _, match in cited):
        for place, match in wrong[:1]:
            values = {"year": content.year, "found": match.group(), "document": form.document}
            yield Violation(values, section=place, variant="document", quote=match.group())
    yield from _wrong_regulation(content.texts, options)


def _form_of(year: int) -> Edition | None:
    return next((form for form in load_editions().values() if form.serves(year)), None)


def _is_of_a_form(match: re.Match[str], options: Mapping[str, Any]) -> bool:
    """Whether the number is a form's, or is told to be in a sentence about the report."""
    if match.groups() in {_key(form.document) for form in load_editions().values()}:
        return True
    text = match.string
    start = max(text.rfind(end, 0, match.start()) for end in "。；\n") + 1
    said = text[start : match.end()] + text[match.end() :][:LOOK_ON].split("。")[0]
    of_another = any(word in said for word in options["of_other_documents"])
    return not of_another and any(word in said for word in options["of_the_form"])


def _key(number: str) -> tuple[str | None, ...]:
    match = _NUMBER.search(number)
    return match.groups() if match else (number,)


def _wrong_regulation(texts: Mapping[str, str], options: Mapping[str, Any]) -> Iterator[Violation]:
    for place, text in texts.items():
        for match in _REGULATION.finditer(text):
            number = match["behind"] or match["before"]
            if number != options["regulation"]:
                values = {"found": number, "document": options["regulation"]}
                yield Violation(values, section=place, variant="regulation", quote=match.group())
