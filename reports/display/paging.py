"""Paging for lists whose length is already known, and for pages with several lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import QueryDict

PER_PAGE = 50
Row = TypeVar("Row")


def page_of(
    rows: QuerySet[Any], count: int, asked: str | None, per_page: int = PER_PAGE
) -> Page[Any]:
    """Return a page; `count` is known from the page's totals, so that nothing is counted twice.

    All keys are sorted first, and only the rows of the page are read in full: this makes the last
    page of a long list as cheap as the first.
    """
    pages = Paginator(rows.values_list("pk", flat=True), per_page)
    vars(pages)["count"] = count  # where its cached property would keep what it counted
    page = pages.get_page(asked)
    keys = list(page.object_list)
    page.object_list = rows.filter(pk__in=keys)
    return page


class ListPart(list[Row]):
    """A part of one list of several on a page; the addresses turn this list alone."""

    def __init__(self, rows: Sequence[Row], name: str, asked: QueryDict, per_page: int) -> None:
        self.page = Paginator(rows, per_page).get_page(asked.get(name))
        super().__init__(self.page.object_list)
        self.total = len(rows)
        self._name, self._asked = name, asked

    @property
    def previous(self) -> str:
        return self._address(self.page.number - 1) if self.page.has_previous() else ""

    @property
    def next(self) -> str:
        return self._address(self.page.number + 1) if self.page.has_next() else ""

    def _address(self, number: int) -> str:
        query = self._asked.copy()
        query[self._name] = str(number)
        return f"?{query.urlencode()}"


def part_of(
    rows: Sequence[Row], name: str, asked: QueryDict, per_page: int = PER_PAGE
) -> ListPart[Row]:
    """Return the part of a list that `?name=2` asks for."""
    return ListPart(rows, name, asked, per_page)
