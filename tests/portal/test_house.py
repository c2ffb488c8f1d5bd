"""What keeps the house one that can be lived in: sizes, names, and what a room says of itself."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

ROOT: Path = settings.BASE_DIR
LONGEST_MODULE = 300
LONGEST_FUNCTION = 40
OF_DJANGO = {"Command", "Media", "Meta", "Migration"}  # inner classes by Django's own names


@cache
def modules() -> dict[str, ast.Module]:
    """The code by path, without migrations: those are written by a machine."""
    paths = (
        path for top in ("accounts", "portal", "reports") for path in ROOT.glob(f"{top}/**/*.py")
    )
    code = {str(path.relative_to(ROOT)): path for path in paths if "migrations" not in path.parts}
    return {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in code.items()}


def functions(module: ast.Module) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(module) if isinstance(node, ast.FunctionDef))


def classes() -> Iterator[tuple[str, ast.ClassDef]]:
    for name, module in modules().items():
        for node in ast.walk(module):
            if isinstance(node, ast.ClassDef) and node.name not in OF_DJANGO:
                yield name, node


@cache
def errors() -> frozenset[str]:
    """Our own exceptions, and what is derived from them."""
    found: set[str] = {"Exception", "ValueError"}
    while True:
        more = {
            node.name
            for _name, node in classes()
            if any(ast.unparse(base) in found for base in node.bases)
        }
        if more <= found:
            return frozenset(found - {"Exception", "ValueError"})
        found |= more


def raised(function: ast.FunctionDef) -> set[str]:
    thrown = (node.exc for node in ast.walk(function) if isinstance(node, ast.Raise) and node.exc)
    called = (node.func if isinstance(node, ast.Call) else node for node in thrown)
    return {ast.unparse(node) for node in called} & errors()


def test_a_module_has_at_most_300_lines() -> None:
    lengths = {name: len((ROOT / name).read_text().splitlines()) for name in modules()}
    assert len(lengths) > 300
    assert not {name: length for name, length in lengths.items() if length > LONGEST_MODULE}


def test_a_function_has_at_most_40_lines() -> None:
    long = [
        f"{name}:{node.lineno} {node.name}"
        for name, module in modules().items()
        for node in functions(module)
        if (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    ]
    assert not long


def test_every_function_is_annotated() -> None:
    bare = [
        f"{name}:{node.lineno} {node.name}"
        for name, module in modules().items()
        for node in functions(module)
        if node.returns is None
    ]
    assert not bare


def test_a_class_name_means_one_thing() -> None:
    places = defaultdict(list)
    for name, node in classes():
        places[node.name].append(f"{name}:{node.lineno}")
    assert len(places) > 200
    assert not {name: found for name, found in places.items() if len(found) > 1}


def test_a_public_function_names_the_errors_of_ours_that_it_raises() -> None:
    assert len(errors()) > 30
    unnamed = [
        f"{name}:{node.lineno} {node.name} {error}"
        for name, module in modules().items()
        for node in module.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        for error in raised(node)
        if error not in (ast.get_docstring(node) or "")
    ]
    assert not unnamed


ROOMS = sorted(
    str(path.parent.relative_to(ROOT))
    for top in ("accounts", "reports")
    for path in ROOT.glob(f"{top}/*/__init__.py")
    if path.parent.name not in {"management", "migrations"}
)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_says_who_may_call_it_and_what_must_never_be_there(room: str) -> None:
    said = ast.get_docstring(modules()[f"{room}/__init__.py"]) or ""
    assert 3 <= len(said.splitlines()) <= 8
    assert "ever here" in said
