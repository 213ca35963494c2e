"""Questions about many cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F, Q

from agreements.states import IN_FORCE, State
from people.models import Role

if TYPE_CHECKING:
    from datetime import date

    from people.roles import Held, Roles

SEES_EVERYTHING = frozenset({Role.SECRETARIAT, Role.DIRECTOR, Role.AUDITOR, Role.ADMINISTRATOR})
"""Roles that read what is kept to one unit, in any unit of their municipality."""


COUNTING = ("partner", "lead")
"""Roles of parties that a minimum counts and whose signatures are required (R-072)."""


def taking_part_on(day: date, prefix: str = "") -> Q:
    """Has joined by `day` and has not left before it: the last day is a day of taking part."""
    left, joined = f"{prefix}left_date", f"{prefix}joined_from"
    return (Q(**{f"{left}__isnull": True}) | Q(**{f"{left}__gte": day})) & (
        Q(**{f"{joined}__isnull": True}) | Q(**{f"{joined}__lte": day})
    )


class OwnersDay(models.Func):
    """The date that a moment has in a time zone of a column: `OwnersDay(moment, zone)`."""

    output_field = models.DateField()
    arity = 2

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "((%(expressions)s)::date)"
        return self.as_sql(
            compiler, connection, template=template, arg_joiner=" AT TIME ZONE ", **context
        )

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "django_datetime_cast_date(%(expressions)s, 'UTC')"
        return self.as_sql(compiler, connection, template=template, **context)


class ParticipationQuerySet(models.QuerySet["Participation"]):  # type: ignore[name-defined]
    """Parties of cases, over time."""

    def on(self, day: date) -> Self:
        """Those that take part on this day, in the time zone of the case's owner."""
        return self.filter(taking_part_on(day))

    def staying(self, day: date) -> Self:
        """Those that have not left before this day; some may still be to join."""
        return self.filter(Q(left_date__isnull=True) | Q(left_date__gte=day))

    def counting(self) -> Self:
        """Those that a minimum counts: not associated, not through another, not declined."""
        return self.filter(role__in=COUNTING, has_declined=False)

    def to_carry(self) -> Self:
        """Those that a merger or a split of their party touches: neither left nor carried over.

        Never the municipality that keeps the case: without it there is nothing to keep.
        """
        stand = self.filter(left_date=None, has_declined=False, carried_to=None)
        return stand.exclude(party__municipality=F("case__owner"))

    def gone_on(self) -> Self:
        """Those whose party went on as another, which nobody has answered in the case yet."""
        unanswered = Q(confirmed_at=None) | Q(party__successions__recorded_at__gt=F("confirmed_at"))
        return self.to_carry().filter(unanswered, party__successions__isnull=False).distinct()

    def to_confirm(self) -> Self:
        """Those about which the owner is asked: carried over already, or not yet (R-020)."""
        carried = Q(carried_from__isnull=False, confirmed_at=None)
        everything = self.model._default_manager
        return self.filter(carried | Q(pk__in=everything.gone_on().order_by().values("pk")))


UNSHARED = Q(state=State.DRAFT) | Q(state=State.WITHDRAWN, round=0)
"""Not proposed yet, or withdrawn before it ever was: its municipality's own thoughts."""


class CaseQuerySet(models.QuerySet["Case"]):  # type: ignore[name-defined]
    """Cases, and who may see them."""

    def visible_to(self, roles: Roles) -> Self:
        """The cases that a person may read, by municipality, unit and confidentiality.

        Of the person's own municipality by role; and of municipalities that theirs is party to,
        from “proposed” on and unless kept to a unit or to named people (decision 2).
        """
        visible = Q(access__user=roles.user) | Q(proposed_by=roles.user)
        for held in roles.held:
            visible |= _seen_by(held)
            if roles.user.unit_id and held.role != Role.CONTRIBUTOR:
                own_unit = Q(owner=held.municipality_id, unit=roles.user.unit_id)
                visible |= own_unit & Q(confidentiality="unit")
        partners = {h.municipality_id for h in roles.held if h.role != Role.CONTRIBUTOR}
        shared = (
            Q(
                participations__party__municipality__in=partners,
                confidentiality="municipality",
            )
            & ~UNSHARED
        )
        everything = self.model._default_manager
        readable = everything.filter(visible | shared if partners else visible)
        return self.filter(pk__in=readable.values("pk"))

    def in_force(self) -> Self:
        return self.filter(state__in=IN_FORCE)

    def in_force_on(self, day: date) -> Self:
        """Was surely in force on `day`, by true dates (not by what was known that day)."""
        return self.filter(
            Q(periods__end_date__isnull=True) | Q(periods__end_date__gt=day),
            periods__state__in=IN_FORCE,
            periods__start_date__lte=day,
            periods__annulled_at__isnull=True,
        ).distinct()

    def perhaps_in_force_on(self, day: date) -> Self:
        """May have been in force on `day`: neither yes nor no can be said (decision 9).

        An import whose source does not say since when, or a year or month in which it began or
        ended.
        """
        may_have_begun = Q(periods__earliest_start_date__isnull=True) | Q(
            periods__earliest_start_date__lte=day
        )
        may_go_on = (
            Q(periods__end_date__isnull=True)
            | Q(periods__end_date__gt=day)
            | Q(periods__latest_end_date__gt=day)
        )
        perhaps = self.filter(
            may_have_begun,
            may_go_on,
            periods__state__in=IN_FORCE,
            periods__annulled_at__isnull=True,
        )
        surely = self.model._default_manager.in_force_on(day)
        return perhaps.exclude(pk__in=surely.values("pk")).distinct()


def _seen_by(held: Held) -> Q:
    cases = Q(owner=held.municipality_id)
    if held.units:
        cases &= Q(unit__in=held.units) | (
            Q(confidentiality="municipality") if held.role != Role.CONTRIBUTOR else Q(pk=None)
        )
    if held.role in SEES_EVERYTHING and not held.units:
        return cases & ~Q(confidentiality="named")
    if held.role == Role.READER:
        cases &= ~UNSHARED
    if held.units:
        return cases & ~Q(confidentiality="named")
    return cases & Q(confidentiality="municipality")
