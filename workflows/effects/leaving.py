"""Who is asked changes hands, and whether everything that names a person is still right."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from agreements.dates import PartialDate
from workflows import duties
from workflows.effects.commitments import is_standing

if TYPE_CHECKING:
    from agreements.models import Case
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


OF_ITS_OWN = frozenset({"complete_proposal", "update"})
"""Kinds of duty that ask somebody for another reason: the proposer, the posts of a cadence."""


def responsible_named(matter: Matter) -> None:
    """The new one carries the case, and is asked what its carrier was asked (R-030).

    What asks somebody for another reason stays there, as does a standing cooperation with its
    department.
    """
    case, visit = matter.case, matter.visit
    giver, taker = visit.giver, visit.taker
    assert giver is not None  # whoever carries the case now
    assert taker is not None  # the form asks for one
    case.responsible = taker
    if giver.pk != taker.pk:
        duties.hand_over(visit, case, giver, taker, but=kinds_that_stay(case))


def kinds_that_stay(case: Case) -> frozenset[str]:
    """Kinds of duty that do not fall to whoever carries the case."""
    is_of_its_unit = is_standing(case) and case.unit_id is not None
    return OF_ITS_OWN | ({"still_alive"} if is_of_its_unit else frozenset())


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
