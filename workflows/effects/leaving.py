"""Who is asked changes hands, and whether everything that names a person is still right."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from agreements.dates import PartialDate
from workflows import duties

if TYPE_CHECKING:
    from workflows.visit import Matter

ANSWER_DAYS = 30  # where the round does not say


def handed_over(matter: Matter) -> None:
    """The taker is responsible and asked wherever the giver was (R-030, R-055)."""
    case, visit = matter.case, matter.visit
    giver, taker = visit.giver, visit.taker
    assert giver is not None  # a rule has asked
    assert taker is not None  # likewise
    if case.responsible_id == giver.pk:
        case.responsible = taker
    duties.hand_over(visit, case, giver, taker)


def asked_whether_right(matter: Matter) -> None:
    """Whoever carries the case is asked until the day of the round."""
    case, visit = matter.case, matter.visit
    day = visit.changes.get("due") or visit.on + timedelta(days=ANSWER_DAYS)
    duties.cancel(visit, case, "still_right")
    duties.open_duty(
        visit,
        case,
        "still_right",
        responsible=duties.officer_of(visit, case),
        due=PartialDate.day(day),
    )


def told_whether_right(matter: Matter) -> None:
    duties.close(matter.visit, matter.case, "still_right")
