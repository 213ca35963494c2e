"""Do the containers run the very processes that `manage.py serve` starts in full mode?

No Docker engine is needed: the files are read.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from config.processes import PROCESSES

ROOT = Path(__file__).parent.parent
SERVICES: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_a_container_runs_the_process_that_serve_starts(name: str) -> None:
    assert SERVICES[name]["command"] == list(PROCESSES[name])


def test_every_process_has_its_container() -> None:
    ours = {name for name, service in SERVICES.items() if service.get("build")}

    assert ours == {*PROCESSES, "migrate"}


def test_the_image_by_itself_serves_pages() -> None:
    [command] = [line for line in DOCKERFILE.splitlines() if line.startswith("CMD ")]

    assert json.loads(command.removeprefix("CMD ")) == list(PROCESSES["web"])


def test_the_image_runs_as_nobody_in_particular() -> None:
    [user] = [line.split()[1] for line in DOCKERFILE.splitlines() if line.startswith("USER ")]

    assert user not in {"root", "0"}


@pytest.mark.parametrize("name", ["worker", "beat", "postgres", "redis"])
def test_a_lasting_service_tells_whether_it_is_well(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}


def test_the_web_container_asks_its_own_page_whether_it_is_well() -> None:
    assert "HEALTHCHECK" in DOCKERFILE
    assert "/healthz/" in DOCKERFILE
    assert "healthcheck" not in SERVICES["web"]


def test_nothing_starts_before_the_migrations_are_done() -> None:
    for name in PROCESSES:
        waits_for = SERVICES[name]["depends_on"]
        assert waits_for["migrate"] == {"condition": "service_completed_successfully"}


def test_the_worker_is_given_time_to_finish_what_it_began() -> None:
    worker = SERVICES["worker"]

    assert worker["environment"]["REMAP_SIGTERM"] == "SIGQUIT"
    assert worker["stop_grace_period"] == "45s"
    assert settings.CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT < 45


def test_redis_writes_down_what_it_is_given_and_drops_nothing() -> None:
    command = " ".join(SERVICES["redis"]["command"])

    assert "--appendonly yes --appendfsync everysec --maxmemory-policy noeviction" in command


def test_the_schedule_of_beat_outlives_its_container() -> None:
    assert SERVICES["beat"]["volumes"] == ["beat:/app/var"]
    assert "var/beat-schedule" in PROCESSES["beat"]


@pytest.mark.parametrize("name", ["web", "worker", "migrate"])
def test_who_writes_documents_or_throws_them_away_shares_their_folder(name: str) -> None:
    folder = settings.BASE_DIR / "var" / "files"

    assert SERVICES[name]["volumes"] == [f"files:/app/{folder.relative_to(settings.BASE_DIR)}"]
    assert "mkdir -p var/files" in DOCKERFILE


def test_only_this_machine_reaches_what_is_published() -> None:
    published = [port for service in SERVICES.values() for port in service.get("ports", [])]

    assert all(port.startswith("127.0.0.1:") for port in published)


def test_a_setting_that_is_handed_on_is_one_that_samklang_reads() -> None:
    read = (ROOT / "config" / "settings.py").read_text()

    assert [name for name in SERVICES["web"]["environment"] if f'"{name}"' not in read] == []


def test_the_demonstration_is_loaded_where_it_is_asked_for() -> None:
    """`DEMO` is handed on to one container that reads it; production refuses it there."""
    shell, option, command = SERVICES["migrate"]["command"]

    assert (shell, option) == ("sh", "-c")
    assert command == "python manage.py migrate --noinput && python manage.py demo --if-asked"
    assert "DEMO" in SERVICES["migrate"]["environment"]
