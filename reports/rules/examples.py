"""An example of each rule: a report that breaks it, and the same report mended. Pure.

The example that a rule's entry states is put into a sound report. A sum or bound without one gets
figures that break its first equation; see editions/README.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from reports.form.content import Content, Figure, Finding, ListedWord, RuleContext
from reports.form.edition import Edition, EditionError, RuleEntry
from reports.form.equations import Equation, Term, equations_by_rule
from reports.rules.check import check

AGENCY = "示例县教育局"
TEXTS: Mapping[str, str] = {
    "s1_overview": (
        "全年主动公开信息312条，没有收到依申请公开的申请。规范管理政府信息，网站设专栏12个，"
        "组织培训2次，明确专人负责，定期自查。发布前逐件审查，发现的问题都已经改正，"
        "群众可以在政务大厅的公开专区查阅，也可以向办公室咨询。"
    ),
    "s5_problems": (
        "一是政策解读以文字为主，图解和视频较少；二是专栏更新不够及时。将逐月检查，加强培训。"
    ),
    "s6_other": "本年度未收取信息处理费，没有其他需要报告的事项。",
}
LAST_YEAR = "previous:"  # before a place of last year's report
UNREAD = "unread:"  # before a cell that a reader did not make out, or did, where it is a number
RIGHT_SIDE = (12, 3)  # what the first cells of a made-up right side hold, the others 0
OTHERS_LEFT = 5  # what cells of the left side hold besides the last, which is reckoned


@dataclass(frozen=True)
class Mended:
    """One place that the mended report has otherwise: a cell, a section, or `title`, `titles`."""

    place: str
    before: str | Figure | None
    after: str | Figure | None


@dataclass(frozen=True)
class Example:
    broken: Content
    mended: Content
    previous: Content
    around: RuleContext
    changes: tuple[Mended, ...]
    needs_last_year: bool  # only beside last year's report does it break the rule
    finding: Finding  # what the rule says of the broken report


@cache
def examples(edition: Edition) -> Mapping[str, Example]:
    """Return the examples of the edition's rules that have one, by rule. Raises EditionError where
    one breaks nothing."""
    equations = equations_by_rule(edition)
    entries = [entry for entry in edition.rules if entry.example or entry.id in equations]
    return {entry.id: example_of(edition, entry) for entry in entries}


def example_of(edition: Edition, entry: RuleEntry) -> Example:
    """Return the rule's example. Raises EditionError where it does not break the rule."""
    broken, mended = _stated(edition, entry)
    both = {**broken, **mended}
    last = {place: what for place, what in broken.items() if place.startswith(LAST_YEAR)}
    year = broken.get("year", edition.last_year or edition.first_year + 2)
    content = _report(edition, year, broken)
    before = {place.removeprefix(LAST_YEAR): what for place, what in last.items()}
    previous = replace(_report(edition, year - 1, before), texts={}, approved=True)
    around = RuleContext(watched=tuple(ListedWord(*words) for words in broken.get("words", ())))
    findings = check(edition, content, previous, around=around)
    found = next((finding for finding in findings if finding.rule == entry.id), None)
    if found is None:
        raise EditionError(f"{edition.id}.toml", entry.id, "has an example that does not break it")
    alone = check(edition, content, around=around)
    changed = tuple(_changes(edition, year, broken, mended))
    mended_content = _report(edition, year, both)
    needed = all(finding.rule != entry.id for finding in alone)
    return Example(content, mended_content, previous, around, changed, needed, found)


def _stated(edition: Edition, entry: RuleEntry) -> tuple[dict[str, Any], dict[str, Any]]:
    if entry.example:
        return dict(entry.example["broken"]), dict(entry.example["mended"])
    equations = equations_by_rule(edition).get(entry.id)
    if not equations:
        raise EditionError(f"{edition.id}.toml", entry.id, "has no example")
    return _of_equation(equations[0])


# A sound report, with some places otherwise ---------------------------------------------------


def _report(edition: Edition, year: int, stated: Mapping[str, Any]) -> Content:
    seen = {place.removeprefix(UNREAD): what for place, what in stated.items()}
    cells = {place: what for place, what in seen.items() if place in edition.cells}
    unread = {place: what for place, what in cells.items() if UNREAD + place in stated}
    words = {cell: what for cell, what in cells.items() if isinstance(what, str) and what}
    figures = {cell: None if isinstance(what, str) else what for cell, what in cells.items()}
    texts = {code: _words(edition, year, stated[code]) for code in TEXTS if code in stated}
    titles = stated.get("titles", ())
    return Content(
        year=year,
        figures={**dict.fromkeys(edition.cells, 0), **figures},
        texts={**TEXTS, **texts},
        unreadable={cell: what for cell, what in words.items() if cell not in unread},
        unread={cell: what for cell, what in words.items() if cell in unread},
        agency=AGENCY,
        is_government=stated.get("is_government", False),
        title=_words(edition, year, stated.get("title", "")),
        titles=_every_title(edition) if titles == ["{titles}"] else tuple(titles),
    )


def _every_title(edition: Edition) -> tuple[str, ...]:
    return tuple(section.title for section in edition.sections)


def _words(edition: Edition, year: int, stated: str | list[Any]) -> str:
    """Return a text; a list is a sentence and how often it stands there."""
    text = stated if isinstance(stated, str) else str(stated[0]) * int(stated[1])
    return text.replace("{year}", str(year)).replace("{last_year}", str(year - 1))


def _changes(
    edition: Edition, year: int, broken: Mapping[str, Any], mended: Mapping[str, Any]
) -> Iterator[Mended]:
    for place, after in mended.items():
        cell = place.removeprefix(UNREAD)
        before = broken.get(place, 0 if cell in edition.cells else "")
        if cell in edition.cells:
            yield Mended(cell, before, after)
        elif place == "titles":
            yield Mended(place, "　".join(before), "　".join(_every_title(edition)))
        else:
            yield Mended(place, _words(edition, year, before), _words(edition, year, after))


# Figures that break an equation ----------------------------------------------------------------


def _of_equation(equation: Equation) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return figures that are off by one, and the last cell of the left side as it should be."""
    *others, last = equation.left
    given = [term for term in equation.right if term.cell]
    values = dict(zip(map(_place, given), RIGHT_SIDE, strict=False))
    values.update({_place(term): OTHERS_LEFT for term in others})
    right = sum(term.sign * _value(term, values) for term in equation.right)
    left = sum(term.sign * _value(term, values) for term in others)
    due = last.sign * (right - left)
    off = last.sign if equation.relation == "<=" else -last.sign
    return {**values, _place(last): due + off}, {_place(last): due}


def _value(term: Term, values: Mapping[str, int]) -> int:
    return values.get(_place(term), 0) if term.cell else term.number


def _place(term: Term) -> str:
    return f"{LAST_YEAR}{term.cell}" if term.previous else term.cell
