"""The button that leads into a report: the page of the section with which somebody goes on."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from reports.models import Report, ReportSection


@dataclass(frozen=True)
class Start:
    page: str
    words: str


def start_of(report: Report, section: ReportSection) -> Start:
    page = reverse("entry:section", kwargs={"pk": report.pk, "code": section.code})
    title = report.edition.by_code[section.code].title
    return Start(page, _("Start with %(section)s") % {"section": title})
