"""The portal's addresses, each app's under its own namespace."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

handler400 = "portal.errors.bad_request"
handler500 = "portal.errors.server_error"

urlpatterns = [
    path("", include("reports.urls")),
    path("", include("accounts.urls")),
    path("language/", require_POST(login_not_required(set_language)), name="set_language"),
    path("admin/", admin.site.urls),
]
