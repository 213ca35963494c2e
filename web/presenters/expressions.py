"""Which expressions do lists need that Django does not have on both databases?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import (
    Aggregate,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Concat, NullIf
from django.utils.translation import get_language

from agreements.models import CaseAccess, Duty, FocusArea, Participation

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from web.request import PersonRequest

BODY_LANGUAGES = ("da", "sv", "en")


class Joined(Aggregate):
    """Texts of many rows in one, with commas or another separator between."""

    function = "STRING_AGG"
    template = "%(function)s(%(expressions)s, '%(separator)s')"
    output_field = TextField()

    def __init__(self, expression: Any, *, separator: str = ", ") -> None:
        super().__init__(expression, separator=separator)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **context)


class CappedCount(Subquery):
    """How many rows a query has, counted no further than where it is cut."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) capped)"
    output_field = IntegerField()


def partners(field: str, on: date, home: int | None = None) -> Subquery:
    """A field of the parties other than the reader's `home` that take part on this day, joined.

    Without a home, other than the owner.
    """
    whose = OuterRef("owner") if home is None else home
    others = (
        Participation.objects.on(on)
        .filter(case=OuterRef("pk"))
        .exclude(party__municipality__isnull=False, party__municipality=whose)
    )
    return Subquery(
        others.order_by().values("case").annotate(all=Joined(f"party__{field}")).values("all")
    )


def focus_areas() -> Subquery:
    """The focus areas of an agreement, one on each line with its number before it."""
    rows = FocusArea.objects.filter(agreement=OuterRef("pk")).order_by().values("agreement")
    numbered = Concat(Cast("number", TextField()), Value(" "), "name", output_field=TextField())
    return Subquery(rows.annotate(all=Joined(numbered, separator="\n")).values("all"))


def party_names(on: date) -> Subquery:
    """Who takes part or will, one on each line with its place before it; not who has left."""
    rows = Participation.objects.filter(case=OuterRef("pk")).exclude(left_date__lt=on).order_by()
    place = (Cast("order", TextField()), Value(" "), Cast("pk", TextField()), Value(" "))
    named = Concat(*place, "party__name", output_field=TextField())
    return Subquery(rows.values("case").annotate(all=Joined(named, separator="\n")).values("all"))


def left_on(request: PersonRequest) -> Subquery:
    """The last day of the reader's municipality as a party that has given notice or left.

    None where it takes part without an end, and for those who read it as their own. Whether that
    day is over by the owner's clock says `then.as_left`.
    """
    ours = request.roles.municipalities()
    parts = Participation.objects.filter(case=OuterRef("pk"), party__municipality__in=ours)
    stays = Participation.objects.filter(
        case=OuterRef("case"), party__municipality__in=ours, left_date=None
    )
    theirs = (
        parts.filter(~Exists(stays), left_date__isnull=False)
        .exclude(case__owner__in=ours)
        .exclude(case__proposed_by=request.user)
        .exclude(case__in=CaseAccess.objects.filter(user=request.user).values("case"))
    )
    return Subquery(theirs.order_by("-left_date").values("left_date")[:1])


def waits_for(field: str) -> Subquery:
    """A field of the open duty to rule: `due_until` is the day of the meeting."""
    return Subquery(_asked_to_rule().values(field)[:1])


def waiting_body() -> Subquery:
    """Who is to rule: the body by its name in the reader's language, else what the duty says."""
    own = (get_language() or "en")[:2]
    names = [f"body__name_{code}" for code in sorted(BODY_LANGUAGES, key=lambda code: code != own)]
    told = Coalesce(*(NullIf(F(name), Value("")) for name in names), F("subject"))
    return Subquery(_asked_to_rule().annotate(told=told).values("told")[:1])


def _asked_to_rule() -> QuerySet[Duty]:
    duties = Duty.objects.filter(case=OuterRef("pk"), kind="rule", status=Duty.Status.OPEN)
    return duties.order_by("due_until", "pk")
