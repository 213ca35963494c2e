"""How does a row stay as it was written?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from django.db import models

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

Row = TypeVar("Row", bound=models.Model)


class AppendOnlyError(TypeError):
    """Somebody tried to change or delete a row that is proof."""


def _refuse(*_args: object, **_kwargs: object) -> NoReturn:
    raise AppendOnlyError("This row is proof: it is written once and never changed or deleted.")


class AppendOnlyQuerySet(models.QuerySet[Row]):
    """Adds rows and reads them, nothing else."""

    update = _refuse
    delete = _refuse
    bulk_update = _refuse


class AppendOnly(models.Model):
    """A row that is written once. PostgreSQL refuses changes too (`deny_changes`)."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            _refuse()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        _refuse(*args, **kwargs)


_DENY = """
CREATE OR REPLACE FUNCTION samklang_deny() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '42501'; END $$;
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION samklang_deny();
"""


def deny_changes(schema_editor: BaseDatabaseSchemaEditor, table: str) -> None:
    """For migrations: make PostgreSQL itself refuse changes of `table`; nothing on SQLite."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(_DENY.format(table=table), params=None)
