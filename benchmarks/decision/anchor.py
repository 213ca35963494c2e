"""How is the limit written? The same lines run beside us and beside a peer of another process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

if TYPE_CHECKING:
    from collections.abc import Mapping


def write(connection: Any, limit: Mapping[str, Any], copy: int) -> None:
    """Write the rows of one decision on the case with this number."""
    facts: dict[str, Any] = {"copy": copy}
    with connection.cursor() as cursor:
        if not limit["keys"]:
            cursor.execute(limit["statements"][0], facts)
            return
        with transaction.atomic(using=connection.alias):
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
            last = dict(cursor.fetchall())
            facts |= {key: last.get(table, 0) + after for key, table, after in limit["keys"]}
            for statement in limit["statements"]:
                cursor.execute(statement, facts)
