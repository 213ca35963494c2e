"""How does a rule for reminders change, and when a municipality sends?

What is saved is what somebody has looked at: a rule is previewed again in the same transaction, and
when anything would come of it that was not shown, nothing is saved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

import clock
from notifications import replanning, working_days
from notifications.previewing import Effect, preview
from people.models import Municipality

if TYPE_CHECKING:
    from datetime import datetime

    from notifications.models import FreePeriod, ReminderRule, SendingSettings


class NotAsShown(Exception):
    """Something else would come of the rule by now than what was shown."""


class Unconfirmed(Exception):
    """Nobody has said that they mean what the rule would do."""


@transaction.atomic
def save_rule(
    rule: ReminderRule,
    *,
    municipality: Municipality,
    shown: str,
    is_confirmed: bool,
    at: datetime,
) -> bool:
    """Write the rule as it was `shown` (its fingerprint), and plan; whether all is planned now.

    Raises `NotAsShown`, or `Unconfirmed` where the effect has problems.
    """
    Municipality.objects.select_for_update().get(pk=municipality.pk)  # one change at a time
    told: Effect = preview(rule, municipality=municipality, at=at)
    if told.fingerprint != shown:
        raise NotAsShown
    if told.problems and not is_confirmed:
        raise Unconfirmed
    rule.save()
    return replanning.begin(municipality, at=at)


@transaction.atomic
def save_sending(sending: SendingSettings, *, at: datetime) -> bool:
    """Other hours, from the next reminder on; whether all is planned now."""
    sending.save()
    return replanning.begin(sending.municipality, at=at)


@transaction.atomic
def add_quiet_days(period: FreePeriod, *, at: datetime) -> bool:
    """What would leave on these days leaves beside them; whether all is planned now."""
    period.save()
    return _days_have_changed(period.municipality, at)


@transaction.atomic
def end_quiet_days(period: FreePeriod, *, at: datetime) -> bool:
    """Days like others again; whether all is planned now."""
    period.delete()
    return _days_have_changed(period.municipality, at)


def _days_have_changed(municipality: Municipality, at: datetime) -> bool:
    working_days.refresh(municipality, on=clock.local_date(at, municipality.time_zone))
    return replanning.begin(municipality, at=at)
