"""What hangs on a case that it says, read in one query and asked along with the case itself?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Aggregate, F, JSONField, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from agreements.models import (
    Agreement,
    Annex,
    Case,
    Document,
    FocusArea,
    Initiative,
    Participation,
    Term,
)
from agreements.states import State

if TYPE_CHECKING:
    from django.db.models import QuerySet

ASKED = "content_of_"
"""How these columns are called beside those of the case."""


class JSONRows(Aggregate):
    """The rows of a group as one JSON array."""

    function = "JSONB_AGG"
    output_field = JSONField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSON_GROUP_ARRAY", **context)


def _gathered(rows: QuerySet[Any], by: str, *same: str, **named: str) -> Subquery:
    """Columns under their own name, and others under the name that they are given."""
    columns = {
        name: F(column) for name, column in ({column: column for column in same} | named).items()
    }
    grouped = rows.order_by().values(by).annotate(all=JSONRows(JSONObject(**columns)))
    return Subquery(grouped.values("all"))


def _date(name: str) -> tuple[str, ...]:
    return tuple(f"{name}_{column}" for column in ("from", "until", "approximate"))


def asked() -> dict[str, Subquery]:
    """What a question for a case asks besides, so that its content needs no query."""
    return {f"{ASKED}{name}": question for name, question in _questions().items()}


def amendments_of() -> Subquery:
    """The amendments of an agreement, to be asked with its case: key, title and state."""
    amending = Agreement.objects.filter(amends=OuterRef("pk"))
    return _gathered(amending, "amends", key="case", title="case__title", state="case__state")


def _questions() -> dict[str, Subquery]:
    here = OuterRef("pk")
    stands = ~Q(case__state__in=[State.REJECTED, State.WITHDRAWN])
    parties = Participation.objects.filter(case=here, has_declined=False)
    documents = Document.objects.filter(
        case=here, sort__in=["agreement", "annex"], withdrawn_at=None, is_signed_copy=False
    ).exclude(sha256="")
    annexes = Annex.objects.filter(agreement=here).exclude(status__in=["replaced", "ended"])
    initiatives = Initiative.objects.filter(stands, agreement=here).exclude(annex="")
    return {
        "parties": _gathered(
            parties,
            "case",
            "party",
            "role",
            name="party__name",
            country="party__country",
            left="left_date",
        ),
        "terms": _gathered(
            Term.objects.filter(case=here),
            "case",
            "number",
            "basis",
            "renewal_months",
            "notice_months",
            *_date("start"),
            *_date("end"),
            notice_by="notice_by_date",
        ),
        "documents": _gathered(documents, "case", "number", "version", "sha256"),
        "areas": _gathered(FocusArea.objects.filter(agreement=here), "agreement", "number", "name"),
        "annexes": _gathered(
            annexes, "agreement", "number", "version", "status", "sort", "title", "text"
        ),
        "initiatives": _gathered(initiatives, "agreement", "annex", "number", title="case__title"),
    }


def rows_of(case: Case) -> dict[str, list[dict[str, Any]]]:
    """Parties, terms, documents and more of the case; asked now if they were not before."""
    found: dict[str, Any] = vars(case)
    if f"{ASKED}parties" not in found:
        found = Case.objects.filter(pk=case.pk).order_by().values(**asked())[0]
    return {key.removeprefix(ASKED): rows or [] for key, rows in found.items() if ASKED in key}
