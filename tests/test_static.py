"""The static files as production serves them: under hashed names, none of them missing."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "static"
NAMED = re.compile(r"""{%\s*static\s+["']([^"']+)["']\s*%}""")


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `collectstatic` makes with the portal's own settings, not with the tests'."""
    folder = tmp_path_factory.mktemp("portal")
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings"}
    done = subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"],
        cwd=ROOT,
        env={**environment, "PORTAL_VAR": str(folder)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "static"


@pytest.fixture(scope="module")
def hashed(collected: Path) -> Mapping[str, str]:
    """Name in the source -> name with the hash of what the file holds."""
    names: dict[str, str] = json.loads((collected / "staticfiles.json").read_text())["paths"]
    return names


def test_every_file_that_a_template_names_is_collected(hashed: Mapping[str, str]) -> None:
    named = {
        name
        for template in (ROOT / "templates").rglob("*.html")
        for name in NAMED.findall(template.read_text(encoding="utf-8"))
    }
    assert "portal.css" in named and named <= hashed.keys()


def test_bootstrap_is_the_file_whose_checksum_was_kept(
    collected: Path, hashed: Mapping[str, str]
) -> None:
    folder = STATIC / "vendor" / "bootstrap"
    for line in (folder / "SHA256SUMS").read_text().splitlines():
        checksum, name = line.split()
        served = collected / hashed[f"vendor/bootstrap/{name}"]
        for path in (folder / name, served):
            assert hashlib.sha256(path.read_bytes()).hexdigest() == checksum, path
