"""What the documentation names is there: files, anchors, commands, settings, rooms, decisions."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

ROOT: Path = settings.BASE_DIR
LONGEST_README = 7_000  # bytes: one screen
LONGEST_DECISION = 6  # lines
TOPS = ("accounts", "benchmarks", "docs", "locale", "portal", "reports", "requirements", "static",
        "templates", "tests")  # fmt: skip
PAGES = sorted(
    str(path.relative_to(ROOT))
    for pattern in ("*.md", "docs/**/*.md", "reports/**/*.md")
    for path in ROOT.glob(pattern)
)
DECISIONS = sorted(
    set((ROOT / "docs/decisions").glob("*.md")) - {ROOT / "docs/decisions/README.md"}
)
LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```\w*\n(.*?)^```$", re.M | re.S)
CODE = re.compile(r"`([^`\n]+)`")
FILE = re.compile(rf"(?<![\w/.:-])(?:{'|'.join(TOPS)})/[\w./-]*")


@cache
def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def prose(page: str) -> str:
    return FENCED.sub("", text_of(page))


def in_code(page: str) -> list[str]:
    """What stands in backticks, and the lines of drawings and commands."""
    lines = [line for block in FENCED.findall(text_of(page)) for line in block.splitlines()]
    return [*CODE.findall(prose(page)), *lines]


def anchors(page: str) -> set[str]:
    """Of its headings, as GitHub makes them."""
    heads = re.findall(r"^#{1,6} (.+)$", prose(page), re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def faults(page: str) -> Iterator[str]:
    """The links of a page that lead nowhere."""
    for link in LINK.findall(prose(page)):
        if "://" in link:
            continue
        path, _, anchor = link.partition("#")
        target = ((ROOT / page).parent / path).resolve() if path else ROOT / page
        leads = target.is_relative_to(ROOT) and target.exists()
        if not leads or (anchor and anchor not in anchors(str(target.relative_to(ROOT)))):
            yield link


def test_the_pages_are_found() -> None:
    some = {"README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/decisions/README.md",
            "docs/zh/operations.md", "reports/form/editions/README.md"}  # fmt: skip
    assert some <= set(PAGES)


def test_the_front_page_is_one_screen() -> None:
    assert len(text_of("README.md").encode()) <= LONGEST_README


@pytest.mark.parametrize("page", PAGES)
def test_a_link_leads_to_a_file_and_a_heading(page: str) -> None:
    assert not list(faults(page))


def test_a_dead_link_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    made = "# One, two\n[a](README.md) [b](#one-two) [c](#three) [d](gone.md) [e](../x)"
    monkeypatch.setitem(globals(), "text_of", lambda page: made)
    assert list(faults("README.md")) == ["#three", "gone.md", "../x"]


@pytest.mark.parametrize("page", PAGES)
def test_a_file_that_is_named_exists(page: str) -> None:
    """Without patterns such as `reports/<n>/`, which name no file."""
    named = {
        found.group().rstrip(".")
        for written in in_code(page)
        for found in FILE.finditer(written)
        if not written[found.end() :].startswith(("<", "*", "…"))
    }
    assert not {name for name in named if not (ROOT / name).exists()}


@pytest.mark.parametrize("page", PAGES)
def test_a_command_that_is_named_exists(page: str) -> None:
    named = {name for line in in_code(page) for name in re.findall(r"manage\.py ([a-z_]+)", line)}
    assert not named - get_commands().keys()
    runs = (
        found for line in in_code(page) if (found := re.match(r"make ((?:[a-z][\w-]* ?)+)", line))
    )
    made = {name for found in runs for name in found[1].split()}
    targets = re.findall(r"^([a-z][\w-]*):", (ROOT / "Makefile").read_text(), re.M)
    assert not made - set(targets)


def test_a_file_that_a_comment_names_exists() -> None:
    """In the code: by its name, or with some of the folders before it."""
    sources = [
        path
        for top in ("accounts", "portal", "reports", "static", "templates")
        for path in (ROOT / top).rglob("*")
        if path.suffix in {".py", ".js", ".html", ".css"}
    ]
    known = {f"/{path.relative_to(ROOT)}" for path in sources}
    written = re.compile(r"(?<![\w.*/-])((?:\w+/)*\w+\.(?:py|js))\b")
    named = {
        name: path.name
        for path in sources
        for name in written.findall(path.read_text(encoding="utf-8"))
    }
    assert len(named) > 20
    gone = {n for n in named if not any(file.endswith(f"/{n}") for file in known)} - {"manage.py"}
    assert not gone, {name: named[name] for name in gone}


def test_every_command_of_ours_is_told_of() -> None:
    ours = {
        name for name, app in get_commands().items() if app in {"accounts", "portal", "reports"}
    }
    told = set(re.findall(r"`manage\.py ([a-z_]+)", text_of("docs/commands.md")))
    assert ours and ours <= told


@pytest.mark.parametrize("page", ["docs/operations.md", "docs/zh/operations.md"])
def test_every_setting_is_told_of(page: str) -> None:
    source = (ROOT / "portal/settings.py").read_text()
    read = set(re.findall(r"""env(?:\.\w+)?\(\s*"(\w+)\"""", source))
    told = set(re.findall(r"^\| `([A-Z_]+)` \|", text_of(page), re.M))
    assert len(read) > 10 and told == read


def test_the_rooms_are_drawn_in_the_order_of_their_imports() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ]
    drawn = next(
        block
        for block in FENCED.findall(text_of("docs/architecture.md"))
        if "admin_sheets" in block
    )
    rows = [line.strip(" |-").split("  ")[0] for line in drawn.splitlines()]
    for contract in contracts:
        if contract["type"] == "layers" and "containers" in contract:
            layers = [
                layer
                for layer in contract["layers"]
                if layer not in {"apps | urls | admin | management"}
            ]
            found = [rows.index(layer, rows.index(contract["containers"][0])) for layer in layers]
            assert found == sorted(found)


# The Chinese front page ----------------------------------------------------------------------


def test_the_chinese_front_page_is_as_complete_as_the_english_one() -> None:
    english, chinese = "README.md", "docs/README.zh.md"
    assert text_of(english).count("\n## ") == text_of(chinese).count("\n## ")
    for pattern in (r"^\| `(\w+)`", r"^(make \w+)", r"(\w+\.png)", r"apt install ([\w -]+)"):
        told = re.findall(pattern, text_of(english), re.M)
        assert told and set(told) == set(re.findall(pattern, text_of(chinese), re.M))
    leads_to = {Path(link).name for link in LINK.findall(text_of(english))} - {"README.zh.md"}
    assert leads_to <= {Path(link).name for link in LINK.findall(text_of(chinese))}


# Decisions -----------------------------------------------------------------------------------


def decisions() -> Iterator[tuple[str, str, str, str]]:
    """File, number, title and what stands below it."""
    for path in DECISIONS:
        for part in path.read_text(encoding="utf-8").split("\n## ")[1:]:
            head, _, body = part.partition("\n")
            number, _, title = head.partition(" ")
            yield path.name, number, title, body


def superseding(body: str) -> list[str]:
    return re.findall(r"[Ss]uperseded[\w ]* by (\d{4})", body)


def test_the_index_has_a_line_for_each_decision() -> None:
    lines = re.findall(
        r"^- \[(\d{4})\]\((\w+\.md)\) (.+)$", text_of("docs/decisions/README.md"), re.M
    )
    indexed = [(number, name, title.partition(" (superseded")[0]) for number, name, title in lines]
    assert len(indexed) > 100
    assert sorted(indexed) == sorted(
        (number, name, title) for name, number, title, _ in decisions()
    )


def test_decisions_are_numbered_one_by_one() -> None:
    numbers = sorted(number for _, number, _, _ in decisions())
    assert numbers == [f"{count:04}" for count in range(1, len(numbers) + 1)]


def test_a_decision_says_when_what_why_and_at_what_cost() -> None:
    for _, number, _, body in decisions():
        lines = [line for line in body.splitlines() if line.strip()]
        assert len(lines) <= LONGEST_DECISION, number
        assert re.match(r"- 20\d\d-\d\d-\d\d", lines[0]), number
        assert [word for word in ("What", "Why", "Cost") if f"\n- {word}: " in f"\n{body}"] == [
            "What", "Why", "Cost"], number  # fmt: skip


def test_a_superseded_decision_is_marked_in_the_index_and_names_a_later_one() -> None:
    numbers = {number for _, number, _, _ in decisions()}
    marked = {number: later for _, number, _, body in decisions() if (later := superseding(body))}
    assert marked
    for number, later in marked.items():
        line = re.search(rf"^- \[{number}\].+$", text_of("docs/decisions/README.md"), re.M)
        assert line and superseding(line.group()) == later
        assert set(later) <= numbers and min(later) > number
