"""Examples of what is written in a cell, read by Python and in the browser alike."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

_TABLES: dict[str, list[dict[str, Any]]] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
)
EXAMPLES = _TABLES["counts"]
SHOWN = _TABLES["shown"]  # what only an office file or a web page can show
Runs = Sequence[tuple[str, str]]  # words, and how they are shown
Written = Callable[[Runs], Any]


def _word(**properties: str) -> Written:
    """Runs as Word has them; a property is an element of the run's, with its value."""

    def written(runs: Runs) -> str:
        return "".join(
            f"<w:r><w:rPr>{properties[how] if how else ''}</w:rPr><w:t>{words}</w:t></w:r>"
            for words, how in runs
        )

    return written


def _page(**elements: str) -> Written:
    """Runs as a web page has them: each in an element, named with its attributes."""

    def written(runs: Runs) -> str:
        return "".join(
            f"<{elements[how]}>{words}</{elements[how].split()[0]}>" if how else words
            for words, how in runs
        )

    return written


STYLES = """<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:style w:type="character" w:styleId="Up"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Note"><w:basedOn w:val="Up"/></w:style>
<w:style w:type="character" w:styleId="Old"><w:rPr><w:strike/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Gone"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>"""
SHEET = """<style>/* sup { } */ @media print { .n { display: none } } @import "x.css";
.up, td.x span.note { vertical-align: super; font-size: 60% } p.low{vertical-align:sub}
span.low { vertical-align: sub } .old{text-decoration: line-through} .gone { display : none }
</style>"""
IN_WORD = {
    "by the run": _word(
        raised='<w:vertAlign w:val="superscript"/>', lowered='<w:vertAlign w:val="subscript"/>',
        struck="<w:strike/>", hidden="<w:vanish/>",
    ),
    "by position": _word(
        raised='<w:position w:val="6"/>', lowered='<w:position w:val="-4"/>',
        struck='<w:dstrike w:val="1"/>', hidden="<w:webHidden/>",
    ),
    "by a style": _word(
        raised='<w:rStyle w:val="Note"/>', lowered='<w:rStyle w:val="Up"/>',
        struck='<w:rStyle w:val="Old"/>', hidden='<w:rStyle w:val="Gone"/>',
    ),
}  # fmt: skip
IN_PAGES = {
    "by elements": _page(raised="sup", lowered="sub", struck="s", hidden="span hidden"),
    "by older elements": _page(raised="sup", lowered="sub", struck="strike", hidden="noscript"),
    "by deletion": _page(raised="sup", lowered="sub", struck="del", hidden="template"),
    "by styles": _page(
        raised='span style="vertical-align: super"', lowered='span style="VERTICAL-ALIGN:sub"',
        struck='span style="text-decoration:line-through"', hidden='b style="display:none"',
    ),
    "by other styles": _page(
        raised='span style="vertical-align:4pt"',
        lowered="span style='position:relative;top:3.0pt;mso-text-raise:-3.0pt'",
        struck='font style="text-decoration-line: underline line-through"',
        hidden='span style="font-size:0"',
    ),
    "by classes": _page(
        raised='span class="note n"', lowered='span class="n low"',
        struck='span class="old"', hidden='i class="gone"',
    ),
}  # fmt: skip
