"""How is a program installed that must not stand beside the product?

In a virtual environment of its own under `var/`, from pinned requirements, when first asked for.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import venv
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from pathlib import Path


class NotAvailableError(Exception):
    """It cannot be installed here; the message says why."""


def environment(name: str, requirements: str) -> Path:
    """The folder of programs in `var/NAME`, installed anew when the requirements changed."""
    home = settings.VAR_DIR / name
    pinned = settings.BASE_DIR / "requirements" / requirements
    programs: Path = home / "venv" / "bin"
    mark = home / "installed"
    wanted = hashlib.sha256(pinned.read_bytes()).hexdigest()
    if mark.is_file() and mark.read_text() == wanted:
        return programs
    print(f"Installing {requirements} into var/{name} ...", file=sys.stderr, flush=True)
    venv.create(home / "venv", with_pip=True, clear=True)
    pip = [str(programs / "python"), "-m", "pip", "install", "--disable-pip-version-check", "-qq"]
    done = subprocess.run(  # noqa: S603 - our own command
        [*pip, "--require-hashes", "-r", str(pinned)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["pip failed"])[-1]
        raise NotAvailableError(f"{requirements} cannot be installed: {last}")
    mark.write_text(wanted)
    return programs
