"""Uploads to be read: bounded while they arrive, before anything looks at them."""

from __future__ import annotations

import io

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from reports.reading.files import MAX_BYTES

MAX_REQUEST = 60 * 1024 * 1024  # larger requests are not even read to the end


class BoundedUpload(FileUploadHandler):
    """Keeps MAX_BYTES in memory for all files together; beyond that, only the size is known."""

    kept = 0
    chunks: list[bytes]

    def new_file(self, *args: object, **kwargs: object) -> None:
        super().new_file(*args, **kwargs)  # type: ignore[arg-type]
        self.chunks = []

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.kept += len(raw_data)
        if self.kept > MAX_BYTES:
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


def arrives_whole(request: HttpRequest) -> bool:
    """Read the posted data within bounds. Call it before anything touches `request.POST`."""
    request.upload_handlers = [BoundedUpload(request)]
    said = request.META.get("CONTENT_LENGTH") or ""
    if said.isdigit() and int(said) > MAX_REQUEST:
        return False
    try:
        return request.POST is not None
    except (BadRequest, MultiPartParserError, SuspiciousOperation, UnreadablePostError):
        return False
