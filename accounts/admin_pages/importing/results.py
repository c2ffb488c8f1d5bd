"""What an import that was tried has come to."""

from __future__ import annotations

import hashlib
import json

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
