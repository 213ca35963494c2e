"""What ends, rests or goes on together with an agreement?

Agreements under it that hold only as long as it does (R-038), its annexes (R-046) with the
initiatives that follow them, and what amends it. Of an initiative that stands on a ruling of its
own it is asked once what becomes of it. An agreement that goes on after a rest, and that another
has replaced meanwhile, is superseded.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from agreements.dates import PartialDate
from agreements.models import Annex, Case
from agreements.models.agreement import Agreement
from agreements.states import ENDED, FROZEN, IN_FORCE, State

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from datetime import date

    from workflows.visit import Visit


def take_along(visit: Visit, case: Case, before: str) -> None:
    """Name what automatons do next because this case moved from state `before`."""
    if case.sort != Case.Sort.AGREEMENT or before not in IN_FORCE | FROZEN:
        return
    if case.state in ENDED:
        _end_annexes(visit, case)
        _end_amendments(visit, case)
        _tell_below(visit, case, "end_with_above", IN_FORCE | FROZEN)
        _tell_initiatives(visit, case, "end_with_agreement", IN_FORCE | FROZEN)
        _ask_the_others(visit, case)
    elif case.state in FROZEN:
        _tell_below(visit, case, "rest_with_above", IN_FORCE)
        _tell_initiatives(visit, case, "rest_with_agreement", IN_FORCE)
    elif before in FROZEN:
        _tell_below(visit, case, "resume_with_above", FROZEN)
        _tell_initiatives(visit, case, "resume_with_agreement", {State.PAUSED})
        _give_way(visit, case)


def _tell_below(visit: Visit, case: Case, step: str, states: frozenset[State]) -> None:
    for other in visit.locked.values():
        if not _holds_with(other, case) or other.state not in states or _is_told(visit, other):
            continue
        if step != "resume_with_above" or _rested_with(other, "rest_with_above"):
            visit.then(step, other, "framework", case.number)


def _tell_initiatives(visit: Visit, case: Case, step: str, states: AbstractSet[str]) -> None:
    """What took effect with the agreement, or with its annex, has no life of its own."""
    for other in _initiatives_under(visit, case):
        if not other.initiative.follows_agreement or other.state not in states:
            continue
        if step != "resume_with_agreement" or _rested_with(other, "rest_with_agreement"):
            visit.then(step, other, "annex", case.number)


def _ask_the_others(visit: Visit, case: Case) -> None:
    for other in _initiatives_under(visit, case):
        if not other.initiative.follows_agreement and other.state in IN_FORCE | FROZEN:
            visit.then("ask_what_becomes", other, "annex", case.number)


def _initiatives_under(visit: Visit, case: Case) -> list[Case]:
    return [
        other
        for other in visit.locked.values()
        if other.sort == Case.Sort.INITIATIVE
        and other.initiative.agreement_id == case.pk
        and not _is_told(visit, other)
    ]


def _holds_with(other: Case, case: Case) -> bool:
    if other.sort != Case.Sort.AGREEMENT:
        return False
    return other.agreement.inherits_validity and other.agreement.parent_id == case.pk


def _end_amendments(visit: Visit, case: Case) -> None:
    """What changed the text of an agreement ends with it."""
    for other in visit.locked.values():
        amends = other.sort == Case.Sort.AGREEMENT and other.agreement.amends_id == case.pk
        if amends and other.state in IN_FORCE | FROZEN and not _is_told(visit, other):
            visit.then("end_with_amended", other, "amendment", case.number)


def _is_told(visit: Visit, other: Case) -> bool:
    return any(then is other for _step, then, _automaton in visit.followers)


def _rested_with(other: Case, step: str) -> bool:
    """Its own rest, before or after, is not ended by the agreement above."""
    rests = other.steps.filter(state_after=other.state).exclude(state_before=other.state)
    return rests.order_by("-pk").values_list("step", flat=True).first() == step


def _give_way(visit: Visit, case: Case) -> None:
    after = Agreement.objects.filter(replaces=case.pk, case__state__in=IN_FORCE).first()
    if after is not None:
        visit.then("supersede", case, "succession", after.case.number)


def _end_annexes(visit: Visit, case: Case) -> None:
    """An annex holds no longer than its agreement; its last day is the one before."""
    for annex in Annex.objects.filter(agreement=case.pk, status=Annex.Status.ACTIVE):
        annex.status = Annex.Status.ENDED
        annex.active_until = PartialDate.day(last_day(annex, visit))
        annex.save()


def last_day(annex: Annex, visit: Visit) -> date:
    """The day before it stops holding, never before it began."""
    day = visit.effective - timedelta(days=1)
    return max(day, annex.active_from.earliest) if annex.active_from else day
