"""How often something that anybody may do can be done from one address: a bound against floods.

Counted in Django's cache. Where several processes have each their own, each counts for itself.
"""

from __future__ import annotations

import hashlib

from django.core.cache import cache


def within_rate_limit(what: str, address: str, *, most: int, seconds: int) -> bool:
    """Counts this time too. The count begins anew so many seconds after the first."""
    key = f"rate:{what}:{hashlib.sha256(address.encode()).hexdigest()}"
    cache.add(key, 0, seconds)
    try:
        return bool(cache.incr(key) <= most)
    except ValueError:  # it ran out between the two
        return True
