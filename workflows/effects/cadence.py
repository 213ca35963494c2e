"""A cooperation is confirmed or brought up to date as often as it must be, and asked again (R-052).

What is asked next is counted from the facts: the updates that stand. So an update that is taken
back brings its duty back, and one more than is needed changes nothing (P08).
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from agreements.dates import PartialDate, add_months
from agreements.models import Duty, Recurrence, Update
from agreements.states import IN_FORCE
from workflows import duties

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from workflows.visit import Matter, Visit

Cadence = Recurrence.Cadence
ALIVE = frozenset({"still_alive", "update"})


def updated(matter: Matter) -> None:
    """The fact closes the duty of its period and opens that of the next; one more is welcome."""
    case, visit = matter.case, matter.visit
    assert visit.person is not None  # the policy lets no automaton confirm
    visit.update = visit.update or Update(
        case=case, happened=PartialDate.day(visit.effective), text=visit.about
    )
    visit.update.recorded_by, visit.update.recorded_at = visit.person, visit.at
    visit.update.save()
    repeated = set(_recurrences(matter).values_list("kind", flat=True))
    for duty in duties.open_duties(visit, case):
        if duty.kind_id in ALIVE - repeated:
            duties.close_one(visit, duty)
    _ask_as_the_facts_say(matter)


def update_withdrawn(matter: Matter) -> None:
    """It stays on file as withdrawn; what it had answered is asked again."""
    update = matter.visit.update
    assert update is not None  # the rule has asked
    update.withdrawn_at = matter.visit.at
    update.save()
    _ask_as_the_facts_say(matter)


def cadence_set(matter: Matter) -> None:
    """Write how often whom is asked; those who are not asked any more have no duty left."""
    case, visit = matter.case, matter.visit
    told = visit.changes
    known = {row.responsible_id: row for row in case.recurrences.filter(kind="update")}
    for actor in told["asked"]:
        row = known.pop(actor.pk, None) or Recurrence(case=case, kind_id="update")
        row.responsible, row.is_active, row.anchor_date = actor, True, visit.on
        row.subject = str(actor.post.municipality) if actor.post else ""  # whose post it is
        for name in ("cadence", "months", "minimum", "maximum"):
            setattr(row, name, told[name])
        row.save()
    for row in known.values():
        row.is_active = False
        row.save()
    for duty in duties.open_duties(visit, case):
        if duty.kind_id == "update":
            duties.cancel_one(visit, duty)
    if case.state in IN_FORCE:
        _ask_as_the_facts_say(matter, only="update")


def _recurrences(matter: Matter) -> QuerySet[Recurrence]:
    return Recurrence.objects.filter(case=matter.case, kind__in=ALIVE, is_active=True)


def _ask_as_the_facts_say(matter: Matter, *, only: str = "") -> None:
    case, visit = matter.case, matter.visit
    days = sorted(
        row.happened.latest
        for row in Update.objects.filter(case=case, withdrawn_at=None)
        if row.happened is not None
    )
    for recurrence in _recurrences(matter):
        if only in {"", recurrence.kind_id}:
            recurrence.case = case
            _ask(visit, recurrence, days)


def _is_answered(visit: Visit, recurrence: Recurrence, days: list[date]) -> bool:
    """Counted since the last, the last answers what is open, also where the window stays."""
    told = visit.update
    if recurrence.cadence == Cadence.CALENDAR_YEAR or told is None or told.withdrawn_at:
        return False
    is_last = told.happened is not None and told.happened.latest == days[-1]
    return is_last and len(days) >= recurrence.minimum


def _ask(visit: Visit, recurrence: Recurrence, days: list[date]) -> None:
    """Let one duty be open, with the window that the facts ask for."""
    is_answered = _is_answered(visit, recurrence, days)
    asked = list(
        Duty.objects.filter(
            case=recurrence.case, kind=recurrence.kind_id, responsible=recurrence.responsible_id
        ).exclude(status=Duty.Status.CANCELLED)
    )
    wanted = _window(recurrence, days, asked, visit.on)
    stands = False
    for duty in duties.open_duties(visit, recurrence.case):
        is_its = (duty.kind_id, duty.responsible_id) == (
            recurrence.kind_id,
            recurrence.responsible_id,
        )
        if not is_its:
            continue
        if duty.due == wanted and not is_answered:
            stands = True
        elif duty.due is not None and duty.due.latest > wanted.latest:
            duties.cancel_one(visit, duty)
        else:
            duties.close_one(visit, duty)
    answered = [d for d in asked if d.due == wanted and d.status == Duty.Status.DONE]
    if not stands and answered and not is_answered:
        duties.reopen_one(visit, answered[-1])
    elif not stands:
        duties.open_recurring(visit, recurrence, wanted)


def _window(recurrence: Recurrence, days: list[date], asked: list[Duty], on: date) -> PartialDate:
    """Within which days the next is due.

    By calendar year: the year after the last that had enough of them. Rolling: the interval after
    the day since which there were enough. Never before what was asked for first.
    """
    first = min((d.due for d in asked if d.due), key=lambda due: due.latest, default=None)
    first = first or duties.first_window(recurrence, on)
    if recurrence.cadence == Cadence.CALENDAR_YEAR:
        number = Counter(day.year for day in days)
        enough = [year for year, count in number.items() if count >= recurrence.minimum]
        return max(PartialDate.year(max(enough) + 1), first, key=_last) if enough else first
    if len(days) < recurrence.minimum:
        return first
    since = days[-recurrence.minimum] if recurrence.minimum else days[-1]
    return max(PartialDate.day(add_months(since, recurrence.months)), first, key=_last)


def _last(window: PartialDate) -> date:
    return window.latest
