"""What the acts of the trail are called on its page; other apps add theirs as they start."""

from __future__ import annotations

from collections.abc import Mapping

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

_ACTS: dict[str, Words] = {
    "sign_in": _("Signed in"),
    "sign_in.failed": _("Failed to sign in"),
    "sign_in.locked": _("Locked out"),
    "sign_out": _("Signed out"),
    "password.change": _("Changed the password"),
    "password.reset": _("Reset the password"),
    "password.reset_asked": _("Asked to reset the password"),
    "delegation.make": _("Named a stand-in"),
    "delegation.end": _("Ended a delegation early"),
    "trail.read": _("Read the trail"),
    "notice.choose": _("Chose how to be told"),
    "portal.found": _("Founded the portal"),
}
_VERBS: Mapping[str, Words] = {
    "add": _("Added: %(what)s"),
    "change": _("Changed: %(what)s"),
    "delete": _("Deleted: %(what)s"),
    "import": _("Imported: %(what)s"),
    "export": _("Exported: %(what)s"),
}
APPS = ("accounts", "reports")


def name_acts(words: Mapping[str, Words]) -> None:
    _ACTS.update(words)


def act_in_words(action: str) -> str:
    """`agency.change` and the like are put together of verb and model; unknown acts stay codes."""
    if action in _ACTS:
        return str(_ACTS[action])
    subject, _dot, verb = action.partition(".")
    if verb in _VERBS and subject in _models():
        return str(_VERBS[verb]) % {"what": _models()[subject]}
    return action


def _models() -> Mapping[str, str]:
    return {
        model._meta.model_name or "": str(model._meta.verbose_name)
        for app in APPS
        for model in apps.get_app_config(app).get_models()
    }
