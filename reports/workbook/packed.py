"""What was read from a workbook, or why nothing was, as JSON and back, between two processes."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from reports.form.content import Words
from reports.reading.doubts import Unreadable
from reports.workbook.notices import Weight, WorkbookRemark
from reports.workbook.reading import Filled


def pack(filled: Filled) -> str:
    return json.dumps({**asdict(filled), "notices": [asdict(notice) for notice in filled.notices]})


def unpack(packed: str) -> Filled:
    """Deserialise. Raises Unreadable if that is what was packed."""
    found: dict[str, Any] = json.loads(packed)
    if "unreadable" in found:
        raise Unreadable(Words(found["unreadable"]))
    notices = tuple(_notice(notice) for notice in found["notices"])
    return Filled(found["signed_stamp"], found["cells"], found["texts"], found["origins"], notices)


def _notice(found: dict[str, Any]) -> WorkbookRemark:
    return WorkbookRemark(
        weight=Weight(found["weight"]),
        sheet=found["sheet"],
        address=found["address"],
        places=tuple(found["places"]),
        found=found["found"],
        expected=Words(found["expected"]["texts"]),
        reason=Words(found["reason"]["texts"]),
    )
