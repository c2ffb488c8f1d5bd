from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _

from accounts.trail.labels import name_acts


class PortalConfig(AppConfig):
    """Makes the project itself an app, for its commands and checks."""

    name = "portal"

    def ready(self) -> None:
        from portal import checks  # noqa: F401  registers itself

        name_acts({"demo.fill": _("Filled in the demonstration")})


class PortalAdminConfig(AdminConfig):
    default_site = "portal.site.PortalAdminSite"
