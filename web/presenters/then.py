"""What did rows say when the reader's municipality left, by their history?

Whoever has left reads what stood until the end of its last day where the case is kept. What came
later is not there: neither rows nor changes of rows.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import clock
from agreements.models import Case, Participation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from django.db.models import Model

    from web.request import PersonRequest


def end_of(day: date, zone: str) -> datetime:
    """The moment at which this day is over in the time zone of the owner."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=ZoneInfo(zone))


def rows_then(model: Any, end: datetime, *related: str, **narrowed: Any) -> list[Any]:
    """The rows that stood at this moment, as they then read, in the order of their model."""
    found: dict[Any, Any] = {}
    kept = model.history.filter(history_date__lt=end, **narrowed).select_related(*related)
    for row in kept.order_by("history_date", "history_id"):
        found[getattr(row, model._meta.pk.attname)] = row
    rows = [_instance(row, related) for row in found.values() if row.history_type != "-"]
    for name in reversed(model._meta.ordering):
        field = model._meta.get_field(name.removeprefix("-")).attname
        rows.sort(key=lambda row: getattr(row, field), reverse=name.startswith("-"))
    return rows


def _instance(row: Any, related: Iterable[str]) -> Any:
    instance = row.instance
    for name in {path.split("__")[0] for path in related}:
        setattr(instance, name, getattr(row, name))
    return instance


def restore(rows: Iterable[Model], ends: datetime | Mapping[int, datetime]) -> set[int]:
    """Let these rows of one model read as at this moment, or each at its own; keys of those known.

    A row that came later stays as it is: the caller leaves it out, or shows how it began.
    """
    known: dict[int, Any] = {row.pk: row for row in rows}
    if not known:
        return set()
    model: Any = type(next(iter(known.values())))
    moments = {key: ends if isinstance(ends, datetime) else ends[key] for key in known}
    name = model._meta.pk.attname
    kept = model.history.filter(**{f"{name}__in": known}, history_date__lt=max(moments.values()))
    last = {}
    for row in kept.order_by("history_date", "history_id"):
        if row.history_date < moments[getattr(row, name)]:
            last[getattr(row, name)] = row
    for key, row in last.items():
        _write(known[key], row)
    return set(last)


def restore_first(row: Model) -> None:
    """How a row began that came only after that day: imported long after a party had left."""
    model: Any = type(row)
    first = model.history.filter(**{model._meta.pk.attname: row.pk}).order_by("history_id").first()
    if first is not None:
        _write(row, first)


def _write(row: Any, kept: Any) -> None:
    for field in row._meta.concrete_fields:
        if not field.primary_key:
            setattr(row, field.attname, getattr(kept, field.attname))


# ---------------------------------------------------------------- lists of cases
def as_left(request: PersonRequest, cases: Iterable[Any]) -> None:
    """Let cases that the reader's municipality has left read as it left them.

    Each is annotated with `left_on`, which is none afterwards where the last day is not over yet.
    """
    left = []
    for case in cases:
        zone = case.owner.time_zone
        if case.left_on is not None and case.left_on >= clock.local_date(request.at, zone):
            case.left_on = None
        elif case.left_on is not None:
            left.append(case)
    ends = {case.pk: end_of(case.left_on, case.owner.time_zone) for case in left}
    known = restore(left, ends)
    for case in left:
        if case.pk not in known:
            restore_first(case)
        case.review = None
    restore([case.agreement for case in left if case.sort == Case.Sort.AGREEMENT], ends)
    _name_partners(left)


def _name_partners(cases: list[Any]) -> None:
    """Who took part on the last day, and from where, for lists that name the others."""
    asked = [case for case in cases if hasattr(case, "partners")]
    parties = parties_then(asked)
    for case in asked:
        others = [row.party for row in parties[case.pk] if _is_there(row, case)]
        case.partners = ", ".join(str(party) for party in others)
        case.countries = ", ".join(party.country for party in others)


def _is_there(row: Participation, case: Any) -> bool:
    stays = row.left_date is None or row.left_date >= case.left_on
    has_joined = row.joined is None or row.joined.earliest <= case.left_on
    is_owner = bool(row.party.municipality_id == case.owner_id)
    return stays and has_joined and not is_owner


def parties_then(cases: Iterable[Any]) -> dict[int, list[Participation]]:
    """By the key of a case that was left: who took part in it until then, as was known then.

    All that are known of one that came on file only afterwards.
    """
    left = {case.pk: case for case in cases}
    ends = {key: end_of(case.left_on, case.owner.time_zone) for key, case in left.items()}
    found: dict[int, list[Participation]] = {key: [] for key in left}
    if not left:
        return found
    rows = list(
        Participation.objects.filter(case__in=left)
        .select_related("party")
        .prefetch_related("party__former_names")
        .order_by("pk")
    )
    known = restore(rows, {row.pk: ends[row.case_id] for row in rows})
    of_then = {row.case_id for row in rows if row.pk in known}
    for row in rows:
        if row.pk in known or row.case_id not in of_then:
            found[row.case_id].append(row)
    return found
