"""Does a missing or wrong setting stop Samklang with one clear sentence?"""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

from tests.config.processes import environment, manage

if TYPE_CHECKING:
    from pathlib import Path

KEY = "x9" * 30
PRODUCTION = {"SAMKLANG_ENV": "production", "SECRET_KEY": KEY, "ALLOWED_HOSTS": "samklang.example"}


@pytest.mark.parametrize(
    ("given", "about"),
    [
        ({"SAMKLANG_ENV": "testing"}, "SAMKLANG_ENV"),
        ({**PRODUCTION, "SECRET_KEY": ""}, "SECRET_KEY"),
        ({**PRODUCTION, "SECRET_KEY": settings.DEVELOPMENT_SECRET_KEY}, "SECRET_KEY"),
        ({**PRODUCTION, "SECRET_KEY": "short"}, "SECRET_KEY"),
        ({**PRODUCTION, "ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
        ({**PRODUCTION, "SAMKLANG_CLOCK": "+3d"}, "SAMKLANG_CLOCK"),
        ({"SAMKLANG_CLOCK": "tomorrow"}, "SAMKLANG_CLOCK"),
        ({"SAMKLANG_CLOCK": "2026-05-03"}, "SAMKLANG_CLOCK"),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL"),
        ({"DATABASE_URL": "mysql://somewhere/samklang"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgres://user@host:port/samklang"}, "DATABASE_URL"),
        ({"REDIS_URL": "localhost:6379"}, "REDIS_URL"),
        ({"REDIS_URL": "redis://host:port/0"}, "REDIS_URL"),
        ({"MAIL_FROM": "Samklang\nBcc: somebody"}, "MAIL_FROM"),
        ({**PRODUCTION, "STATUS_TOKEN": "guessed"}, "STATUS_TOKEN"),
        ({"PORT": "http"}, "PORT"),
        ({"DATABASE_URL": "postgres://postgres@127.0.0.1:1/samklang"}, "DATABASE_URL"),
        ({"DATABASE_URL": "sqlite:////nowhere/at/all.sqlite3"}, "DATABASE_URL"),
    ],
)
def test_a_wrong_setting_stops_it_with_one_sentence(given: dict[str, str], about: str) -> None:
    refused = manage("serve", **given)

    assert refused.returncode == 1
    [sentence] = refused.stderr.splitlines()
    assert about in sentence


def test_a_demo_sign_in_keeps_production_from_starting(demonstration: Path) -> None:
    database = {"DATABASE_URL": f"sqlite:///{demonstration}"}

    migrating = manage("migrate", **PRODUCTION, **database)
    serving = manage("serve", **PRODUCTION, **database)
    entry = subprocess.run(
        [sys.executable, "-c", "import config.wsgi"],
        cwd=settings.BASE_DIR,
        env=environment(**PRODUCTION, **database),
        capture_output=True,
        text=True,
        check=False,
    )

    for refused in (migrating, serving, entry):
        assert refused.returncode != 0
        assert "demo --close" in refused.stderr
    assert manage("demo", "--close", **PRODUCTION, **database).returncode == 0
    assert manage("migrate", **PRODUCTION, **database).returncode == 0
