"""Storage for collected static files, each under a name that includes its hash."""

from __future__ import annotations

from typing import Any

from django.core.files.base import File
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage, but scripts may import each other, and a source map may be missing.

    An imported script's name carries its hash too, so that a browser that caches files for ever
    never combines an old module with a new one. Names settle from the innermost import outwards, at
    worst one step per pass, so Django's limit of five passes is too low. A circular import never
    settles.
    """

    support_js_module_import_aggregation = True
    max_post_process_passes = 20

    def hashed_name(
        self, name: str, content: File[Any] | None = None, filename: str | None = None
    ) -> str:
        """Return the hashed name; a source map may be missing, as only developers need it."""
        bare = name.strip()
        if content is None and bare.endswith(".map") and not self.exists(bare):
            return bare
        return str(super().hashed_name(name, content, filename))
