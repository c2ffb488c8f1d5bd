"""Answers an open page, which reports every 20 seconds, with who else has the section open."""

from __future__ import annotations

from django.http import JsonResponse
from django.views.decorators.http import require_POST

from accounts.requests import SignedIn
from accounts.signin.idle import not_an_act
from reports.drafts.access import get_section_to_fill
from reports.drafts.presence import mark_present
from reports.entry.autosave import for_scripts


@not_an_act
@require_POST
@for_scripts
def presence(request: SignedIn, pk: int, code: str) -> JsonResponse:
    section = get_section_to_fill(request.user, pk, code).pk
    return JsonResponse({"others": mark_present(section, request.user)})
