"""As everybody runs it, but for passwords: made to take long, a few hundred of them take minutes."""

from __future__ import annotations

from portal.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
