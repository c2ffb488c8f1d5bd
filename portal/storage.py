"""Where the static files lie once they are collected, each under a name with its hash."""

from __future__ import annotations

from typing import Any

from django.core.files.base import File
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's, but scripts may import each other, and a source map may be missing.

    The name of an imported script carries its hash too, so that a browser that keeps files for ever
    never puts an old module beside a new one. Names are settled from the innermost import outwards,
    one step in a pass at worst; five passes, Django's limit, are too few. A circle never settles.
    """

    support_js_module_import_aggregation = True
    max_post_process_passes = 20

    def hashed_name(
        self, name: str, content: File[Any] | None = None, filename: str | None = None
    ) -> str:
        """A map is for the makers of a file and is asked for by nobody else: it may be missing."""
        bare = name.strip()
        if content is None and bare.endswith(".map") and not self.exists(bare):
            return bare
        return str(super().hashed_name(name, content, filename))
