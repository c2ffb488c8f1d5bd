"""Addresses by the name of a page alone: in which room it lives is the code's business."""

from __future__ import annotations

from functools import cache

from django.urls import URLResolver, get_resolver


def page_name(page: str) -> str:
    """`section` -> `entry:section`."""
    return f"{_rooms()[page]}:{page}"


@cache
def _rooms() -> dict[str, str]:
    """The namespace of each page's name; names of pages are unique among the rooms of reports."""
    found: dict[str, str] = {}
    for resolver in _namespaces(get_resolver().url_patterns):
        for pattern in resolver.url_patterns:
            assert found.get(pattern.name, resolver.namespace) == resolver.namespace, pattern.name
            found[pattern.name] = resolver.namespace
    return found


def _namespaces(patterns: list) -> list[URLResolver]:
    found = []
    for pattern in patterns:
        if not isinstance(pattern, URLResolver) or pattern.namespace == "admin":
            continue
        found += [pattern] if pattern.namespace else _namespaces(pattern.url_patterns)
    return found
