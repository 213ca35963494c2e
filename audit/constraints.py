"""How is a row unique although some of its columns may be empty, on both databases?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import BigIntegerField, UniqueConstraint, Value
from django.db.models.functions import Cast, Coalesce

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def unique_with_empty(
    *columns: str | Coalesce, empty: tuple[str, ...], name: str, message: StrOrPromise = ""
) -> UniqueConstraint:
    """Unique over `columns` and `empty`, where nothing equals nothing in `empty`.

    PostgreSQL has NULLS NOT DISTINCT for it; SQLite has not, so both compare 0 for nothing. The
    columns in `empty` hold keys of rows or whole numbers above 0. `message` is for whoever
    writes such a row a second time in the administration.
    """
    told = [
        Coalesce(Cast(column, BigIntegerField()), Value(0), output_field=BigIntegerField())
        for column in empty
    ]
    return UniqueConstraint(*columns, *told, name=name, violation_error_message=message or None)
