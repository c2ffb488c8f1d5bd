"""A Reading, or why there is none, as JSON and back, to pass between processes."""

from __future__ import annotations

import json
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from reports.form.content import Content, Figure, Words
from reports.form.loader import load_editions
from reports.reading.doubts import Doubt, Unreadable
from reports.reading.result import Reading


def pack(reading: Reading) -> str:
    """Serialise; exact decimals become strings, whole numbers stay numbers."""
    doubts = [[d.cell, d.found, dict(d.reason.texts)] for d in reading.doubts]
    packed = {
        "content": asdict(reading.content),
        "edition": reading.edition.id,
        "doubts": doubts,
        "code": reading.code,
        "origins": {place: dict(words.texts) for place, words in reading.origins.items()},
    }
    return json.dumps(packed, default=str)


def pack_refusal(error: Unreadable) -> str:
    return json.dumps({"unreadable": dict(error.reason.texts)})


def unpack(packed: str) -> Reading:
    """Deserialise. Raises Unreadable if that is what was packed."""
    found: dict[str, Any] = json.loads(packed)
    if "unreadable" in found:
        raise Unreadable(Words(found["unreadable"]))
    content = found["content"]
    content["figures"] = {cell: _figure(value) for cell, value in content["figures"].items()}
    content["titles"] = tuple(content["titles"])
    doubts = tuple(Doubt(cell, quote, Words(reason)) for cell, quote, reason in found["doubts"])
    origins = {place: Words(texts) for place, texts in found["origins"].items()}
    return Reading(
        Content(**content), load_editions()[found["edition"]], doubts, origins, found["code"]
    )


def _figure(value: int | str | None) -> Figure | None:
    return Decimal(value) if isinstance(value, str) else value
