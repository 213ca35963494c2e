"""What does Samklang do by itself when its day has come, also when it was down that day?

Each sweep asks the database what is due and walks it through the door, one case to a
transaction; what is refused or fails stays due and is told, and the others go on.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext_noop

import clock
from agreements.models import Annex, Case, Kind, Term
from agreements.queries import COUNTING, taking_part_on
from agreements.states import IN_FORCE, State
from people.models import Municipality
from workflows import annexes
from workflows.door import advance, enter
from workflows.errors import Refused
from workflows.handover import hand_over_what_was_left
from workflows.lead import lead_time
from workflows.visit import Automaton

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from django.db.models import QuerySet

log = structlog.get_logger()


def take_due_steps(*, at: datetime) -> Counter[str]:
    """Take every step whose day has come; how many of each. A second run at once takes none."""
    taken: Counter[str] = Counter()
    taken["hand_over"] += hand_over_what_was_left(at=at)
    for municipality in Municipality.objects.all():
        on = clock.local_date(at, municipality.time_zone)
        for step, case, effective, automaton in _due(municipality, on):
            taken[step] += _take(step, case, automaton, at=at, effective=effective)
        for annex in _due_annexes(municipality, on):
            day = annex.active_from.latest if annex.active_from else on
            cause = Automaton("force", gettext_noop("the agreed day has come"))
            case = annex.agreement.case
            taken["activate_annex"] += _take(
                "activate_annex", case, cause, at=at, effective=day, annex=annex
            )
    return taken


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


def _due(
    municipality: Municipality, on: date
) -> Iterator[tuple[str, Case, date | None, Automaton]]:
    cases = Case.objects.filter(owner=municipality).select_related("owner")
    for term in _agreed_starts(cases, on):
        cause = Automaton("force", gettext_noop("the agreed day has come"))
        yield "activate", term.case, term.start.latest if term.start else None, cause
    cases = cases.filter(agreement__amends=None)  # an amendment ends with what it amends
    yield from _ended_terms(cases, on, Term.Basis.SELF_RENEWING, "renew_tacitly")
    for case in cases.filter(ending__effective_date__lte=on, state__in=[*IN_FORCE, "suspended"]):
        yield "terminate", case, None, Automaton("ending", gettext_noop("the ending takes effect"))
    for case in _too_few(cases, on):
        yield "expire_too_few", case, None, Automaton("parties", gettext_noop("a party has left"))
    yield from _ended_terms(cases, on, Term.Basis.FIXED, "expire")
    for case in _reviews(cases, on):
        yield (
            "start_review",
            case,
            None,
            Automaton("review", gettext_noop("its lead time has begun")),
        )


def _agreed_starts(cases: QuerySet[Case], on: date) -> QuerySet[Term]:
    approved = cases.filter(state=State.APPROVED, takes_effect=Case.TakesEffect.AGREED_DATE)
    return Term.objects.filter(
        case__in=approved, number=1, start_precision="day", start_until__lte=on
    ).select_related("case__owner")


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


def _ended_terms(
    cases: QuerySet[Case], on: date, basis: str, step: str
) -> Iterator[tuple[str, Case, date | None, Automaton]]:
    """Ends of fixed terms, and self-renewals: as many as have passed while nobody looked.

    Notice that takes effect with the end of a term leaves nothing to renew.
    """
    later = Term.objects.filter(case=OuterRef("case"), number__gt=OuterRef("number"))
    over = Term.objects.filter(~Exists(later), basis=basis, end_until__lt=on)
    found = cases.filter(state__in=IN_FORCE, pk__in=over.values("case")).select_related("ending")
    for case in found:
        last = 0
        while term := over.filter(case=case, number__gt=last).order_by("-number").first():
            assert term.end is not None  # no other is over
            begins = term.end.latest + timedelta(days=1)
            ending = getattr(case, "ending", None)
            if ending and basis == Term.Basis.SELF_RENEWING and ending.effective_date <= begins:
                break
            yield step, case, begins, Automaton("term", gettext_noop("the term has ended"))
            last = term.number


def _reviews(cases: QuerySet[Case], on: date) -> QuerySet[Case]:
    """Lead time reached; an import whose lead time had passed is left to people."""
    due = Q(sort=Case.Sort.INITIATIVE, review_from__lte=on + lead_time(None))
    for kind in Kind.objects.all():
        due |= Q(agreement__kind=kind, review_from__lte=on + lead_time(kind))
    return cases.filter(
        due, state__in=[State.ACTIVE, State.RENEWED], ending=None, review_by_hand=False
    )
