"""The column of a person's roles: `agency:role;agency:role`, and how offices write it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from accounts.admin_pages.places import Places
from accounts.admin_pages.sheet_words import words_in
from accounts.admin_pages.widgets import EvenedWidget, expected, text_of, words_of
from accounts.models import Agency, Role, User
from accounts.models.scope import role_problem
from accounts.signin.separation_of_duties import breaks_apart, found_and_wanted
from accounts.spreadsheets import evening
from accounts.spreadsheets.headings import plain

Roles = frozenset[tuple[Agency, str]]

OTHER_ROLES = words_in(__file__, "person").words["roles"]
_BETWEEN = re.compile(r"([;；、，,/／|\n])")
_BRACKETED = re.compile(r"(.+)[（(]([^（()）]+)[)）]")


def role_of(said: str) -> str | None:
    """Return the role that a word means, in either language, with or without 人 or 员 behind it."""
    words, word = words_of(Role), plain(said)
    forms = (word, f"{word}人", word.removesuffix("人"), word.removesuffix("员"), f"{word}员")
    return next((words.get(one) or OTHER_ROLES.get(one) for one in forms
                 if one in words or one in OTHER_ROLES), None)  # fmt: skip


def with_agency(agency: str, roles: str) -> str:
    """Return roles at the agency of a column of its own; a role that names its agency keeps it."""
    return f"{agency}:{roles}" if roles else roles


def unknown_agency(name: str) -> str:
    return expected(name, _("the name of one of your agencies, unambiguous"))


class RolesWidget(EvenedWidget):
    """Roles as `short name:role;short name:role`; full names where short ones are ambiguous."""

    even = staticmethod(evening.text)

    def __init__(self, places: Places | None = None) -> None:
        super().__init__()
        self.places = places

    def clean(self, value: Any, row: Any = None, **_options: Any) -> Roles:
        pairs = list(self._pairs(text_of(value)))
        if not pairs:
            raise ValueError(expected(value, _("agency:role;agency:role")))
        roles = frozenset(self._role(*pair) for pair in pairs)
        words = [role for _agency, role in roles]
        if breaks_apart(words):
            raise ValueError(expected(*found_and_wanted(words)))
        return roles

    def _pairs(self, written: str) -> Iterator[tuple[str, str]]:
        """Yield agency and role; a role alone belongs to the agency before it. What is neither is
        the beginning of an agency's name in which a separator stands."""
        pieces = _BETWEEN.split(written.replace("：", ":"))
        agency, begun = "", ""
        for piece, sign in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
            said = (begun + piece).strip()
            name, colon, role = said.rpartition(":")
            bracketed = _BRACKETED.fullmatch(said)
            if not colon and bracketed and role_of(bracketed[2]):
                name, colon, role = bracketed[1], ":", bracketed[2]
            if colon and role.strip():
                agency, begun = name.strip().removesuffix(":"), ""
                if ":" in agency and role_of(role):
                    agency = agency.rpartition(":")[2].strip() or agency
                yield agency, role
            elif agency and role_of(said):
                yield agency, said
                begun = ""
            else:
                begun = begun + piece + sign if said else ""
        if rest := begun.strip().rstrip(";；、，,/／|"):
            yield (agency, rest) if agency else (rest, "")

    def _role(self, name: str, word: str) -> tuple[Agency, str]:
        agency = self.places.agency(name) if self.places else None
        role = role_of(word)
        if agency is None:
            raise ValueError(unknown_agency(name))
        if role is None:
            accepted = ", ".join(str(label) for label in Role.labels)
            raise ValueError(expected(word or name, accepted))
        if problem := role_problem(agency, role):
            raise ValueError(problem)
        return agency, role

    def render(self, value: Roles | None, obj: Any = None, **_options: Any) -> str:
        held = sorted(value or (), key=lambda pair: (pair[0].order, pair[0].pk, pair[1]))
        return ";".join(f"{self._name(agency)}:{Role(role).label}" for agency, role in held)

    def _name(self, agency: Agency) -> str:
        alike = self.places.agencies.get(agency.short_name, []) if self.places else []
        return agency.short_name if alike == [agency] else agency.name


def held_roles(person: User) -> Roles:
    if not person.pk:
        return frozenset()
    return frozenset((m.agency, m.role) for m in person.memberships.all())
