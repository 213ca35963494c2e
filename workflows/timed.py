"""What does Samklang do by itself when its day has come, also when it was down that day?

Each sweep asks the database what is due and walks it through the door, one case to a
transaction; what is refused or fails stays due and is told, and the others go on.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

import structlog
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_noop

import clock
from agreements.models import Annex, Case, Kind, StepRecord, Term
from agreements.queries import COUNTING, taking_part_on
from agreements.states import BEFORE_FORCE, ENDED, FROZEN, IN_FORCE, State
from people.models import Municipality
from workflows import annexes, rules
from workflows.door import advance, enter
from workflows.effects.parties import first_day_of_too_few
from workflows.errors import Refused
from workflows.handover import hand_over_what_was_left, take_out_who_left
from workflows.lead import lead_time, lead_time_of
from workflows.periods import in_force_since
from workflows.visit import Automaton
from workflows.yearly import open_due_rounds

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.db.models import QuerySet

log = structlog.get_logger()


class Due(NamedTuple):
    """A step whose day has come; `order` is that of lifecycles.md for steps of one day."""

    day: date
    order: int
    step: str
    case: Case
    automaton: Automaton
    effective: date | None = None


def take_due_steps(*, at: datetime) -> Counter[str]:
    """Take every step whose day has come; how many of each. A second run at once takes none.

    Each case goes through its days in their order, however many have passed: in every pass it
    takes the step that was due first.
    """
    taken: Counter[str] = Counter()
    taken["hand_over"] += hand_over_what_was_left(at=at)
    taken["keep_side"] += take_out_who_left(at=at)
    for municipality in Municipality.objects.all():
        on = clock.local_date(at, municipality.time_zone)
        refused: set[tuple[int, str]] = set()
        while due := _first_of_each_case(municipality, on, refused):
            for found in due:
                if _take(found.step, found.case, found.automaton, at=at, effective=found.effective):
                    taken[found.step] += 1
                else:
                    refused.add((found.case.pk, found.step))
        taken["open_round"] += _open_rounds(municipality, at)
        for annex in _due_annexes(municipality, on):
            day = annex.active_from.latest if annex.active_from else on
            cause = Automaton("force", gettext_noop("the agreed day has come"))
            case = annex.agreement.case
            taken["activate_annex"] += _take(
                "activate_annex", case, cause, at=at, effective=day, annex=annex
            )
    return taken


def _first_of_each_case(
    municipality: Municipality, on: date, refused: set[tuple[int, str]]
) -> list[Due]:
    """What each case is to do first; without what was refused a moment ago."""
    first: dict[int, Due] = {}
    for due in _due(municipality, on):
        known = first.get(due.case.pk)
        if (due.case.pk, due.step) not in refused and (known is None or due[:2] < known[:2]):
            first[due.case.pk] = due
    return list(first.values())


def _take(
    step: str,
    case: Case,
    automaton: Automaton,
    *,
    at: datetime,
    effective: date | None,
    annex: Annex | None = None,
) -> bool:
    try:
        with enter(
            case, by=automaton, at=at, seen=None, attempt=step, effective=effective
        ) as visit:
            if annex is not None:
                annexes.name(visit, annex)
            advance(visit, step)
    except Refused as refusal:
        log.warning("timed_step_refused", step=step, case=case.pk, why=str(refusal.message))
        return False
    except Exception:
        log.exception("timed_step_failed", step=step, case=case.pk)
        return False
    return True


def _due(municipality: Municipality, on: date) -> Iterator[Due]:
    cases = Case.objects.filter(owner=municipality).select_related("owner", "agreement__kind")
    for term in _agreed_starts(cases, on):
        cause = Automaton("force", gettext_noop("the agreed day has come"))
        day = _first_day_with_another(term)
        if term.end is None or term.end.latest >= day:
            yield Due(day, 0, "activate", term.case, cause, day)
    for case in _amendments_left(cases):
        cause = Automaton("amendment", gettext_noop("what it amends has ended"))
        held = case.state not in BEFORE_FORCE
        step = "end_with_amended" if held else "withdraw_with_amended"
        yield Due(on, 0, step, case, cause)
    yield from _initiatives_left(cases, on)
    cases = cases.filter(agreement__amends=None)  # an amendment ends with what it amends
    ending = cases.filter(ending__effective_date__lte=on, state__in=[*IN_FORCE, State.SUSPENDED])
    for case in ending.select_related("ending"):
        cause = Automaton("ending", gettext_noop("the ending takes effect"))
        yield Due(case.ending.effective_date, 1, "terminate", case, cause)
    for case in _too_few(cases, on):
        cause = Automaton("parties", gettext_noop("a party has left"))
        yield Due(first_day_of_too_few(case, on), 2, "expire_too_few", case, cause)
    yield from _ended_terms(cases, on, Term.Basis.SELF_RENEWING, "renew_tacitly")
    yield from _ended_terms(cases, on, Term.Basis.FIXED, "expire")
    for case in _reviews(cases, on):
        assert case.review is not None  # likewise
        cause = Automaton("review", gettext_noop("its lead time has begun"))
        yield Due(case.review.earliest - lead_time_of(case), 4, "start_review", case, cause)


def _open_rounds(municipality: Municipality, at: datetime) -> int:
    try:
        return open_due_rounds(municipality, at=at)
    except Refused as refusal:  # somebody opened it a moment ago
        log.warning("round_refused", municipality=municipality.pk, why=str(refusal.message))
    except Exception:
        log.exception("round_failed", municipality=municipality.pk)
    return 0


def _amendments_left(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Amendments, also on their way, of what ended without taking them along."""
    alive = cases.exclude(state__in=ENDED)
    return alive.filter(agreement__amends__case__state__in=ENDED)


def _initiatives_left(cases: QuerySet[Case], on: date) -> Iterator[Due]:
    """Initiatives in force or at rest of an agreement that ended without taking them along.

    Those that follow it end on its day; of those that stand on a ruling of their own it is asked
    once. What was imported as ended has brought nothing to an end here.
    """
    ended = StepRecord.objects.filter(
        case=OuterRef("initiative__agreement"), state_after__in=ENDED
    ).exclude(Q(state_before__in=ENDED) | Q(step="register"))
    asked = StepRecord.objects.filter(case=OuterRef("pk"), step="ask_what_becomes")
    left = cases.filter(
        Q(initiative__follows_agreement=True) | ~Exists(asked),
        state__in=IN_FORCE | FROZEN,
        initiative__agreement__case__state__in=ENDED,
    ).annotate(over=Subquery(ended.order_by("-pk").values("effective_date")[:1]))
    for case in left.filter(over__isnull=False).select_related("initiative__agreement__case"):
        above = case.initiative.agreement
        assert above is not None  # the query asks for it
        follows = case.initiative.follows_agreement
        step, day = ("end_with_agreement", case.over) if follows else ("ask_what_becomes", on)
        yield Due(day, 0, step, case, Automaton("annex", above.case.number), day)


WITHOUT_ANOTHER = (
    Q(initiative__isnull=True)
    | Q(initiative__follows_agreement=False)
    | Q(initiative__agreement__case__state__in=IN_FORCE)
) & (
    Q(agreement__isnull=True)
    | Q(agreement__inherits_validity=False)
    | Q(agreement__parent__case__state__in=IN_FORCE)
)
"""It waits for no agreement that it follows or holds as long as."""


def _agreed_starts(cases: QuerySet[Case], on: date) -> QuerySet[Term]:
    its_annex = Annex.objects.filter(
        agreement=OuterRef("initiative__agreement"), number=OuterRef("initiative__annex")
    )
    waits = Exists(its_annex) & ~Exists(its_annex.filter(status=Annex.Status.ACTIVE))
    approved = cases.filter(
        WITHOUT_ANOTHER, state=State.APPROVED, takes_effect=Case.TakesEffect.AGREED_DATE
    ).exclude(waits, initiative__follows_agreement=True)
    return Term.objects.filter(
        case__in=approved, number=1, start_precision="day", start_until__lte=on
    ).select_related("case__owner", "case__initiative", "case__agreement")


def _first_day_with_another(term: Term) -> date:
    """The agreed day, but not before what it waited for is in force again."""
    case, days = term.case, [term.start.latest if term.start else None]
    if case.sort == Case.Sort.AGREEMENT and case.agreement.inherits_validity:
        above, number = case.agreement.parent, ""
    elif case.sort == Case.Sort.INITIATIVE and case.initiative.follows_agreement:
        above, number = case.initiative.agreement, case.initiative.annex
    else:
        above, number = None, ""
    if above is not None:
        days += [in_force_since(above.case), rules.annex_holds_since(above.case, number)]
    return max(filter(None, days))


def _due_annexes(municipality: Municipality, on: date) -> QuerySet[Annex]:
    """Adopted annexes of agreements in force whose own day, known to the day, has come."""
    return Annex.objects.filter(
        agreement__case__owner=municipality,
        agreement__case__state__in=IN_FORCE,
        status=Annex.Status.ADOPTED,
        active_from_precision="day",
        active_from_until__lte=on,
    ).select_related("agreement__case__owner")


def _too_few(cases: QuerySet[Case], on: date) -> QuerySet[Case]:
    """Agreements that parties have left, so that fewer stay than their kind needs."""
    staying = taking_part_on(on, "participations__") & Q(
        participations__has_declined=False, participations__role__in=COUNTING
    )
    alive = cases.filter(state__in=[*IN_FORCE, State.SUSPENDED])
    left = alive.filter(participations__left_date__lt=on).values("pk")
    return (
        cases.filter(pk__in=left)
        .annotate(staying=Count("participations", filter=staying))
        .filter(staying__lt=F("agreement__kind__minimum_parties"))
    )


def _ended_terms(cases: QuerySet[Case], on: date, basis: str, step: str) -> Iterator[Due]:
    """Ends of fixed terms, and self-renewals: the next one; the one after it in the next pass.

    Notice that takes effect with the end of a term leaves nothing to renew.
    """
    later = Term.objects.filter(case=OuterRef("case"), number__gt=OuterRef("number"))
    over = Term.objects.filter(
        ~Exists(later), basis=basis, end_until__lt=on, case__in=cases.filter(state__in=IN_FORCE)
    )
    for term in over.select_related("case__owner", "case__ending"):
        assert term.end is not None  # the query asks for it
        begins = term.end.latest + timedelta(days=1)
        ending = getattr(term.case, "ending", None)
        if ending and basis == Term.Basis.SELF_RENEWING and ending.effective_date <= begins:
            continue
        cause = Automaton("term", gettext_noop("the term has ended"))
        yield Due(begins, 3, step, term.case, cause, begins)


def _reviews(cases: QuerySet[Case], on: date) -> QuerySet[Case]:
    """Lead time reached; an import whose lead time had passed is left to people."""
    due = Q(sort=Case.Sort.INITIATIVE, review_from__lte=on + lead_time(None))
    for kind in Kind.objects.all():
        due |= Q(agreement__kind=kind, review_from__lte=on + lead_time(kind))
    return cases.filter(
        due, state__in=[State.ACTIVE, State.RENEWED], ending=None, review_by_hand=False
    )
