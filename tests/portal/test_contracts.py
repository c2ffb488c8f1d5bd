"""The contracts of imports hold: what goes against one, written into a copy, is refused by name."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations, product
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

ROOT: Path = settings.BASE_DIR
LINT = Path(sys.executable).with_name("lint-imports")
LINTER = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
PACKAGES: Sequence[str] = LINTER["root_packages"]
CONTRACTS: Sequence[dict[str, Any]] = LINTER["contracts"]
HEADING = re.compile(r"^(.+)\n-{3,}$", re.MULTILINE)


@dataclass(frozen=True)
class AgainstContract:
    """An import that the contract of this name must refuse."""

    contract: str
    importer: str
    imported: str

    def write(self, copy: Path, number: int) -> str:
        """Into a new module of the importer, or at its end where it is one file or a whole package,
        whose new modules would want a layer. Gives back how the linter names the import."""
        path = copy.joinpath(*self.importer.split("."))
        module = self.importer
        if path.is_dir():
            name = "apps" if self.importer in PACKAGES else f"against_{number}"
            path, module = path / name, f"{module}.{name}"
        with path.with_suffix(".py").open("a", encoding="utf-8") as file:
            file.write(f"import {self.imported}\n")
        return f" {module} -> {self.imported} (l."


def _of_type(kind: str) -> Iterator[dict[str, Any]]:
    return (contract for contract in CONTRACTS if contract["type"] == kind)


def upward() -> Iterator[AgainstContract]:
    """From each line of layers to the one above, and between those that share a line."""
    for contract in _of_type("layers"):
        (inside,) = contract.get("containers", [""])
        lines = [
            [f"{inside}.{room.strip()}".lstrip(".") for room in line.split("|")]
            for line in contract["layers"]
        ]
        pairs = [pair for above, below in pairwise(lines) for pair in product(below, above)]
        pairs += [pair for line in lines for pair in permutations(line, 2)]
        yield from (AgainstContract(contract["name"], *pair) for pair in pairs)


def impure() -> Iterator[AgainstContract]:
    for contract in _of_type("forbidden"):
        pairs = product(contract["source_modules"], contract["forbidden_modules"])
        yield from (AgainstContract(contract["name"], *pair) for pair in pairs)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The contracts and the Python that they are about, without anything else."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for path in (path for package in PACKAGES for path in (ROOT / package).rglob("*.py")):
        to = tmp_path / path.relative_to(ROOT)
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, to)
    return tmp_path


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command, env = [LINT, "--no-logo", "--no-cache"], {**os.environ, "COLUMNS": "1000"}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


def broken(copy: Path) -> Mapping[str, str]:
    """By contract, what the linter says of it in a copy."""
    said = lint(copy).stdout.partition("Broken contracts\n")[2]
    _, *parts = HEADING.split(said)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def test_every_import_against_a_contract_is_refused(copy: Path) -> None:
    before = lint(copy)
    assert before.returncode == 0, before.stdout
    against = [*upward(), *impure()]
    named = [one.write(copy, number) for number, one in enumerate(against)]
    said = broken(copy)
    pairs = zip(against, named, strict=True)
    assert [one for one, name in pairs if name not in said.get(one.contract, "")] == []


def test_two_modules_of_one_room_that_import_each_other_are_refused(copy: Path) -> None:
    """No layer stands between them."""
    (contract,) = _of_type("acyclic_siblings")
    room = copy / "reports" / "form"
    (room / "here.py").write_text("import reports.form.there\n")
    (room / "there.py").write_text("import reports.form.here\n")
    said = broken(copy)
    assert list(said) == [contract["name"]]
    assert "No cycles are allowed in reports.form." in said[contract["name"]]


def test_no_contract_lets_an_import_pass() -> None:
    assert [contract["name"] for contract in CONTRACTS if "ignore_imports" in contract] == []


def test_every_room_has_a_place_in_its_layers() -> None:
    """`exhaustive` refuses a new one that has none; of the portal's own there is no order."""
    ordered = [contract for contract in _of_type("layers") if "containers" in contract]
    assert [room for contract in ordered for room in contract["containers"]] == PACKAGES[1:]
    assert all(contract["exhaustive"] for contract in ordered)
