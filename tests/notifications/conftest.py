"""Cases, duties and times for the tests of who is told and when."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING

import pytest

from agreements.dates import PartialDate
from agreements.models import Agreement, Case, Duty
from notifications.planning import replan
from people import seats
from tests.notifications.sink import Sink

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from pytest_django.fixtures import Settings

    from agreements.models import Kind
    from people.models import Actor, Municipality, Unit, User

_numbers = count(1)


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    """A mail server of its own, to which Samklang hands over."""
    with Sink() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_TIMEOUT = 1
        yield server


@pytest.fixture
def case(nuuk: Municipality, culture: Unit, sister_city: Kind, officer: User) -> Case:
    return make_case("Venskabsby: Gentofte", nuuk, sister_city, culture)


def make_case(title: str, owner: Municipality, kind: Kind, unit: Unit | None, **facts: str) -> Case:
    """A case in force that asks for nothing yet."""
    made = Case.objects.create(
        sort="agreement",
        number=f"T-{next(_numbers)}",
        title=title,
        owner=owner,
        unit=unit,
        created_at=at("2024-01-01"),
        **{"state": "active"} | facts,
    )
    Agreement.objects.create(case=made, kind=kind)
    return made


@pytest.fixture
def ask(officer: User) -> Callable[..., Duty]:
    """Open a duty and plan its reminders: ask(case, PartialDate.month(2024, 8), at=moment)."""

    def make(
        case: Case,
        due: PartialDate | date | None,
        *,
        at: datetime,
        kind: str = "review_ruling",
        who: Actor | None = None,
        subject: str = "",
    ) -> Duty:
        duty = Duty.objects.create(
            case=case,
            kind_id=kind,
            responsible=who or seats.asked_person(officer),
            due=due,
            opened_at=at,
            subject=subject,
        )
        replan({duty.pk}, at=at)
        return duty

    return make


def at(text: str) -> datetime:
    """A moment in UTC: at("2024-05-03 10:00")."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
