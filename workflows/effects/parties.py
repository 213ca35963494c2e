"""A party joins, gives notice, or takes its notice back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, Max, OuterRef, Q
from django.utils.translation import gettext_noop

from agreements.models import Duty, Leaving, Participation, Recurrence, Signatory
from agreements.queries import COUNTING
from agreements.states import BEFORE_FORCE, FROZEN, IN_FORCE, State
from workflows import duties, rules
from workflows.effects.deciding import ask_to_sign, ask_what_follows, parties_that_sign

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from agreements.models import Case
    from workflows.visit import Matter, Visit

ASKED_OF_A_PARTY = frozenset({"sign", "review_input", "declined"})
UNTIL_IT_LEAVES = frozenset({"sign", "declined"})
STANDING = IN_FORCE | FROZEN


def party_joined(matter: Matter) -> None:
    """It takes part from its day; who is to sign for it is asked for."""
    case, visit, facts = matter.case, matter.visit, matter.visit.changes
    last = case.participations.aggregate(last=Max("order"))["last"]
    row = Participation.objects.create(
        case=case,
        party=facts["party"],
        role=facts["role"],
        joined=facts["joined"],
        order=0 if last is None else last + 1,
    )
    visit.participation = row
    for order, named in enumerate(facts["signatories"]):
        Signatory.objects.create(participation=row, title=named[0], person=named[1], order=order)
    _ask_to_sign(matter, row)


def parties_completed(matter: Matter) -> None:
    """The number of parties without a name, or a name for one of them: no day is known of it."""
    agreement, facts = matter.case.agreement, matter.visit.changes
    if "count" in facts:
        agreement.other_parties_declared = facts["count"]
    if facts.get("party") is not None:
        agreement.other_parties_declared -= 1
        last = matter.case.participations.aggregate(last=Max("order"))["last"]
        matter.visit.participation = Participation.objects.create(
            case=matter.case,
            party=facts["party"],
            role=facts["role"],
            order=0 if last is None else last + 1,
        )
    agreement.save()


def _ask_to_sign(matter: Matter, row: Participation) -> None:
    if row.has_declined:
        return
    if any(s.participation_id == row.pk for s in rules.unsigned(matter.case)):
        ask_to_sign(matter, row)


def party_decided(matter: Matter) -> None:
    """Nobody is asked for the signature of one that declined; asked again, it may sign."""
    case, visit, row = matter.case, matter.visit, matter.visit.participation
    if row is None or row.role not in COUNTING or row.left_date is not None:
        return
    if row.has_declined:
        duties.cancel(visit, case, "sign", party=row.party)
    else:
        duties.close(visit, case, "declined", party=row.party)
    ask_anew(matter, row)


def ask_anew(matter: Matter, row: Participation) -> None:
    """Its signature, once it may sign and has not; where it declined, what follows from that."""
    case = matter.case
    if row.has_declined:
        if case.state in BEFORE_FORCE:
            ask_what_follows(matter, row)
    elif case.state in STANDING:
        _ask_to_sign(matter, row)
    elif case.state == State.APPROVED and _is_waited_for(case, row):
        ask_to_sign(matter, row)


def _is_waited_for(case: Case, row: Participation) -> bool:
    return row in rules.still_to_sign(case) and row in parties_that_sign(case)


def party_gave_notice(matter: Matter) -> None:
    """It takes part until its day, here and in what stands under the agreement.

    What would be asked of it later is asked no more; with too few left it ends by itself.
    """
    case, visit = matter.case, matter.visit
    row = rules.its_part(matter)
    assert row is not None  # asked by a rule of the step
    effective = visit.changes["effective_date"]
    if case.pk == visit.case.pk:
        assert visit.person is not None  # an automaton only lets it leave what stands below
        Leaving.objects.create(
            participation=row,
            notice_date=visit.changes["notice_date"],
            effective_date=effective,
            reason=visit.reason,
            recorded_by=visit.person,
            recorded_at=visit.at,
        )
        for below in _below(visit, row, Q(left_date=None)):
            cause = gettext_noop("it leaves the agreement above")
            visit.then("party_leaves", below, "parties", cause)
    row.left_date = effective
    row.save()
    _ask_no_more(matter, row, effective)
    if effective < visit.on and rules.parties_are_too_few(matter):
        visit.then("expire_too_few", case, "parties", gettext_noop("a party has left"))


def party_stays(matter: Matter) -> None:
    """It stays, here and in what stands under the agreement."""
    case, visit = matter.case, matter.visit
    row = rules.its_part(matter)
    assert row is not None  # asked by a rule of the step
    if case.pk == visit.case.pk:
        notice = rules.notice_of(row)
        assert notice is not None  # likewise
        notice.withdrawn_at = visit.at
        notice.save()
        of_its_own = Leaving.objects.filter(participation=OuterRef("pk"), withdrawn_at=None)
        with_it = Q(~Exists(of_its_own), left_date=row.left_date)
        for below in _below(visit, row, with_it):
            cause = gettext_noop("it stays in the agreement above")
            visit.then("leaving_withdrawn", below, "parties", cause)
    row.left_date = None
    row.save()
    _ask_to_sign(matter, row)
    _ask_for_its_input(matter, row)
    for recurrence in _asked_of(case, row).filter(is_active=False):
        recurrence.is_active = True
        recurrence.save()
        duties.open_first(visit, recurrence)


def _ask_for_its_input(matter: Matter, row: Participation) -> None:
    """What its notice closed at the review that is open still; not what it has answered since."""
    case, visit, review = matter.case, matter.visit, rules.open_review(matter.case)
    if review is None or review.inputs.filter(participation=row).exists():
        return
    asked = Duty.objects.filter(case=case, kind="review_input", party=row.party)
    closed = asked.filter(opened_at__gte=review.opened_at, status=Duty.Status.CANCELLED)
    if not asked.filter(status=Duty.Status.OPEN).exists() and (last := closed.last()):
        duties.reopen_one(visit, last)


def _below(visit: Visit, row: Participation, which: Q) -> list[Case]:
    """The initiatives under the agreement, locked with it, in which the party takes part so."""
    rows = Participation.objects.filter(which, case__in=visit.locked, party=row.party_id)
    keys = rows.exclude(pk=row.pk).values_list("case_id", flat=True)
    cases = (visit.locked[key] for key in sorted(keys))
    return [case for case in cases if case.sort == "initiative" and case.state in STANDING]


def _ask_no_more(matter: Matter, row: Participation, effective: date) -> None:
    case, visit = matter.case, matter.visit
    recurrences = list(_asked_of(case, row).filter(is_active=True))
    theirs = {(r.kind_id, r.responsible_id) for r in recurrences}
    for duty in duties.open_duties(visit, case):
        is_of_it = duty.kind_id in ASKED_OF_A_PARTY and duty.party_id == row.party_id
        is_theirs = is_of_it or (duty.kind_id, duty.responsible_id) in theirs
        is_later = duty.due is None or duty.due.earliest > effective
        if is_theirs and (is_later or duty.kind_id in UNTIL_IT_LEAVES):
            duties.cancel_one(visit, duty)
    for recurrence in recurrences:
        recurrence.is_active = False
        recurrence.save()


def _asked_of(case: Case, row: Participation) -> QuerySet[Recurrence]:
    """What comes again and is asked of a post, unit or role of a party that works here."""
    tenant = row.party.municipality_id
    theirs = (
        Q(responsible__municipality=tenant)
        | Q(responsible__post__municipality=tenant)
        | Q(responsible__unit__municipality=tenant)
    )
    found = Recurrence.objects.filter(theirs, case=case)
    return found if tenant else found.none()


def first_day_of_too_few(case: Case, on: date) -> date:
    """The true day since which fewer parties take part than the kind needs, until `on`.

    Never before the present state began: what it was until then stays as it was.
    """
    rows = list(case.participations.counting())
    least = case.agreement.kind.minimum_parties
    changes = {r.left_date + timedelta(days=1) for r in rows if r.left_date and r.left_date < on}
    changes |= {r.joined.earliest for r in rows if r.joined and r.joined.earliest <= on}
    first = on
    for day in sorted(changes | {on}, reverse=True):
        if _count(rows, day) >= least:
            break
        first = day
    period = case.periods.filter(end_date=None, annulled_at=None).first()
    began = period.start_date if period else None
    return max(first, began) if began else first


def _count(rows: list[Participation], day: date) -> int:
    return sum(
        row.role in COUNTING
        and (row.left_date is None or row.left_date >= day)
        and (row.joined is None or row.joined.earliest <= day)
        for row in rows
    )
