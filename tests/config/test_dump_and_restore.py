"""Do the commands of README.md bring everything back?"""

from __future__ import annotations

import hashlib
import re
import shutil
import sqlite3
import subprocess
from typing import TYPE_CHECKING

import psycopg
import pytest
from django.apps import apps
from django.conf import settings

from tests.config.databases import empty_database
from tests.config.processes import environment, manage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

README = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8")
MODELS = apps.get_models(include_auto_created=True)
TABLES = sorted(model._meta.db_table for model in MODELS)
COUNTS = " UNION ALL ".join(f"SELECT '{table}', COUNT(*) FROM {table}" for table in TABLES)  # noqa: S608


def documented(beginning: str) -> str:
    """The command of README.md that begins so."""
    [command] = re.findall(rf"^{re.escape(beginning)}.*$", README, re.MULTILINE)
    return str(command)


def run(command: str, folder: Path, **given: str) -> None:
    subprocess.run(command, shell=True, cwd=folder, env=environment(**given), check=True)  # noqa: S602


def counts(ask: Callable[[str], list[tuple[str, int]]]) -> dict[str, int]:
    found = dict(ask(COUNTS))
    assert found["agreements_case"] > 40
    return found


@pytest.mark.postgres
@pytest.mark.acceptance("P20")
def test_postgresql_comes_back_whole(tmp_path: Path) -> None:
    restore = documented("createdb").partition("&& ")[2]
    with empty_database() as source, empty_database() as target:
        manage("migrate", "--verbosity=0", DATABASE_URL=source)
        manage("demo", DATABASE_URL=source)

        run(documented("pg_dump"), tmp_path, DATABASE_URL=source)
        run(restore, tmp_path, DATABASE_URL=target)

        with psycopg.connect(source) as before, psycopg.connect(target) as after:
            assert counts(lambda q: after.execute(q).fetchall()) == counts(
                lambda q: before.execute(q).fetchall()
            )
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                after.execute("DELETE FROM agreements_steprecord")
        assert manage("demo", DATABASE_URL=target).stdout == "The demonstration was there.\n"


@pytest.mark.acceptance("P20")
def test_sqlite_comes_back_whole(demonstration: Path, tmp_path: Path) -> None:
    with sqlite3.connect(demonstration) as before:
        expected = counts(lambda q: before.execute(q).fetchall())

    run(documented('python3 -c "import sqlite3'), tmp_path)
    demonstration.write_bytes(b"lost")
    run(documented("rm -f var/samklang.sqlite3-wal"), tmp_path)

    with sqlite3.connect(demonstration) as after:
        assert counts(lambda q: after.execute(q).fetchall()) == expected
        assert after.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@pytest.mark.acceptance("P20")
def test_every_document_of_the_dump_opens_after_a_restore(
    demonstration: Path, tmp_path: Path
) -> None:
    files = tmp_path / "var" / "files"
    shutil.copytree(settings.MEDIA_ROOT, files)  # where the demonstration was loaded

    run(documented("tar --create"), tmp_path)
    shutil.rmtree(files)
    run(documented("tar --extract"), tmp_path)

    with sqlite3.connect(demonstration) as restored:
        filed = restored.execute(
            "SELECT file, sha256 FROM agreements_document WHERE file <> ''"
        ).fetchall()
    assert len(filed) > 3
    told = {name: hashlib.sha256((files / name).read_bytes()).hexdigest() for name, _ in filed}
    assert told == dict(filed)
