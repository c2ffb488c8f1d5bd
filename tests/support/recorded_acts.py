"""Every act that the code can record, read from the code itself.

A call of `record` names its act by a literal, by one of two, by a constant of its module, or by a
pattern such as f"move.{move.name}". Where it passes on a parameter, the function it stands in
records too, and its callers are read.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

PACKAGES = ("accounts", "portal", "reports")
Constants = dict[str, ast.expr]
Recorders = dict[tuple[str, str], int]  # file (of a private function alone) and name -> argument
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Call:
    """One call of a recorder: what stands at the place of the act, and in which function."""

    path: Path
    line: int
    act: ast.expr
    function: Function | None
    constants: Constants

    @property
    def where(self) -> str:
        return f"{self.path.relative_to(settings.BASE_DIR)}:{self.line}"


def acts_in_code() -> dict[str, str]:
    """Act, or pattern with `*`, -> where it is recorded."""
    trees = {path: ast.parse(path.read_text()) for path in _files()}
    recorders: Recorders = {("", "record"): 1}
    known = -1
    while known < len(recorders):
        known = len(recorders)
        calls = [call for path, tree in trees.items() for call in _calls(path, tree, recorders)]
        recorders |= {found: place for call in calls for found, place in _passed_on(call)}
    return {act: call.where for call in calls for act in _acts(call.act, call)}


def _files() -> Iterator[Path]:
    for package in PACKAGES:
        yield from sorted((settings.BASE_DIR / package).rglob("*.py"))


def _calls(path: Path, tree: ast.Module, recorders: Recorders) -> Iterator[Call]:
    constants = dict(_constants(tree))
    for function, node in _with_function(tree, None):
        if not isinstance(node, ast.Call):
            continue
        place = recorders.get(_key(path, _name(node.func)), -1)
        if 0 <= place < len(node.args):
            yield Call(path, node.lineno, node.args[place], function, constants)


def _with_function(
    node: ast.AST, inside: Function | None
) -> Iterator[tuple[Function | None, ast.AST]]:
    for child in ast.iter_child_nodes(node):
        yield inside, child
        yield from _with_function(child, child if isinstance(child, Function) else inside)


def _name(called: ast.expr) -> str:
    if isinstance(called, ast.Attribute):
        return called.attr
    return called.id if isinstance(called, ast.Name) else ""


def _key(path: Path, name: str) -> tuple[str, str]:
    return (str(path) if name.startswith("_") else "", name)


def _constants(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Of a module, `A = "x"` and `A, B = "x", "y"`; of a function, what a name was last given."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign):
            continue
        target = node.targets[0]
        if isinstance(target, ast.Name):
            yield target.id, node.value
        elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            pairs = zip(target.elts, node.value.elts, strict=True)
            yield from ((name.id, value) for name, value in pairs if isinstance(name, ast.Name))


def _passed_on(call: Call) -> Iterator[tuple[tuple[str, str], int]]:
    """The function whose parameter is the act, and which argument of a call that is."""
    if call.function and isinstance(call.act, ast.Name):
        names = [argument.arg for argument in call.function.args.args]
        if call.act.id in names:
            place = names.index(call.act.id) - (names[0] == "self")
            yield _key(call.path, call.function.name), place


def _acts(act: ast.expr, call: Call) -> Iterator[str]:
    if isinstance(act, ast.Constant):
        yield str(act.value)
    elif isinstance(act, ast.IfExp):
        yield from _acts(act.body, call)
        yield from _acts(act.orelse, call)
    elif isinstance(act, ast.JoinedStr):
        yield "".join(str(p.value) if isinstance(p, ast.Constant) else "*" for p in act.values)
    elif isinstance(act, ast.Name) and act.id in call.constants:
        yield from _acts(call.constants[act.id], call)
    elif not list(_passed_on(call)):
        raise AssertionError(f"{call.where}: what act is this? {ast.unparse(act)}")
