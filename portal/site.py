"""The stock Django admin, open to administrators only."""

from typing import cast

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User


class PortalAdminSite(AdminSite):
    site_header = _("Administration of the annual reports")
    site_title = _("Administration")
    index_title = _("Agencies, people, years, Excel")

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return user.is_authenticated and cast(User, user).has_role(Role.ADMINISTRATOR)
