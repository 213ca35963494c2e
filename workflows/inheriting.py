"""What ends, rests or goes on together with an agreement?

Agreements under it that hold only as long as it does (R-038), its annexes (R-046) with the
initiatives that follow them, and what amends it. Of an initiative that stands on a ruling of its
own it is asked once what becomes of it. An agreement that goes on after a rest, and that another
has replaced meanwhile, is superseded.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from agreements.date_fields import PartialDateField
from agreements.dates import PartialDate
from agreements.models import Annex, Case, Initiative
from agreements.models.agreement import Agreement
from agreements.states import BEFORE_FORCE, ENDED, FROZEN, IN_FORCE, State
from audit.history import keep

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import date

    from django.db.models import QuerySet

    from workflows.visit import Visit


def take_along(visit: Visit, case: Case, before: str) -> None:
    """Name what automatons do next because this case moved from state `before`."""
    if case.sort != Case.Sort.AGREEMENT or before not in IN_FORCE | FROZEN:
        return
    if case.state in ENDED:
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


def standing_under(keys: Iterable[int]) -> dict[int, int]:
    """What ends with these agreements or is asked about, each with the one that it stands under.

    One query for each level below them.
    """
    above = {key: key for key in keys}
    known, found = set(above), dict[int, int]()
    while above:
        inheriting, amending = ending_with(above)
        initiatives = Initiative.objects.order_by().filter(agreement__in=above)
        rows = inheriting.values_list("pk", "parent").union(
            amending.values_list("pk", "amends"), initiatives.values_list("pk", "agreement")
        )
        above = {key: above[over] for key, over in rows if over and key not in known}
        known |= above.keys()
        found |= above
    return found


def ending_with(above: Iterable[int]) -> tuple[QuerySet[Agreement], QuerySet[Agreement]]:
    """What holds only as long as these agreements, and what amends them."""
    rows = Agreement.objects.order_by()
    return rows.filter(parent__in=above, inherits_validity=True), rows.filter(amends__in=above)


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
    """What changed the text of an agreement ends with it; what was still to change it, too."""
    for other in visit.locked.values():
        amends = other.sort == Case.Sort.AGREEMENT and other.agreement.amends_id == case.pk
        if not amends or _is_told(visit, other):
            continue
        if other.state in IN_FORCE | FROZEN:
            visit.then("end_with_amended", other, "amendment", case.number)
        elif other.state in BEFORE_FORCE:
            visit.then("withdraw_with_amended", other, "amendment", case.number)


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


ENDING = [f"active_until_{column}" for column in PartialDateField().columns]


def end_annexes(ended: Sequence[tuple[Visit, Case, str]]) -> None:
    """An annex holds no longer than its agreement; its last day is the one before.

    Each visit comes with the case that moved in it and the state that it was in before.
    """
    over = {case.pk: visit for visit, case, before in ended if _has_ended(case, before)}
    if not over:
        return
    annexes = list(Annex.objects.filter(agreement__in=over, status=Annex.Status.ACTIVE))
    for annex in annexes:
        annex.status = Annex.Status.ENDED
        annex.active_until = PartialDate.day(last_day(annex, over[annex.agreement_id]))
    if annexes:
        Annex.objects.bulk_update(annexes, ["status", *ENDING])
        keep(annexes)


def _has_ended(case: Case, before: str) -> bool:
    held = case.sort == Case.Sort.AGREEMENT and before in IN_FORCE | FROZEN
    return held and case.state in ENDED


def last_day(annex: Annex, visit: Visit) -> date:
    """The day before it stops holding, never before it began."""
    day = visit.effective - timedelta(days=1)
    return max(day, annex.active_from.earliest) if annex.active_from else day
