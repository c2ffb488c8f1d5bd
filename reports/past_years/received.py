"""The files of an upload: single ones, and those within a zip, bounded before any is unpacked."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from accounts.models.refusals import ActRefused
from accounts.spreadsheets.archives import DAMAGE, EXCEL, MAX_FILE, MAX_RATIO, MEGABYTE, WORD

MOST_FILES = 100
MOST_BYTES = 30 * MEGABYTE  # of an upload
MOST_UNPACKED = 100 * MEGABYTE
_ZIP = b"PK\x03\x04"
_NOT_MEANT = (".", "~$", "__MACOSX")  # how names of hidden files, locks and Apple's own begin
_UTF8 = 0x800  # the flag of a name that is written in it


class TooManyFiles(ActRefused):
    """Nothing of the upload is read: more than is read at once, or an archive that is refused."""


@dataclass(frozen=True)
class ReceivedFile:
    name: str
    content: bytes  # "" beyond MAX_FILE
    is_too_large: bool = False

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(self.content or self.name.encode()).hexdigest()


def received(files: Iterable[tuple[str, bytes]]) -> list[ReceivedFile]:
    """Return single files as they are and those of archives in their place. Raises TooManyFiles."""
    found: list[ReceivedFile] = []
    for name, content in files:
        for file in _within(name, content):
            found.append(file)
            if len(found) > MOST_FILES:
                raise TooManyFiles(_too_many())
            if sum(len(one.content) for one in found) > MOST_UNPACKED:
                raise TooManyFiles(_too_large())
    return found


def _too_many() -> str:
    return _("More than %(most)d files. Upload them in parts.") % {"most": MOST_FILES}


def _too_large() -> str:
    words = _("The files unpack to more than %(most)d MB. Upload them in parts.")
    return words % {"most": MOST_UNPACKED // MEGABYTE}


def _within(name: str, content: bytes) -> Iterator[ReceivedFile]:
    try:
        members = _members(content)
        if members is None:
            yield _file(name, content)
            return
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in members:
                large = member.file_size > MAX_FILE
                yield _file(_name(member), b"" if large else archive.read(member), large)
    except DAMAGE:
        words = _("%(name)s is damaged or locked with a password, and is not unpacked.")
        raise TooManyFiles(words % {"name": name}) from None


def _file(name: str, content: bytes, is_too_large: bool = False) -> ReceivedFile:
    large = is_too_large or len(content) > MAX_FILE
    return ReceivedFile(PurePosixPath(name).name[:200], b"" if large else content, large)


def _members(content: bytes) -> list[zipfile.ZipInfo] | None:
    """Return the files meant in an archive, or None where it is an office file or no archive.
    Raises TooManyFiles where it unpacks to more than it may."""
    if not content.startswith(_ZIP):
        return None
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
    if {WORD, EXCEL} & {member.filename for member in members}:
        return None
    unpacked = sum(member.file_size for member in members)
    if unpacked > min(MOST_UNPACKED, MAX_RATIO * max(len(content), 1)):
        raise TooManyFiles(_too_large())
    meant = [member for member in members if _is_meant(member)]
    if len(meant) > MOST_FILES:
        raise TooManyFiles(_too_many())
    return meant


def _is_meant(member: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(member.filename).parts
    return not member.is_dir() and not any(part.startswith(_NOT_MEANT) for part in parts)


def _name(member: zipfile.ZipInfo) -> str:
    """Return a member's name; Windows writes Chinese ones in GB18030 without saying so."""
    if member.flag_bits & _UTF8:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return member.filename
