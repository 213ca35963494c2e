"""Is no file left behind when nothing came of it, and none lost when something did?"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection

from agreements.models import Case, Document, StepRecord, StoredFile
from notifications.run_due import run_due
from tests.conftest import NOW
from tests.files import pdf, uploaded
from tests.workflows.stages import Town, seen
from tests.workflows.test_concurrency import at_once
from workflows import documents
from workflows.documents import Description, Filing
from workflows.errors import NotPossible
from workflows.events import step_taken
from workflows.files import Upload, discard, put_on_file, received, stored

LETTER = Description(title="Svar", counterpart="Gentofte Kommune")


def upload(content: bytes | None = None) -> Upload:
    return received(uploaded("svar.pdf", content), "svar.pdf")


def file(case: Case, town: Town, **facts: Any) -> Document:
    filing = Filing(about=LETTER, direction="in", upload=upload())
    door: dict[str, Any] = {"by": town.officer, "at": NOW, "seen": seen(case)}
    return documents.file_document(case, filing, **(door | facts))


def lying() -> set[str]:
    """What lies in the folder of the documents."""
    root = Path(settings.MEDIA_ROOT)
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


@pytest.fixture
def before(db: None) -> set[str]:
    return lying()


# ---------------------------------------------------------------- all or nothing
def test_what_is_on_file_lies_in_the_folder_and_nothing_waits(
    draft: Case, town: Town, before: set[str]
) -> None:
    document = file(draft, town)

    assert lying() - before == {document.file.name}
    assert not StoredFile.objects.exists()
    mode = (Path(settings.MEDIA_ROOT) / str(document.file.name)).stat().st_mode
    assert mode & 0o077 == 0, "others of this machine read it"


def test_a_refusal_leaves_no_file_behind(draft: Case, town: Town, before: set[str]) -> None:
    Case.objects.filter(pk=draft.pk).update(is_closed=True)

    with pytest.raises(NotPossible):
        file(draft, town)

    assert lying() == before
    assert not StoredFile.objects.exists()


def test_an_outdated_page_leaves_no_file_behind(draft: Case, town: Town, before: set[str]) -> None:
    with pytest.raises(NotPossible.__base__):  # type: ignore[arg-type]
        file(draft, town, seen=99)

    assert lying() == before


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_fails_at_its_very_end_leaves_no_file_behind(
    draft: Case, town: Town
) -> None:
    before = lying()

    def breaks(**_: object) -> None:
        raise RuntimeError("the last thing in the transaction")

    step_taken.connect(breaks, weak=False)
    try:
        with pytest.raises(RuntimeError):
            file(draft, town)
    finally:
        step_taken.disconnect(breaks)

    assert lying() == before
    assert not StoredFile.objects.exists()
    assert not Document.objects.exists()


def test_a_disk_that_fails_is_told_and_stops_no_sweep(
    draft: Case, town: Town, tmp_path: Path, settings: Any
) -> None:
    good, settings.MEDIA_ROOT = settings.MEDIA_ROOT, tmp_path / "a file, not a folder"
    settings.MEDIA_ROOT.write_text("")

    with pytest.raises(NotPossible, match="could not be stored"):
        file(draft, town)
    assert not draft.documents.exists()
    assert run_due(at=NOW + timedelta(days=2))["files_thrown_away"] == 0
    settings.MEDIA_ROOT = good
    run_due(at=NOW + timedelta(days=2))

    assert not StoredFile.objects.exists()


# ---------------------------------------------------------------- what was killed
def test_what_a_killed_process_left_is_thrown_away_a_day_later(
    draft: Case, town: Town, before: set[str]
) -> None:
    kept = file(draft, town)
    left = default_storage.save("ab/left", uploaded())
    StoredFile.objects.create(name=left, at=NOW)

    run_due(at=NOW + timedelta(hours=23))
    assert left in lying()
    counts = run_due(at=NOW + timedelta(hours=25))

    assert counts["files_thrown_away"] == 1
    assert lying() - before == {kept.file.name}
    assert not StoredFile.objects.exists()


def test_what_is_on_file_is_never_thrown_away(draft: Case, town: Town) -> None:
    document = file(draft, town)

    run_due(at=NOW + timedelta(days=400))
    assert not discard(str(document.file.name))

    with document.file.open() as content:
        assert content.read() == pdf()


def test_what_was_thrown_away_meanwhile_is_not_put_on_file(
    draft: Case, town: Town, before: set[str]
) -> None:
    with stored(upload(), at=NOW) as kept:
        assert kept is not None
        assert discard(kept.stored_as)
        with pytest.raises(NotPossible, match="Choose the file again"):
            put_on_file(kept)

    assert lying() == before


KILLED = """
import os, signal, django
django.setup()
from django.core.files.base import ContentFile
from workflows.files import received, stored
from datetime import datetime, UTC
with stored(received(ContentFile({content!r}, "a.pdf"), "a.pdf"), at=datetime({at}, tzinfo=UTC)):
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="another process sees this database")
def test_a_process_that_is_killed_while_it_stores_loses_nothing_for_ever() -> None:
    before = lying()
    told = connection.settings_dict
    url = (
        f"postgres://{told['USER']}:{told['PASSWORD']}@{told['HOST']}:{told['PORT']}/{told['NAME']}"
    )
    code = KILLED.format(content=pdf(), at="2026, 3, 2, 12")
    environment = os.environ | {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "FILES_ROOT": str(settings.MEDIA_ROOT),
    }
    ended = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=settings.BASE_DIR, check=False
    )
    assert ended.returncode == -signal.SIGKILL
    assert len(lying() - before) == 1

    run_due(at=NOW + timedelta(days=2))

    assert lying() == before


# ---------------------------------------------------------------- several at once
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time")
def test_new_versions_that_come_at_once_get_numbers_of_their_own(draft: Case, town: Town) -> None:
    first = file(draft, town)
    before = lying()

    def again() -> Document:
        return documents.add_version(first, upload=upload(), by=town.officer, at=NOW, seen=None)

    def another() -> Document:
        return file(draft, town, seen=None)

    results = at_once(again, another, again, another, again, another)

    assert all(isinstance(result, Document) for result in results), results
    told = sorted(draft.documents.values_list("number", "version"))
    assert told == [(1, 1), (1, 2), (1, 3), (1, 4), (2, 1), (3, 1), (4, 1)]
    assert len(lying() - before) == 6
    assert StepRecord.objects.filter(case=draft, step="add_version").count() == 3
    assert not StoredFile.objects.exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time")
def test_of_those_who_saw_the_same_page_one_files_and_no_file_is_left(
    draft: Case, town: Town
) -> None:
    before, version = lying(), seen(draft)
    act: Callable[[], Document] = lambda: file(draft, town, seen=version)  # noqa: E731

    results = at_once(act, act, act, act)

    assert sum(isinstance(result, Document) for result in results) == 1
    assert lying() - before == {draft.documents.get().file.name}
    assert not StoredFile.objects.exists()
