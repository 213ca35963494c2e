"""How is a row unique although some of its columns may be empty, on both databases?"""

from __future__ import annotations

from django.db.models import BigIntegerField, UniqueConstraint, Value
from django.db.models.functions import Cast, Coalesce


def unique_with_empty(
    *columns: str | Coalesce, empty: tuple[str, ...], name: str
) -> UniqueConstraint:
    """Unique over `columns` and `empty`, where nothing equals nothing in `empty`.

    PostgreSQL has NULLS NOT DISTINCT for it; SQLite has not, so both compare 0 for nothing. The
    columns in `empty` hold keys of rows or whole numbers above 0.
    """
    told = [
        Coalesce(Cast(column, BigIntegerField()), Value(0), output_field=BigIntegerField())
        for column in empty
    ]
    return UniqueConstraint(*columns, *told, name=name)
