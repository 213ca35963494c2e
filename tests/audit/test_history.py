"""Who changed a row, why and when; and rows that are proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

import clock
from audit.acting import acting, now_acting
from audit.append_only import AppendOnlyError
from audit.models import SecurityEvent
from people.models import Unit, User
from tests.conftest import NOW

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings


def test_history_names_who_acts_and_why_outside_requests(culture: Unit, officer: User) -> None:
    with acting(officer, reason="Ny organisation", at=NOW):
        culture.name = "Kultur og fritid"
        culture.save()

    kept = culture.history.order_by("history_id").last()
    assert (kept.history_user, kept.history_change_reason) == (officer, "Ny organisation")
    assert kept.history_date == NOW
    assert culture.history.order_by("history_id").first().history_user is None


def test_history_asks_the_product_clock_when_nobody_says(culture: Unit, settings: Settings) -> None:
    settings.SAMKLANG_CLOCK = "+2000d"
    before = clock.now()

    culture.save()

    assert before <= culture.history.order_by("history_id").last().history_date <= clock.now()


def test_acting_ends_with_its_block_also_after_an_error(officer: User) -> None:
    with pytest.raises(RuntimeError), acting(officer, reason="X"):
        raise RuntimeError
    assert now_acting().person is None


def test_acting_inside_acting_is_told_and_then_as_before(officer: User, secretary: User) -> None:
    with acting(officer, reason="ydre"):
        with acting(secretary, reason="indre"):
            assert now_acting().person == secretary
        assert (now_acting().person, now_acting().reason) == (officer, "ydre")


def test_a_long_reason_is_kept_as_far_as_history_reaches(culture: Unit, officer: User) -> None:
    with acting(officer, reason="x" * 900):
        culture.save()

    assert culture.history.order_by("history_id").last().history_change_reason == "x" * 500


# ---------------------------------------------------------------- proof
@pytest.fixture
def event(db: None) -> SecurityEvent:
    return SecurityEvent.objects.create(at=NOW, kind="refused", attempt="approve")


def test_a_security_event_is_written_once(event: SecurityEvent) -> None:
    event.reason = "Andet"
    with pytest.raises(AppendOnlyError):
        event.save()
    with pytest.raises(AppendOnlyError):
        event.delete()
    with pytest.raises(AppendOnlyError):
        SecurityEvent.objects.update(reason="Andet")
    with pytest.raises(AppendOnlyError):
        SecurityEvent.objects.all().delete()


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="a trigger of PostgreSQL")
@pytest.mark.parametrize(
    "table", ["audit_securityevent", "agreements_steprecord", "agreements_proposalversion"]
)
@pytest.mark.parametrize("change", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_change_proof(
    event: SecurityEvent, table: str, change: str
) -> None:
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change.format(table))
