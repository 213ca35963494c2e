"""How does a file come in, and how is none left behind and none lost?

A file is stored before the transaction that puts it on file, so that the lock on the case is not
held while a disk writes. A row remembers it first (`StoredFile`); the transaction that puts it on
file removes that row. So as long as the row stands the file belongs to nothing: it is thrown away
when the transaction fails, and by `throw_away` a day later when the process was killed.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import Error, transaction
from django.utils.translation import gettext as _

from agreements.file_types import Unacceptable, type_of
from agreements.models import StoredFile
from agreements.models.documents import random_name
from workflows.errors import NotPossible

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.core.files import File

    from agreements.file_types import FileType

log = structlog.get_logger()

MEGABYTE = 1_000_000
LEFT_BEHIND = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that may be put on file: made by `received` alone. `size` is in bytes."""

    content: File[bytes]
    name: str
    type: FileType
    size: int


@dataclass(frozen=True, slots=True)
class Stored:
    """The same, stored under a name that says nothing."""

    upload: Upload
    stored_as: str
    sha256: str


def received(content: File[bytes], name: str) -> Upload:
    """Look at a file before anything is done with it, or raise `NotPossible` with the reason."""
    size = content.size or 0
    if size > settings.DOCUMENT_MAX_MB * MEGABYTE:
        raise NotPossible(
            _("The file is larger than %(limit)d MB, the most that is taken.")
            % {"limit": settings.DOCUMENT_MAX_MB}
        )
    cleaned = clean_name(name)
    try:
        known = type_of(content, cleaned)
    except Unacceptable as refusal:
        raise NotPossible(refusal.message) from refusal
    return Upload(content, cleaned, known, size)


@contextmanager
def stored(upload: Upload | None, *, at: datetime) -> Iterator[Stored | None]:
    """Store the file, and throw it away unless somebody inside put it on file."""
    if upload is None:
        yield None
        return
    name = random_name()
    StoredFile.objects.create(name=name, at=at)
    try:
        yield Stored(upload, name, _store(upload, name))
    finally:
        with suppress(Error, OSError):  # what cannot be thrown away now is a day later
            discard(name)


def put_on_file(stored_file: Stored) -> None:
    """Say, inside the transaction, that it belongs to a document now."""
    if not StoredFile.objects.filter(name=stored_file.stored_as).delete()[0]:
        raise NotPossible(_("It took too long to file this. Choose the file again."))


def discard(name: str) -> bool:
    """Throw a stored file away, unless it has been put on file."""
    with transaction.atomic():
        if not StoredFile.objects.filter(name=name).delete()[0]:
            return False
        default_storage.delete(name)
        return True


def throw_away(*, at: datetime) -> int:
    """Throw away what processes that were killed have left behind; how many files."""
    old = StoredFile.objects.filter(at__lt=at - LEFT_BEHIND)
    return sum(map(_thrown_away, list(old.values_list("name", flat=True))))


def _thrown_away(name: str) -> bool:
    """A disk that fails stops no sweep: the row stands, and it is tried again."""
    try:
        return discard(name)
    except OSError:
        log.exception("file_not_thrown_away", stored_as=name)
        return False


def _store(upload: Upload, name: str) -> str:
    """Write it down for good and return its SHA-256."""
    digest = hashlib.sha256()
    try:
        upload.content.seek(0)
        default_storage.save(name, upload.content)
        with default_storage.open(name) as file:
            for chunk in file.chunks():
                digest.update(chunk)
            os.fsync(file.fileno())
    except OSError as error:
        log.exception("file_not_stored", stored_as=name)
        raise NotPossible(_("The file could not be stored. Tell whoever runs Samklang.")) from error
    return digest.hexdigest()


# ---------------------------------------------------------------- names
LONGEST_STEM = 120
LONGEST_ENDING = 10
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
"""Control characters, and marks that hide or turn the direction of reading: fdp.exe as exe.pdf."""
NOT_IN_NAMES = re.compile(r'[<>:"|?*]')


def clean_name(given: str) -> str:
    """The name that a file came with, without folders and without what deceives the eye."""
    last = unicodedata.normalize("NFC", re.split(r"[/\\]", given)[-1])
    plain = NOT_IN_NAMES.sub("_", UNSEEN.sub("", last))
    path = PurePosixPath(" ".join(plain.split()).strip(". ") or "document")
    return path.stem[:LONGEST_STEM].rstrip(". ") + path.suffix[:LONGEST_ENDING]
