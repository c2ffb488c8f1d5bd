"""The static files as production serves them: under hashed names, none of them missing, and the
scripts as modules that import each other by these names."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
TEMPLATES = ROOT / "templates"
NAMED = re.compile(r"""{%\s*static\s+["']([^"']+)["']\s*%}""")
IMPORTED = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["']([^"']+)["']""")
SMALL = re.compile(r"font-size: (0\.[0-8]\d*rem)")
SCRIPT = re.compile(r"<script\b[^>]*>(?:.|\n)*?</script>")
MODULE = re.compile(r"""<script type="module" src="{% static "[^"]+" %}"></script>""")


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
        for template in TEMPLATES.rglob("*.html")
        for name in NAMED.findall(template.read_text(encoding="utf-8"))
    }
    assert "portal/base.css" in named and named <= hashed.keys()


def test_bootstrap_is_the_file_whose_checksum_was_kept(
    collected: Path, hashed: Mapping[str, str]
) -> None:
    folder = STATIC / "vendor" / "bootstrap"
    for line in (folder / "SHA256SUMS").read_text().splitlines():
        checksum, name = line.split()
        served = collected / hashed[f"vendor/bootstrap/{name}"]
        for path in (folder / name, served):
            assert hashlib.sha256(path.read_bytes()).hexdigest() == checksum, path


def modules() -> Iterator[Path]:
    return (path for path in STATIC.rglob("*.js") if "vendor" not in path.parts)


def test_scripts_import_each_other_one_way() -> None:
    graph = {
        path: {(path.parent / name).resolve() for name in IMPORTED.findall(path.read_text())}
        for path in modules()
    }
    assert {path for imported in graph.values() for path in imported} <= graph.keys()
    assert len(graph) > 20
    TopologicalSorter(graph).prepare()  # a circle would raise


def test_no_script_hangs_anything_on_the_window() -> None:
    assert len(list(modules())) > 20
    for path in modules():
        assert not re.search(r"\bwindow\.\w+\s*=[^=]", path.read_text()), path


def test_collected_scripts_import_collected_scripts_by_their_hashed_names(
    collected: Path, hashed: Mapping[str, str]
) -> None:
    served = {(collected / name).resolve() for name in hashed.values()}
    imports = 0
    for path in modules():
        script = collected / hashed[path.relative_to(STATIC).as_posix()]
        for name in IMPORTED.findall(script.read_text()):
            assert (script.parent / name).resolve() in served, (script, name)
            assert (script.parent / name).is_file()
            imports += 1
    assert imports > 50


def test_small_letters_have_a_size_by_name() -> None:
    """So that large type can enlarge them: `var(--size-table)`, `-hint` or `-mark`."""
    sheets = [each for each in STATIC.rglob("*.css") if not {"vendor", "accounts"} & {*each.parts}]
    sizes = {(each.name, size) for each in sheets for size in SMALL.findall(each.read_text())}
    assert len(sheets) > 10 and not sizes


def test_pages_have_scripts_only_as_modules_of_their_own() -> None:
    """Nothing inline, which the content security policy forbids, and nothing that runs at once."""
    scripts = 0
    for template in TEMPLATES.rglob("*.html"):
        for script in SCRIPT.findall(template.read_text(encoding="utf-8")):
            assert MODULE.fullmatch(script), (template, script)
            scripts += 1
    assert scripts > 3
