"""Where the static files lie once they are collected, each under a name with its hash."""

from __future__ import annotations

from typing import Any

from django.core.files.base import File
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's, but for vendored files that name a source map which is not kept here."""

    def hashed_name(
        self, name: str, content: File[Any] | None = None, filename: str | None = None
    ) -> str:
        """A map is for the makers of a file and is asked for by nobody else: it may be missing."""
        bare = name.strip()
        if content is None and bare.endswith(".map") and not self.exists(bare):
            return bare
        return str(super().hashed_name(name, content, filename))
