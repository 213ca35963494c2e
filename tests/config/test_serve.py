"""Does one command serve, embedded and in full, keep its data and end cleanly?"""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

from exchange.demo.accounts import PASSWORD
from tests.config.databases import empty_database, redis_url
from tests.config.processes import environment, gone, manage, served
from tests.servers import Visitor

if TYPE_CHECKING:
    from pathlib import Path


def test_embedded_serves_tells_the_sign_ins_and_keeps_its_data(tmp_path: Path) -> None:
    file = f"sqlite:///{tmp_path}/samklang.sqlite3"
    with served(DATABASE_URL=file) as service:
        visitor = Visitor(service.port)
        assert visitor.get("/healthz/")[0] == 200
        assert visitor.get("/readyz/")[0] == 200
        assert visitor.get("/accounts/login/")[0] == 200
        assert visitor.get("/static/samklang/styles/foundation.css")[0] == 200
        assert "Loading the demonstration" in service.told

        second = manage("serve", DATABASE_URL=file, PORT=str(service.port))
        assert second.returncode == 1
        assert f"Port {service.port} cannot be used" in second.stderr

        children = service.children()
        assert len(children) == 2
        assert service.stop() == 0
        assert "officer@sermersooq.example" in service.told
        assert PASSWORD in service.told
    assert all(gone(pid) for pid in children.values())

    with served(DATABASE_URL=file) as again:
        assert Visitor(again.port).get("/readyz/")[0] == 200
        assert "Loading the demonstration" not in again.told


def test_all_stop_when_one_of_them_dies(demonstration: Path) -> None:
    with served(DATABASE_URL=f"sqlite:///{demonstration}") as service:
        children = service.children()
        [sweeper] = [pid for command, pid in children.items() if "run_due" in command]

        subprocess.run(["kill", "-9", str(sweeper)], check=True)

        assert service.process.wait(timeout=60) == 1
        assert "run_due (exit code -9) has ended, so everything was stopped." in service.told
    assert all(gone(pid) for pid in children.values())


@pytest.mark.postgres
@pytest.mark.redis
def test_full_runs_web_worker_and_beat() -> None:
    with empty_database() as url, served(DATABASE_URL=url, REDIS_URL=redis_url()) as service:
        assert Visitor(service.port).get("/readyz/")[0] == 200
        assert "Loading the demonstration" not in service.told

        children = service.children()
        assert [
            name for name in (" worker ", " beat ", "gunicorn")
            if any(name in command for command in children)
        ] == [" worker ", " beat ", "gunicorn"]  # fmt: skip
        assert any("pong" in _ping(url) for _attempt in range(6))
        assert service.stop() == 0
    assert all(gone(pid) for pid in children.values())


def _ping(url: str) -> str:
    """What the worker answers within five seconds; it needs a moment after its start."""
    return subprocess.run(
        [sys.executable, "-m", "celery", "-A", "config", "inspect", "ping", "--timeout", "5"],
        cwd=settings.BASE_DIR,
        env=environment(DATABASE_URL=url, REDIS_URL=redis_url()),
        capture_output=True,
        text=True,
        check=False,
    ).stdout
