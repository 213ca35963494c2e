"""Is what a reminder tells still asked of somebody?"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from agreements.models import Duty
from agreements.states import FROZEN

if TYPE_CHECKING:
    from notifications.models import Reminder

NOT_ASKED = "no longer asked"
MOVED = "the day has moved"


def is_asked(duty: Duty) -> bool:
    """It is open, and its case does not rest."""
    return duty.status == Duty.Status.OPEN and duty.case.state not in FROZEN


def is_of_that_day(reminder: Reminder) -> bool:
    """The rule still counts from the duty's window to the day of this row."""
    due = reminder.duty.due
    if due is None:
        return False
    counted_from = due.earliest if reminder.days < 0 else due.latest
    return counted_from + timedelta(days=reminder.days) == reminder.due_on
