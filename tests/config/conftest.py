"""A database with the demonstration, made once for all tests that only need a copy."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.config.processes import manage


@pytest.fixture(scope="session")
def _demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("demonstration") / "samklang.sqlite3"
    assert manage("migrate", "--verbosity=0", DATABASE_URL=f"sqlite:///{file}").returncode == 0
    assert manage("demo", DATABASE_URL=f"sqlite:///{file}").returncode == 0
    return file


@pytest.fixture
def demonstration(_demonstration: Path, tmp_path: Path) -> Path:
    """A SQLite file with the demonstration, for this test alone."""
    (tmp_path / "var").mkdir()
    return Path(shutil.copy(_demonstration, tmp_path / "var" / "samklang.sqlite3"))
