"""To which one person, or mailbox, does a reminder go?

Read for many duties at once, in a number of queries that does not grow with them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef

from agreements.models import Case, ContactRole
from notifications.models import ReminderRule
from people.models import Actor, Deputy, PostHolding, Role, RoleGrant, Seat, Unit, User
from people.roles import roles_of
from worded import Given, Worded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet
    from datetime import date, datetime

    from django.db.models import QuerySet

    from agreements.models import Duty

TO = ReminderRule.Recipient
A_DAY = timedelta(days=1)  # somewhere it is still yesterday


@dataclass(frozen=True, slots=True)
class Addressee:
    """Where a mail goes and why there; `absent` is the person for whom somebody stands in."""

    key: str
    address: str
    language: str
    role: str
    user: User | None = None
    absent: User | None = None
    unit: Unit | None = None


class Recipients:
    """Who is told of these duties by these rules: one person each, else a mailbox, else nobody."""

    def __init__(self, told: Iterable[tuple[Duty, ReminderRule]], *, at: datetime) -> None:
        told = list(told)
        duties, rules = [duty for duty, _rule in told], [rule for _duty, rule in told]
        owners = {duty.case.owner_id for duty in duties}
        asked = {duty.responsible_id for duty in duties} | {
            duty.body.secretary_id for duty in duties if duty.body and duty.body.secretary_id
        }
        self._named = {d.responsible.person for d in duties if d.responsible.person}
        self._seats: dict[int, list[Seat]] = {}
        for seat in Seat.objects.filter(actor__in=asked).select_related("user").order_by("id"):
            self._seats.setdefault(seat.actor_id, []).append(seat)
        standing_in = Deputy.objects.filter(last_date__gte=at.date() - A_DAY)
        self._deputies = list(standing_in.select_related("deputy").order_by("id"))
        roles = {Role.HEAD, Role.DIRECTOR, Role.SECRETARIAT, *(rule.role for rule in rules)}
        self._grants = list(
            RoleGrant.objects.filter(municipality__in=owners, role__in=roles)
            .select_related("user")
            .order_by("id")
        )
        self._holdings = _held({rule.post_id for rule in rules if rule.post_id})
        self._contacts = _contacts(duty for duty, rule in told if rule.recipient == TO.CONTACT)
        everybody = Case.Confidentiality.MUNICIPALITY
        self._kept = {d.case_id for d in duties if d.case.confidentiality != everybody}
        self._readable: dict[tuple[int, frozenset[int]], set[int]] = {}
        self._units = {unit.pk: unit for unit in Unit.objects.filter(municipality__in=owners)}

    def find(self, duty: Duty, rule: ReminderRule, on: date) -> Addressee | None:
        """The addressee on this day in the owner's zone, or nobody."""
        case = duty.case
        if rule.recipient == TO.CONTACT:
            return self._contact(duty)
        people, box = [], None
        if rule.recipient == TO.RESPONSIBLE:
            people, box = self._asked(duty, on), self._unit_of(duty.responsible) or case.unit
        elif rule.recipient == TO.UNIT:
            box = case.unit
        elif rule.recipient == TO.POST:
            people = _on([held for held in self._holdings if held.post_id == rule.post_id], on)
        elif rule.recipient == TO.SECRETARY:
            people = self._secretaries(duty, on)
        else:
            people = self._holders(rule.role or rule.recipient, case)
        for person in people:
            for user, absent in self._present(person, on):
                if user.email and self._may_read(user, case, on):
                    return addressed(user, rule.recipient, absent)
        return self._mailbox(box, case)

    def everybody(self) -> set[User]:
        """All who may be told any of it on any day."""
        seated = {seat.user for seats in self._seats.values() for seat in seats}
        deputies = {row.deputy for row in self._deputies}
        placed = {grant.user for grant in self._grants} | {held.user for held in self._holdings}
        return seated | deputies | placed | self._named

    def _may_read(self, user: User, case: Case, on: date) -> bool:
        """Asked once for each reader and those they stand in for: roles hang on no other day."""
        if case.confidentiality == Case.Confidentiality.MUNICIPALITY:
            return True
        absent = (
            row.absent_id
            for row in self._deputies
            if row.deputy_id == user.pk and row.first_date <= on <= row.last_date
        )
        key = user.pk, frozenset(absent)
        if key not in self._readable:
            kept = Case.objects.visible_to(roles_of(user, on)).filter(pk__in=self._kept)
            self._readable[key] = set(kept.values_list("pk", flat=True))
        return case.pk in self._readable[key]

    def _asked(self, duty: Duty, on: date) -> list[User]:
        """The case's own responsible first, else whoever took the seat first."""
        first = duty.case.responsible.person_id if duty.case.responsible else None
        seated = _on(self._seats.get(duty.responsible_id, []), on)
        if duty.responsible.person is not None and not seated:
            seated = [duty.responsible.person]
        return sorted(seated, key=lambda user: user.pk != first)

    def _secretaries(self, duty: Duty, on: date) -> list[User]:
        """Whoever is secretary of the body that is to rule; else the council secretariat."""
        secretary = duty.body.secretary_id if duty.body else None
        seated = _on(self._seats.get(secretary, []), on) if secretary else []
        return seated or self._holders(Role.SECRETARIAT, duty.case)

    def _holders(self, role: str, case: Case) -> list[User]:
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
        """Whoever stands in for an absent person and is there; else the person."""
        away = {row.absent_id for row in self._deputies if row.first_date <= on <= row.last_date}
        for row in self._deputies:
            if (
                row.absent_id == person.pk
                and row.first_date <= on <= row.last_date
                and row.deputy.is_active
                and row.deputy_id not in away
            ):
                yield row.deputy, person
        if person.is_active:
            yield person, None

    def _unit_of(self, actor: Actor) -> Unit | None:
        if actor.post is not None:
            return actor.post.unit
        return actor.unit or (actor.person.unit if actor.person else None)

    def _mailbox(self, unit: Unit | None, case: Case) -> Addressee | None:
        """A mailbox is read by a whole unit: of a case kept to another it learns nothing."""
        if unit is None or not unit.mailbox or not unit.is_active:
            return None
        if case.confidentiality == Case.Confidentiality.NAMED:
            return None
        if case.confidentiality == Case.Confidentiality.UNIT and unit.pk != case.unit_id:
            return None
        return Addressee(
            key=f"unit{unit.pk}",
            address=unit.mailbox,
            language=case.owner.language,
            role="mailbox",
            unit=unit,
        )

    def _contact(self, duty: Duty) -> Addressee | None:
        """The contact of the party that is asked, of a case that may be told outside."""
        contact = self._contacts.get((duty.case_id, duty.party_id))
        if contact is None or duty.case.confidentiality != Case.Confidentiality.MUNICIPALITY:
            return None
        return outsider(contact, duty.case)


def _on(held: Iterable[Seat] | Iterable[PostHolding], on: date) -> list[User]:
    """Who holds it on this day."""
    return [
        row.user
        for row in held
        if (row.first_date is None or row.first_date <= on)
        and (row.last_date is None or row.last_date >= on)
    ]


def _held(posts: AbstractSet[int]) -> list[PostHolding]:
    if not posts:
        return []
    return list(PostHolding.objects.filter(post__in=posts).select_related("user").order_by("id"))


def _contacts(duties: Iterable[Duty]) -> dict[tuple[int, int | None], ContactRole]:
    """By case and party, who may be reminded, where the owner writes to other parties at all."""
    cases = {duty.case_id for duty in duties}
    if not cases:
        return {}
    allowed = reachable(cases).select_related("participation").order_by("-id")
    return {
        (contact.participation.case_id, contact.participation.party_id): contact
        for contact in allowed
    }


def reachable(cases: Iterable[int]) -> QuerySet[ContactRole]:
    """The contacts that may be written to, where the owner writes to other parties at all."""
    return ContactRole.objects.filter(
        participation__case__in=cases,
        participation__case__owner__sending__partner_mail=True,
        is_active=True,
        is_reminded=True,
    ).exclude(email="")


def outsider(contact: ContactRole, case: Case) -> Addressee:
    """A contact of another party, in the language of the owner."""
    return Addressee(
        key=f"contact{contact.pk}",
        address=contact.email,
        language=case.owner.language,
        role=TO.CONTACT,
    )


def addressed(user: User, role: str, absent: User | None = None) -> Addressee:
    """A person, told in this role; `absent` is who they stand in for."""
    return Addressee(
        key=f"u{user.pk}",
        address=user.email,
        language=user.language,
        role=role,
        user=user,
        absent=absent,
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


def person_or_deputy(case: Case, user_id: int, on: date) -> User | None:
    """Who reads this person's mail about the case on that day; maybe nobody."""
    (user,) = _person(user=user_id, on=on)
    people = [row.deputy for row in _deputies(user=user_id, on=on)] if user.is_away else [user]
    return next((p for p in people if p.is_active and _may_read(p, case, on)), None)
