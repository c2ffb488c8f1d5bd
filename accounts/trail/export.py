"""The trail as a file: a bounded workbook to look through, or a longer CSV file, streamed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.timezone import localtime
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from accounts.models import Event
from accounts.spreadsheets.formats import Xlsx
from accounts.spreadsheets.writing import csv_lines, write_xlsx
from accounts.trail.lines import TrailLine

LONGEST = 32_000  # characters; a cell of a workbook holds 32,767


def _headings() -> list[str]:
    """Return the column headings; the last ones are the other hashed columns, for verification."""
    return [
        _("No."), _("Time"), _("Person"), _("Number of the account"), _("Address"), _("Action"),
        _("Code of the act"), _("Object"), _("Object in words"), _("What changed"),
        _("What stood there"), _("What stands there"), _("Hash of the line before"), _("Hash"),
    ]  # fmt: skip


def _row(event: Event) -> list[Any]:
    line = TrailLine(event)
    return [
        event.pk, localtime(event.at).isoformat(timespec="microseconds"), event.actor_name,
        event.actor_id, event.address, line.act, event.action, event.object, event.label,
        "\n".join(map(str, line.changes)), _json(event.before), _json(event.after),
        event.previous_hash, event.hash,
    ]  # fmt: skip


def _json(value: Any) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)


def _rows(events: QuerySet[Event]) -> Iterator[list[Any]]:
    """Return the rows in the reader's language, even while streaming outside the request."""
    return _rows_in(get_language(), events.select_related("actor").order_by("id"))


def _rows_in(language: str | None, events: QuerySet[Event]) -> Iterator[list[Any]]:
    for event in events.iterator(chunk_size=2000):
        with override(language):
            yield _row(event)


def _workbook(events: QuerySet[Event]) -> HttpResponseBase:
    content = write_xlsx(_headings(), ([_cut(v) for v in row] for row in _rows(events)))
    return HttpResponse(content, content_type=Xlsx.content_type)


def _cut(value: Any) -> Any:
    if not isinstance(value, str) or len(value) <= LONGEST:
        return value
    told = _("… (cut: %(length)d characters, whole in the CSV file)") % {"length": len(value)}
    return value[:LONGEST] + told


def _csv(events: QuerySet[Event]) -> HttpResponseBase:
    lines = csv_lines(_headings(), _rows(events))
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")


@dataclass(frozen=True)
class TrailFile:
    most: int  # lines
    write: Callable[[QuerySet[Event]], HttpResponseBase]


FILES = {"xlsx": TrailFile(20_000, _workbook), "csv": TrailFile(200_000, _csv)}


def trail_file_of(events: QuerySet[Event], name: str) -> HttpResponseBase:
    disposition = content_disposition_header(True, f"{_('Trail')}.{name}")
    answer = FILES[name].write(events)
    answer.headers["Content-Disposition"] = disposition or "attachment"
    return answer
