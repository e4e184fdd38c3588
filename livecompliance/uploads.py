"""Files in forms. No page takes any; a file is the body of a request (office/api/files.py)."""

from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import MemoryFileUploadHandler


class Bounded(MemoryFileUploadHandler):
    """Refuse a form that is larger than any form of ours, before a byte of it is read.

    Django bounds the fields of a form and not its files: those it writes to the disk, and it
    reads a form before anybody asks who sent it.
    """

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, Any],  # noqa: N803 (Django's name)
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """Look at how much there will be; raise RequestDataTooBig when it is too much."""
        if content_length > (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0):
            raise RequestDataTooBig("The form is larger than any that is served.")
        super().handle_raw_input(input_data, META, content_length, boundary, encoding)
