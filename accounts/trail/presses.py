"""A button pressed twenty times does what it says once.

Most acts are so by themselves: what stands there already is not written again. Those that add
something ask here. Every page that is shown carries a token of its own (that against forged
requests, which is masked anew for each page), so the same person, token and content are the same
press; whoever writes the same words once more on a new page has pressed anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import Press, User
from accounts.trail.record import Actor, actor_of

TOKEN = "csrfmiddlewaretoken"
KEPT_FOR = timedelta(days=1)  # a page older than that is loaded again before anybody presses on it


def presser_of(request: HttpRequest, user: User | None = None) -> Actor:
    """Return who acts, with the press by which they do; `user` where nobody is signed in yet."""
    actor = actor_of(request)
    person = user or actor.user
    token = request.POST.get(TOKEN, "")
    key = _key(request, f"{person and person.pk} {token}") if token else ""
    return replace(actor, user=person, press=key)


def first_press(actor: Actor) -> bool:
    """Take the press; False if it was done before. Call it first in the transaction of the act:
    a second press waits for the first, and what is refused gives its press back."""
    if actor.user is None or not actor.press:
        return True
    Press.objects.filter(user=actor.user, at__lt=timezone.now() - KEPT_FOR).delete()
    return Press.objects.get_or_create(key=actor.press, defaults={"user": actor.user})[1]


def take_press(actor: Actor) -> bool:
    """The same for an act of several transactions, or of work outside of any."""
    with transaction.atomic():
        return first_press(actor)


def give_back(actor: Actor) -> None:
    """Let a taken press come again, for nothing was done."""
    Press.objects.filter(key=actor.press).delete()


def _key(request: HttpRequest, page: str) -> str:
    digest = hashlib.sha256(f"{page} {request.path}".encode())
    for part in _content(request):
        digest.update(part)
    return digest.hexdigest()


def _content(request: HttpRequest) -> Iterator[bytes]:
    """Yield what was posted, without passwords: not even their digest is kept."""
    posted = {name: values for name, values in request.POST.lists() if "password" not in name}
    yield json.dumps(posted, sort_keys=True).encode()
    for name in sorted(request.FILES):
        for file in request.FILES.getlist(name):
            yield f"{name} {file.name}".encode()
            yield from file.chunks()
            file.seek(0)
