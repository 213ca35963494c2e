"""To which one person, or mailbox, does a reminder go?

Read for many duties at once, in a number of queries that does not grow with them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef

from agreements.models import Case
from notifications.models import ReminderRule
from people.models import Actor, Deputy, Role, RoleGrant, Seat, Unit, User
from people.roles import roles_of
from worded import Given, Worded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from agreements.models import Duty

TO = ReminderRule.Recipient
A_DAY = timedelta(days=1)  # somewhere it is still yesterday


@dataclass(frozen=True, slots=True)
class Addressee:
    """Where a mail goes and why there. `name` is set where somebody stands in for that person."""

    key: str
    address: str
    language: str
    role: str
    user: User | None = None
    name: str = ""
    unit: str = ""


class Recipients:
    """Who is told of these duties: one person each, else the unit's mailbox, else nobody."""

    def __init__(self, duties: Iterable[Duty], *, at: datetime) -> None:
        duties = list(duties)
        owners = {duty.case.owner_id for duty in duties}
        self._seats: dict[int, list[Seat]] = {}
        asked = {duty.responsible_id for duty in duties}
        for seat in Seat.objects.filter(actor__in=asked).select_related("user").order_by("id"):
            self._seats.setdefault(seat.actor_id, []).append(seat)
        standing_in = Deputy.objects.filter(last_date__gte=at.date() - A_DAY)
        self._deputies = list(standing_in.select_related("deputy").order_by("id"))
        self._grants = list(
            RoleGrant.objects.filter(municipality__in=owners, role__in=[Role.HEAD, Role.DIRECTOR])
            .select_related("user")
            .order_by("id")
        )
        self._units = {unit.pk: unit for unit in Unit.objects.filter(municipality__in=owners)}

    def find(self, duty: Duty, recipient: str, on: date) -> Addressee | None:
        """The addressee on this day in the owner's zone, or nobody."""
        case = duty.case
        if recipient == TO.RESPONSIBLE:
            people, unit = self._asked(duty, on), self._unit_of(duty.responsible) or case.unit
        else:
            people, unit = self._holders(Role(recipient), case), case.unit
        for person in people:
            for user, absent in self._present(person, on):
                if _may_read(user, case, on):
                    return addressed(user, recipient, absent)
        return self._mailbox(unit, case, recipient)

    def _asked(self, duty: Duty, on: date) -> list[User]:
        """The case's own responsible first, else whoever took the seat first."""
        first = duty.case.responsible.person_id if duty.case.responsible else None
        seated = [
            seat.user
            for seat in self._seats.get(duty.responsible_id, [])
            if (seat.first_date is None or seat.first_date <= on)
            and (seat.last_date is None or seat.last_date >= on)
        ]
        if duty.responsible.person is not None and not seated:
            seated = [duty.responsible.person]
        return sorted(seated, key=lambda user: user.pk != first)

    def _holders(self, role: Role, case: Case) -> list[User]:
        """Those of the case's unit, then of the units above it, then of the municipality."""
        grants = [g for g in self._grants if g.role == role and g.municipality_id == case.owner_id]
        line = [*self._line(case.unit_id), None]
        near = [grant for grant in grants if grant.unit_id in line]
        return [g.user for g in sorted(near, key=lambda grant: line.index(grant.unit_id))]

    def _line(self, unit_id: int | None) -> Iterator[int]:
        seen: set[int] = set()
        while unit_id in self._units and unit_id not in seen:
            yield unit_id
            seen.add(unit_id)
            unit_id = self._units[unit_id].parent_id

    def _present(self, person: User, on: date) -> Iterator[tuple[User, User | None]]:
        """Who stands in for an absent person; else the person."""
        standing_in = [
            row.deputy
            for row in self._deputies
            if row.absent_id == person.pk and row.first_date <= on <= row.last_date
        ]
        for deputy in standing_in:
            if deputy.is_active:
                yield deputy, person
        if person.is_active:
            yield person, None

    def _unit_of(self, actor: Actor) -> Unit | None:
        if actor.post is not None:
            return actor.post.unit
        return actor.unit or (actor.person.unit if actor.person else None)

    def _mailbox(self, unit: Unit | None, case: Case, recipient: str) -> Addressee | None:
        if unit is None or not unit.mailbox or case.confidentiality == Case.Confidentiality.NAMED:
            return None
        if recipient != TO.RESPONSIBLE:
            return None
        return Addressee(
            key=f"unit{unit.pk}",
            address=unit.mailbox,
            language=case.owner.language,
            role="mailbox",
            unit=unit.name,
        )


def addressed(user: User, role: str, absent: User | None = None) -> Addressee:
    """A person, told in this role; `absent` is who they stand in for."""
    return Addressee(
        key=f"u{user.pk}",
        address=user.email,
        language=user.language,
        role=role,
        user=user,
        name=absent.name if absent else "",
    )


def _may_read(user: User, case: Case, on: date) -> bool:
    """Nobody learns by mail of a case that is kept from them."""
    if case.confidentiality == Case.Confidentiality.MUNICIPALITY:
        return True
    return Case.objects.visible_to(roles_of(user, on)).filter(pk=case.pk).exists()


_standing_in = Deputy.objects.filter(
    first_date__lte=Given("on"), last_date__gte=Given("on"), deputy__is_active=True
)
_person: Worded[Any] = Worded(
    lambda: User.objects.filter(pk=Given("user")).annotate(
        is_away=Exists(_standing_in.filter(absent=OuterRef("pk")))
    )
)
_deputies = Worded(
    lambda: _standing_in.filter(absent=Given("user")).select_related("deputy").order_by("id")
)


def person_or_deputy(user_id: int, on: date) -> User | None:
    """Who reads this person's mail on that day; nobody when they have left without a deputy."""
    (user,) = _person(user=user_id, on=on)
    if user.is_away:
        return _deputies(user=user_id, on=on)[0].deputy
    person: User = user
    return person if person.is_active else None
