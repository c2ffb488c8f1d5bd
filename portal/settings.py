"""Settings; what differs between places comes from the environment (see docs/operations.md)."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import django
import environ
from csp.constants import NONE, SELF
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _

import portal

# Before openpyxl is imported: with lxml it would bypass defusedxml and expand entities.
os.environ["OPENPYXL_LXML"] = "False"

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

VAR_DIR = Path(env.str("PORTAL_VAR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)


def _kept_secret_key() -> str:
    """Return this machine's own key, made once; several servers must share PORTAL_SECRET_KEY."""
    path = VAR_DIR / "secret_key"
    if not path.exists():
        fresh = VAR_DIR / f"secret_key.{os.getpid()}"
        fresh.touch(mode=0o600)
        fresh.write_text(get_random_secret_key(), encoding="ascii")
        with suppress(FileExistsError):  # another process was first: use its key
            os.link(fresh, path)
        fresh.unlink()
    return path.read_text(encoding="ascii")


DEBUG = env.bool("PORTAL_DEBUG", default=False)
SECRET_KEY = env.str("PORTAL_SECRET_KEY", default="") or _kept_secret_key()
ALLOWED_HOSTS = env.list("PORTAL_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("PORTAL_ORIGINS", default=[])
VERSION = portal.__version__

INSTALLED_APPS = [
    "portal.apps.PortalAdminConfig",
    "accounts",  # before the apps whose commands it overrides
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "crispy_forms",
    "crispy_bootstrap5",
    "import_export",
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "reports",
    "reports.workflow",
    "portal.apps.PortalConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "accounts.signin.sessions.Sessions",
    "accounts.signin.middleware.language_middleware",
    "portal.readiness.readiness_middleware",  # nothing above queries the database
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.signin.idle.idle_middleware",
    "accounts.signin.required.SignInRequired",
    "accounts.signin.denied_access_log.denied_access_middleware",
    "accounts.signin.appearance.appearance_middleware",
    "accounts.signin.middleware.password_change_middleware",
    "accounts.signin.middleware.no_store_middleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "accounts.signin.giving_back.giving_back_middleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.portal",
            ],
        },
    },
]

# Database ----------------------------------------------------------------------------------

SQLITE_OPTIONS: dict[str, Any] = {
    # An acknowledged save survives a power cut (FULL); writers queue rather than fail (IMMEDIATE).
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
}
_database: dict[str, Any] = env.db(
    "DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'portal.sqlite3'}"
)
if _database["ENGINE"] == "django.db.backends.sqlite3":
    _database["OPTIONS"] = {**_database.get("OPTIONS", {}), **SQLITE_OPTIONS}
else:
    _database["OPTIONS"] = {**_database.get("OPTIONS", {}), "pool": True}
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People ------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "accounts.signin.backends.PasswordBackend",
    "portal.duties.DutyBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ("username", "name", "email")}},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
     "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]  # fmt: skip
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "agency:home"
LOGOUT_REDIRECT_URL = "accounts:login"
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "accounts.signin.views.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False  # its pages change rows without a line in the trail
AXES_CLIENT_IP_CALLABLE = "accounts.trail.record.address_of"
PROXIES = env.int("PORTAL_PROXIES", default=0)
SEALS = env.str("PORTAL_SEALS", default=str(VAR_DIR / "seals.log"))  # better kept elsewhere

# Sessions, cookies, headers ----------------------------------------------------------------

HTTPS = env.bool("PORTAL_HTTPS", default=False)  # portal.wsgi turns it on unless told otherwise
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 60 * 60 * 12  # since the last act
IDLE_MINUTES = env.float("PORTAL_IDLE_MINUTES", default=30)  # without an act; 0 for never
CSRF_FAILURE_VIEW = "accounts.signin.required.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
# Not for the county's other sites under this domain, nor for ever: not ours to promise.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("PORTAL_BEHIND_PROXY", default=False) else None
)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],  # Bootstrap draws ticks and arrows this way
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# Mail --------------------------------------------------------------------------------------

# consolemail://, filemail:///folder, smtp+tls://user:password@host:587
vars().update(env.email("PORTAL_MAIL", default=f"filemail:///{VAR_DIR / 'mail'}"))
EMAIL_TIMEOUT = 10  # seconds; a hanging mail server delays only the worker
PORTAL_SMS = env.str("PORTAL_SMS", default="")  # file:///folder, or a.function(number, words)
PORTAL_ADDRESS = env.str("PORTAL_ADDRESS", default="")  # https://… for the links in mails
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("PORTAL_MAIL_FROM", default="portal@localhost")

# Reports -----------------------------------------------------------------------------------

CHECKUP = env.bool("PORTAL_CHECKUP", default=True)  # /checkup/, for anybody
MOST_OF_A_COUNT = env.int("PORTAL_MOST_COUNT", default=100_000)  # a count above it is asked about

# Jobs, run by `manage.py db_worker` outside requests ----------------------------------------

_TASKS = "django.tasks" if django.VERSION >= (6,) else "django_tasks"
TASKS = {
    "default": {
        "BACKEND": f"{_TASKS}.backends.immediate.ImmediateBackend"
        if env.bool("PORTAL_NO_WORKER", default=False)  # for development: run within the request
        else "django_tasks_db.DatabaseBackend"
    }
}

# Language, time ----------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "portal.formats"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# Static files ------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "portal.storage.StaticStorage"},
}
MEDIA_ROOT = VAR_DIR / "media"

CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

IMPORT_EXPORT_IMPORT_PERMISSION_CODE = "import"  # answered by portal.duties, like add and change
IMPORT_EXPORT_EXPORT_PERMISSION_CODE = "export"
IMPORT_EXPORT_TMP_STORAGE_CLASS = "import_export.tmp_storages.MediaStorage"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
