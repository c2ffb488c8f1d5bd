"""The admin's lists as the portal draws them: labelled cells, headings that sort, filters as the
fields of one form that works without a script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.templatetags.admin_list import result_headers, results
from django.core.paginator import Page
from django.http import HttpRequest, QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

MANY = 12  # choices from which on one wants to search them


@dataclass(frozen=True)
class ListHeading:
    words: str
    address: str  # sorts by it; "" where it does not
    order: str  # "ascending", "descending", or "" where the list is not sorted by it


@dataclass(frozen=True)
class FilterField:
    name: str
    label: str
    choices: Sequence[tuple[str, str, bool]]  # value, words, whether chosen

    @property
    def has_many(self) -> bool:
        return len(self.choices) > MANY


@dataclass(frozen=True)
class ListPage:
    """What the template of lists needs beside Django's own change list."""

    headings: Sequence[ListHeading]
    rows: Sequence[Sequence[SafeString]]
    filters: Sequence[FilterField]
    page: Page[Any]
    is_narrowed: bool  # by a search or a filter


def list_page(cl: Any) -> ListPage:
    headers = list(result_headers(cl))
    return ListPage(
        headings=[_heading(header) for header in headers if not _is_for_ticks(header)],
        rows=list(_rows(cl, [str(header["text"]) for header in headers])),
        filters=[_filter(cl, spec) for spec in cl.filter_specs],
        page=cl.paginator.get_page(cl.page_num),
        is_narrowed=bool(cl.query) or cl.has_active_filters,
    )


def without_blanks(asked: QueryDict) -> QueryDict:
    """Return the question without the fields that were left empty: Django takes a blank filter for
    a wrong one."""
    kept = QueryDict(mutable=True)
    for name, values in asked.lists():
        if given := [value for value in values if value]:
            kept.setlist(name, given)
    return kept


def take_all_as_chosen(request: HttpRequest) -> None:
    """Let “all of the list” be said without any tick beside it, on which Django insists."""
    if request.POST.get("select_across") and not request.POST.getlist(ACTION_CHECKBOX_NAME):
        posted = request.POST.copy()
        posted[ACTION_CHECKBOX_NAME] = "0"
        request.POST = posted  # type: ignore[assignment]


def _is_for_ticks(header: dict[str, Any]) -> bool:
    return "action-checkbox-column" in str(header.get("class_attrib", ""))


def _heading(header: dict[str, Any]) -> ListHeading:
    if not header["sortable"]:
        return ListHeading(capfirst(str(header["text"])), "", "")
    way = "ascending" if header["ascending"] else "descending"
    order = way if header["sort_priority"] > 0 else ""
    return ListHeading(capfirst(str(header["text"])), header["url_primary"], order)


def _rows(cl: Any, labels: Sequence[str]) -> Iterator[list[SafeString]]:
    for row in results(cl):
        yield [_labelled(cell, label) for cell, label in zip(row, labels, strict=True)]


def _labelled(cell: str, label: str) -> SafeString:
    """Give a cell its column's heading, which stands before it where rows are cards."""
    if not cell.startswith("<td") or "action-checkbox" in cell:
        return mark_safe(cell)  # from Django's own templates, escaped
    return format_html('<td data-label="{}"{}', capfirst(label), mark_safe(cell[3:]))


def _filter(cl: Any, spec: Any) -> FilterField:
    name = spec.expected_parameters()[0]
    found = [
        (_value(choice["query_string"], name), str(choice["display"]), bool(choice["selected"]))
        for choice in spec.choices(cl)
    ]
    return FilterField(name, capfirst(str(spec.title)), found)


def _value(query: str, name: str) -> str:
    return str(QueryDict(query.removeprefix("?")).get(name, ""))
