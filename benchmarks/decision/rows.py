"""Which rows did a decision write, and how do they hang together?

The product decides once on a case and everything is undone again; what it wrote in between is
what every other variant has to write. A table that is added later is included by itself.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models, transaction

from agreements.models import Case, FormalDecision

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Model = type[models.Model]
PACKAGES = ("audit", "people", "agreements", "workflows", "notifications", "web")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; of a changed row only what changed."""

    model: Model
    key: Any
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: rows changed, and rows added, parents before children."""

    changed: tuple[Row, ...]
    added: tuple[Row, ...]

    @property
    def before(self) -> tuple[Row, ...]:
        """Changed rows that know nothing of the added ones."""
        return tuple(row for row in self.changed if not self._names_an_added_row(row))

    @property
    def after(self) -> tuple[Row, ...]:
        """Changed rows that name added ones, as a closed duty names the step that closed it."""
        return tuple(row for row in self.changed if self._names_an_added_row(row))

    def _names_an_added_row(self, row: Row) -> bool:
        named = references(row.model)
        return any(
            name in named and self.place(named[name], value) is not None
            for name, value in row.values.items()
        )

    def place(self, model: Model, key: object) -> int | None:
        """Which of the added rows is this?"""
        for place, row in enumerate(self.added):
            if row.model is model and row.key == key:
                return place
        return None


@cache
def tables() -> tuple[Model, ...]:
    """Every table of the product."""
    every = apps.get_models(include_auto_created=True)
    return tuple(m for m in every if m._meta.app_label in PACKAGES and not m._meta.proxy)


@cache
def references(model: Model) -> dict[str, Model]:
    """Which columns name rows of which tables? A history row names the row it is of."""
    named = {
        field.attname: field.related_model
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
    }
    if is_history(model):
        of: Model = model.instance_type  # type: ignore[attr-defined]
        named.setdefault(of._meta.pk.attname, of)
    return named


@cache
def unlike(model: Model) -> frozenset[str]:
    """Which texts must differ from copy to copy?"""
    if is_history(model):
        return unlike(model.instance_type)  # type: ignore[attr-defined]
    unique = {
        field.attname
        for field in model._meta.concrete_fields
        if field.unique and isinstance(field, models.CharField)
    }
    return frozenset(unique | ({"number"} if model in {Case, FormalDecision} else set()))


def is_history(model: Model) -> bool:
    return hasattr(model, "instance_type")


@cache
def hanging_on_a_case() -> tuple[Model, ...]:
    """The tables whose rows belong to one case, the cases first."""
    found: list[Model] = [Case]
    while more := [
        model
        for model in tables()
        if model not in found and any(to in found for to in references(model).values())
    ]:
        found += more
    return tuple(found)


def recorded(act: Callable[[], object]) -> Written:
    """What `act` writes; afterwards it was never done. For a database with next to no rows."""
    with transaction.atomic():
        before = dict(_everything())
        act()
        after = dict(_everything())
        transaction.set_rollback(True)
    changed, added = [], []
    for (model, key), values in after.items():
        was = before.get((model, key))
        if was is None:
            added.append(Row(model, key, values))
        elif now := {name: value for name, value in values.items() if was[name] != value}:
            changed.append(Row(model, key, now))
    return Written(tuple(changed), tuple(_parents_first(added)))


def counts() -> Counter[str]:
    """How many rows has each table?"""
    return Counter({m._meta.db_table: m._base_manager.count() for m in tables()})


def _everything() -> Iterator[tuple[tuple[Model, Any], dict[str, Any]]]:
    for model in tables():
        for values in model._base_manager.order_by("pk").values():
            yield (model, values[model._meta.pk.attname]), values


def _parents_first(rows: list[Row]) -> Iterator[Row]:
    waiting = {(row.model, row.key): row for row in rows}
    while waiting:
        ready = [
            row
            for row in waiting.values()
            if not any(
                (to, row.values[name]) in waiting
                for name, to in references(row.model).items()
                if (to, row.values[name]) != (row.model, row.key)
            )
        ]
        yield from ready
        for row in ready:
            del waiting[row.model, row.key]
