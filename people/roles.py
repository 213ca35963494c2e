"""Which roles does a person hold, and how are they given and taken?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from audit.acting import acting
from audit.models import SecurityEvent
from people.models import Deputy, Municipality, Post, PostHolding, Role, RoleGrant, Unit, User
from people.seats import reseat, stands_in_for
from worded import Given, Worded

if TYPE_CHECKING:
    from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Held:
    """One role as rules ask about it; `units` is empty when it holds in the whole municipality."""

    role: str
    municipality_id: int
    units: frozenset[int]
    part: str


@dataclass(frozen=True, slots=True)
class Roles:
    """All roles of one person on one day, loaded once for a request or a step."""

    user: User
    held: tuple[Held, ...]

    def has(
        self, role: str, municipality_id: int, unit_id: int | None = None, part: str = ""
    ) -> bool:
        """Does the person hold `role` there? A case without a unit is open to every unit's role."""
        return any(
            held.role == role
            and held.municipality_id == municipality_id
            and (not held.units or unit_id is None or unit_id in held.units)
            and (not part or held.part in {"", part})
            for held in self.held
        )

    def has_any(self, roles: set[str], municipality_id: int, unit_id: int | None = None) -> bool:
        return any(self.has(role, municipality_id, unit_id) for role in roles)

    def municipalities(self) -> set[int]:
        """Keys of the municipalities in which the person holds any role."""
        return {held.municipality_id for held in self.held}


_grants = Worded(
    lambda: RoleGrant.objects.filter(
        Q(user=Given("user"))
        | Q(user__in=stands_in_for(Given("user"), Given("on")), user__is_active=True)
    )
)


def roles_of(user: User, on: date) -> Roles:
    """The roles that `user` holds on this day, their own and those of people they stand in for."""
    if not user.is_active:
        return Roles(user, ())
    grants = _grants(user=user.pk, on=on)
    below = _units_below() if any(grant.unit_id for grant in grants) else {}
    return Roles(
        user,
        tuple(
            Held(
                grant.role,
                grant.municipality_id,
                frozenset(below.get(grant.unit_id, ())) if grant.unit_id else frozenset(),
                grant.part,
            )
            for grant in grants
        ),
    )


def _units_below() -> dict[int, set[int]]:
    parents = dict(Unit.objects.values_list("pk", "parent_id"))
    below: dict[int, set[int]] = {unit: {unit} for unit in parents}
    for unit, parent in parents.items():
        here, seen = parent, {unit}
        while here is not None and here not in seen:
            below[here].add(unit)
            seen.add(here)
            here = parents[here]
    return below


@transaction.atomic
def grant(  # noqa: PLR0913 - the facts of a role
    user: User,
    role: str,
    municipality: Municipality,
    *,
    at: datetime,
    by: User | None = None,
    unit: Unit | None = None,
    part: str = "",
) -> RoleGrant:
    """Give `user` a role; the change is a security event. Given already: nothing changes."""
    with acting(by):
        row, created = RoleGrant.objects.get_or_create(
            user=user, role=role, municipality=municipality, unit=unit, part=part
        )
    if created:
        reseat(user)
        _tell(row, at, by, "granted")
    return row


@transaction.atomic
def revoke(row: RoleGrant, *, at: datetime, by: User | None = None) -> None:
    """Take a role away; the change is a security event."""
    _tell(row, at, by, "revoked")
    with acting(by):
        row.delete()
    reseat(row.user)


@transaction.atomic
def appoint(
    user: User, post: Post, *, first: date, last: date | None = None, by: User | None = None
) -> PostHolding:
    """Let `user` hold `post` from a day to a day, both included."""
    with acting(by):
        holding = PostHolding.objects.create(user=user, post=post, first_date=first, last_date=last)
    reseat(user)
    return holding


def passes_on_from(post: Post, on: date) -> date | None:
    """The first day on which the post can go to somebody else without rewriting who held it.

    `on` is today: the day after the last holding ended, or after the present one began. None where
    nobody has held it.
    """
    begun = PostHolding.objects.filter(post=post, first_date__lte=on)
    days = begun.values_list("first_date", "last_date")
    kept = [last if last is not None and last < on else first for first, last in days]
    return max(kept) + timedelta(days=1) if kept else None


@transaction.atomic
def pass_on(
    post: Post, user: User | None, *, first: date, on: date, by: User | None = None
) -> None:
    """From `first` on `user` holds the post, or nobody; who held it does until the day before.

    A holding that would have begun on that day or later never comes about; one that has begun
    by `on`, today, is kept: `ValidationError` where `first` lies before `passes_on_from`.
    """
    Post.objects.select_for_update().get(pk=post.pk)
    free = passes_on_from(post, on)
    if free is not None and first < free:
        message = _("Who held it before is kept: write %(date)s or a later day.")
        raise ValidationError(message, params={"date": date_format(free)})
    with acting(by):
        standing = PostHolding.objects.filter(post=post).select_related("user")
        for holding in standing.filter(Q(last_date__isnull=True) | Q(last_date__gte=first)):
            if holding.first_date >= first:
                holding.delete()
            else:
                holding.last_date = first - timedelta(days=1)
                holding.save()
            reseat(holding.user)
    if user is not None:
        appoint(user, post, first=first, by=by)


@transaction.atomic
def deactivate(user: User, *, at: datetime, by: User | None = None) -> None:
    """Close the sign-in of somebody who leaves; a security event. Open tasks are moved before."""
    user.is_active = False
    with acting(by, at=at):
        user.save()
    reseat(user)
    SecurityEvent.objects.create(
        at=at,
        kind=SecurityEvent.Kind.ROLE_CHANGED,
        actor=by.email if by else "",
        actor_id=by.pk if by else None,
        municipality_id=user.municipality_id,
        attempt="deactivated",
        reason=user.email,
    )


def tell_of_deputy(row: Deputy, what: str, *, at: datetime, by: User | None = None) -> None:
    """Keep as a security event that somebody holds the roles of another, on which days.

    `what` is `deputy_named`, `absence_changed` or `absence_ended`; call it in the transaction of
    the change.
    """
    SecurityEvent.objects.create(
        at=at,
        kind=SecurityEvent.Kind.ROLE_CHANGED,
        actor=by.email if by else "",
        actor_id=by.pk if by else None,
        municipality_id=row.absent.municipality_id,
        attempt=what,
        reason=f"{row.absent.email}: {row.deputy.email} {row.first_date} – {row.last_date}",
    )


def _tell(row: RoleGrant, at: datetime, by: User | None, what: str) -> None:
    SecurityEvent.objects.create(
        at=at,
        kind=SecurityEvent.Kind.ROLE_CHANGED,
        actor=by.email if by else "",
        actor_id=by.pk if by else None,
        municipality_id=row.municipality_id,
        attempt=what,
        reason=f"{row.user.email}: {Role(row.role).value} {row.unit or ''} {row.part}".strip(),
    )
