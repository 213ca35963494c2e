"""On which database is measured? A fresh one of its own, never the product's."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

NAME = "samklang_bench"
FOLDER = Path(__file__).resolve().parent.parent / "var" / "bench"
SERVER = "postgres://postgres@127.0.0.1:5432/postgres"


def choose(vendor: str, folder: Path) -> None:
    """Point DATABASE_URL at an empty database; call it before Django reads its settings.

    Called again, with the connections closed, it empties that database once more.
    PostgreSQL is the server that DATABASE_URL names, or else the one of this machine. SQLite's
    file goes into `folder`.
    """
    if vendor == "sqlite":
        os.environ["DATABASE_URL"] = f"sqlite:///{_fresh(folder / f'{NAME}.sqlite3')}"
        return
    named = os.environ.get("DATABASE_URL", "")
    server = os.environ.setdefault(
        "BENCHMARK_SERVER", named if named.startswith("postgres") else SERVER
    )
    _run(server, f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)", f"CREATE DATABASE {NAME}")
    os.environ["DATABASE_URL"] = urlunsplit(urlsplit(server)._replace(path=f"/{NAME}"))


def beside(ours: str) -> str:
    """The name of an empty database beside ours, for a peer that has tables of its own."""
    name = f"{NAME}_peer"
    if ours != NAME:
        return str(_fresh(Path(ours).with_stem(name)))
    server = os.environ["DATABASE_URL"]
    _run(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name}")
    return name


def _fresh(file: Path) -> Path:
    """A path where no database stands."""
    file.parent.mkdir(parents=True, exist_ok=True)
    for left in file.parent.glob(f"{file.name}*"):
        left.unlink()
    return file


def _run(server: str, *statements: str) -> None:
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)
