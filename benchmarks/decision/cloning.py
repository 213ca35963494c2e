"""How does one case become a million?

Every table that hangs on a case is copied onto itself by one INSERT … SELECT. The copy number `g`
has every key of the original plus g times `STRIDE`, so what hung together still does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.management.color import no_style
from django.db import connection, models, transaction

from benchmarks.decision.rows import hanging_on_a_case, references, unlike

if TYPE_CHECKING:
    from benchmarks.decision.rows import Model

STRIDE = 1000
"""More than any table has rows of one case; a million copies still fit 32 bits (viewflow's)."""


def clone(copies: int) -> None:
    """Copy everything that stands of the one case `copies` times."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL statement_timeout = 0")
        for model in hanging_on_a_case():
            cursor.execute(_statement(model), {"copies": copies})
        for statement in connection.ops.sequence_reset_sql(no_style(), list(hanging_on_a_case())):
            cursor.execute(statement)
        cursor.execute("ANALYZE")


def _statement(model: Model) -> str:
    quoted = connection.ops.quote_name
    table = quoted(model._meta.db_table)
    fields = model._meta.concrete_fields
    columns = ", ".join(quoted(str(field.column)) for field in fields)
    values = ", ".join(_copied(model, field) for field in fields)
    return (
        f"INSERT INTO {table} ({columns})"
        " WITH RECURSIVE copy(g) AS"
        " (SELECT 1 UNION ALL SELECT g + 1 FROM copy WHERE g < %(copies)s)"
        f" SELECT {values} FROM {table} AS original CROSS JOIN copy"
    )


def _copied(model: Model, field: models.Field) -> str:  # type: ignore[type-arg]
    column = "original." + connection.ops.quote_name(str(field.column))
    if field.attname in unlike(model):
        return f"{column} || '-' || g"
    target = references(model).get(field.attname)
    if (field.primary_key and target is None) or target in hanging_on_a_case():
        return f"{column} + g * {STRIDE}"
    return column
