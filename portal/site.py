"""The stock Django admin, open to two of the three duties; signing in and out is the portal's."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from accounts.admin_pages.recorded import user_of
from accounts.models import Role
from portal.duties import opens_admin

INDEX_TITLES = {
    Role.ADMINISTRATOR: _("System administrator: agencies, years, Excel"),
    Role.SECURITY: _("Security administrator: people, roles, sign-in"),
}


class PortalAdminSite(AdminSite):
    site_header = _("Administration of the annual reports")
    site_title = _("Administration")
    index_title = _("Administration")
    site_url = "/"

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.disable_action("delete_selected")  # deleted one by one, each recorded

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and opens_admin(request.user)

    def index(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Use the duty as the heading, so that its holder knows what to find here."""
        own = [title for duty, title in INDEX_TITLES.items() if user_of(request).has_role(duty)]
        title = own[0] if len(own) == 1 else self.index_title  # a superuser has both
        return super().index(request, {"title": title, **(extra_context or {})})

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
