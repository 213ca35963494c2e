"""How is one sweep kept from running twice at the same time?"""

from __future__ import annotations

from contextlib import contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import connection, transaction

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def exclusive(name: str) -> Iterator[bool]:
    """A transaction that tells whether it is the only one of this name; if not, leave.

    PostgreSQL: an advisory lock until the commit. SQLite: the transaction is IMMEDIATE, so the
    other has ended before this one begins, and finds its work done.
    """
    with transaction.atomic():
        if connection.vendor != "postgresql":
            yield True
            return
        number = int.from_bytes(sha256(name.encode()).digest()[:8], signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
            yield bool(cursor.fetchone()[0])
