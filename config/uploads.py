"""Files that are sent to us stay in memory, and only so much of them.

Django would put larger ones into a temporary file: a photo of an identity card would lie there in
clear, and whoever sends without end would fill the disk.
"""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile


class WithinLimit(FileUploadHandler):
    """Reads past the files of a request that is larger than FILE_UPLOAD_MAX_MEMORY_SIZE."""

    too_large = False

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> None:
        """Look at how much is announced; no more than that is read."""
        self.too_large = content_length > settings.FILE_UPLOAD_MAX_MEMORY_SIZE

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Raise SkipFile where the request is too large."""
        super().new_file(*args, **kwargs)
        if self.too_large:
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """On to the next handler."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handler has the file."""
