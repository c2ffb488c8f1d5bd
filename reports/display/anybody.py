"""Files that anybody may have read without an account: so many at once, each for a moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from django.utils.translation import gettext_lazy as _

# One file of theirs is read by this process at a time, of all such pages together: of its two
# children one stays free for who works here.
AT_ONCE = BoundedSemaphore(1)
PATIENCE = 2  # seconds that others wait for their turn
BUSY = _("Other files are being read just now. Please try again in a minute.")
TOO_OFTEN = _("Too many files from this address. Please try again in ten minutes.")


@contextmanager
def reading_turn() -> Iterator[bool]:
    """Wait for a turn; give whether there was one, and hand it on at the end."""
    taken = AT_ONCE.acquire(timeout=PATIENCE)
    try:
        yield taken
    finally:
        if taken:
            AT_ONCE.release()
