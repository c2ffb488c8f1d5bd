"""The WSGI application for gunicorn and similar servers: HTTPS only, unless PORTAL_HTTPS=0."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
os.environ.setdefault("PORTAL_HTTPS", "1")

application = get_wsgi_application()
