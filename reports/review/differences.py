"""Two versions of a report side by side, for the bureau and for the agency itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.requests import SignedIn
from reports.display.changes import by_section, changes_between, left_over, turned, with_threads
from reports.display.findings import entry_links
from reports.display.printed import place_link
from reports.display.threads import ShownThread, shown_threads
from reports.display.versions import OpenedVersions, Version, Versions, versions_of
from reports.drafts.access import get_desk_report, get_real_report
from reports.workflow.threads import asked_of_agency


@require_safe
def desk_differences(request: SignedIn, pk: int) -> HttpResponse:
    """Compare submissions with each other and with last year's approved report."""
    report = get_desk_report(request.user, pk)
    desk = reverse("review:desk", args=[pk])
    threads = shown_threads(report, report.threads.all(), place_link)

    def link(section: str, cell: str) -> str:
        return f"{desk}{place_link(section, cell)}"

    context = {"report": report, "at_desk": True, "back": desk, "threads_at": desk}
    return _page(request, versions_of(report), threads, link, context)


@require_safe
def own_differences(request: SignedIn, pk: int) -> HttpResponse:
    """Compare a report's versions for its agency, including its working copy."""
    report = get_real_report(request.user, pk)
    back, link = reverse("agency:report", args=[pk]), entry_links(report)
    threads = shown_threads(report, asked_of_agency(report), link)
    context = {"report": report, "at_desk": False, "back": back, "threads_at": back}
    return _page(request, versions_of(report, with_draft=True), threads, link, context)


def _page(
    request: HttpRequest,
    versions: Versions,
    threads: Sequence[ShownThread],
    link: Callable[[str, str], str],
    context: dict[str, object],
) -> HttpResponse:
    context = {**context, "versions": versions.all}
    if chosen := _chosen(request, versions):
        context |= _compared(versions.open(*chosen), threads, link)
    return render(request, "review/differences.html", context)


def _chosen(request: HttpRequest, versions: Versions) -> tuple[Version, Version] | None:
    """Return the requested versions, by default the newest and the one before. Raises Http404 for
    versions that do not exist."""
    asked = [request.GET[name] for name in ("from", "to") if name in request.GET]
    if not all(map(versions.find, asked)):
        raise Http404
    usual = versions.usual
    if usual is None:
        return None
    before, after = (versions.find(request.GET.get(n, "")) for n in ("from", "to"))
    return before or usual[0], after or usual[1]


def _compared(
    opened: Sequence[OpenedVersions],
    threads: Sequence[ShownThread],
    link: Callable[[str, str], str],
) -> dict[str, object]:
    before, after = opened
    said = _between(threads, before.version, after.version)
    found = changes_between(after.edition, before.content, after.content, link)
    changes = with_threads(found, said)
    same_year = before.content.year == after.content.year
    return {
        "before": before.version,
        "after": after.version,
        "changes": changes,
        "sections": by_section(changes),
        "turned": turned(before.findings, after.findings) if same_year else None,
        "left_over": left_over(changes, said),
        "same_form": before.edition == after.edition,
    }


def _between(threads: Sequence[ShownThread], before: Version, after: Version) -> list[ShownThread]:
    """Return threads from the earlier version on, up to before the later one was filed."""
    earlier, later = sorted((before.number, after.number))
    return [one for one in threads if earlier <= one.thread.number < later]
