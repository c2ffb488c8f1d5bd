"""The portal as gunicorn serves it, but it dies when told to: after a save is in the database and
before its answer goes out, so that the browser cannot know whether it was taken."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from portal.wsgi import application as portal

DIE = Path(os.environ["PORTAL_VAR"]) / "die-after-the-next-save"


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    answer: Iterable[bytes] = portal(environ, start_response)
    if environ["PATH_INFO"].endswith("/autosave/") and DIE.exists():
        DIE.unlink()
        os.killpg(0, signal.SIGKILL)  # master and all
    return answer
