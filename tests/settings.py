"""The portal's settings with what makes tests fast: weak hashing, no hashed file names."""

import os
import tempfile

_folder = tempfile.TemporaryDirectory(prefix="portal-tests-")  # gone when the tests are done
os.environ.setdefault("PORTAL_VAR", _folder.name)

from portal.settings import *  # noqa: E402, F403
from portal.settings import STATIC_ROOT, STORAGES  # noqa: E402

STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where there is none

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# As a worker would, but before the next line of the test.
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
