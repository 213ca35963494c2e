"""docs/lifecycle.md is generated and fresh."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command

from workflows.management.commands import lifecycle_docs

if TYPE_CHECKING:
    from pathlib import Path


def test_the_page_is_fresh() -> None:
    call_command("lifecycle_docs", "--check")


def test_a_stale_page_is_told_and_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "lifecycle.md"
    monkeypatch.setattr(lifecycle_docs, "PAGE", page)
    with pytest.raises(CommandError, match="stale"):
        call_command("lifecycle_docs", "--check")

    call_command("lifecycle_docs")

    call_command("lifecycle_docs", "--check")
    assert "stateDiagram-v2" in page.read_text(encoding="utf-8")
