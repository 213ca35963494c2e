"""What binds an agreement to another is written, let go of, or ends it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from agreements.models import Agreement, Case
from workflows import duties
from workflows.effects.ending import AFTER_END_DAYS, review_dropped
from workflows.effects.reviewing import amendment_came_to_nothing

if TYPE_CHECKING:
    from workflows.visit import Matter


def placed_under(matter: Matter) -> None:
    """The tree is written; without an agreement above it nothing is inherited."""
    agreement, told = matter.case.agreement, matter.visit.changes
    agreement.parent = told.get("parent")
    agreement.inherits_validity = bool(agreement.parent and told.get("inherits_validity"))
    agreement.save()


def predecessor_named(matter: Matter) -> None:
    agreement = matter.case.agreement
    agreement.replaces = matter.visit.changes.get("replaces")
    agreement.save()


def ended_with_above(matter: Matter) -> None:
    """What is to be finished is asked of those who carry it."""
    case, visit = matter.case, matter.visit
    review_dropped(matter)
    duties.open_duty(
        visit,
        case,
        "after_end",
        responsible=duties.officer_of(visit, case),
        due=visit.effective + timedelta(days=AFTER_END_DAYS),
    )


def let_go(matter: Matter) -> None:
    """The older agreement lives on, another may replace it; what was meant stays told (R-042)."""
    case = matter.case
    if case.sort == Case.Sort.AGREEMENT and case.agreement.replaces_id is not None:
        agreement = case.agreement
        agreement.meant_to_replace, agreement.replaces = agreement.replaces, None
        agreement.save()
    amendment_came_to_nothing(matter)


def take_up_again(case: Case) -> None:
    """Its rejection is annulled: it replaces what it was meant to, if nobody else does by now."""
    if case.sort != Case.Sort.AGREEMENT or case.agreement.meant_to_replace_id is None:
        return
    agreement = case.agreement
    if not Agreement.objects.filter(replaces=agreement.meant_to_replace_id).exists():
        agreement.replaces, agreement.meant_to_replace = agreement.meant_to_replace, None
        agreement.save()
