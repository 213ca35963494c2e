"""docs/lifecycle.md is generated and fresh."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django.fixtures import Settings


def test_the_page_is_fresh() -> None:
    call_command("lifecycle_docs", "--check")


def test_a_stale_page_is_told_and_written_anew(tmp_path: Path, settings: Settings) -> None:
    settings.BASE_DIR = tmp_path
    page = tmp_path / "docs" / "lifecycle.md"
    page.parent.mkdir()
    with pytest.raises(CommandError, match="stale"):
        call_command("lifecycle_docs", "--check")

    call_command("lifecycle_docs")

    call_command("lifecycle_docs", "--check")
    assert "stateDiagram-v2" in page.read_text(encoding="utf-8")
