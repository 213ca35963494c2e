"""How do many cases take the same step at once, all or none?

For steps that touch no other case but those that are named beside them; what automatons do in
these because of it is taken together, too. The number of statements does not grow with the cases
but by a constant for each table.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _

import clock
import worded
from agreements.date_fields import PartialDateField
from agreements.models import Case, Duty, Initiative, Review, StepRecord
from agreements.states import ENDED
from audit.acting import acting
from audit.history import keep
from people.models import User
from people.roles import roles_of
from workflows import duties, inheriting, periods
from workflows.door import READ_WITH, remember, walk
from workflows.errors import NotPossible, Outdated, Refused
from workflows.events import duties_changed, step_taken
from workflows.visit import Visit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from django.db.models import QuerySet

    from workflows.visit import Author


@dataclass(slots=True)
class Together:
    """The visits of these cases; the caller writes its facts on them and calls `take`."""

    visits: list[Visit]
    refused_by: Case | None = None
    unread: set[int] = field(default_factory=set)

    def take(self, step: str, among: list[Visit] | None = None) -> list[StepRecord]:
        """Take the step in every case, or in some; raise `Refused` naming one that cannot."""
        visits = self.visits if among is None else among
        for visit in visits:
            self.refused_by = visit.case
            self._take(visit, step, visit.case, visit.by)
        records = [visit.records[-1] for visit in visits]
        if records:
            _settle([(visit, visit.case, visit.records[-1]) for visit in visits])
            self._follow(visits)
        self.refused_by = None
        return records

    def _follow(self, visits: list[Visit]) -> None:
        """What automatons do because of it, level by level below the cases (`door.advance`)."""
        led = {visit.case.pk: visit.records[-1] for visit in visits}
        while told := [(visit, *then) for visit in visits for then in visit.followers]:
            _read_below([case for _visit, _step, case, _automaton in told])
            taken = []
            for visit in visits:
                visit.followers = []
            for visit, step, case, automaton in told:
                self.refused_by, leading = visit.case, led[visit.case.pk]
                self._take(visit, step, case, automaton, led_by=leading)
                taken.append((visit, case, visit.records[-1]))
            _settle(taken)

    def _take(
        self,
        visit: Visit,
        step: str,
        case: Case,
        by: Author,
        *,
        led_by: StepRecord | None = None,
    ) -> None:
        name = self.name_of(visit.case)
        record = walk(visit, step, case, by, led_by=led_by, refused=f"{name}: ")
        if record.state_before != record.state_after and case.state in ENDED:
            duties.cancel_asked(visit, case)

    def name_of(self, case: Case) -> str:
        """How a refusal calls it; not by its title where the person may not read it."""
        return _("A case that you may not read") if case.pk in self.unread else str(case)


@dataclass(frozen=True, slots=True)
class Preview:
    """Which cases would take the step, and which would not, each with the reason."""

    taking: list[Case]
    skipped: list[tuple[Case, str]]


def look_at_all(keys: Iterable[int], *, by: User, at: datetime) -> list[Visit]:
    """Visits of these cases by title, to look at what may be done; nothing is locked."""
    found = _cases().filter(pk__in=list(keys)).order_by("title", "pk")
    return _visits(list(found), by, at)


def unless_changed(visit: Visit, seen: Mapping[int, int]) -> None:
    """Raise `Outdated` where the case is no longer in the version that the person looked at."""
    if visit.case.version != seen[visit.case.pk]:
        changed = _("%(case)s has changed since you opened the page.")
        raise Outdated(changed % {"case": visit.case})


Taken = tuple[Visit, Case, StepRecord]
"""A step that was taken: in which visit, on which case."""


def _settle(taken: Sequence[Taken]) -> None:
    """Write the records, periods and annexes of what moved; what follows is named on the visit."""
    worded.add([record for _visit, _case, record in taken])
    moved = [each for each in taken if each[2].state_before != each[2].state_after]
    on_days: dict[date, list[Case]] = {}
    for visit, case, _record in moved:
        on_days.setdefault(visit.effective, []).append(case)
    first = taken[0][0]
    for day, cases in on_days.items():
        periods.change_together(cases, day, on=first.on, at=first.at)
    for visit, case, record in moved:
        inheriting.take_along(visit, case, record.state_before)
    inheriting.end_annexes([(visit, case, record.state_before) for visit, case, record in moved])
    duties.stop_recurring([case for _visit, case, _record in moved if case.state in ENDED])


def read_reviews(cases: Sequence[Case]) -> None:
    """The open review of each case, as `rules.open_review` finds it."""
    still = Review.objects.filter(status=Review.Status.OPEN)
    prefetch_related_objects(cases, Prefetch("reviews", queryset=still, to_attr="reviews_open"))


def _read_below(cases: Sequence[Case]) -> None:
    """What the steps of automatons read of each case, asked for once for all of them."""
    read_reviews(cases)
    rows = Initiative.objects.filter(pk__in=[case.pk for case in cases])
    outcomes = dict(rows.values_list("pk", "outcome"))
    for case in cases:
        vars(case)["outcome_told"] = outcomes.get(case.pk, "")


@contextmanager
def enter_all(
    keys: Iterable[int],
    *,
    by: Author,
    at: datetime,
    attempt: str,
    reason: str = "",
    beside: Mapping[int, int] | None = None,
    chosen: bool = True,
) -> Iterator[Together]:
    """Pass through the door with these cases, locked in key order.

    `chosen` by a person they are cases that the person may read, or it is `NotPossible`; what
    belongs to somebody or something named, such as all that one answers for, is not `chosen`.
    `beside` maps what a step may touch besides to the case that it is bound to. A refusal rolls
    back all and is kept as a security event of the case that refused.
    """
    group, asked = Together([]), set(keys)
    try:
        with transaction.atomic():
            group.visits = _admit(asked, beside or {}, by, at, reason.strip())
            group.unread = _unread(asked, by, at)
            if chosen and group.unread:
                group.refused_by = _first_of(group)
                raise NotPossible(_("Choose the agreements anew."))
            person = by if isinstance(by, User) else None
            why = group.visits[0].why if group.visits else reason
            with acting(person, reason=why, at=at):
                yield group
                _finish(group.visits)
    except Refused as refusal:
        subject = group.refused_by or next((visit.case for visit in group.visits), None)
        if subject is not None:
            remember(refusal, subject, by=by, at=at, attempt=attempt)
        raise


def _unread(keys: set[int], by: Author, at: datetime) -> set[int]:
    """Those of the keys that name nothing which the person may read; an automaton reads all."""
    if not isinstance(by, User) or not keys:
        return set()
    on = clock.local_date(at, by.municipality.time_zone if by.municipality else "UTC")
    readable = Case.objects.visible_to(roles_of(by, on)).filter(pk__in=keys)
    return keys - set(readable.order_by().values_list("pk", flat=True))


def _first_of(group: Together) -> Case | None:
    """The first case that was asked for and may not be read, of which the attempt is kept."""
    return next((visit.case for visit in group.visits if visit.case.pk in group.unread), None)


def _cases() -> QuerySet[Case]:
    return Case.objects.select_related("owner", "unit", "responsible", *READ_WITH.values())


def _admit(
    keys: set[int], beside: Mapping[int, int], by: Author, at: datetime, reason: str
) -> list[Visit]:
    """Visits of the locked cases, whose open duties and common actors are read once."""
    touched = keys | set(beside)
    locked = list(_cases().select_for_update(of=("self",)).filter(pk__in=touched).order_by("pk"))
    standing: dict[int, list[Duty]] = {case.pk: [] for case in locked}
    for duty in Duty.objects.filter(case__in=touched, status=Duty.Status.OPEN).order_by("pk"):
        standing[duty.case_id].append(duty)
    visits = _visits([case for case in locked if case.pk in keys], by, at)
    known = {visit.case.pk: visit for visit in visits}
    for visit in visits:
        visit.reason, visit.standing[visit.case.pk] = reason, standing[visit.case.pk]
    for case in locked:
        if bound := known.get(beside.get(case.pk, 0)):
            bound.locked[case.pk], bound.standing[case.pk] = case, standing[case.pk]
    return visits


def _visits(cases: list[Case], by: Author, at: datetime) -> list[Visit]:
    """A visit of each, with the same roles and actors."""
    visits: list[Visit] = []
    for case in cases:
        first = visits[0] if visits else None
        on = clock.local_date(at, case.owner.time_zone)
        roles = roles_of(by, on) if isinstance(by, User) and first is None else None
        visit = Visit(
            case=case, by=by, at=at, on=on, roles=first.roles if first else roles, effective=on
        )
        visit.actors = first.actors if first else visit.actors
        visits.append(visit)
    return visits


REVIEW = [f"review_{column}" for column in PartialDateField().columns]
WRITTEN = ["state", "version", "round", "responsible", *REVIEW, "review_by_hand"]
"""What the steps that are taken together change of a case."""


def _finish(visits: list[Visit]) -> None:
    cases = [visit.case for visit in visits if visit.records]
    if not cases:
        return
    known = {case.pk for case in cases}
    cases += [
        other for visit in visits for other in visit.touched.values() if other.pk not in known
    ]
    for case in cases:
        case.version += 1
    Case.objects.bulk_update(cases, WRITTEN)
    keep(cases)
    if dropped := [review for visit in visits for review in visit.dropped]:
        Review.objects.bulk_update(dropped, ["status", "closed_at"])
        keep(dropped)
    changed = _write_duties(visits)
    for visit in visits:
        for record in visit.records:
            step_taken.send(sender=StepRecord, record=record, visit=visit)
    if changed:
        duties_changed.send(
            sender=Case,
            ids=changed,
            fresh=frozenset(duty.pk for visit in visits for duty in visit.opened),
            over=frozenset(duty.pk for visit in visits for duty in visit.closed),
            at=visits[0].at,
        )


def _write_duties(visits: list[Visit]) -> frozenset[int]:
    """What all of them changed, as one visit would write it."""
    first = visits[0]
    whole = Visit(
        case=first.case, by=first.by, at=first.at, on=first.on, roles=None, effective=first.on
    )
    for visit in visits:
        whole.opened += visit.opened
        whole.closed += visit.closed
        whole.reopened += visit.reopened
        whole.rescheduled += visit.rescheduled
        whole.handed += visit.handed
        whole.moved |= visit.moved
    return duties.write(whole)
