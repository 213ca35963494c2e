"""What was proven, when, and on which commit? `make proof` writes the answer into docs/proof.md.

One row per proof; rows of proofs that were not run this time stay. A proof says what it counted
with pytest's own `record_property("counted", "200 rounds of 4")`.
"""

from __future__ import annotations

import re
import subprocess
import time
from functools import cache
from pathlib import Path

import pytest

PAGE = Path("docs/proof.md")
HEAD = """\
| proof | counted | result | seconds | date | commit |
|---|---|---|---|---|---|
"""
_ROW = re.compile(r"^\| `([^`]+)` \|.*\|$", re.MULTILINE)
_run: dict[str, str] = {}


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when != "call" and report.passed:
        return
    counted = ", ".join(str(value) for name, value in report.user_properties if name == "counted")
    outcome = f"{report.outcome} | {report.duration:.0f}"
    day = time.strftime("%Y-%m-%d")
    _run[report.nodeid] = f"| `{report.nodeid}` | {counted} | {outcome} | {day} | {_commit()} |"


def pytest_sessionfinish() -> None:
    if not _run:
        return
    text = PAGE.read_text(encoding="utf-8")
    rows = {row[1]: row[0] for row in _ROW.finditer(text)} | _run
    before, _, _ = text.partition(HEAD)
    PAGE.write_text(
        before + HEAD + "".join(f"{rows[name]}\n" for name in sorted(rows)), encoding="utf-8"
    )


@cache
def _commit() -> str:
    """The commit, with a plus sign when the work tree holds anything else but this page."""
    changed = _git("status", "--porcelain", "--", ".", f":!{PAGE}")
    return _git("rev-parse", "--short", "HEAD") + ("+" if changed else "")


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], check=True, capture_output=True, text=True)
    return done.stdout.strip()
