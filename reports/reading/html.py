"""Turns web pages into blocks, even if end tags are missing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from accounts.spreadsheets.marks import visible
from reports.reading.archive import MAX_FILE
from reports.reading.blocks import Block, RawParagraph
from reports.reading.doubts import BINARY, TOO_DEEP, TOO_LARGE_ARCHIVE, Unreadable
from reports.reading.page_styles import OF_TEXT, PLAIN, Look, PageStyles, hides
from reports.reading.spans import RawLine, cell_content, in_table, table_blocks

MAX_MARKS = 100_000  # opening brackets
MAX_DEPTH = 20  # tables in tables
MAX_COLSPAN, MAX_ROWSPAN = 100, 300
_LOOKS_LIKE = re.compile(r"<(?:!doctype\s+html|html|body|table|t[rdh]|div|p)[\s>]", re.I)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*(utf-?8|gb2312|gbk|gb18030|big5)", re.I)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_SKIPPED = frozenset({
    "script", "style", "title", "noscript", "template", "svg", "select", "rt", "rp", "button",
    "nav", "footer", "datalist",
})  # fmt: skip
# What says in which title a page's article was put up.
_TITLED = frozenset({"articletitle", "og:title", "title", "dc.title", "twitter:title"})
_TYPED = frozenset({"", "text", "number", "tel", "search", "decimal"})  # inputs that show a value
_CLOSED_BY = {"p": ("p",), "li": ("li",), "tr": ("tr",), "td": ("td", "th"), "th": ("td", "th")}
_OF_TABLES = frozenset({"table", "tr", "td", "th", "tbody", "thead", "tfoot"})
MOST_OPEN = 100  # elements looked through for the one that ends
_LINES = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "div",
    "dl", "dt", "fieldset", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "html", "li", "main", "nav", "ol", "p", "pre", "section", "textarea", "ul",
})  # fmt: skip
_VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
})  # fmt: skip


def looks_like_html(text: str) -> bool:
    return _LOOKS_LIKE.search(text) is not None


def declared_encoding(content: bytes) -> str:
    """Return the encoding a page declares, widened to its family's largest, or ""."""
    match = _CHARSET.search(content[:4096])
    found = match[1].lower().decode() if match else ""
    return "gb18030" if found.startswith("gb") else found


@dataclass(frozen=True)
class Page:
    blocks: list[Block]
    titles: list[str]  # that it gives itself, the article's before the window's
    hides_tables: bool = False  # in parts that were left out


def html_page(text: str, *, opened: bool = False) -> Page:
    """Read a page as it is shown at first; `opened`, with the parts that a script may show, but
    not what stands in these itself. Raises Unreadable."""
    if len(text) > MAX_FILE or text.count("<") > MAX_MARKS or text.count("&") > MAX_MARKS:
        raise Unreadable(TOO_LARGE_ARCHIVE)
    reader = _Reader(opened)
    try:
        reader.feed(text)
        reader.close()
    except (AssertionError, ValueError):  # a declaration or number that html.parser cannot follow
        raise Unreadable(BINARY) from None
    titles = [*reader.titles, "".join(reader.title)]
    return Page(reader.finish(), titles, reader.hides_tables)


@dataclass
class _Flow:
    """The text and blocks of the page or of one cell."""

    blocks: list[Block] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def end_line(self) -> None:
        text = _SPACE.sub(" ", "".join(self.words)).strip(" ")
        if text:
            self.blocks.append(RawParagraph(text))
        self.words.clear()


@dataclass
class _Table:
    number: int
    lines: list[RawLine] = field(default_factory=list)
    covers: dict[int, tuple[int, int]] = field(default_factory=dict)  # column -> span, rows
    cell: _Flow | None = None
    spans: tuple[int, int] = (1, 1)

    def start_row(self) -> None:
        self.end_row()
        self.lines.append(RawLine())

    def end_row(self) -> None:
        self.end_cell()
        if self.lines:
            self._skip_covered()
            self.covers = {c: (s, n - 1) for c, (s, n) in self.covers.items() if n > 1}

    def start_cell(self, spans: tuple[int, int]) -> None:
        self.end_cell()
        if not self.lines:
            self.lines.append(RawLine())
        self._skip_covered()
        self.cell, self.spans = _Flow(), spans

    def end_cell(self) -> None:
        if self.cell is None:
            return
        self.cell.end_line()
        text, blocks = cell_content(self.cell.blocks)
        span, down = self.spans
        added = self.lines[-1].add(text, span, blocks)
        if down > 1:  # the current row is counted down when it ends
            self.covers[added.column] = (span, down)
        self.cell = None

    def _skip_covered(self) -> None:
        """Skip columns covered from above; this row's own cells are already within `width`."""
        line = self.lines[-1]
        while line.width in self.covers:
            line.advance(self.covers[line.width][0])


class _Reader(HTMLParser):
    def __init__(self, opened: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.opened = opened
        self.hides_tables = False
        self.page = _Flow()
        self.tables: list[_Table] = []
        self.count = 0  # tables so far
        self.skipped = ""  # name of the element being skipped
        self.inside = 0
        self.styles, self.sheet = PageStyles(), list[str]()
        self.titles, self.title = list[str](), list[str]()
        self.chosen = False  # within the option of a choice that is shown
        self.open: list[tuple[str, Look]] = []  # elements, each with what it looks like inside

    @property
    def flow(self) -> _Flow:
        return next((t.cell for t in reversed(self.tables) if t.cell), self.page)

    def finish(self) -> list[Block]:
        while self.tables:
            self._end_table()
        self.page.end_line()
        return self.page.blocks

    def handle_data(self, data: str) -> None:
        if self.skipped == "style":
            self.sheet.append(data)
        elif self.skipped == "title":
            self.title.append(data)
        elif not self.skipped or (self.skipped == "select" and self.chosen):
            self._say(data)

    def _say(self, data: str) -> None:
        if self.look.hidden:
            return
        if self.open and self.open[-1][0] == "textarea":
            for line in data.split("\n"):
                self.flow.words.append(visible(line))
                self.flow.end_line()
        else:
            self.flow.words.append(self.look.shown(visible(data)))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if self.skipped:
            self.inside += tag == self.skipped
            self.hides_tables |= tag == "table" and self.skipped not in _SKIPPED
            self.chosen = tag == "option" and "selected" in given
        elif tag in ("meta", "input"):
            self._void(tag, given)
        elif tag not in _VOID and (tag in _SKIPPED or self._is_left_out(tag, given)):
            self.skipped, self.inside = tag, 1
            self.hides_tables |= tag == "table"
        else:
            self._open(tag, given)
            if tag in ("table", "tr", "td", "th"):
                self._start(tag, given)
            elif tag in _LINES:
                self.flow.end_line()

    def _void(self, tag: str, given: dict[str, str]) -> None:
        """Take the title of the article from a `meta`, and from an `input` the value it shows."""
        named = given.get("name", given.get("property", "")).lower()
        if tag == "meta" and named in _TITLED:
            self.titles.append(given.get("content", ""))
        if tag == "input" and given.get("type", "").lower() in _TYPED and not hides(tag, given):
            self.flow.words.append(self.look.shown(visible(given.get("value", ""))))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Treat `<p/>` as an opening tag, as HTML does; only void elements end here."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self.skipped:
            self.inside -= tag == self.skipped
            self.skipped = self.skipped if self.inside else ""
            self._end_sheet()
            return
        self._close((tag,))
        if tag == "table" and self.tables:
            self._end_table()
        elif tag == "tr" and self.tables or tag in ("td", "th") and self.tables:
            self.tables[-1].end_cell()
        elif tag in _LINES:
            self.flow.end_line()
            if tag == "caption" and self.flow.blocks[-2:-1] == self.flow.blocks[-1:]:
                self.flow.blocks[-1:] = []  # repeats the heading for screen readers

    # How it looks ------------------------------------------------------------------------------

    @property
    def look(self) -> Look:
        return self.open[-1][1] if self.open else PLAIN

    def _open(self, tag: str, given: dict[str, str]) -> None:
        if tag in _VOID:
            return
        if tag in _CLOSED_BY:
            self._close(_CLOSED_BY[tag])
        own, around = self.styles.of_element(tag, given), self.look
        raised = own.raised or (around.raised and tag not in _OF_TABLES)
        painted, struck = own.painted or around.painted, own.struck or around.struck
        hidden = around.hidden and tag in OF_TEXT - _LINES
        hidden = hidden or (self.opened and self._is_hidden(tag, given))
        self.open.append((tag, Look(raised, struck, hidden, painted=painted)))

    def _close(self, tags: tuple[str, ...]) -> None:
        """End the innermost of these elements with what is open in it, but no cell by what is not
        of tables."""
        for place in range(len(self.open) - 1, max(-1, len(self.open) - MOST_OPEN), -1):
            name = self.open[place][0]
            if name in tags:
                del self.open[place:]
                return
            if name == "table" or (name in _OF_TABLES and tags[0] not in _OF_TABLES):
                return

    def _is_left_out(self, tag: str, given: dict[str, str]) -> bool:
        """Whether an element is hidden, and no part that a script may show."""
        is_part = (tag == "table" or tag not in OF_TEXT | _OF_TABLES) and self.flow is self.page
        return self._is_hidden(tag, given) and not (self.opened and is_part)

    def _is_hidden(self, tag: str, given: dict[str, str]) -> bool:
        """Whether an element is hidden: by itself, or if it is in a cell or holds nothing but text,
        also by a style sheet. Whole parts that a sheet hides may be shown by a script."""
        if hides(tag, given):
            return True
        in_cell = self.flow is not self.page and tag not in _OF_TABLES
        if not in_cell and tag not in OF_TEXT:
            return False
        look = self.styles.of_element(tag, given)
        white = in_cell and look.white and not (look.painted or self.look.painted)
        return look.hidden or white

    def _end_sheet(self) -> None:
        if self.sheet and not self.skipped:
            self.styles.add("".join(self.sheet))
            self.sheet.clear()

    # Tables ------------------------------------------------------------------------------------

    def _start(self, tag: str, given: dict[str, str]) -> None:
        if tag == "table":
            self.flow.end_line()
            self.count += 1
            self.tables.append(_Table(self.count))
            if len(self.tables) > MAX_DEPTH:
                raise Unreadable(TOO_DEEP)
        elif not self.tables:
            self.flow.end_line()
        elif tag == "tr":
            self.tables[-1].start_row()
        else:
            down = _number(given.get("rowspan", "1"), MAX_ROWSPAN)
            self.tables[-1].start_cell((_number(given.get("colspan", "1"), MAX_COLSPAN), down))

    def _end_table(self) -> None:
        table = self.tables.pop()
        table.end_row()
        self.flow.end_line()
        self.flow.blocks.extend(table_blocks(table.lines, in_table(table.number)))


def _number(written: str, most: int) -> int:
    """Return a stated span, clamped; what is not a number counts as 1, and 0 as the maximum."""
    match = re.match(r"\s*\+?(\d{1,9})", written, re.ASCII)
    return min(int(match[1]) or most, most) if match else 1
