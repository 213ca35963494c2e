"""Does `make requirements` fail when something that must be proven is not?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.requirement_map import MUST, SERVICES, RequirementMap

if TYPE_CHECKING:
    from pathlib import Path


def collected(folder: Path, numbers: list[str]) -> RequirementMap:
    """What the map finds in a folder with one test that says it proves these."""
    marks = [f"@pytest.mark.{name}" for name in SERVICES]
    marks += [
        f'@pytest.mark.{"acceptance" if number.startswith("P") else "requirement"}("{number}")'
        for number in numbers
    ]
    lines = ["import pytest", *marks, "def test_all() -> None: ..."]
    file = folder / f"{folder.name}.py"  # a module name of its own
    file.write_text("\n".join(lines), encoding="utf-8")
    found = RequirementMap()
    options = [
        "--collect-only",
        "-p",
        "no:terminal",
        "-p",
        "no:django",
        "-W",
        "ignore",
        "-c",
        "/dev/null",
    ]
    assert pytest.main([*options, str(file)], plugins=[found]) == 0
    return found


def test_a_requirement_without_a_test_is_told(tmp_path: Path) -> None:
    found = collected(tmp_path, [number for number in MUST if number != "R-067"])

    assert found.missing() == ["R-067 (no approval without the assessment) has no test"]


def test_nothing_is_missing_where_everything_has_a_test(tmp_path: Path) -> None:
    assert collected(tmp_path, list(MUST)).missing() == []


def test_a_service_that_no_test_asks_for_is_told() -> None:
    assert "no test is marked redis" in RequirementMap().missing()
