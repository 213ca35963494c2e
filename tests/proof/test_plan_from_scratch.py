"""Is the plan of reminders, after any history, what it would be if it were made now?

The machine of test_lifecycle_machine.py walks an agreement through its life by the product's own
functions. Between its steps rules, hours and quiet weeks change here, and what is due is told.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from agreements.models import Duty
from notifications import working_days
from notifications.models import FreePeriod, Reminder, ReminderRule, SendingSettings
from notifications.planning import renew, replan
from notifications.sweep import fall_due
from tests.proof.test_lifecycle_machine import FULL, AgreementMachine, place, town

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.proof.agreement_in_both import Place

__all__ = ["place", "town"]

RUNS = 500 if FULL else 8
STEPS = 50
KINDS = ("review_ruling", "review_evaluation", "sign", "notice", "send_decision", None)


class ReminderMachine(AgreementMachine):
    """The same life, with those who change by which rules it is reminded of."""

    @rule(
        kind=st.sampled_from(KINDS),
        is_ours=st.booleans(),
        is_special=st.booleans(),
        days=st.integers(-120, 90),
        shift=st.sampled_from(ReminderRule.Shift.values),
        is_active=st.booleans(),
    )
    def a_rule_changes(
        self, kind: str | None, *, is_ours: bool, is_special: bool, **facts: Any
    ) -> None:
        ReminderRule.objects.update_or_create(
            municipality=self.place.municipality if is_ours else None,
            kind_id=kind,
            case_kind=self.place.kind if is_special else None,
            recipient="head",
            defaults=facts,
        )
        self.plan_anew()

    @rule(hour=st.integers(6, 20))
    def the_hour_changes(self, hour: int) -> None:
        SendingSettings.objects.filter(municipality=self.place.municipality).update(
            send_time=f"{hour:02}:00"
        )
        self.plan_anew()

    @rule(ahead=st.integers(-10, 120), length=st.integers(0, 20))
    def a_week_is_quiet(self, ahead: int, length: int) -> None:
        first = self.model.today + timedelta(days=ahead)
        FreePeriod.objects.create(
            municipality=self.place.municipality,
            name="Ro",
            first_date=first,
            last_date=first + timedelta(days=length),
        )
        working_days.refresh(self.place.municipality, on=self.model.today)
        self.plan_anew()

    def plan_anew(self) -> None:
        renew(
            Duty.objects.filter(case__owner=self.place.municipality).values_list("pk", flat=True),
            at=self.at,
        )

    @rule()
    def what_is_due_is_told(self) -> None:
        fall_due(at=self.at)

    @invariant()
    def the_plan_is_what_it_would_be_from_scratch(self) -> None:
        if not hasattr(self, "case"):
            return
        fall_due(at=self.at)
        kept = self.planned()
        duties = Duty.objects.filter(case=self.case).values_list("pk", flat=True)
        with transaction.atomic():
            Reminder.objects.filter(duty__in=duties, status="planned").delete()
            replan(duties, at=self.at)
            scratch = self.planned()
            transaction.set_rollback(True)
        assert kept == scratch

    def planned(self) -> list[tuple[object, ...]]:
        rows = Reminder.objects.filter(duty__case=self.case, status="planned")
        facts = ("duty", "rule", "days", "due_on", "send_on", "send_time", "zone", "due_at")
        return sorted(rows.values_list(*facts))


@pytest.mark.proof
@pytest.mark.django_db
@pytest.mark.parametrize("database", [connection.vendor])
def test_the_plan_is_what_it_would_be_from_scratch(
    database: str, place: Place, record_property: Callable[[str, object], None]
) -> None:
    class Machine(ReminderMachine):
        pass

    Machine.place = place
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=not FULL,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
            report_multiple_bugs=False,
        ),
    )
    record_property("counted", f"{RUNS} runs of {STEPS} steps on {database}")
