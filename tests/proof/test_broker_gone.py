"""Redis refuses or hangs: pages answer, decisions are kept, mails follow."""

from __future__ import annotations

import socket
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

import clock
from agreements.models import Case
from notifications.models import Message
from notifications.run_due import run_due
from tests.proof.test_decisions_over_http import decider, simple_case
from tests.servers import Visitor, free_port, hidden_fields, web_processes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from pytest_django.fixtures import Settings

    from people.models import Municipality, Unit, User

MORE_THAN_USUAL = 1.0  # seconds
# A machine that does other work only adds to what a page takes: the quickest of these counts.
ATTEMPTS = 3


@contextmanager
def refusing() -> Iterator[int]:
    yield free_port()


@contextmanager
def hanging() -> Iterator[int]:
    """Somebody who takes every call and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=50) as silent:
        yield int(silent.getsockname()[1])


@pytest.mark.postgres
@pytest.mark.parametrize("broker", [refusing, hanging])
@pytest.mark.django_db(transaction=True)
def test_without_its_broker_a_decision_is_kept_and_told_later(
    broker: Callable[[], AbstractContextManager[int]],
    officer: User,
    culture: Unit,
    nuuk: Municipality,
    routes: None,
    settings: Settings,
    tmp_path: Path,
) -> None:
    settings.MAIL_DIR = tmp_path
    at = clock.now()
    secretary = decider(nuuk, at, 0)
    cases = [simple_case(officer, culture, at, number) for number in range(2 + ATTEMPTS)]

    with web_processes(1, REDIS_URL="") as port:
        _decide(Visitor(port, secretary), cases[0])  # the first request warms up
        usual = _decide(Visitor(port, secretary), cases[1])
    with broker() as redis:
        without = min(_first_decision(redis, secretary, case) for case in cases[2:])

    assert without - usual < MORE_THAN_USUAL
    for case in cases[2:]:
        assert Case.objects.get(pk=case.pk).state == "approved"
    run_due(at=clock.now())
    for case in cases[2:]:
        assert Message.objects.get(case=case, recipient=officer).status == "sent"


def _first_decision(redis: int, secretary: User, case: Case) -> float:
    """How many seconds the first decision of a new process takes with this port for its broker."""
    with web_processes(1, REDIS_URL=f"redis://127.0.0.1:{redis}/0") as port:
        Visitor(port, secretary).get("/")
        return _decide(Visitor(port, secretary), case)


def _decide(visitor: Visitor, case: Case) -> float:
    """Decide, and say how many seconds the page took."""
    path = f"/cases/{case.pk}/decide/"
    _status, page = visitor.post(
        path, {"seen": str(case.version), "outcome": "approved", "conditions": ""}
    )
    began = time.monotonic()
    status, _page = visitor.post(path, hidden_fields(page) | {"confirmed": "yes"})
    assert status == 302
    return time.monotonic() - began
