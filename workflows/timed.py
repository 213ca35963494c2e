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
from agreements.models import Case, Kind, Term
from agreements.states import IN_FORCE, State
from people.models import Municipality
from workflows.door import advance, enter
from workflows.errors import Refused
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
    for municipality in Municipality.objects.all():
        on = clock.local_date(at, municipality.time_zone)
        for step, case, effective, automaton in _due(municipality, on):
            taken[step] += _take(step, case, automaton, at=at, effective=effective)
    return taken


def _take(
    step: str, case: Case, automaton: Automaton, *, at: datetime, effective: date | None
) -> bool:
    try:
        with enter(
            case, by=automaton, at=at, seen=None, attempt=step, effective=effective
        ) as visit:
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
    for case in cases.filter(ending__effective_date__lte=on, state__in=[*IN_FORCE, "suspended"]):
        yield "terminate", case, None, Automaton("ending", gettext_noop("the ending takes effect"))
    for case in _too_few(cases, on):
        yield "expire_too_few", case, None, Automaton("parties", gettext_noop("a party has left"))
    yield from _ended_terms(cases, on)
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


def _too_few(cases: QuerySet[Case], on: date) -> QuerySet[Case]:
    """Agreements that parties have left, so that fewer stay than their kind needs."""
    staying = Q(participations__has_declined=False) & (
        Q(participations__left_date__isnull=True) | Q(participations__left_date__gte=on)
    )
    left = cases.filter(state__in=IN_FORCE, participations__left_date__lt=on).values("pk")
    return (
        cases.filter(pk__in=left)
        .annotate(staying=Count("participations", filter=staying))
        .filter(staying__lt=F("agreement__kind__minimum_parties"))
    )


def _ended_terms(
    cases: QuerySet[Case], on: date
) -> Iterator[tuple[str, Case, date | None, Automaton]]:
    """Ends of fixed terms, and self-renewals: as many as have passed while nobody looked."""
    steps = {Term.Basis.FIXED: "expire", Term.Basis.SELF_RENEWING: "renew_tacitly"}
    later = Term.objects.filter(case=OuterRef("case"), number__gt=OuterRef("number"))
    for basis, step in steps.items():
        over = Term.objects.filter(~Exists(later), basis=basis, end_until__lt=on)
        for case in cases.filter(state__in=IN_FORCE, pk__in=over.values("case")):
            last = 0
            while term := over.filter(case=case, number__gt=last).order_by("-number").first():
                assert term.end is not None  # no other is over
                yield (
                    step,
                    case,
                    term.end.latest + timedelta(days=1),
                    Automaton("term", gettext_noop("the term has ended")),
                )
                last = term.number


def _reviews(cases: QuerySet[Case], on: date) -> QuerySet[Case]:
    """Lead time reached; an import whose lead time had passed is left to people."""
    due = Q(sort=Case.Sort.INITIATIVE, review_from__lte=on + lead_time(None))
    for kind in Kind.objects.all():
        due |= Q(agreement__kind=kind, review_from__lte=on + lead_time(kind))
    return cases.filter(
        due, state__in=[State.ACTIVE, State.RENEWED], ending=None, review_by_hand=False
    )
