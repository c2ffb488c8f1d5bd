"""What must hold for the repository as a whole, whatever a change is about."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.core.management import call_command

ROOT: Path = settings.BASE_DIR
TRANSLATIONS = ROOT / "locale/zh_Hans/LC_MESSAGES/django.po"
COMPILED = TRANSLATIONS.with_suffix(".mo")
BIN = Path(sys.executable).parent


def run(*command: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)


def tracked_texts() -> dict[str, str]:
    """Every file of the repository that is text, by its name."""
    listed = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    if listed.returncode:
        pytest.skip("not a git repository, so nothing is tracked")
    texts = {}
    for name in listed.stdout.split("\0"):
        content = (ROOT / name).read_bytes() if (ROOT / name).is_file() else b"\0"
        if b"\0" not in content:
            texts[name] = content.decode()
    return texts


@pytest.mark.django_db
def test_the_models_need_no_further_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_imports_go_one_way() -> None:
    found = run(BIN / "lint-imports", "--no-logo", "--no-cache")
    assert found.returncode == 0, found.stdout


def test_templates_are_formatted() -> None:
    templates = sorted((ROOT / "templates").rglob("*.html"))
    assert templates
    found = run(BIN / "djade", "--check", "--target-version", "5.2", *templates)
    assert found.returncode == 0, found.stdout + found.stderr


@pytest.mark.parametrize("name", ["prod.in", "prod.txt", "dev.in", "dev.txt"])
def test_requirements_name_no_host(name: str) -> None:
    lines = (ROOT / "requirements" / name).read_text().splitlines()
    assert lines
    assert not [line for line in lines if "://" in line or line.startswith("--")]


@pytest.mark.parametrize("name", ["prod.txt", "dev.txt"])
def test_every_requirement_is_pinned_with_a_hash(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text().replace("\\\n", " ")
    pins = [line for line in text.splitlines() if re.match(r"\w", line)]
    assert pins
    assert not [pin for pin in pins if "==" not in pin or "--hash=sha256:" not in pin]


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    folder = re.compile(r"(?<![\w.}:])/(?:home|root|work|Users)/\w")
    assert "portal/settings.py" in tracked_texts()
    assert not [name for name, text in tracked_texts().items() if folder.search(text)]


# Translations ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def messages(tmp_path_factory: pytest.TempPathFactory) -> polib.POFile:
    """The translations brought up to date with the sources, in a copy."""
    if not shutil.which("xgettext"):
        pytest.skip("xgettext is missing (apt install gettext)")
    copy = tmp_path_factory.mktemp("sources")
    for name in ("accounts", "locale", "portal", "reports", "templates"):
        shutil.copytree(ROOT / name, copy / name)
    options = ("--locale", "zh_Hans", "--no-location", "--no-obsolete")
    made = run(sys.executable, "-m", "django", "makemessages", *options, cwd=copy)
    assert made.returncode == 0, made.stderr
    return polib.pofile(str(copy / TRANSLATIONS.relative_to(ROOT)))


def test_every_message_is_translated(messages: polib.POFile) -> None:
    assert len(messages)
    assert not [entry.msgid for entry in messages if not entry.translated()]


def test_no_translation_is_fuzzy() -> None:
    assert not [entry.msgid for entry in polib.pofile(str(TRANSLATIONS)) if entry.fuzzy]


def test_translations_keep_their_placeholders(messages: polib.POFile) -> None:
    placeholder = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
    broken = [
        entry.msgid
        for entry in messages
        for translation in [entry.msgstr, *entry.msgstr_plural.values()]
        if translation
        and not set(placeholder.findall(translation))
        <= set(placeholder.findall(entry.msgid + entry.msgid_plural))
    ]
    assert not broken


def test_the_compiled_translations_are_those_of_the_source() -> None:
    assert COMPILED.is_file()
    compiled = polib.mofile(str(COMPILED))
    source = polib.pofile(str(TRANSLATIONS)).translated_entries()
    assert {known(entry) for entry in compiled} == {known(entry) for entry in source}


def known(entry: polib.POEntry | polib.MOEntry) -> tuple[str, ...]:
    plural = (entry.msgid_plural, *entry.msgstr_plural.values())
    return (entry.msgctxt or "", entry.msgid, entry.msgstr, *plural)
