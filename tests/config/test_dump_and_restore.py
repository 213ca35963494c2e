"""Dumped at twelve, lost, restored on an empty machine: is it twelve again?

P20, by the commands of README.md and real processes, on the demonstration: every row of every table
is as it was, every document opens, and no mail that was sent by then is sent again.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from django.conf import settings

import clock
from tests.config.databases import empty_database
from tests.config.processes import environment, manage
from tests.config.readme import TABLES, documented, run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

RULINGS = "agreements_ruling"
A_WEEK = timedelta(days=7)


@dataclass
class Machine:
    """A database, the documents beside it, and where its mails arrive."""

    url: str
    folder: Path
    mails: Path

    def __post_init__(self) -> None:
        (self.folder / "var").mkdir(parents=True, exist_ok=True)

    @property
    def files(self) -> Path:
        return self.folder / "var" / "files"

    def surroundings(self, at: datetime) -> dict[str, str]:
        return {
            "DATABASE_URL": self.url,
            "FILES_ROOT": str(self.files),
            "EMAIL_URL": f"filemail:///{self.mails}",
            "SAMKLANG_CLOCK": at.isoformat(),
        }

    def run_due(self, at: datetime) -> list[str]:
        """Let a sweep do what is due; the Message-IDs of the mails that went out."""
        shutil.rmtree(self.mails, ignore_errors=True)
        swept = manage("run_due", **self.surroundings(at))
        assert swept.returncode == 0, swept.stderr
        text = "".join(file.read_text("utf-8") for file in self.mails.glob("*"))
        return re.findall(r"^Message-ID: (\S+)", text, re.MULTILINE)

    def people_do(self, what: str, at: datetime) -> list[str]:
        done = subprocess.run(
            [sys.executable, "-m", "tests.config.after_the_dump", what],
            cwd=settings.BASE_DIR,
            env=environment(**self.surroundings(at)),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    def rows(self) -> dict[str, Counter[str]]:
        """All that stands in its tables."""
        with self.connected() as ask:
            return {table: Counter(map(repr, ask(f"SELECT * FROM {table}"))) for table in TABLES}  # noqa: S608

    def settled(self) -> set[tuple[Any, ...]]:
        """The reminders that are no longer planned: how each ended, and in which mail."""
        ended = (
            "SELECT id, status, message_id FROM notifications_reminder WHERE status <> 'planned'"
        )
        with self.connected() as ask:
            return set(ask(ended))

    def overdue(self, at: datetime) -> list[Any]:
        """The reminders that are still planned although their moment has come."""
        due = f"status = 'planned' AND due_at <= '{at:%Y-%m-%d %H:%M}+00'"
        with self.connected() as ask:
            return list(ask(f"SELECT id FROM notifications_reminder WHERE {due}"))  # noqa: S608

    @contextmanager
    def connected(self) -> Iterator[Callable[[str], list[Any]]]:
        if self.url.startswith("sqlite"):
            with closing(sqlite3.connect(self.url.removeprefix("sqlite:///"))) as database:
                yield lambda query: database.execute(query).fetchall()
        else:
            with psycopg.connect(self.url) as server:
                yield lambda query: server.execute(query).fetchall()


# ---------------------------------------------------------------- twelve, and what came after it
DUMPS = ("samklang.backup", "samklang.dump", "samklang-files.tar.gz")


def at_twelve(old: Machine, dump: str) -> tuple[dict[str, Counter[str]], list[str], datetime]:
    """Dump at noon, in a fortnight, and go on; what stood there and what had been sent by then."""
    noon = clock.now().replace(hour=12, minute=0, second=0, microsecond=0) + 2 * A_WEEK
    sent = old.run_due(noon)
    assert len(sent) > 3
    assert len(sent) == len(set(sent))
    assert old.overdue(noon) == []
    stood = old.rows()

    run(dump, old.folder, DATABASE_URL=old.url)
    run(documented("tar --create"), old.folder)

    assert len(old.people_do("rule", noon + timedelta(minutes=30))) == 5
    assert sum((old.rows()[RULINGS] - stood[RULINGS]).values()) == 5
    return stood, sent, noon


def assert_it_is_twelve_again(
    new: Machine, stood: dict[str, Counter[str]], sent: list[str], noon: datetime
) -> None:
    come_back = new.rows()
    assert {table for table, rows in stood.items() if rows != come_back[table]} == set()
    assert new.run_due(noon) == []
    opened = Counter(new.people_do("read", noon))
    assert set(opened) == {"200 whole"}
    assert opened.total() > 3
    settled = new.settled()
    later = new.run_due(noon + A_WEEK)
    assert later
    assert set(later).isdisjoint(sent)
    assert settled <= new.settled()


def carried(old: Machine, new: Machine) -> None:
    """Only the dumps leave the lost machine."""
    for dump in filter(Path.exists, (old.folder / name for name in DUMPS)):
        shutil.copy(dump, new.folder)


@pytest.mark.acceptance("P20")
def test_sqlite_is_as_it_was_at_twelve_and_repeats_no_mail(
    demonstration: Path, tmp_path: Path
) -> None:
    old = Machine(f"sqlite:///{demonstration}", demonstration.parents[1], tmp_path / "mails")
    new_folder = tmp_path / "new"
    new = Machine(f"sqlite:///{new_folder}/var/samklang.sqlite3", new_folder, old.mails)
    shutil.copytree(settings.MEDIA_ROOT, old.files)  # where the demonstration was loaded
    stood, sent, noon = at_twelve(old, documented('python3 -c "import sqlite3'))

    carried(old, new)
    shutil.rmtree(old.folder / "var")
    run(documented("rm -f var/samklang.sqlite3-wal"), new.folder)
    run(documented("tar --extract"), new.folder)

    with new.connected() as ask:
        assert ask("PRAGMA integrity_check") == [("ok",)]
    assert_it_is_twelve_again(new, stood, sent, noon)


@pytest.mark.postgres
@pytest.mark.acceptance("P20")
def test_postgresql_is_as_it_was_at_twelve_and_repeats_no_mail(tmp_path: Path) -> None:
    restore = documented("createdb").partition("&& ")[2]
    mails = tmp_path / "mails"
    with empty_database() as url:
        new = Machine(url, tmp_path / "new", mails)
        with empty_database() as lost:
            old = Machine(lost, tmp_path / "old", mails)
            for command in ("migrate", "demo"):
                done = manage(command, DATABASE_URL=old.url, FILES_ROOT=str(old.files))
                assert done.returncode == 0, done.stderr
            stood, sent, noon = at_twelve(old, documented("pg_dump"))
            carried(old, new)
        shutil.rmtree(old.folder)

        run(restore, new.folder, DATABASE_URL=new.url)
        run(documented("tar --extract"), new.folder)

        assert_it_is_twelve_again(new, stood, sent, noon)
        assert manage("demo", DATABASE_URL=url).stdout == "The demonstration was there.\n"
        with psycopg.connect(url) as server, pytest.raises(psycopg.errors.InsufficientPrivilege):
            server.execute("DELETE FROM agreements_steprecord")
