"""What an import that was tried has come to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from import_export.results import Result, RowResult


def has_problems(result: Result) -> bool:
    return bool(result.has_errors() or result.has_validation_errors())


def digest_of(result: Result) -> str:
    """Return a digest of the rows' changes, to check that what is confirmed is what was shown."""
    rows = [[row.import_type, row.diff] for row in result.rows]
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()


def counts_of(result: Result) -> dict[str, int]:
    return {kind: count for kind, count in result.totals.items() if count}


def changed_rows(result: Result) -> list[RowResult]:
    return [row for row in result.rows if row.import_type != RowResult.IMPORT_TYPE_SKIP]


@dataclass(frozen=True)
class Tried:
    """What came of confirmed rows: refused, written, or none of both where they are no longer what
    the preview showed."""

    result: Result | None = None
    is_refused: bool = True
    is_done: bool = False


def tried_of(result: Result, seen: str) -> Tried:
    refused = has_problems(result)
    return Tried(result, refused, not refused and digest_of(result) == seen)


def imported_words(result: Result) -> str:
    counts = result.totals
    return _("Imported: %(new)s new, %(changed)s changed, %(same)s unchanged.") % {
        "new": counts[RowResult.IMPORT_TYPE_NEW],
        "changed": counts[RowResult.IMPORT_TYPE_UPDATE],
        "same": counts[RowResult.IMPORT_TYPE_SKIP],
    }


def changed_meanwhile() -> str:
    return _("Nothing was imported: something changed since the preview. Please look again.")


CHANGES_A_LINE = 1000  # of the trail: one line of 20,000 could not be read


def parts_of(details: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the details of an import in parts, each a line of the trail."""
    changes = details.get("changes", [])
    for start in range(0, len(changes) or 1, CHANGES_A_LINE):
        part = {"changes": changes[start : start + CHANGES_A_LINE]} if "changes" in details else {}
        yield {**details, **part}
