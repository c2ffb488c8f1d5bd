"""Uploaded sheets between the steps of an import: each belongs to who uploaded it.

They stay in the media storage, which all servers share, until they are confirmed, cancelled or a
day old; of one person at most `KEPT_EACH`.
"""

from __future__ import annotations

import datetime as dt
import re
from contextlib import suppress
from uuid import uuid4

from django.utils import timezone
from import_export.tmp_storages import MediaStorage

from accounts.models import User

KEPT_FOR = dt.timedelta(days=1)
KEPT_EACH = 10
NAME = re.compile(r"(\d{1,20})-[0-9a-f]{32}")


def keep(user: User, content: bytes) -> str:
    """Keep a file and return its name; the oldest of many go."""
    _forget_oldest(user)
    name = f"{user.pk}-{uuid4().hex}"
    MediaStorage(name=name).save(content)
    return name


def read_kept(user: User, name: str) -> bytes | None:
    """Return a file of this person; None if it is gone, or somebody else's."""
    if not _is_own(user, name):
        return None
    try:
        content: bytes = MediaStorage(name=name).read()
    except FileNotFoundError:
        return None
    return content


def forget(user: User, name: str) -> None:
    if _is_own(user, name):
        MediaStorage(name=name).remove()


def forget_old() -> None:
    """Delete files that were neither confirmed nor cancelled in time."""
    limit = timezone.now() - KEPT_FOR
    for name, time in _kept().items():
        if time < limit:
            _delete(name)


def _forget_oldest(user: User) -> None:
    own = {name: time for name, time in _kept().items() if _is_own(user, name)}
    for name in sorted(own, key=lambda name: own[name])[: max(0, len(own) - KEPT_EACH + 1)]:
        _delete(name)


def _is_own(user: User, name: str) -> bool:
    found = NAME.fullmatch(name)
    return found is not None and found[1] == str(user.pk)


def _kept() -> dict[str, dt.datetime]:
    """Return the names of all kept files with their times."""
    kept = MediaStorage(name="-")
    if not kept._storage.exists(kept.MEDIA_FOLDER):
        return {}
    times: dict[str, dt.datetime] = {}
    for name in kept._storage.listdir(kept.MEDIA_FOLDER)[1]:
        with suppress(FileNotFoundError):  # imported at the same moment
            times[name] = kept._storage.get_modified_time(f"{kept.MEDIA_FOLDER}/{name}")
    return times


def _delete(name: str) -> None:
    kept = MediaStorage(name=name)
    with suppress(FileNotFoundError):
        kept.remove()
