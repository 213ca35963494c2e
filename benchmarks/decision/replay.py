"""How does plain Django write the same rows?

Each is saved by itself, as most code does it; `in_bulk` rows of one kind go into one statement,
as the product's own do. History is written by django-simple-history as it comes: what the product
does to spare it stays out of the peer.
"""

from __future__ import annotations

from contextlib import contextmanager
from itertools import groupby
from typing import TYPE_CHECKING, Any

from simple_history.models import HistoricalRecords
from simple_history.utils import bulk_create_with_history

from audit.acting import acting
from audit.history import History
from benchmarks.decision.cloning import STRIDE
from benchmarks.decision.rows import Row, hanging_on_a_case, is_history, references, unlike
from benchmarks.decision.scene import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.decision.rows import Model, Written
    from people.models import User


def write(written: Written, copy: int, *, by: User, in_bulk: bool) -> None:
    """Write the rows of one decision on the case with this number."""
    made: dict[tuple[Model, Any], Any] = {}
    with acting(by, at=NOW), stock_history():
        _change(written.before, made, copy, in_bulk=in_bulk)
        for model, alike in groupby(_by_hand(written), key=lambda row: row.model):
            rows = list(alike)
            instances = [model(**_values(row, made, copy)) for row in rows]
            _add(model, instances, by, in_bulk=in_bulk)
            for row, instance in zip(rows, instances, strict=True):
                made[model, row.key] = instance.pk
        _change(written.after, made, copy, in_bulk=in_bulk)


@contextmanager
def stock_history() -> Iterator[None]:
    """Let django-simple-history build its rows itself, and the product's `History` not."""
    ours = History.create_historical_record
    stock = HistoricalRecords.create_historical_record  # put in its place, and back, on purpose
    History.create_historical_record = stock  # type: ignore[method-assign]
    try:
        yield
    finally:
        History.create_historical_record = ours  # type: ignore[method-assign]


def _by_hand(written: Written) -> list[Row]:
    """What code adds; history adds itself."""
    return [row for row in written.added if not is_history(row.model)]


def _change(
    changed: tuple[Row, ...], made: dict[tuple[Model, Any], Any], copy: int, *, in_bulk: bool
) -> None:
    for (model, values), alike in groupby(changed, key=lambda row: (row.model, row.values)):
        keys = [row.key + STRIDE * copy for row in alike]
        now = _values(Row(model, None, values), made, copy)
        if in_bulk and not hasattr(model, "history"):
            model._base_manager.filter(pk__in=keys).update(**now)
            continue
        for key in keys:
            instance = model._base_manager.get(pk=key)
            for name, value in now.items():
                setattr(instance, name, value)
            vars(instance)["_history_date"] = NOW
            instance.save()


def _add(model: Model, instances: list[Any], by: User, *, in_bulk: bool) -> None:
    if not in_bulk or len(instances) == 1:
        for instance in instances:
            vars(instance)["_history_date"] = NOW
            instance.save(force_insert=True)
    elif hasattr(model, "history"):
        bulk_create_with_history(instances, model, default_user=by, default_date=NOW)
    else:
        model._base_manager.bulk_create(instances)


def _values(row: Row, made: dict[tuple[Model, Any], Any], copy: int) -> dict[str, Any]:
    named = references(row.model)
    values = {}
    for name, value in row.values.items():
        target = named.get(name)
        if name == row.model._meta.pk.attname and target is None:
            continue
        if target is not None and (target, value) in made:
            values[name] = made[target, value]
        elif value is not None and target in hanging_on_a_case():
            values[name] = value + STRIDE * copy
        else:
            values[name] = f"{value}-{copy}" if name in unlike(row.model) else value
    return values
