"""What do the data files of the demonstration say?"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).parent / "data"


@cache
def read_data(name: str) -> list[dict[str, Any]]:
    """The entries of one file; all files are lists."""
    entries: list[dict[str, Any]] = yaml.safe_load((DATA / f"{name}.yaml").read_text("utf-8"))
    return entries
