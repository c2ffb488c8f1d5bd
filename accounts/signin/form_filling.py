"""Puts what was typed back into the forms of a page. Knows HTML and nothing else.

The page is taken as it was rendered: whatever form it has, of the portal or of the administration,
gets its values without its view knowing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

Attributes = dict[str, str | None]
Posted = Mapping[str, Sequence[str]]
UNTOUCHED = {"submit", "button", "image", "reset", "file", "password"}
TICKED = {"checkbox", "radio"}
TOKEN = "csrfmiddlewaretoken"
MARK = "data-given-back"  # on what is not as the page had it, for scripts


@dataclass
class FormTag:
    """A start tag, where it stands, and for a textarea where its content ends."""

    tag: str
    attributes: Attributes
    start: int
    end: int
    name: str = ""
    close: int = 0


@dataclass
class PostedForm:
    action: str
    pieces: list[FormTag] = field(default_factory=list)  # fields and options
    folded: list[FormTag] = field(default_factory=list)  # the <details> around it


@dataclass(frozen=True)
class FilledPage:
    html: str
    placed: frozenset[str]  # names that have a field


def fill_form(html: str, page: str, action: str, posted: Posted) -> FilledPage:
    """Return the page with the values in that form of it which was sent to `action`."""
    reader = _FormReader(html, page)
    reader.feed(html)
    reader.close()
    forms = [form for form in reader.forms if form.action == action]
    if not forms:
        return FilledPage(html, frozenset())
    form = max(forms, key=lambda one: _likeness(one, posted))
    edits = _edits(form, posted)
    return FilledPage(_edited(html, edits), frozenset(piece.name for piece in form.pieces))


def _likeness(form: PostedForm, posted: Posted) -> tuple[int, int]:
    """Of forms with one address: what is fixed in it was sent as it stands there, and so was all
    that it has."""
    fixed = [p for p in form.pieces if p.attributes.get("type") == "hidden" and p.name != TOKEN]
    same = sum((p.attributes.get("value") or "") in posted.get(p.name, ()) for p in fixed)
    return same - len(fixed), sum(piece.name in posted for piece in form.pieces)


class _FormReader(HTMLParser):
    def __init__(self, html: str, page: str) -> None:
        super().__init__()
        self.page = page
        self.forms: list[PostedForm] = []
        self.open_form: PostedForm | None = None
        self.by_id: dict[str, PostedForm] = {}
        self.folded: list[FormTag] = []
        self.select = ""
        self.area: FormTag | None = None
        self.lines = [0, *(found.end() for found in re.finditer("\n", html))]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        start = self._here()
        end = start + len(self.get_starttag_text() or "")
        piece = FormTag(tag, attributes, start, end, attributes.get("name") or "")
        if tag == "form":
            self._begin(attributes)
        elif tag == "details":
            self.folded.append(piece)
        elif tag == "select":
            self.select = piece.name
        elif tag == "option" and self.open_form:
            piece.name = self.select
            self.open_form.pieces.append(piece)
        elif tag in {"input", "textarea", "button"}:
            self._field(piece)

    def _begin(self, attributes: Attributes) -> None:
        action = urlsplit(urljoin(self.page, attributes.get("action") or "")).path
        is_post = (attributes.get("method") or "").lower() == "post"
        form = PostedForm(action if is_post else "", folded=list(self.folded))
        self.forms.append(form)
        self.open_form = form
        self.by_id[attributes.get("id") or ""] = form

    def _field(self, piece: FormTag) -> None:
        form = self.by_id.get(piece.attributes.get("form") or "-", self.open_form)
        if form and piece.name:
            form.pieces.append(piece)
        if piece.tag == "textarea":
            self.area = piece

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open_form = None
        elif tag == "details" and self.folded:
            self.folded.pop()
        elif tag == "textarea" and self.area:
            self.area.close = self._here()
            self.area = None

    def _here(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + column


Edit = tuple[int, int, str]


def _edits(form: PostedForm, posted: Posted) -> list[Edit]:
    edits = [
        (p.start, p.end, _tag(p, {**p.attributes, "open": None}))
        for p in form.folded
        if "open" not in p.attributes
    ]
    rest = {name: list(values) for name, values in posted.items()}
    for piece in form.pieces:
        if piece.name != TOKEN and not piece.attributes.keys() & {"disabled", "readonly"}:
            edits += _filled(piece, posted, rest)
    return edits


def _filled(piece: FormTag, posted: Posted, rest: dict[str, list[str]]) -> list[Edit]:
    """Return the changes that give a field its value; of fields with one name the next one."""
    attributes, kind = piece.attributes, (piece.attributes.get("type") or "text").lower()
    if piece.tag == "option" or (piece.tag == "input" and kind in TICKED):
        word = "selected" if piece.tag == "option" else "checked"
        wanted = (attributes.get("value", "on") or "") in posted.get(piece.name, ())
        if wanted == (word in attributes):
            return []
        kept = {name: value for name, value in attributes.items() if name != word}
        return [(piece.start, piece.end, _tag(piece, kept | ({word: None} if wanted else {})))]
    if kind in UNTOUCHED or piece.tag == "button" or not rest.get(piece.name):
        return []
    value = rest[piece.name].pop(0)
    if piece.tag == "textarea":
        start = (piece.start, piece.end, _tag(piece, {**attributes, MARK: None}))
        return [start, (piece.end, piece.close, f"\n{escape(value)}")]
    if value == (attributes.get("value") or ""):
        return []
    mark = {} if kind == "hidden" else {MARK: None}
    return [(piece.start, piece.end, _tag(piece, {**attributes, "value": value, **mark}))]


def _tag(piece: FormTag, attributes: Attributes) -> str:
    words = [
        name if value is None else f'{name}="{escape(value)}"' for name, value in attributes.items()
    ]
    return f"<{' '.join([piece.tag, *words])}>"


def _edited(html: str, edits: list[Edit]) -> str:
    parts, at = [], 0
    for start, end, words in sorted(edits):
        parts += [html[at:start], words]
        at = end
    return "".join([*parts, html[at:]])
