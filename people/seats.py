"""Which people answer for an actor, and which actors does a person answer for?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from people.models import Actor, Deputy, PostHolding, RoleGrant, Seat, Unit, User
from worded import Given, Worded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date


def asked_person(user: User) -> Actor:
    """The actor that is this person."""
    return _actor(sort=Actor.Sort.PERSON, person=user)


def asked_unit(unit: Unit) -> Actor:
    """The actor that is everybody of this unit."""
    return _actor(sort=Actor.Sort.UNIT, unit=unit)


def asked_role(
    role: str, municipality_id: int, unit_id: int | None = None, part: str = ""
) -> Actor:
    """The actor that is a role of a municipality: in all of it, or in one unit."""
    return _actor(
        sort=Actor.Sort.ROLE, role=role, municipality_id=municipality_id, unit_id=unit_id, part=part
    )


_here = Worded(
    lambda: Actor.objects.filter(
        Q(sort=Actor.Sort.ROLE, municipality=Given("municipality"), unit=None)
        | Q(sort=Actor.Sort.UNIT, unit=Given("unit"))
    )
)


def asked_here(municipality_id: int, unit_id: int | None) -> list[Actor]:
    """The actors that are a role in all of this municipality, or this unit; none is made."""
    return _here(municipality=municipality_id, unit=unit_id)


def asked_post(post_id: int) -> Actor:
    """The actor that is whoever holds this post."""
    return _actor(sort=Actor.Sort.POST, post_id=post_id)


def _actor(**which: Any) -> Actor:
    actor, created = Actor.objects.get_or_create(**which)
    if created:
        Seat.objects.bulk_create(
            seat for user in _candidates(actor) for seat in _seats(user, [actor])
        )
    return actor


def reseat(user: User) -> None:
    """Rebuild what `user` answers for; call it when a role, unit or post of theirs changed."""
    Seat.objects.filter(user=user).delete()
    if user.is_active:
        Seat.objects.bulk_create(_seats(user, Actor.objects.select_related("unit")))


def actors_of(user: User, on: date) -> QuerySet[Seat, int]:
    """Keys of the actors that `user` answers for on this day, as themselves or as a deputy.

    A union and never an OR: the planner then uses both indexes (shapes.md, 341 ms against 8 ms).
    """
    held = Seat.objects.filter(_held_on(on)).values_list("actor_id", flat=True)
    absent = stands_in_for(user, on).filter(absent__is_active=True)
    return held.filter(user=user).union(held.filter(user__in=absent))


def stands_in_for(user: User | Given, on: date | Given) -> QuerySet[Deputy, int]:
    """Keys of the absent people for whom `user` is deputy on this day."""
    return Deputy.objects.filter(deputy=user, first_date__lte=on, last_date__gte=on).values_list(
        "absent_id", flat=True
    )


def people_asked(actor: Actor, on: date) -> QuerySet[User]:
    """The active people who answer for `actor` on this day, deputies of absent ones included."""
    seated = Seat.objects.filter(_held_on(on), actor=actor).values("user")
    deputies = Deputy.objects.filter(
        absent__in=seated, absent__is_active=True, first_date__lte=on, last_date__gte=on
    ).values("deputy")
    return User.objects.filter(Q(pk__in=seated) | Q(pk__in=deputies), is_active=True)


def answers_for(user: User, actor: Actor, on: date) -> bool:
    """Does this person answer for `actor` on this day?"""
    return people_asked(actor, on).filter(pk=user.pk).exists()


def _held_on(on: date) -> Q:
    return (Q(first_date__isnull=True) | Q(first_date__lte=on)) & (
        Q(last_date__isnull=True) | Q(last_date__gte=on)
    )


def _candidates(actor: Actor) -> QuerySet[User]:
    """Everybody who might answer for a new actor, so that not all people are asked."""
    users = User.objects.filter(is_active=True)
    if actor.sort == Actor.Sort.PERSON:
        return users.filter(pk=actor.person_id or 0)
    if actor.sort == Actor.Sort.POST:
        return users.filter(holdings__post=actor.post_id).distinct()
    if actor.sort == Actor.Sort.UNIT:
        return users.filter(Q(unit=actor.unit_id) | Q(grants__unit=actor.unit_id)).distinct()
    here = Q(grants__role=actor.role, grants__municipality=actor.municipality_id)
    return users.filter(here).distinct()


def _seats(user: User, actors: Iterable[Actor]) -> Iterator[Seat]:
    grants = list(RoleGrant.objects.filter(user=user))
    holdings = {h.post_id: h for h in PostHolding.objects.filter(user=user).order_by("first_date")}
    above = _units_above()
    for actor in actors:
        if actor.sort == Actor.Sort.POST:
            if holding := holdings.get(actor.post_id or 0):
                yield Seat(
                    user=user,
                    actor=actor,
                    first_date=holding.first_date,
                    last_date=holding.last_date,
                )
        elif _answers(user, grants, actor, above):
            yield Seat(user=user, actor=actor)


def _answers(user: User, grants: list[RoleGrant], actor: Actor, above: dict[int, set[int]]) -> bool:
    if actor.sort == Actor.Sort.PERSON:
        return actor.person_id == user.pk
    if actor.sort == Actor.Sort.UNIT:
        return user.unit_id == actor.unit_id or any(g.unit_id == actor.unit_id for g in grants)
    return any(
        grant.role == actor.role
        and grant.municipality_id == actor.municipality_id
        and grant.part in {"", actor.part}
        and (
            None in {actor.unit_id, grant.unit_id}
            or grant.unit_id in above.get(actor.unit_id or 0, ())
        )
        for grant in grants
    )


def _units_above() -> dict[int, set[int]]:
    """For each unit its own key and those of all units above it."""
    parents = dict(Unit.objects.values_list("pk", "parent_id"))
    above: dict[int, set[int]] = {}
    for unit in parents:
        chain: set[int] = set()
        here: int | None = unit
        while here is not None and here not in chain:
            chain.add(here)
            here = parents[here]
        above[unit] = chain
    return above
