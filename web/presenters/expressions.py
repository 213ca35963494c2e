"""Which expressions do lists need that Django does not have on both databases?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Aggregate, F, IntegerField, OuterRef, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat, NullIf
from django.utils.translation import get_language

from agreements.models import Duty, FocusArea, Participation, StepRecord

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


def partners(field: str, on: date) -> Subquery:
    """A field of the parties other than the owner that take part on this day, joined."""
    others = (
        Participation.objects.on(on)
        .filter(case=OuterRef("pk"))
        .exclude(party__municipality__isnull=False, party__municipality=OuterRef("owner"))
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
    """The last day of the reader's municipality as a party; none while it is one, or the owner."""
    ours = request.roles.municipalities()
    theirs = Participation.objects.filter(
        case=OuterRef("pk"), party__municipality__in=ours, left_date__lt=request.on
    ).exclude(case__owner__in=ours)
    return Subquery(theirs.order_by("-left_date").values("left_date")[:1])


def state_then() -> Subquery:
    """The state of a case on the day `left_on`; nothing where nobody has left."""
    known = StepRecord.objects.filter(case=OuterRef("pk"), at__date__lte=OuterRef("left_on"))
    return Subquery(known.order_by("-id").values("state_after")[:1])


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
