"""Does a database of an earlier version come along with every row and all of its history?

`step_one/` holds the demonstration as the first version left it, for both databases. What stood
in it is read before and after `manage.py migrate`, column by column.
"""

from __future__ import annotations

import gzip
import os
import sqlite3
import subprocess
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from tests.config.databases import empty_database
from tests.config.processes import environment, manage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Ask = Callable[[str], list[tuple[Any, ...]]]

STEP_ONE = Path(__file__).parent / "step_one"
MACHINES = ("django_", "auth_", "sqlite_")
GROWS = {"agreements_dutykind", "agreements_kind", "notifications_reminderrule"}
"""Tables that a later version adds default rows to."""

ASKED_OF_A_PARTY = """
SELECT count(*), count(party_id) FROM agreements_duty WHERE kind_id IN ('sign', 'review_input')
"""
"""What is asked of a party named it, and is now about it by key."""

COLUMNS_OF_POSTGRESQL = """
SELECT table_name, string_agg(quote_ident(column_name) || '::text', ', ' ORDER BY ordinal_position)
FROM information_schema.columns WHERE table_schema = 'public' GROUP BY table_name
"""
COLUMNS_OF_SQLITE = """
SELECT m.name, group_concat('"' || c.name || '"', ', ')
FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' GROUP BY m.name
"""


def test_a_sqlite_database_of_step_one_migrates_whole(tmp_path: Path) -> None:
    file = tmp_path / "samklang.sqlite3"
    file.write_bytes(gzip.decompress((STEP_ONE / "samklang.sqlite3.gz").read_bytes()))
    before = asked_of_sqlite(file, lambda ask: contents(ask, columns(ask, COLUMNS_OF_SQLITE)))

    migrated(f"sqlite:///{file}")

    after = asked_of_sqlite(file, lambda ask: contents(ask, columns_of(before)))
    assert_nothing_is_lost(before, after)
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        number, of_a_party = database.execute(ASKED_OF_A_PARTY).fetchone()
    assert number == of_a_party > 0


@pytest.mark.postgres
def test_a_postgresql_database_of_step_one_migrates_whole() -> None:
    dump = gzip.decompress((STEP_ONE / "samklang.sql.gz").read_bytes())
    with empty_database() as url:
        psql = ["psql", "-qX", "-v", "ON_ERROR_STOP=1", "-o", os.devnull, url]
        subprocess.run(psql, input=dump, check=True, env=environment())
        with asked_of_postgresql(url) as ask:
            before = contents(ask, columns(ask, COLUMNS_OF_POSTGRESQL))

        migrated(url)

        with asked_of_postgresql(url) as ask:
            after = contents(ask, columns_of(before))
    assert_nothing_is_lost(before, after)


# ---------------------------------------------------------------- what stands in a database
Contents = dict[str, tuple[str, set[tuple[Any, ...]], int]]
"""For each table: its columns, its rows, how many rows."""


def columns(ask: Ask, question: str) -> dict[str, str]:
    return {table: names for table, names in ask(question) if not table.startswith(MACHINES)}


def columns_of(known: Contents) -> dict[str, str]:
    return {table: names for table, (names, _rows, _count) in known.items()}


def contents(ask: Ask, tables: dict[str, str]) -> Contents:
    found = {}
    for table, names in tables.items():
        rows = ask(f'SELECT {names} FROM "{table}"')  # noqa: S608
        found[table] = (names, set(rows), len(rows))
    return found


def asked_of_sqlite(file: Path, question: Callable[[Ask], Contents]) -> Contents:
    with closing(sqlite3.connect(file)) as database:
        return question(lambda q: database.execute(q).fetchall())


@contextmanager
def asked_of_postgresql(url: str) -> Iterator[Ask]:
    with psycopg.connect(url) as database:
        yield lambda q: database.execute(q).fetchall()


def migrated(url: str) -> None:
    migration = manage("migrate", "--verbosity=0", DATABASE_URL=url)
    assert migration.returncode == 0, migration.stderr


def assert_nothing_is_lost(before: Contents, after: Contents) -> None:
    assert before["agreements_case"][2] > 40
    assert before["agreements_historicalcase"][2] > 40
    for table, (_names, rows, count) in before.items():
        assert rows <= after[table][1], table
        if table not in GROWS:
            assert count == after[table][2], table
