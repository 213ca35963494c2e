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
        yield connection.vendor != "postgresql" or _asked("pg_try_advisory_xact_lock", name)


@contextmanager
def only_one(name: str) -> Iterator[bool]:
    """Tells whether this is the only run of this name; if not, leave. Spans many transactions.

    PostgreSQL: an advisory lock of the session, which ends with the process at the latest. SQLite,
    where one machine does all the work: each transaction by itself finds what is done.
    """
    if connection.vendor != "postgresql":
        yield True
        return
    is_alone = _asked("pg_try_advisory_lock", name)
    session = connection.connection
    try:
        yield is_alone
    finally:
        if is_alone and connection.connection is session:
            _asked("pg_advisory_unlock", name)


def _asked(function: str, name: str) -> bool:
    number = int.from_bytes(sha256(name.encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [number])
        return bool(cursor.fetchone()[0])
