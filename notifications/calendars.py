"""What stands in the calendar of a person, of a unit or of those who read for a municipality?

Open duties with a window, and occasions (R-047). A window is never narrowed: what is known to the
month takes the month.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from agreements.dates import PartialDate, Precision
from agreements.models import Case, Duty, Event
from people.models import Actor
from people.roles import roles_of
from people.seats import actors_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.db.models import QuerySet

    from people.models import Unit, User
    from people.roles import Roles

TOLD_AFTERWARDS = timedelta(days=90)
"""So long a feed tells that something was closed, handed over or is past."""
MOST = 2000
"""More entries than that are read by nobody, and no program waits for them."""

ASKED = ("person", "post__municipality", "unit", "municipality")


@dataclass(frozen=True, slots=True)
class Entry:
    """A duty or an occasion, from its first possible to its last possible day."""

    case: Case
    first: date
    last: date
    window: PartialDate
    is_day_known: bool
    duty: Duty | None = None
    occasion: Event | None = None

    @property
    def key(self) -> str:
        return f"duty-{self.duty.pk}" if self.duty else f"occasion-{self.occasion.pk}"  # type: ignore[union-attr]


class Calendar:
    """Of the visible cases, the duties that are `asked` and the occasions that are `carried`.

    `actors` are those whose duties are told as handed over when they are asked no more.
    """

    def __init__(
        self, visible: QuerySet[Case], *, asked: Q, carried: Q, actors: Iterable[int] = ()
    ) -> None:
        seen = Q(case__in=visible.values("pk"))
        self._seen, self._asked, self._actors = seen, asked, set(actors)
        self._duties = Duty.objects.filter(seen, due_from__isnull=False)
        self._occasions = Event.objects.filter(seen, carried)

    def between(self, first: date, last: date) -> list[Entry]:
        """What is open on these days, whole or in part, by its last day; two queries."""
        duties = self._open().filter(due_from__lte=last, due_until__gte=first)
        return _in_order(duties[:MOST], _held(self._occasions, first, last)[:MOST])

    def overdue(self, on: date) -> list[Entry]:
        """What is open though its last day is past; one query."""
        return _in_order(self._open().filter(due_until__lt=on)[:MOST], ())

    def _open(self) -> QuerySet[Duty]:
        return _with_facts(self._duties.filter(self._asked, status=Duty.Status.OPEN))

    def told(self, at: datetime) -> list[Entry]:
        """What a feed tells: the open, what was closed or handed over lately, each changed when.

        Rows carry `changed_at`, and duties `is_handed_over`; three queries.
        """
        lately = at - TOLD_AFTERWARDS
        here = Q(status=Duty.Status.OPEN) | Q(closed_at__gte=lately)
        duties = [*_dated(_with_facts(self._duties.filter(self._asked).filter(here)))[:MOST]]
        mine = {duty.pk for duty in duties}
        handed = [*_dated(_with_facts(self._handed_over(lately)))[:MOST]] if self._actors else []
        for duty in (*duties, *handed):
            duty.is_handed_over = duty.pk not in mine
        past = _held(self._occasions, lately.date(), None)
        return _in_order((*duties, *handed), _dated(past)[:MOST])

    def _handed_over(self, since: datetime) -> QuerySet[Duty]:
        """Open duties that asked one of the actors once and changed lately."""
        kept = Duty.history.model.objects
        once = kept.filter(responsible__in=self._actors).order_by().values("id")
        lately = kept.filter(history_date__gte=since).order_by().values("id")
        rows = self._duties.filter(status=Duty.Status.OPEN).exclude(self._asked)
        return rows.filter(pk__in=once).filter(pk__in=lately)


def of_person(user: User, roles: Roles, on: date) -> Calendar:
    """What asks the person, or somebody for whom they stand in; occasions of what they carry."""
    keys = set(actors_of(user, on))
    return Calendar(
        Case.objects.visible_to(roles),
        asked=Q(responsible__in=keys),
        carried=Q(case__responsible__in=keys) | Q(case__proposed_by=user),
        actors=keys,
    )


def of_unit(unit: Unit, visible: QuerySet[Case]) -> Calendar:
    """What the cases of the unit ask of anybody, and whatever asks the unit."""
    keys = Actor.objects.filter(sort=Actor.Sort.UNIT, unit=unit).values_list("pk", flat=True)
    asked = set(keys)
    return Calendar(
        visible,
        asked=Q(case__unit=unit) | Q(responsible__in=asked),
        carried=Q(case__unit=unit),
        actors=asked,
    )


def of_readers(roles: Roles) -> Calendar:
    """What all cases ask that the municipalities own in which the person holds a role."""
    ours = Q(case__owner__in=roles.municipalities())
    return Calendar(Case.objects.visible_to(roles), asked=ours, carried=ours)


def of_feed(user: User | None, unit: Unit | None, on: date) -> Calendar:
    """What a program reads without signing in.

    A unit's feed is read by whoever has the address: of what is kept to people nothing is told,
    of what is kept to a unit only to that unit.
    """
    if user is not None:
        return of_person(user, roles_of(user, on), on)
    assert unit is not None  # a feed has one owner
    kept = Case.Confidentiality
    shared = Q(confidentiality=kept.MUNICIPALITY) | Q(confidentiality=kept.UNIT, unit=unit)
    return of_unit(unit, Case.objects.filter(shared, owner=unit.municipality_id))


# ---------------------------------------------------------------- rows and their days
def _with_facts(duties: QuerySet[Duty]) -> QuerySet[Duty]:
    asked = (f"responsible__{name}" for name in ASKED)
    found = duties.select_related("case__owner", "case__unit", "body", "party", *asked)
    return found.order_by("due_until", "pk")


def _held(occasions: QuerySet[Event], first: date, last: date | None) -> QuerySet[Event]:
    """Those that may fall on one of these days."""
    found = occasions.filter(
        Q(ends_until__gte=first) | Q(ends_until__isnull=True, begins_until__gte=first)
    )
    if last is not None:
        found = found.filter(begins_from__lte=last)
    return found.select_related("case__owner", "case__unit").order_by("begins_from", "pk")


def _dated(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The rows with the moment of their last change, which a second reading tells again."""
    kept = rows.model.history.model.objects.filter(id=OuterRef("pk"))
    newest = kept.order_by("-history_date").values("history_date")[:1]
    began = "opened_at" if rows.model is Duty else "recorded_at"
    dated: QuerySet[Any] = rows.annotate(changed_at=Coalesce(Subquery(newest), began))
    return dated


def _in_order(duties: Iterable[Duty], occasions: Iterable[Event]) -> list[Entry]:
    found = [_of_duty(row) for row in duties] + [_of_occasion(row) for row in occasions]
    return sorted(found, key=lambda entry: (entry.last, entry.first, entry.key))


def _of_duty(duty: Duty) -> Entry:
    due = duty.due
    assert due is not None  # the queries ask for it
    return Entry(duty.case, due.earliest, due.latest, due, _is_a_day(due), duty=duty)


def _of_occasion(row: Event) -> Entry:
    begins = row.begins
    assert begins is not None  # the table asks for it
    ends = row.ends or begins
    first, last = begins.earliest, max(ends.latest, begins.earliest)
    is_known = _is_a_day(begins) and _is_a_day(ends)
    window = begins if ends is begins else PartialDate.between(first, last)
    return Entry(row.case, first, last, window, is_known, occasion=row)


def _is_a_day(value: PartialDate) -> bool:
    return value.precision is Precision.DAY and not value.approximate
