"""How is a file taken from a request, and what if it is too large?

One handler for all forms: it writes to a temporary file and never more than the cap, for all files
of a request together. What is larger is read to its end and thrown away, so that the fields beside
it are read too and what was typed is not lost; the form says why (`workflows.files.received`).
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler

from people.models import User
from workflows.files import MEGABYTE

if TYPE_CHECKING:
    from collections.abc import Mapping

HOPELESS = 20
"""So many times the cap is not even read to its end."""


class Capped(TemporaryFileUploadHandler):
    """Keeps the files of people who have signed in, up to `DOCUMENT_MAX_MB` in a request."""

    taken = 0

    def handle_raw_input(
        self,
        input_data: Any,  # noqa: ARG002 - Django's own interface
        META: Mapping[str, Any],  # noqa: ARG002, N803
        content_length: int,
        boundary: str,  # noqa: ARG002
        encoding: str | None = None,  # noqa: ARG002
    ) -> None:
        if content_length > HOPELESS * _cap():
            raise RequestDataTooBig("The request is many times larger than any document may be.")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        if not isinstance(getattr(self.request, "user", None), User):
            raise SkipFile  # strangers fill no disk
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.taken += len(raw_data)
        if self.taken <= _cap():
            super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        if self.taken <= _cap():
            return super().file_complete(file_size)
        self.file.close()  # and gone
        nothing = BytesIO()
        return UploadedFile(nothing, self.file_name, self.content_type, max(file_size, self.taken))


def _cap() -> int:
    return int(settings.DOCUMENT_MAX_MB) * MEGABYTE
