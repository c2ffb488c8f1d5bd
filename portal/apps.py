from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class PortalConfig(AppConfig):
    """An app of its own only for its commands."""

    name = "portal"


class PortalAdminConfig(AdminConfig):
    default_site = "portal.site.PortalAdminSite"
