"""What is the least that writing these rows can cost?

On PostgreSQL one statement writes them all; on SQLite, which changes one table with a statement,
one for each table in one transaction. Nothing is asked: no permission, no rule, no version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

from django.db import connection

from benchmarks.decision.cloning import STRIDE
from benchmarks.decision.rows import hanging_on_a_case, references, unlike

if TYPE_CHECKING:
    from django.db import models

    from benchmarks.decision.rows import Model, Row, Written


class Limit(TypedDict):
    """The statements, and on SQLite the keys that they expect: name, table, how many after."""

    statements: list[str]
    keys: list[tuple[str, str, int]]


def limit_of(written: Written) -> Limit:
    """The statements that write the same rows for the copy `%(copy)s` of the first case."""
    if connection.vendor == "postgresql":
        return {"statements": [_one_statement(written)], "keys": []}
    keys, used = [], dict[str, int]()
    for place, row in enumerate(written.added):
        if _has_own_key(row.model):
            table = row.model._meta.db_table
            used[table] = used.get(table, 0) + 1
            keys.append((_key(place), table, used[table]))
    statements = [*_changes(written, written.changed), *_additions(written)]
    return {"statements": statements, "keys": keys}


def _one_statement(written: Written) -> str:
    first = _changes(written, written.before)
    rest = [*_additions(written), *_changes(written, written.after)]
    changes = [f"changed{i} AS ({sql} RETURNING 1)" for i, sql in enumerate(first)]
    others = [f"written{i} AS ({sql})" for i, sql in enumerate(rest)]
    # The keys wait for the changes, the rest for the keys: a state period ends before the
    # next begins, or the constraint that there is one refuses it.
    keys = [
        f"nextval('{_sequence(row.model)}') AS {_key(place)}"
        for place, row in enumerate(written.added)
        if _has_own_key(row.model)
    ]
    waits = [f"(SELECT count(*) FROM changed{i}) AS waited{i}" for i in range(len(changes))]
    drawn = f"drawn AS (SELECT {', '.join([*keys, *waits])})"
    return f"WITH {', '.join([*changes, drawn, *others])} SELECT count(*) FROM drawn"


def _changes(written: Written, rows: tuple[Row, ...]) -> list[str]:
    return [
        f"UPDATE {_table(row.model)} SET "
        + ", ".join(
            f"{_column(field)} = {_value(written, row, field)}"
            for field in _fields(row.model)
            if field.attname in row.values
        )
        + f" WHERE {_column(row.model._meta.pk)} = {_shifted(row.key)}"
        for row in rows
    ]


def _additions(written: Written) -> list[str]:
    """One INSERT for each table."""
    rows: dict[Model, list[str]] = {}
    for place, row in enumerate(written.added):
        values = (_value(written, row, field, place) for field in _fields(row.model))
        rows.setdefault(row.model, []).append(f"({', '.join(values)})")
    return [
        f"INSERT INTO {_table(model)} ({', '.join(map(_column, _fields(model)))})"
        f" VALUES {', '.join(values)}"
        for model, values in rows.items()
    ]


def _value(
    written: Written, row: Row, field: models.Field[Any, Any], place: int | None = None
) -> str:
    value = row.values[field.attname]
    if place is not None and field.primary_key and _has_own_key(row.model):
        return _reference(place)
    target = references(row.model).get(field.attname)
    if target is not None and value is not None:
        if (new := written.place(target, value)) is not None:
            return _reference(new)
        if target in hanging_on_a_case():
            return _shifted(value)
    literal = _literal(field, value)
    return f"{literal} || '-' || %(copy)s" if field.attname in unlike(row.model) else literal


def _reference(place: int) -> str:
    if connection.vendor == "postgresql":
        return f"(SELECT {_key(place)} FROM drawn)"
    return f"%({_key(place)})s"


def _shifted(key: int) -> str:
    return f"({key} + {STRIDE} * %(copy)s)"


def _literal(field: models.Field[Any, Any], value: object) -> str:
    """The value as it stands in a statement, so that none has to be sent beside it."""
    ready = field.get_db_prep_save(value, connection)
    connection.ensure_connection()
    if connection.vendor == "postgresql":
        from psycopg import sql

        text = sql.Literal(ready).as_string(connection.connection)
    else:
        with connection.cursor() as cursor:
            cursor.execute("SELECT quote(%s)", [ready])
            text = cursor.fetchone()[0]
    return text.replace("%", "%%")


def _sequence(model: Model) -> str:
    with connection.cursor() as cursor:
        named = [model._meta.db_table, model._meta.pk.column]
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", named)
        return str(cursor.fetchone()[0])


def _has_own_key(model: Model) -> bool:
    return model._meta.pk.attname not in references(model)


def _key(place: int) -> str:
    return f"key{place}"


def _fields(model: Model) -> tuple[models.Field[Any, Any], ...]:
    return tuple(model._meta.concrete_fields)


def _table(model: Model) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _column(field: models.Field[Any, Any]) -> str:
    return connection.ops.quote_name(str(field.column))
