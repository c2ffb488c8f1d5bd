"""Pages of a list whose length is known already."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

PER_PAGE = 50


def page_of(
    rows: QuerySet[Any], count: int, asked: str | None, per_page: int = PER_PAGE
) -> Page[Any]:
    """`count` comes from the numbers above the list, so that nothing is counted twice.

    The keys of all are put in order first, and only the rows of the page are read with all they
    have: that is what makes the last page of a long list as cheap as the first.
    """
    pages = Paginator(rows.values_list("pk", flat=True), per_page)
    vars(pages)["count"] = count  # where its cached property would keep what it counted
    page = pages.get_page(asked)
    keys = list(page.object_list)
    page.object_list = rows.filter(pk__in=keys)
    return page
