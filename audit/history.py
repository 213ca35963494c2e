"""How is every change of a row that people change kept?"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import connection, models
from simple_history.models import HistoricalRecords

import clock
import worded
from audit.acting import now_acting

if TYPE_CHECKING:
    from collections.abc import Sequence


COPY = """
INSERT INTO {history}
 ({kept}, history_user_id, history_change_reason, history_date, history_type)
SELECT {kept}, %s, %s, %s, %s FROM {table} WHERE {key} IN ({keys}) ORDER BY {key}
"""


class History(HistoricalRecords):
    """django-simple-history, told by `acting` who changed the row, why and when."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            history_change_reason_field=models.CharField(max_length=500, null=True), **options
        )

    def create_historical_record(
        self, instance: models.Model, history_type: str, using: str | None = None
    ) -> None:
        if history_type != "-":
            keep([instance], history_type)
            return
        vars(instance)["_history_date"] = now_acting().at or clock.now()
        try:
            super().create_historical_record(instance, history_type, using)
        finally:
            del vars(instance)["_history_date"]

    def get_history_user(self, instance: models.Model) -> Any:  # noqa: ARG002
        return now_acting().person

    def get_change_reason_for_object(
        self,
        instance: models.Model,  # noqa: ARG002 - asked by its own interface
        history_type: str,  # noqa: ARG002
        using: str,  # noqa: ARG002
    ) -> str | None:
        return now_acting().reason or None


def add(rows: Sequence[models.Model], *, once: bool = False) -> bool:
    """Add new rows of one model and keep them, as `worded.add` does."""
    if not rows or not worded.add(rows, once=once):
        return False
    keep(rows, "+")
    return True


def keep(rows: Sequence[models.Model], history_type: str = "~") -> None:
    """Keep rows of one model as they now stand: added (`+`) or changed (`~`).

    The database copies them, in one statement, so that nothing is sent which it has already.
    """
    if not rows:
        return
    acts = now_acting()
    said = [
        acts.person.pk if acts.person else None,
        acts.reason or None,
        connection.ops.adapt_datetimefield_value(acts.at or clock.now()),
        history_type,
    ]
    keys = ", ".join(["%s"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(_copy(type(rows[0])).format(keys=keys), [*said, *(row.pk for row in rows)])


@cache
def _copy(model: type[models.Model]) -> str:
    """The statement that copies rows into history; `{keys}` are the places of their keys."""
    history = model.history.model  # type: ignore[attr-defined]
    quoted = connection.ops.quote_name
    columns = [field.column for field in history.tracked_fields if field.column]
    return COPY.format(
        history=quoted(history._meta.db_table),
        table=quoted(model._meta.db_table),
        key=quoted(str(model._meta.pk.column)),
        kept=", ".join(map(quoted, columns)),
        keys="{keys}",
    )
