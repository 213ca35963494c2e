"""The commands of README.md, run as they stand there."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

from django.apps import apps
from django.conf import settings

from tests.config.processes import environment

if TYPE_CHECKING:
    from pathlib import Path

README = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8")
TABLES = sorted(model._meta.db_table for model in apps.get_models(include_auto_created=True))


def documented(beginning: str) -> str:
    """The command of README.md that begins so."""
    [command] = re.findall(rf"^{re.escape(beginning)}.*$", README, re.MULTILINE)
    return str(command)


def run(command: str, folder: Path, **given: str) -> None:
    subprocess.run(command, shell=True, cwd=folder, env=environment(**given), check=True)  # noqa: S602
