"""Which cases need somebody to look at them, and what is wrong with each?

One row for each case, whatever is wrong with it, in a number of queries that does not grow with
the cases: what is overdue, who is missing, what rests, what is not known (practice.md).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, Subquery

from agreements.cadence import WARNED_DAYS
from agreements.dates import add_months
from agreements.dormancy import all_dormant_areas
from agreements.gaps import gaps_in
from agreements.models import Case, ContactRole, Duty, Event, Participation, StepRecord, Update
from agreements.states import FROZEN, IN_FORCE

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

#: From the worst on. Gaps carry the codes that `agreements.gaps` gives them.
CODES = (
    *("overdue_review", "overdue", "cadence", "left", "no_responsible", "to_confirm"),
    *("question", "dormant", "not_signed", "no_review", "no_text", "no_contact"),
    *("parties_not_named", "dated_day_unknown", "signed_day_unknown", "undated"),
)
REVIEWS = frozenset({"review", "review_ruling"})
NO_ACTIVITY = (
    *("hand_over", "name_responsible", "ask_still_right", "answer_still_right", "register"),
)
"""Steps that say nothing of whether the cooperation is alive."""


class Trouble(NamedTuple):
    """One thing that is wrong: by duties that are open too long, or by what is not there."""

    code: str
    message: str = ""
    duties: tuple[Any, ...] = ()
    since: date | None = None


@dataclass(slots=True)
class Troubled:
    """A case, and what is wrong with it, the worst first."""

    case: Any
    troubles: list[Trouble] = field(default_factory=list)

    @property
    def rank(self) -> tuple[int, str, int]:
        return CODES.index(self.troubles[0].code), self.case.title, self.case.pk


def troubled(
    cases: QuerySet[Case], on: date, *, actors: object, with_actor: tuple[str, ...] = ()
) -> list[Troubled]:
    """Those of `cases` with which something is wrong, the worst first; two queries and the gaps'.

    `actors` are the keys for whom a duty is `is_mine`; `with_actor` is read along with each.
    """
    found: dict[int, Troubled] = {}
    for duty in _late(cases, on, actors, with_actor):
        row = found.setdefault(duty.case_id, Troubled(duty.case))
        _add(row, _code_of(duty, on), duty)
    held = list(_held(cases))
    gaps, areas = gaps_in(held, with_agreement=False), _asleep(held, on)
    for case in held:
        told = [Trouble(gap.code, gap.message) for gap in gaps[case.pk]]
        told += _of_people(case) + _of_rest(case, on, areas.get(case.pk, []))
        if told:
            row = found.setdefault(case.pk, Troubled(case))
            row.case = case  # with what was read along
            row.troubles += told
    for row in found.values():
        row.troubles.sort(key=lambda trouble: CODES.index(trouble.code))
    return sorted(found.values(), key=lambda row: row.rank)


# ---------------------------------------------------------------- what is asked
def _late(
    cases: QuerySet[Case], on: date, actors: object, with_actor: tuple[str, ...]
) -> QuerySet[Duty]:
    """Overdue, open without a day, and updates whose period ends within a month (P08)."""
    soon = on + timedelta(days=WARNED_DAYS)
    late = Q(due_until__lt=on) | Q(due_until__isnull=True)
    return (
        Duty.objects.filter(
            late | Q(kind="update", due_until__lte=soon),
            status=Duty.Status.OPEN,
            case__in=cases.exclude(state__in=FROZEN).values("pk"),
        )
        .exclude(kind="reconfirm")  # told below, by the party that is to be confirmed
        .annotate(is_mine=Q(responsible__in=actors))
        .select_related("case__unit", "case__agreement__kind", *with_actor)
        .order_by("due_until", "id")
    )


def _code_of(duty: Duty, on: date) -> str:
    if duty.due is None:
        return "undated"
    if duty.kind_id == "still_right":
        return "question"
    if not duty.due.overdue_on(on):
        return "cadence"
    return "overdue_review" if duty.kind_id in REVIEWS else "overdue"


def _add(row: Troubled, code: str, duty: Duty) -> None:
    """What is asked of several at once is one thing: an update names the posts of both sides."""
    for place, trouble in enumerate(row.troubles):
        if trouble.code == code and trouble.duties[0].kind_id == duty.kind_id:
            row.troubles[place] = trouble._replace(duties=(*trouble.duties, duty))
            return
    row.troubles.append(Trouble(code, duties=(duty,)))


# ---------------------------------------------------------------- what is on file
def _held(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Cases that hold or rest, with what the questions below need."""
    here = {"case": OuterRef("pk")}
    below = {"case__initiative__agreement": OuterRef("pk")}
    people = ContactRole.objects.filter(participation__case=OuterRef("pk"), is_active=True)
    carried = Participation.objects.filter(**here).to_confirm()
    updates = Update.objects.filter(withdrawn_at=None, **here).order_by("-happened_until")
    events = Event.objects.filter(**here).order_by("-begins_until")
    return (
        cases.filter(state__in=IN_FORCE | FROZEN)
        .select_related("agreement__kind", "initiative", "unit", "responsible__person")
        .annotate(
            last_step=_last_of_people(here),
            last_below=_last_of_people(below),
            last_update=Subquery(updates.values("happened_until")[:1]),
            last_event=Subquery(events.values("begins_until")[:1]),
            has_contact=Exists(people.exclude(person="", email="", post=None)),
            to_confirm=Subquery(carried.order_by("pk").values("pk")[:1]),
        )
        .order_by("title", "pk")
    )


def _last_of_people(of: dict[str, OuterRef]) -> Subquery:
    """When a person last did something there; commitments are steps of their initiative."""
    steps = StepRecord.objects.filter(by__isnull=False, **of).exclude(step__in=NO_ACTIVITY)
    return Subquery(steps.order_by("-pk").values("at")[:1])


def _of_people(case: Any) -> list[Trouble]:
    told = []
    person = case.responsible.person if case.responsible else None
    if person is not None and not person.is_active:
        told.append(Trouble("left", person.name))
    if case.to_confirm:
        told.append(Trouble("to_confirm"))
    stands_alone = case.sort == Case.Sort.AGREEMENT or case.initiative.agreement_id is None
    if stands_alone and not case.contact and not case.has_contact:
        told.append(Trouble("no_contact"))
    return told


def _asleep(cases: list[Any], on: date) -> dict[int, list[str]]:
    """The names of the areas that sleep, by agreement (R-039)."""
    agreements = [case.agreement for case in cases if case.sort == Case.Sort.AGREEMENT]
    kinds = {agreement.kind_id: agreement.kind for agreement in agreements}
    asleep: dict[int, list[str]] = {}
    areas = all_dormant_areas(on, kinds.values()).filter(agreement__in=agreements)
    for agreement, name in areas.values_list("agreement", "name"):
        asleep.setdefault(agreement, []).append(name)
    return asleep


def _of_rest(case: Any, on: date, areas: list[str]) -> list[Trouble]:
    """Nothing has happened for as many months as its kind allows; from its entry on, if never.

    One alarm for an agreement, with the areas that sleep inside it.
    """
    agreement = getattr(case, "agreement", None)
    if agreement is None or case.state in FROZEN:
        return []
    moments = [moment.date() for moment in (case.last_step, case.last_below) if moment]
    days = [day for day in (case.last_update, case.last_event) if day is not None and day <= on]
    since: date = max([*moments, *days], default=case.created_at.date())
    names = ", ".join(areas)
    if add_months(since, agreement.kind.dormant_months) <= on:
        return [Trouble("dormant", names, since=since)]
    return [Trouble("dormant", names)] if names else []
