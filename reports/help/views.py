"""The help's pages, for everybody, signed in or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.page import render_page
from reports.help.pages import HelpPart, Topic, topic_for, topics
from reports.language import in_readers_language


@dataclass(frozen=True)
class ShownPart:
    id: str
    title: str
    text: Sequence[str]
    picture: str
    described: str


@dataclass(frozen=True)
class Listed:
    name: str
    title: str
    is_shown: bool


@dataclass(frozen=True)
class TopicPage:
    title: str
    parts: Sequence[ShownPart]
    listed: Sequence[Listed]


@login_not_required
@require_safe
def help(request: HttpRequest) -> HttpResponse:
    """Lead to the page of the reader's own role."""
    held = request.user.held if request.user.is_authenticated else ()
    return redirect("help:topic", name=topic_for([m.role for m in held]).name)


@login_not_required
@require_safe
def topic(request: HttpRequest, name: str) -> HttpResponse:
    if name not in offered():
        raise Http404
    return render_page(request, "help/topic.html", topic_page(offered()[name]))


def offered() -> Mapping[str, Topic]:
    """The pages, without those of what the operator has switched off."""
    return {
        name: one
        for name, one in topics().items()
        if not one.setting or getattr(settings, one.setting)
    }


def topic_page(shown: Topic) -> TopicPage:
    return TopicPage(
        in_readers_language(shown.title),
        [_part(part) for part in shown.parts],
        [Listed(name, in_readers_language(one.title), one is shown)
         for name, one in offered().items()],
    )  # fmt: skip


def _part(part: HelpPart) -> ShownPart:
    title = in_readers_language(part.title)
    picture = f"help/{part.picture}.jpg" if part.picture else ""
    described = _("The page in the demo: %(title)s") % {"title": title}
    return ShownPart(part.id, title, list(map(in_readers_language, part.text)), picture, described)
