"""How does the demonstration come by somebody who left, somebody away, and rounds half answered?"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import translation

import clock
from agreements.models import Case, RoundItem
from exchange.demo.examples import EXAMPLE
from exchange.demo.files import read_data
from exchange.demo.moments import SOON, STEP, door_of
from people import seats
from people.models import Deputy, Role
from workflows import handover, rounds
from workflows.responsible import name_responsible

if TYPE_CHECKING:
    from datetime import datetime

    from exchange.demo.organisation import Tenant

    Entry = dict[str, Any]


def let_people_leave(tenants: dict[str, Tenant], *, at: datetime) -> None:
    """One leaves and hands over, one is away for two weeks, two rounds are on their way."""
    for entry in read_data("step_two_people"):
        tenant = tenants[entry["owner"]]
        with translation.override(tenant.municipality.language):
            _leave(tenant, entry["left"], at - SOON)
            _be_away(tenant, entry["away"], at)
            for number, asked in enumerate(entry["rounds"]):
                _ask(tenant, asked, at - 2 * number * STEP)


def _leave(tenant: Tenant, facts: Entry, at: datetime) -> None:
    leaver = tenant.people[facts["login"]]
    carrier = seats.asked_person(leaver)
    for case in Case.objects.filter(owner=tenant.municipality, title__in=facts["cases"]):
        name_responsible(case, carrier, **door_of(case, leaver, at))
    handover.leave(
        leaver,
        seats.asked_person(tenant.people[facts["taker"]]),
        reason=facts["reason"],
        by=tenant.people[facts["by"]],
        at=at + STEP,
    )


def _be_away(tenant: Tenant, facts: Entry, at: datetime) -> None:
    today = clock.local_date(at, tenant.municipality.time_zone)
    Deputy.objects.create(
        absent=tenant.people[facts["login"]],
        deputy=tenant.people[facts["deputy"]],
        first_date=today + timedelta(days=facts["first"]),
        last_date=today + timedelta(days=facts["last"]),
    )


def _ask(tenant: Tenant, facts: Entry, at: datetime) -> None:
    """The first question has changed, the last are still open, the others are right.

    About the real agreements nobody answers here: that would be invented.
    """
    today = clock.local_date(at, tenant.municipality.time_zone)
    by = tenant.people[Role.SECRETARIAT]
    opened = rounds.open_round(
        tenant.municipality,
        facts["sort"],
        year=today.year,
        answer_by=today + timedelta(days=facts["days"]),
        by=by,
        at=at - STEP,
    )
    of_examples = Q(case=None) | Q(case__source__in=EXAMPLE.values())
    asked = opened.items.filter(of_examples).order_by("pk")
    keys = list(asked.values_list("pk", flat=True))
    told = keys[: max(len(keys) - facts["leave_open"], 1)]
    right, changed = RoundItem.Answer.RIGHT.value, RoundItem.Answer.CHANGED.value
    answers = dict.fromkeys(told, (right, "")) | {told[0]: (changed, facts["changed"])}
    rounds.answer(opened, answers, by=by, at=at)
