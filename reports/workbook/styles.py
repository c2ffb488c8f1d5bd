"""The workbook's look: open cells are tinted, everything else is locked; the portal's colours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

BLUE, TINT, OPEN, GROUND = "#1D4F91", "#EAF1FA", "#FFFBE6", "#F1F3F6"
INK, MUTED, LINE, RED, RED_TINT, GREEN = (
    "#1F2933", "#5B6770", "#B8C0CA", "#B3261E", "#FDECEA", "#1E7B4B",
)  # fmt: skip
TAB = "#E8C65A"  # tabs of the sheets to fill in
PROTECTION = {"format_columns": True, "format_rows": True}
TEXT_PROTECTION = {**PROTECTION, "insert_rows": True}

_BOX = {"border": 1, "align": "center", "valign": "vcenter"}
_NUMBER = {**_BOX, "bg_color": OPEN, "locked": False, "shrink": True}
_WORDS = {"valign": "vcenter", "text_wrap": True, "font_color": INK}
STYLES: Mapping[str, Mapping[str, Any]] = {
    "count": {**_NUMBER, "num_format": "0"},
    "signed_count": {**_NUMBER, "num_format": "+0;-0;0"},
    "money": _NUMBER,
    "total": {**_BOX, "bg_color": GROUND, "bold": True, "num_format": "0", "shrink": True},
    "wrong": {"font_color": RED, "bg_color": RED_TINT},
    "note_head": {**_WORDS, "bold": True, "font_color": BLUE},
    "note": {**_WORDS, "font_size": 10, "font_color": MUTED, "valign": "top"},
    "guide_title": {**_WORDS, "bold": True, "font_size": 18, "font_color": BLUE},
    "guide_head": {**_WORDS, "bold": True, "font_size": 12, "bottom": 2, "bottom_color": BLUE},
    "guide_name": {**_WORDS, "font_color": MUTED},
    "guide_word": _WORDS,
    "guide_strong": {**_WORDS, "bold": True},
    "guide_link": {**_WORDS, "font_color": BLUE, "underline": 1},
    "guide_count": {**_WORDS, "align": "left"},
    "guide_rule": {**_WORDS, "align": "left", "num_format": '0" 处不符";;"相符"'},
    "guide_key": {**_WORDS, "indent": 1},
    "key_open": {"border": 1, "border_color": LINE, "bg_color": OPEN},
    "key_total": {"border": 1, "border_color": LINE, "bg_color": GROUND},
    "key_wrong": {"border": 1, "border_color": LINE, "bg_color": RED_TINT},
    "text_title": {**_WORDS, "bold": True, "font_size": 16, "align": "center"},
    "text_head": {**_BOX, "border_color": LINE, "bold": True, "bg_color": TINT},
    "text_mark": {**_BOX, "border_color": LINE, "font_color": MUTED, "font_size": 10},
    "text": {
        "border": 1, "border_color": LINE, "bg_color": OPEN, "locked": False, "num_format": "@",
        "text_wrap": True,
        "valign": "top", "font_size": 12,
    },
}  # fmt: skip
