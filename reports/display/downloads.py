"""Files to download."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from reports.rendering import Renderer
from reports.rendering.document import Document


def attachment(content: bytes, name: str, content_type: str) -> HttpResponse:
    disposition = content_disposition_header(True, name) or "attachment"
    headers = {"Content-Disposition": disposition}
    return HttpResponse(content, content_type=content_type, headers=headers)


def download(document: Document, renderer: Renderer) -> HttpResponse:
    """Return the document as an attachment named after agency and year."""
    name = f"{''.join(document.title)}.{renderer.extension}"
    return attachment(renderer.render(document), name, renderer.content_type)
