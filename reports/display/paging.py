"""Paging for lists whose length is already known."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

PER_PAGE = 50


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
