"""Limits how often one address can do what anybody may do, as protection against floods.

Counted in Django's cache; where processes have a cache each, each counts for itself.
"""

from __future__ import annotations

import hashlib

from django.core.cache import cache


def within_rate_limit(what: str, address: str, *, most: int, seconds: int) -> bool:
    """Count this attempt and return whether it is within the limit. The count restarts `seconds`
    after its first attempt."""
    key = f"rate:{what}:{hashlib.sha256(address.encode()).hexdigest()}"
    cache.add(key, 0, seconds)
    try:
        return bool(cache.incr(key) <= most)
    except ValueError:  # it expired between the two calls
        return True
