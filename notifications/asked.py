"""Is what a reminder tells still asked of somebody?"""

from __future__ import annotations

from agreements.models import Duty
from agreements.states import FROZEN

NOT_ASKED = "no longer asked"


def is_asked(duty: Duty) -> bool:
    """It is open, and its case does not rest."""
    return duty.status == Duty.Status.OPEN and duty.case.state not in FROZEN
