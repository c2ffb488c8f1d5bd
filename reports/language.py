"""Our data have texts in two languages, as `Words`; only this module asks for the reader's."""

from __future__ import annotations

from django.utils.translation import get_language

from reports.form.content import DEFAULT_LANGUAGE, Words


def in_readers_language(words: Words) -> str:
    return words.in_language(get_language() or DEFAULT_LANGUAGE)
