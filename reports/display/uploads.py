"""Uploads to be read: bounded while they arrive, before anything looks at them."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from reports.reading.files import MAX_BYTES

MAX_REQUEST = 60 * 1024 * 1024  # larger requests are not even read to the end


class BoundedUpload(FileUploadHandler):
    """Keeps `most` bytes in memory for all files together; beyond that, only the size is known."""

    most = MAX_BYTES
    kept = 0
    chunks: list[bytes]

    def new_file(self, *args: object, **kwargs: object) -> None:
        super().new_file(*args, **kwargs)  # type: ignore[arg-type]
        self.chunks = []

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.kept += len(raw_data)
        if self.kept > self.most:
            self.chunks.clear()
        else:
            self.chunks.append(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        return InMemoryUploadedFile(
            file=io.BytesIO(b"".join(self.chunks)),
            field_name=self.field_name,
            name=self.file_name or "",
            content_type=self.content_type or "",
            size=file_size,
            charset=self.charset,
        )


def bounded_upload(
    too_large: Callable[..., HttpResponse], most: int = MAX_BYTES
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Bound what a page accepts before the CSRF token is read from it; `too_large` answers more.
    `most` is what all files of a request may have together."""

    def bounded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        checked = csrf_protect(view)

        @csrf_exempt
        @wraps(view)
        def answered(request: HttpRequest, **named: Any) -> HttpResponse:
            if request.method == "POST" and not _arrives_whole(request, most):
                return too_large(request, **named)
            return checked(request, **named)

        return answered

    return bounded


def _arrives_whole(request: HttpRequest, most: int) -> bool:
    """Read the posted data within bounds. Call it before anything touches `request.POST`."""
    handler = BoundedUpload(request)
    handler.most = most
    request.upload_handlers = [handler]
    said = request.META.get("CONTENT_LENGTH") or ""
    if said.isdigit() and int(said) > MAX_REQUEST:
        return False
    try:
        return request.POST is not None
    except (BadRequest, MultiPartParserError, SuspiciousOperation, UnreadablePostError):
        return False
