"""What a workbook says about itself: whose it is, of which year, and what each place showed.

Its signature uses the caller's key, so that a workbook cannot be made to propose changes to a
report it was not made for. The portal never unpacks what is not verified.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

LAYOUT = 1  # increment when earlier workbooks can no longer be read
MAX_UNPACKED = 1024 * 1024
Sign = Callable[[str], str]


class BrokenSignature(ValueError):
    """The stamp was changed, or was not made by this portal."""


@dataclass(frozen=True)
class Stamp:
    report: int
    agency_code: str  # 统一社会信用代码
    agency: str
    year: int
    edition: str
    made_at: str  # 2026-11-25 10:32, in the portal's time
    versions: Mapping[str, int] = field(default_factory=dict)  # section -> its version at the time
    cells: Mapping[str, str] = field(default_factory=dict)  # cell -> what it showed, if not blank
    texts: Mapping[str, str] = field(default_factory=dict)  # narrative section -> its text
    layout: int = LAYOUT

    @property
    def made_at_in_chinese(self) -> str:
        return in_chinese(datetime.fromisoformat(self.made_at))


def in_chinese(moment: datetime) -> str:
    return f"{moment.year}年{moment.month}月{moment.day}日 {moment:%H:%M}"


def sign_stamp(stamp: Stamp, sign: Sign) -> str:
    written = json.dumps(asdict(stamp), ensure_ascii=True, separators=(",", ":"))
    payload = base64.urlsafe_b64encode(zlib.compress(written.encode(), 9)).decode()
    return f"{payload}.{sign(payload)}"


def read_signed_stamp(signed: str, sign: Sign) -> Stamp:
    """Verify and unpack a stamp. Raises BrokenSignature."""
    payload, _, signature = signed.partition(".")
    if not signed.isascii() or not hmac.compare_digest(signature, sign(payload)):
        raise BrokenSignature
    return read_unverified_stamp(signed)


def read_unverified_stamp(signed: str) -> Stamp:
    """Unpack without verifying, for callers that have no key. Raises BrokenSignature."""
    try:
        packed = base64.urlsafe_b64decode(signed.partition(".")[0].encode())
        unpacking = zlib.decompressobj()
        written = unpacking.decompress(packed, MAX_UNPACKED)
        if unpacking.unconsumed_tail or not unpacking.eof:
            raise BrokenSignature
        return _stamp(json.loads(written))
    except (binascii.Error, zlib.error, ValueError, KeyError, TypeError, RecursionError):
        raise BrokenSignature from None


def _stamp(found: dict[str, Any]) -> Stamp:
    stamp = Stamp(**found)
    words = (stamp.agency_code, stamp.agency, stamp.edition, stamp.made_at)
    numbers = (stamp.report, stamp.year, stamp.layout, *stamp.versions.values())
    texts = (*stamp.cells.values(), *stamp.texts.values())
    if not all(isinstance(word, str) for word in (*words, *texts)):
        raise BrokenSignature
    if not all(isinstance(number, int) for number in numbers):
        raise BrokenSignature
    return stamp
