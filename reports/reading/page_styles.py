"""How a web page shows its words: raised, struck out or hidden, by element, attribute or class.

Of a style sheet only what its last simple selector names is taken (`td.old span` is `span`), so
that rather too much is doubted than too little. Rules for print or narrow screens are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

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
    r"|font-size\s*:\s*(?:(?:0+(?:\.0*)?|\.0+)[a-z%]*|1px|0*\.\d+p[xt])\s*(?:;|!|$)"
    r"|(?<![-\w])font\s*:\s*(?:[a-z]+\s+)*0+(?:\.0+)?(?:[a-z%]*)[\s/]"
    r"|opacity\s*:\s*(?:0+(?:\.0*)?|\.0+)%?\s*(?:;|!|$)|(?<![-\w])color\s*:\s*transparent"
    r"|(?<![-\w])(?:text-indent|left|top|margin-left)\s*:\s*-(?:\d{4,}|999)"
    r"|(?<![-\w])clip\s*:\s*rect\(\s*[01](?:px)?[\s,]|clip-path\s*:\s*inset\(\s*(?:50|100)%"
    r"|content-visibility\s*:\s*hidden|transform\s*:\s*scale\(\s*0\s*\)",
    re.IGNORECASE,
)
_FLAT = re.compile(r"(?<![-\w])(?:max-)?(?:height|width)\s*:\s*0(?:px|pt|em|%)?\s*(?:;|!|$)", re.I)
_CUT_OFF = re.compile(r"overflow(?:-[xy])?\s*:\s*(?:hidden|clip)", re.IGNORECASE)
_COLOUR = re.compile(r"(?<![-\w])color\s*:\s*([^;!]+)", re.IGNORECASE)
_GROUND = re.compile(r"(?<![-\w])background(?:-color)?\s*:\s*([^;!]+)", re.IGNORECASE)
_WHITE = re.compile(
    r"(?<![-\w])color\s*:\s*(?:white|#fff(?:fff)?|rgba?\(\s*255\s*,\s*255\s*,\s*255)(?![\w])", re.I
)
_PAINTED = re.compile(
    r"(?<![-\w])background(?:-color|-image)?\s*:\s*(?!none|transparent|white|#fff)", re.I
)
# Classes that hide what has them, in the frameworks that offices' sites are made with.
_HIDING = frozenset({
    "sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "screen-reader-only",
    "element-invisible", "a11y-hidden", "d-none", "hidden", "hide", "is-hidden", "invisible",
    "layui-hide", "el-hidden", "uk-hidden", "ng-hide", "offscreen",
})  # fmt: skip
_SHOWN_AGAIN = re.compile(r"(?:d-)?(?:sm|md|lg|xl|xxl)[-:](?:block|inline|flex|grid|table)|show")
# Elements that hold text, and no part of a page.
OF_TEXT = frozenset({
    "a", "abbr", "b", "big", "center", "cite", "code", "dd", "del", "dt", "em", "font", "h1", "h2",
    "h3", "h4", "h5", "h6", "i", "ins", "label", "li", "mark", "p", "q", "s", "small", "span",
    "strike", "strong", "sub", "sup", "u", "var",
})  # fmt: skip
_SIMPLE = re.compile(r"([a-z][\w-]*)?((?:[.#][\w-]+)*)$", re.IGNORECASE)
_BLOCKS = frozenset({"td", "th", "tr", "table", "tbody", "thead", "p", "div", "body", "img", "col"})


@dataclass(frozen=True)
class Look:
    raised: bool = False
    struck: bool = False
    hidden: bool = False
    white: bool = False
    painted: bool = False  # has a background of its own

    def __or__(self, other: Look) -> Look:
        return Look(
            self.raised or other.raised,
            self.struck or other.struck,
            self.hidden or other.hidden,
            self.white or other.white,
            self.painted or other.painted,
        )

    def shown(self, text: str) -> str:
        return marked(text, is_raised=self.raised, is_struck=self.struck)


PLAIN = Look()


@lru_cache(maxsize=1024)  # most elements of a page are alike
def look_of(declared: str) -> Look:
    """Return the look that a style attribute or the body of a rule asks for."""
    plain = declared[:LONGEST_DECLARED]
    raised, struck, hidden, white, painted = (
        bool(sign.search(plain)) for sign in (_RAISED, _STRUCK, _HIDDEN, _WHITE, _PAINTED)
    )
    flat = bool(_FLAT.search(plain) and _CUT_OFF.search(plain))
    return Look(raised, struck, hidden or flat or _is_one_colour(plain), white, painted)


def _is_one_colour(declared: str) -> bool:
    """Whether letters have the colour of what they stand on."""
    letters, ground = _COLOUR.search(declared), _GROUND.search(declared)
    if letters is None or ground is None:
        return False
    return letters[1].strip().lower() == ground[1].strip().lower()


def hides(tag: str, given: Mapping[str, str]) -> bool:
    """Whether an element says itself that it is not shown."""
    if not given:
        return False
    if "hidden" in given or look_of(given.get("style", "")).hidden:
        return True
    if given.get("aria-hidden", "").lower() == "true" and tag in OF_TEXT:
        return True
    classes = given.get("class", "").lower().split()
    return not _HIDING.isdisjoint(classes) and not any(map(_SHOWN_AGAIN.search, classes))


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
        declared = f"{_ELEMENTS.get(tag, '')};{given.get('style', '')}{_attributes(given)}"
        found = look_of(declared) if len(declared) > 1 else PLAIN
        for selector in _selectors(tag, given) if self.rules else ():
            found |= self.rules.get(selector, PLAIN)
        return replace(found, raised=False) if tag in _BLOCKS else found


def _attributes(given: Mapping[str, str]) -> str:
    """Return what older pages say by attributes as a style."""
    if not given:
        return ""
    color, background = given.get("color", ""), given.get("bgcolor", "")
    return f";color:{color}" * bool(color) + f";background:{background}" * bool(background)


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
