"""How is a statement that every step makes worded only once?

Django builds the text of a statement anew each time, which takes longer than the answer. A
`Worded` question, and `add` for each table, keep their text, and only the values in it differ.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Model
from django.db.models.query import get_related_populators

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.backends.utils import CursorWrapper
    from django.db.models import Field, QuerySet

Row = TypeVar("Row", bound=Model)
ONCE = " ON CONFLICT DO NOTHING"
PLACES = 30_000
"""So many values a statement takes at the most: SQLite 32,766, PostgreSQL 65,535."""


class Given(Expression):
    """The place of a value that is known when the question is asked: `pk=Given("case")`."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, *_: object, **__: object) -> tuple[str, Any]:
        return "%s", [self]


class Worded(Generic[Row]):
    """A query with places for values, and for their sake of one text on each connection.

    >>> _rulings = Worded(lambda: Ruling.objects.filter(case=Given("case")))
    >>> _rulings(case=case.pk)

    Values are numbers, texts, days and moments, and what meets no row is None.
    Related rows come along where the query says `select_related`.
    """

    def __init__(self, ask: Callable[[], QuerySet[Row]]) -> None:
        self._ask = ask
        self._texts: WeakKeyDictionary[BaseDatabaseWrapper, _Text[Row]] = WeakKeyDictionary()

    def __call__(self, **values: object) -> list[Row]:
        connection = connections[DEFAULT_DB_ALIAS]
        text = self._texts.get(connection)
        if text is None:
            text = self._texts[connection] = _Text(self._ask(), connection)
        with connection.cursor() as cursor:
            return text.rows(cursor, values)


def add(rows: Sequence[Model], *, once: bool = False) -> bool:
    """Add new rows of one model, whose keys the database gives; no signal is sent.

    `once`: where one like them stands, perhaps written at this very moment by somebody else, it
    adds none and the answer is no. Only for a single row.
    """
    portion = PLACES // len(_adding(type(rows[0]))[3])
    if len(rows) > portion:
        parts = [rows[first : first + portion] for first in range(0, len(rows), portion)]
        return all(_add(part) for part in parts)
    return _add(rows, once=once)


def _add(rows: Sequence[Model], *, once: bool = False) -> bool:
    connection = connections[DEFAULT_DB_ALIAS]
    text, places, end, fields = _adding(type(rows[0]))
    values = []
    for row in rows:
        row._prepare_related_fields_for_save("add")  # type: ignore[attr-defined]  # noqa: SLF001 - as Django's own do
        values += [f.get_db_prep_save(f.pre_save(row, add=True), connection) for f in fields]
    text += ", ".join([places] * len(rows)) + ONCE * once + end
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        keys = cursor.fetchall()
    for row, (key,) in zip(rows, keys, strict=not once):
        row.pk = key
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS  # noqa: SLF001
    return bool(keys)


@cache
def _adding(model: type[Model]) -> tuple[str, str, str, list[Field[Any, Any]]]:
    """The beginning of the statement, the places of one row, its end, and what stands there."""
    quoted = connections[DEFAULT_DB_ALIAS].ops.quote_name
    own = model._meta
    fields = [field for field in own.concrete_fields if not field.primary_key]
    columns = ", ".join(quoted(field.column) for field in fields if field.column)
    key = own.pk.column
    assert key is not None  # every table has one
    return (
        f"INSERT INTO {quoted(own.db_table)} ({columns}) VALUES ",  # noqa: S608 - names only
        f"({', '.join(['%s'] * len(fields))})",
        f" RETURNING {quoted(key)}",
        fields,
    )


class _Text(Generic[Row]):
    """What Django made of a question: its SQL, and how its columns become rows."""

    def __init__(self, question: QuerySet[Row], connection: BaseDatabaseWrapper) -> None:
        compiler = question.query.get_compiler(connection=connection)
        self._sql, self._places = compiler.as_sql()
        self._adapt = connection.ops.adapt_unknown_value
        self._compiler = compiler
        self._converters = compiler.get_converters([field for field, *_ in compiler.select])
        info = compiler.klass_info
        first, last = info["select_fields"][0], info["select_fields"][-1]
        self._own = slice(first, last + 1)
        self._names = [column.target.attname for column, *_ in compiler.select[self._own]]
        self._model: type[Row] = info["model"]
        self._annotated = compiler.annotation_col_map or {}
        # the stubs tell of a later Django, which asks for more
        self._related = get_related_populators(  # type: ignore[call-arg]
            info, compiler.select, DEFAULT_DB_ALIAS
        )

    def rows(self, cursor: CursorWrapper, values: dict[str, object]) -> list[Row]:
        said = [
            self._adapt(values[place.name]) if isinstance(place, Given) else place
            for place in self._places
        ]
        cursor.execute(self._sql, said)
        found = cursor.fetchall()
        if self._converters:
            found = self._compiler.apply_converters(found, self._converters)
        return [self._row(columns) for columns in found]

    def _row(self, columns: Sequence[Any]) -> Row:
        row = self._model.from_db(DEFAULT_DB_ALIAS, self._names, columns[self._own])
        for populator in self._related:
            populator.populate(columns, row)
        for name, place in self._annotated.items():
            setattr(row, name, columns[place])
        return row
