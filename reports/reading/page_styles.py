"""How a web page shows its words: raised, struck out or hidden, by element, attribute or class.

Of a style sheet only what its last simple selector names is taken (`td.old span` is `span`), so
that rather too much is doubted than too little. Rules for print or narrow screens are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from accounts.spreadsheets.marks import marked

MAX_RULES = 2_000
LONGEST_SHEET, LONGEST_DECLARED = 500_000, 2_000
_ELEMENTS = {
    "sup": "vertical-align:super", "sub": "vertical-align:sub",
    "del": "text-decoration:line-through", "s": "text-decoration:line-through",
    "strike": "text-decoration:line-through",
}  # fmt: skip
_RAISED = re.compile(
    r"vertical-align\s*:\s*(?:super|sub|text-top|text-bottom|[-+]?0*\.?0*[1-9])"
    r"|mso-text-raise\s*:\s*-?0*\.?0*[1-9]"
    r"|font-variant(?:-position)?\s*:\s*(?:super|sub)",
    re.IGNORECASE,
)
_STRUCK = re.compile(
    r"text-(?:decoration(?:-line)?|line-through)\s*:[^;]*(?:line-through|single)", re.I
)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all"
    r"|font-size\s*:\s*0+(?:\.0+)?(?:[a-z%]*)\s*(?:;|!|$)|opacity\s*:\s*0+(?:\.0+)?\s*(?:;|!|$)",
    re.IGNORECASE,
)
_SIMPLE = re.compile(r"([a-z][\w-]*)?((?:[.#][\w-]+)*)$", re.IGNORECASE)
_BLOCKS = frozenset({"td", "th", "tr", "table", "tbody", "thead", "p", "div", "body", "img", "col"})


@dataclass(frozen=True)
class Look:
    raised: bool = False
    struck: bool = False
    hidden: bool = False

    def __or__(self, other: Look) -> Look:
        return Look(
            self.raised or other.raised, self.struck or other.struck, self.hidden or other.hidden
        )

    def shown(self, text: str) -> str:
        return marked(text, is_raised=self.raised, is_struck=self.struck)


PLAIN = Look()


def look_of(declared: str) -> Look:
    """Return the look that a style attribute or the body of a rule asks for."""
    plain = declared[:LONGEST_DECLARED]
    return Look(*(bool(sign.search(plain)) for sign in (_RAISED, _STRUCK, _HIDDEN)))


@dataclass
class PageStyles:
    """What the page's own style sheets say, by `element`, `.class`, `element.class` or `#id`."""

    rules: dict[str, Look] = field(default_factory=dict)

    def add(self, sheet: str) -> None:
        for selector, declared in _rules(sheet):
            if (look := look_of(declared)) != PLAIN and len(self.rules) < MAX_RULES:
                self.rules[selector] = self.rules.get(selector, PLAIN) | look

    def of_element(self, tag: str, given: Mapping[str, str]) -> Look:
        """Return an element's look. What lifts a line does not lift a block."""
        declared = f"{_ELEMENTS.get(tag, '')};{given.get('style', '')}"
        found = look_of(declared) if len(declared) > 1 else PLAIN
        for selector in _selectors(tag, given) if self.rules else ():
            found |= self.rules.get(selector, PLAIN)
        return Look(False, found.struck, found.hidden) if tag in _BLOCKS else found


def _selectors(tag: str, given: Mapping[str, str]) -> Iterator[str]:
    yield tag
    for name in given.get("class", "").split():
        yield f".{name}"
        yield f"{tag}.{name}"
    if "id" in given:
        yield f"#{given['id']}"
        yield f"{tag}#{given['id']}"


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Yield each selector with what it declares."""
    plain = _without_conditions(_without_comments(sheet[:LONGEST_SHEET]))
    for rule in plain.split("}"):
        heads, _, declared = rule.rpartition("{")
        for head in heads.split(","):
            words = re.split(r"[\s>+~]+", head.strip())
            if words[-1] and (last := _SIMPLE.fullmatch(words[-1])):
                names = re.findall(r"[.#][\w-]+", last[2])
                yield from (
                    (f"{(last[1] or '').lower()}{name}", declared) for name in names or [""]
                )


def _without_comments(sheet: str) -> str:
    first, *rest = sheet.replace("<!--", "").replace("-->", "").split("/*")
    return "".join([first, *(part.partition("*/")[2] for part in rest)])


def _without_conditions(sheet: str) -> str:
    """Return the sheet without `@media` and the like, whose rules hold only elsewhere."""
    kept, at = [], 0
    while (start := sheet.find("@", at)) >= 0:
        kept.append(sheet[at:start])
        at = _end_of_block(sheet, start)
    return "".join([*kept, sheet[at:]])


def _end_of_block(sheet: str, start: int) -> int:
    """Return where the rule that begins at `start` ends: at its `;` or its last bracket."""
    depth = 0
    for found in re.compile(r"[{};]").finditer(sheet, start):
        depth += {"{": 1, "}": -1, ";": 0}[found[0]]
        if depth <= 0:
            return found.end()
    return len(sheet)
