"""The one door: how does a case change, whole or not at all?

`enter` opens the transaction, locks every case it may touch in key order, compares the version
that the person saw, and hands out a `Visit`. `advance` asks policy and rules and moves the state.
At the end versions, history, duties and periods are written and announced. A refusal rolls
everything back and is kept as a security event in a transaction of its own.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Value
from django.utils.translation import gettext as _

import clock
import worded
from agreements.models import Agreement, Case, Initiative, StepRecord
from agreements.states import ENDED
from audit.acting import acting
from audit.models import SecurityEvent
from people.models import User
from people.roles import roles_of
from worded import Given, Worded
from workflows import duties, inheriting, lifecycles, passages, periods
from workflows.errors import NotPermitted, NotPossible, Outdated, Refused
from workflows.events import duties_changed, step_taken
from workflows.visit import Automaton, Visit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from django.db.models import QuerySet

    from workflows.visit import Author


@contextmanager
def enter(
    case: Case,
    *,
    by: Author,
    at: datetime,
    seen: int | None,
    attempt: str,
    reason: str = "",
    effective: date | None = None,
    alone: bool = False,
    also: Iterable[int] = (),
) -> Iterator[Visit]:
    """Pass through the door with `case`; `seen` is the version that the person looked at.

    `at` is UTC. An automaton has seen nothing and passes `seen=None`. Raises `Refused`, of which
    `NotPermitted`, `NotPossible` and `Outdated` are kinds, and then nothing has changed. `alone`
    promises that no step of this visit touches another case, so that no other is locked; `also`
    names cases that are locked besides those that are bound to this one.
    """
    try:
        with transaction.atomic():
            visit = _admit(case, by=by, at=at, seen=seen, alone=alone, also=also)
            visit.reason, visit.effective = reason.strip(), effective or visit.on
            with acting(visit.person, reason=visit.why, at=at):
                yield visit
                _finish(visit)
    except Refused as refusal:
        remember(refusal, case, by=by, at=at, attempt=attempt)
        raise


def take(
    step: str,
    case: Case,
    *,
    by: Author,
    at: datetime,
    seen: int | None,
    reason: str = "",
    effective: date | None = None,
) -> StepRecord:
    """Take `step`, or raise `Refused` and change nothing."""
    with enter(
        case, by=by, at=at, seen=seen, attempt=step, reason=reason, effective=effective
    ) as visit:
        return advance(visit, step)


def advance(
    visit: Visit, step: str, case: Case | None = None, *, by: Automaton | None = None
) -> StepRecord:
    """Take one step with the facts of this visit and let automatons follow, or raise `Refused`."""
    record = _step(visit, step, case or visit.case, by or visit.by)
    while visit.followers:
        follower, then, automaton = visit.followers.pop(0)
        _step(visit, follower, then, automaton, led_by=record)
    return record


def _step(
    visit: Visit, step: str, case: Case, by: Author, *, led_by: StepRecord | None = None
) -> StepRecord:
    record = walk(visit, step, case, by, led_by=led_by)
    worded.add([record])
    if record.state_before != record.state_after:
        periods.change(visit, case, record)
        inheriting.take_along(visit, case, record.state_before)
        if case.state in ENDED:
            inheriting.end_annexes([(visit, case, record.state_before)])
            duties.cancel_all(visit, case)
    return record


def walk(
    visit: Visit,
    step: str,
    case: Case,
    by: Author,
    *,
    led_by: StepRecord | None = None,
    refused: str = "",
) -> StepRecord:
    """Ask policy and rules and move the state; what is kept of it is still to be written.

    `refused` stands before the reason of a refusal: which of many cases it is.
    """
    way = lifecycles.way(step, case, visit)
    if way is None:
        raise NotPossible(refused + lifecycles.why_not_from_here(step, case, visit))
    if not (verdict := lifecycles.permitted(way, by)):
        raise NotPermitted(refused + verdict.message)
    record = _new_record(visit, step, case, by, led_by)
    visit.records.append(record)
    visit.touched[case.pk] = case
    if not (verdict := lifecycles.walk(way)):
        raise NotPossible(refused + verdict.message)
    record.state_after, record.effective_date = case.state, visit.effective
    return record


def _new_record(
    visit: Visit, step: str, case: Case, by: Author, led_by: StepRecord | None
) -> StepRecord:
    """What is kept of a step; where it leads is written when it was taken."""
    automaton = by if isinstance(by, Automaton) else None
    return StepRecord(
        case=case,
        step=step,
        state_before=case.state,
        by=by if isinstance(by, User) else None,
        automaton=automaton.name if automaton else "",
        cause=automaton.cause if automaton else "",
        at=visit.at,
        effective_date=visit.effective,
        reason=visit.reason if case is visit.case and by is visit.by else "",
        flag=visit.flag,
        about=visit.about[:200],
        ruling=visit.ruling,
        signature=visit.signature,
        annuls=passages.passage_of(case, visit.annulled)[0] if visit.annulled else None,
        led_by=led_by,
        version=case.version + 1,
    )


def _finish(visit: Visit) -> None:
    for case in visit.touched.values():
        case.version += 1
        case.save()
    changed = duties.write(visit)
    for record in visit.records:
        step_taken.send(sender=StepRecord, record=record, visit=visit)
    if changed:
        duties_changed.send(
            sender=Case,
            ids=changed,
            fresh=frozenset(duty.pk for duty in visit.opened),
            over=frozenset(duty.pk for duty in visit.closed),
            at=visit.at,
        )


def _admit(
    case: Case,
    *,
    by: Author,
    at: datetime,
    seen: int | None,
    alone: bool,
    also: Iterable[int],
) -> Visit:
    others = set(also) if alone else {*_bound_to(case), *also}
    locked = _lock({case.pk, *others}, case.sort)
    fresh = locked[case.pk]
    if seen is not None and fresh.version != seen:
        raise _outdated(fresh, seen)
    return look(fresh, by=by, at=at, locked=locked)


def lock_together(cases: Iterable[Case]) -> None:
    """Lock these cases and all that may move with them, for an act that then enters each in turn.

    In key order, as every other visit does, so that two such acts wait and do not deadlock.
    """
    keys = {key for case in cases for key in (case.pk, *_bound_to(case))}
    rows = Case.objects.select_for_update(of=("self",)).filter(pk__in=keys)
    list(rows.order_by("pk").values_list("pk"))


def look(case: Case, *, by: Author, at: datetime, locked: dict[int, Case] | None = None) -> Visit:
    """A visit that holds the facts; without locks it only looks, to list what may be done."""
    on = clock.local_date(at, case.owner.time_zone)
    roles = roles_of(by, on) if isinstance(by, User) else None
    return Visit(case=case, by=by, at=at, on=on, roles=roles, effective=on, locked=locked or {})


def _bound_to(case: Case) -> set[int]:
    """Keys of what may move with this agreement.

    What it replaces or amends, the initiatives under it and under what it amends, and the
    agreements that hold only as long as it or what it replaces, or that amend one of these; with
    the initiatives under those that end with it.
    """
    if case.sort != Case.Sort.AGREEMENT:
        return set()
    # By a union: inside the statement that locks, or by an OR, every case is read.
    this = Agreement.objects.filter(pk=case.pk).order_by()
    replaced = this.filter(replaces__isnull=False).values_list("replaces", _MAY_HOLD)
    amended = this.filter(amends__isnull=False).values_list("amends", _DOES_NOT)
    below = Initiative.objects.filter(agreement=case.pk).order_by()
    beside = Initiative.objects.filter(agreement__amendments=case.pk).order_by()
    initiatives = [rows.values_list("pk", _DOES_NOT) for rows in (below, beside)]
    under, amending = inheriting.ending_with([case.pk])
    rows = [amending.values_list("pk", _DOES_NOT), replaced, amended, *initiatives]
    found = dict(under.values_list("pk", _MAY_HOLD).union(*rows))
    keys, above = set(found), [key for key, may_hold in found.items() if may_hold]
    while above:
        more = [rows.exclude(pk__in=keys) for rows in inheriting.ending_with(above)]
        started = Initiative.objects.order_by().filter(agreement__in=above).exclude(pk__in=keys)
        holding = [each.values_list("pk", _MAY_HOLD) for each in more]
        further = dict(started.values_list("pk", _DOES_NOT).union(*holding))
        keys.update(further)
        above = [key for key, may_hold in further.items() if may_hold]
    return keys


_MAY_HOLD, _DOES_NOT = Value(1), Value(0)
"""May others hold only as long as it?"""


READ_WITH = {Case.Sort.AGREEMENT: "agreement__kind", Case.Sort.INITIATIVE: "initiative"}


def _locking(*also: str) -> QuerySet[Case]:
    """Cases with what every step reads of them, to be locked in key order."""
    return (
        Case.objects.select_related("owner", "responsible", *also)
        .select_for_update(of=("self",))
        .order_by("pk")
    )


_alone = {
    sort: Worded(partial(_locking(also).filter, pk=Given("case")))
    for sort, also in READ_WITH.items()
}


def _lock(keys: set[int], sort: str) -> dict[int, Case]:
    """These cases, locked in key order; several are an agreement with those bound to it."""
    if len(keys) == 1:
        cases = _alone[Case.Sort(sort)](case=next(iter(keys)))
    else:
        cases = list(_locking(*READ_WITH.values()).filter(pk__in=keys))
    return {locked.pk: locked for locked in cases}


def _outdated(case: Case, seen: int) -> Outdated:
    since = list(case.steps.filter(version__gt=seen).select_related("by", "ruling__decision__body"))
    if not since:
        return Outdated(_("The case has changed since you opened the page."))
    people = [record.by for record in since if record.by]
    who = people[-1].name if people else _("Samklang")
    if any(record.ruling_id for record in since):
        return Outdated(_("Already decided by %(who)s.") % {"who": who}, since)
    return Outdated(
        _("%(who)s has changed the case since you opened the page.") % {"who": who}, since
    )


def remember(refusal: Refused, case: Case, *, by: Author, at: datetime, attempt: str) -> None:
    """Keep a refused attempt as a security event, after whatever it tried was rolled back."""
    person = by if isinstance(by, User) else None
    SecurityEvent.objects.create(
        at=at,
        kind=SecurityEvent.Kind.REFUSED,
        actor=person.email if person else str(by),
        actor_id=person.pk if person else None,
        case_id=case.pk,
        municipality_id=case.owner_id,
        attempt=attempt,
        reason=f"{refusal.code}: {refusal.message}",
    )
