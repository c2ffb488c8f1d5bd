"""Turns a Reading of a published report into an Extract for a report that is being filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from reports.form.content import Content, Figure, Words
from reports.form.edition import PREAMBLE, Edition
from reports.intake.comparison import Doubted, Extract, base_of
from reports.reading import Doubt, Reading
from reports.reading.doubts import is_of_the_cell
from reports.reading.labels import bare

BLANK = Words({
    "zh": "文件中这一格是空白，勾选则清空草稿中的数。",
    "en": "This cell is blank in the file; ticked, the draft's figure is taken out.",
})  # fmt: skip

NO_PLACE_FOR_PREAMBLE = Words({
    "zh": "标题与第一部分之间的文字在规定的六个部分之外，没有列入。",
    "en": "What stands between the title and section one is outside the six sections and left out.",
})  # fmt: skip
# 棠溪县, 青石镇; but not the 乡 of 城乡建设局 or the 市 of 城市管理局.
_REGION = (
    r"[\u4e00-\u9fff]{1,10}?(?:[县旗州省]|自治区|地区|(?<![城社景园校小库林牧护都])[市区镇乡])"
)
_REGIONS = re.compile(rf"(?:{_REGION})+")
_ABOVE = re.compile(r"(?:[\u4e00-\u9fff]{1,10}?(?:省|市|自治区|州|盟|地区))+")  # above a county


def extract_of_reading(
    edition: Edition, content: Content, reading: Reading, names: tuple[str, ...]
) -> Extract:
    """Return the Extract; `content` is what the draft shows, `names` are those of its agency."""
    doubts = {doubt.cell: doubt for doubt in reading.doubts if doubt.cell in edition.cells}
    blanks = set(_blanks(edition, content, reading, doubts))
    told = {cell: Doubted(doubt.found, doubt.reason) for cell, doubt in doubts.items()}
    return Extract(
        figures=_figures(edition, reading, doubts),
        unreadable={c: d.found for c, d in doubts.items() if is_of_the_cell(d.reason)},
        texts={
            code: text
            for code, text in reading.content.texts.items()
            if text and code in edition.by_code
        },
        origins={p: at for p, at in reading.origins.items() if p in _places(edition)},
        doubts=told | {cell: Doubted("", BLANK) for cell in blanks},
        base=base_of(edition, content),
        remarks=tuple(_remarks(edition, reading)),
        asks=tuple(_asks(content, reading, names)),
    )


def _places(edition: Edition) -> set[str]:
    return {*edition.cells, *edition.by_code}


def _figures(
    edition: Edition, reading: Reading, doubts: Mapping[str, Doubt]
) -> dict[str, Figure | None]:
    """Return what was read, and certain blanks; doubtful cells without a figure are not stated."""
    return {
        cell: figure
        for cell, figure in reading.content.figures.items()
        if cell in edition.cells and (figure is not None or cell not in doubts)
    }


def _blanks(
    edition: Edition, content: Content, reading: Reading, doubts: Mapping[str, Doubt]
) -> Iterator[str]:
    """Yield cells blank in the file but filled in the draft, which must not be emptied unasked."""
    for id_, cell in edition.cells.items():
        blank = id_ in reading.content.figures and reading.content.figures[id_] is None
        filled = content.figures.get(id_) is not None or id_ in content.unreadable
        if blank and filled and id_ not in doubts and not cell.computed:
            yield id_


def _remarks(edition: Edition, reading: Reading) -> Iterator[Words]:
    for doubt in reading.doubts:
        if not doubt.cell:
            yield _with_quote(doubt)
    if PREAMBLE.code in reading.content.texts:
        yield NO_PLACE_FOR_PREAMBLE
    stated = {cell for cell, figure in reading.content.figures.items() if figure is not None}
    lost = stated - edition.cells.keys()
    if reading.edition is not edition:
        yield Words({
            "zh": f"文件用的是“{reading.edition.name}”，与本年报的版式不同；"
            f"其中 {len(lost)} 个数据在本版式中没有位置，没有列入。",
            "en": f"The file uses another form ({reading.edition.id}); "
            f"{len(lost)} of its figures have no place in this one and are left out.",
        })  # fmt: skip


def _with_quote(doubt: Doubt) -> Words:
    if not doubt.found:
        return doubt.reason
    zh, en = doubt.reason.in_language("zh"), doubt.reason.in_language("en")
    return Words({"zh": f"{zh}（{doubt.found}）", "en": f"{en} ({doubt.found})"})


def _asks(content: Content, reading: Reading, names: tuple[str, ...]) -> Iterator[Words]:
    found = reading.content
    if found.year != content.year:
        yield Words({
            "zh": f"读入的是 {found.year} 年年报，确实要写入 {content.year} 年年报。",
            "en": f"The file is the report of {found.year}, meant for that of {content.year}.",
        })  # fmt: skip
    if found.agency and not is_same_agency(found.agency, names):
        yield Words({
            "zh": f"读入的是“{found.agency}”的年报，确实要写入“{names[0]}”的年报。",
            "en": f"The file is the report of {found.agency}, meant for that of {names[0]}.",
        })  # fmt: skip


def is_same_agency(found: str, names: tuple[str, ...]) -> bool:
    """Whether a report's agency is one of these names, of which it may leave out the region or say
    the regions above: 棠溪县水利局 is 水利局 and 清河省棠溪县水利局, not 青石县水利局."""
    stated = bare(found)
    return any(_is_same(stated, bare(name)) for name in names if name)


def _is_same(stated: str, name: str) -> bool:
    if stated == name:
        return True
    left_out, above = name.removesuffix(stated), stated.removesuffix(name)
    if left_out != name:
        return _REGIONS.fullmatch(left_out) is not None or stated[0] in "县市区旗镇乡"
    return above != stated and bool(_ABOVE.fullmatch(above) and _REGIONS.match(name))
