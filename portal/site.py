"""Django's admin under the portal's templates, open to two of the three duties.

Signing in and out is the portal's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.admin_pages.recorded import user_of
from accounts.models import Role
from portal.duties import opens_admin
from reports.agency.setting_up import left_to_set_up

INDEX_TITLES = {
    Role.ADMINISTRATOR: _("System administrator: agencies, years, Excel"),
    Role.SECURITY: _("Security administrator: people, roles, sign-in"),
}
DOORS: Mapping[str, Promise] = {  # in the order of their work
    "accounts.region": _("The county, its townships and subdistricts"),
    "accounts.agency": _("Who files, and the bureau that reviews"),
    "accounts.user": _("Accounts, roles, first passwords, paused sign-ins"),
    "accounts.delegation": _("Who stands in for whom; only to look at"),
    "reports.campaign": _("Opening day, deadlines, review points; makes the reports"),
    "reports.report": _("Where each report stands; figures in and out by sheet"),
    "reports.watchedword": _("Wrong and sensitive words that are looked for in texts"),
    "reports.concession": _("Extensions, releases and waivers; only to look at"),
    "accounts.notice": _("Who was told what, how, and whether it was opened"),
}


@dataclass(frozen=True)
class Door:
    """One kind of thing to administer, as the first page shows it."""

    name: str
    hint: Promise
    count: int
    pages: Sequence[tuple[str, Promise]]  # address and words; the list first


class PortalAdminSite(AdminSite):
    site_header = _("Administration of the annual reports")
    site_title = _("Administration")
    index_title = _("Administration")
    site_url = "/"
    empty_value_display = "—"

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.disable_action("delete_selected")  # deleted one by one, each recorded

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and opens_admin(request.user)

    def index(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Use the duty as the heading, so that its holder knows what to find here."""
        user = user_of(request)
        own = [title for duty, title in INDEX_TITLES.items() if user.has_role(duty)]
        title = own[0] if len(own) == 1 else self.index_title  # a superuser has both
        shown = {"title": title, "doors": self.doors(request), "setting_up": left_to_set_up(user)}
        return super().index(request, {**shown, **(extra_context or {})})

    def doors(self, request: HttpRequest) -> list[Door]:
        """What this person's duty opens."""
        found = []
        for label, hint in DOORS.items():
            pages = self._registry[apps.get_model(label)]
            if pages.has_view_permission(request):
                count = pages.get_queryset(request).count()
                name = capfirst(str(pages.opts.verbose_name_plural))
                found.append(Door(name, hint, count, _ways_in(pages, request)))
        return found

    def app_index(self, request: HttpRequest, app_label: str, extra_context: Any = None) -> Any:
        return redirect("admin:index")  # how the code is divided says nothing to anybody

    @login_not_required
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Send visitors to the portal's sign-in; refuse signed-in people without a duty."""
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next", ""))

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("accounts:logout", preserve_request=True)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("accounts:password_change")


def _ways_in(pages: Any, request: HttpRequest) -> list[tuple[str, Promise]]:
    """Return the pages of a model that this person may open."""
    opens = {
        "changelist": (True, _("List")),
        "add": (pages.has_add_permission(request), _("Add one")),
        "import": (_may(pages, "import", request), _("Import a sheet")),
        "export": (_may(pages, "export", request), _("Export")),
    }
    head = f"admin:{pages.opts.app_label}_{pages.opts.model_name}"
    return [(reverse(f"{head}_{page}"), words) for page, (may, words) in opens.items() if may]


def _may(pages: Any, verb: str, request: HttpRequest) -> bool:
    asks = getattr(pages, f"has_{verb}_permission", None)
    return bool(asks and asks(request))
