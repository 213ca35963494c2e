"""Does an empty database become the same by a squash as by the migrations that it replaces?"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from django.conf import settings

from tests.config.databases import empty_database
from tests.config.processes import environment

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Ask = Callable[[str], list[tuple[Any, ...]]]

WAYS = ("squashes", "replaced")
KEPT_OF_THE_WAY = ("django_migrations", "sqlite_sequence")

SCHEMA_OF_SQLITE = "SELECT type, name, sql FROM sqlite_master"
SCHEMA_OF_POSTGRESQL = {
    "columns": """
        SELECT table_name, ordinal_position, column_name, udt_name, character_maximum_length,
            numeric_precision, numeric_scale, is_nullable, column_default, identity_generation,
            collation_name
        FROM information_schema.columns WHERE table_schema = 'public'""",
    "constraints": """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace""",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "functions": """
        SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace""",
}


def test_sqlite_becomes_the_same_by_a_squash(tmp_path: Path) -> None:
    found = {}
    for way in WAYS:
        file = tmp_path / way
        migrated(f"sqlite:///{file}", way)
        with closing(sqlite3.connect(file)) as database:
            found[way] = of_sqlite(database)

    assert_same(found)
    assert len(found["squashes"]) > 100


@pytest.mark.postgres
@pytest.mark.slow
def test_postgresql_becomes_the_same_by_a_squash() -> None:
    found = {}
    for way in WAYS:
        with empty_database() as url:
            migrated(url, way)
            with psycopg.connect(url) as database:
                found[way] = of_postgresql(database)

    assert_same(found)
    assert all(found["squashes"][part] for part in SCHEMA_OF_POSTGRESQL)


def migrated(url: str, way: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.config.migrated_by", way],
        cwd=settings.BASE_DIR,
        env=environment(DATABASE_URL=url),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def assert_same(found: dict[str, dict[Any, Any]]) -> None:
    squashed, replaced = (found[way] for way in WAYS)
    assert squashed.keys() == replaced.keys()
    for name, stands in squashed.items():
        assert stands == replaced[name], name
    for table in ("agreements_kind", "agreements_dutykind", "notifications_reminderrule"):
        assert squashed[f"rows of {table}"]


# ---------------------------------------------------------------- what stands in a database
def of_sqlite(database: sqlite3.Connection) -> dict[Any, Any]:
    ask = partial(answers, database)
    schema = {
        (sort, name): members(sql) if sort == "table" else sql
        for sort, name, sql in ask(SCHEMA_OF_SQLITE)
    }
    columns = {
        table: ", ".join(sorted(f'"{name}"' for _, name, *_ in ask(f"PRAGMA table_info({table})")))
        for sort, table in schema
        if sort == "table"
    }
    return schema | rows(ask, columns)


def of_postgresql(database: psycopg.Connection) -> dict[str, Any]:
    ask = partial(answers, database)
    schema = {part: sorted(map(repr, ask(query))) for part, query in SCHEMA_OF_POSTGRESQL.items()}
    tables = ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return schema | rows(ask, {table: "*" for (table,) in tables})


def answers(database: sqlite3.Connection | psycopg.Connection, query: str) -> Any:
    return database.cursor().execute(query).fetchall()


def rows(ask: Ask, columns: dict[str, str]) -> dict[str, Any]:
    return {
        f"rows of {table}": sorted(map(repr, ask(f'SELECT {names} FROM "{table}"')))  # noqa: S608
        for table, names in columns.items()
        if table not in KEPT_OF_THE_WAY
    }


def members(sql: str) -> list[str]:
    """What stands between the brackets of a table, in any order.

    Of a table that SQLite copies for a change, the columns that point at it then stand last.
    """
    found, depth = [""], 0
    for sign in sql[sql.index("(") + 1 : sql.rindex(")")]:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "," and depth == 0:
            found.append("")
        else:
            found[-1] += sign
    return sorted(member.strip() for member in found)
