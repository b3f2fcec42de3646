"""Uploads that stay in memory: what is not sealed yet may not lie in a file of the server, not even for a moment."""

import io
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from servicepunt.adapters.pdf.reading import LARGEST

MOST = 32 * 1024 * 1024  # bytes of one form together
Page = Callable[..., HttpResponseBase]


class MemoryOnly(FileUploadHandler):
    """Keep each file in memory, up to a bound; of a larger one only its size is kept."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self._bytes, self._size, self._left = io.BytesIO(), 0, MOST

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self._bytes, self._size = io.BytesIO(), 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Take a part of a file; what is over the bound is counted and let go."""
        self._size += len(raw_data)
        self._left -= len(raw_data)
        if self._size > LARGEST or self._left < 0:
            self._bytes = io.BytesIO()
        else:
            self._bytes.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> UploadedFile[bytes]:
        """Return the file; when it was too large, without its bytes."""
        self._bytes.seek(0)
        return InMemoryUploadedFile(
            file=self._bytes,
            field_name=self.field_name,
            name=self.file_name or "bestand",
            content_type=self.content_type or "",
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )


def keeps_in_memory(page: Page) -> Page:
    """Mark a page whose uploads may touch no disk."""
    page.keeps_in_memory = True  # type: ignore[attr-defined]  # read by the middleware
    return page


class MemoryUploads:
    """The middleware that takes the uploads of marked pages in memory; it stands before the first reader of a form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Page, _args: Any, _kwargs: Any) -> None:
        """Choose where the files of this form go."""
        if getattr(view, "keeps_in_memory", False):
            request.upload_handlers = [MemoryOnly(request)]
