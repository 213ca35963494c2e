"""Which expressions do lists need that Django does not have on both databases?"""

from __future__ import annotations

from typing import Any

from django.db.models import Aggregate, IntegerField, OuterRef, Subquery, TextField

from agreements.models import Duty, Participation


class Joined(Aggregate):
    """Texts of many rows in one, with commas between."""

    function = "STRING_AGG"
    template = "%(function)s(%(expressions)s, ', ')"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **context)


class CappedCount(Subquery):
    """How many rows a query has, counted no further than where it is cut."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) capped)"
    output_field = IntegerField()


def partners(field: str) -> Subquery:
    """A field of the parties other than the owner, joined."""
    others = Participation.objects.filter(case=OuterRef("pk")).exclude(
        party__municipality__isnull=False, party__municipality=OuterRef("owner")
    )
    return Subquery(
        others.order_by().values("case").annotate(all=Joined(f"party__{field}")).values("all")
    )


def waits_for(field: str) -> Subquery:
    """A field of the open duty to rule: `subject` is the body, `due_until` its meeting."""
    duties = Duty.objects.filter(case=OuterRef("pk"), kind="rule", status=Duty.Status.OPEN)
    return Subquery(duties.order_by("due_until", "pk").values(field)[:1])
