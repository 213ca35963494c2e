"""Databases of PostgreSQL that tests make for processes of their own."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def empty_database() -> Iterator[str]:
    """A new database on the server of DATABASE_URL, dropped afterwards; yields its address."""
    server = urlsplit(os.environ["DATABASE_URL"])
    name = f"samklang_test_{uuid4().hex[:8]}"
    elsewhere = server._replace(path="/postgres").geturl()
    with psycopg.connect(elsewhere, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield server._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(
                sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            )


def redis_url() -> str:
    return os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/15")
