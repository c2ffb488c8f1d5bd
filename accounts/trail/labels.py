"""Display names and kinds of the trail's acts; other apps register theirs at startup."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from django.apps import apps
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

_ACTS: dict[str, Words] = {
    "sign_in": _("Signed in"),
    "sign_in.failed": _("Failed to sign in"),
    "sign_in.locked": _("Locked out"),
    "sign_in.unlocked": _("Lifted a lockout"),
    "sign_out": _("Signed out"),
    "password.change": _("Changed the password"),
    "password.reset": _("Reset the password"),
    "password.reset_asked": _("Asked to reset the password"),
    "access.refused": _("Was refused a page or an act"),
    "delegation.make": _("Named a stand-in"),
    "delegation.end": _("Ended a delegation early"),
    "trail.read": _("Read the trail"),
    "trail.export": _("Exported the trail"),
    "trail.verify": _("Verified the trail: whole"),
    "trail.broken": _("Verified the trail: broken"),
    "trail.seal": _("Sealed the trail for the day"),
    "notice.choose": _("Chose how to be told"),
    "job.download": _("Took along the file of a task"),
    "portal.found": _("Founded the portal"),
    "user.password": _("Set a first password"),
    "user.first_password": _("Gave a first password on a slip"),
    "user.first_password.download": _("Took along a workbook of slips"),
    "user.end_sessions": _("Ended all sessions"),
    "glass.break": _("Opened a superuser's account (break-glass)"),
    "glass.mend": _("Shut a superuser's account again"),
}
_VERBS: Mapping[str, Words] = {
    "add": _("Added: %(what)s"),
    "change": _("Changed: %(what)s"),
    "delete": _("Deleted: %(what)s"),
    "import": _("Imported: %(what)s"),
    "export": _("Exported: %(what)s"),
    "password": _("Set a new password: %(what)s"),
}
_ENDINGS = {
    "refused": "refusals", "refuse": "refusals", "download": "taken", "export": "taken",
}  # fmt: skip
_KINDS: dict[str, Words] = {
    "entering": _("Signing in, passwords"),
    "refusals": _("Refusals"),
    "taken": _("Downloads and exports"),
    "people": _("Accounts and roles"),
    "settings": _("Agencies and settings"),
    "trail": _("The trail itself"),
}
_SUBJECTS: dict[str, str] = {
    "sign_in": "entering", "sign_out": "entering", "password": "entering",
    "user": "people", "membership": "people", "delegation": "people",
    "region": "settings", "agency": "settings", "portal": "settings", "notice": "settings",
    "trail": "trail", "glass": "people",
}  # fmt: skip
OTHER = "other"
APPS = ("accounts", "reports")


# What other apps register -------------------------------------------------------------------------


def name_acts(words: Mapping[str, Words]) -> None:
    _ACTS.update(words)


def name_kind(kind: str, words: Words, subjects: Iterable[str]) -> None:
    """Register a kind of act by how its codes begin, such as `section` in section.write."""
    _KINDS.setdefault(kind, words)
    _SUBJECTS.update(dict.fromkeys(subjects, kind))


# Acts ----------------------------------------------------------------------------------------


def act_in_words(action: str) -> str:
    """Return an act's display name, built from verb and model for codes such as `agency.change`;
    unknown acts stay codes."""
    if action in _ACTS:
        return str(_ACTS[action])
    subject, _dot, verb = action.partition(".")
    model = model_of(subject)
    if verb in _VERBS and model:
        return str(_VERBS[verb]) % {"what": model._meta.verbose_name}
    return action


def model_of(subject: str) -> type[models.Model] | None:
    """Return the model named by the first part of a code such as `agency.change`."""
    return _models().get(subject)


def known_acts() -> list[str]:
    """The codes of all acts that have display names."""
    return [*_ACTS, *(f"{subject}.{verb}" for subject in _models() for verb in _VERBS)]


@cache
def _models() -> Mapping[str, type[models.Model]]:
    return {
        model._meta.model_name or "": model
        for app in APPS
        for model in apps.get_app_config(app).get_models()
    }


# Kinds ---------------------------------------------------------------------------------------


def kinds() -> list[tuple[str, Words]]:
    return [*_KINDS.items(), (OTHER, _("Other acts"))]


def kind_of(action: str) -> str:
    """Return an act's kind; refusals and exports are kinds of their own whatever they are about."""
    subject, _dot, verb = action.partition(".")
    return _ENDINGS.get(verb.rpartition(".")[2]) or _SUBJECTS.get(subject, OTHER)


def acts_of(kind: str) -> list[str]:
    return [action for action in known_acts() if kind_of(action) == kind]
