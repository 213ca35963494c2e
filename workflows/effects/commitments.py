"""A commitment or milestone is written; duties ask for what is promised by a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agreements.models import Case, Commitment, Recurrence
from agreements.models.agreement import Initiative
from agreements.states import FROZEN, IN_FORCE
from people import seats
from workflows import duties

if TYPE_CHECKING:
    from agreements.dates import PartialDate
    from agreements.models import Milestone
    from people.models import Actor
    from workflows.visit import Matter, Visit

Status = Commitment.Status
PROMISED = ("commitment", "milestone")
YEAR = 12


def commitment_written(matter: Matter, **more: Any) -> None:
    """Write what the visit tells of a commitment and what the step itself changes (`more`)."""
    _write(matter, matter.visit.commitment, more)


def milestone_written(matter: Matter) -> None:
    """Write what the visit tells of a milestone."""
    _write(matter, matter.visit.milestone, {})


def _write(matter: Matter, row: Commitment | Milestone | None, more: dict[str, Any]) -> None:
    assert row is not None  # the rules have asked
    for name, value in {**matter.visit.changes, **more}.items():
        setattr(row, name, value)
    if isinstance(row, Commitment) and row.progress not in row.scale:
        row.progress = ""  # done in another way now, which has a scale of its own
    row.save()
    ask_for_what_is_promised(matter)


# ---------------------------------------------------------------- what is asked for
def ask_for_what_is_promised(matter: Matter) -> None:
    """Let the open duties be what the facts ask for: no more, no less, each by its day (R-034).

    Nothing is asked of a draft, nor of what rests, is over, was dropped, or only “may come up”
    (R-027).
    """
    case, visit = matter.case, matter.visit
    if case.sort != Case.Sort.INITIATIVE or case.state not in IN_FORCE | FROZEN:
        return
    wanted, kept = _promised(case)
    for duty in [d for d in duties.open_duties(visit, case) if d.kind_id in PROMISED]:
        key = (duty.kind_id, duty.subject)
        if key in kept:
            duties.close(visit, case, duty.kind_id, subject=duty.subject)
        elif key not in wanted:
            duties.cancel(visit, case, duty.kind_id, subject=duty.subject)
        else:
            due = wanted.pop(key)
            duties.reschedule(visit, case, duty.kind_id, due, subject=duty.subject)
    for (kind, subject), due in wanted.items():
        responsible = duties.officer_of(visit, case)
        duties.open_duty(visit, case, kind, responsible=responsible, due=due, subject=subject)


def _promised(
    case: Case,
) -> tuple[dict[tuple[str, str], PartialDate], set[tuple[str, str]]]:
    """What is asked for by which day, and what was kept; by kind and subject of the duty."""
    wanted: dict[tuple[str, str], PartialDate] = {}
    kept: set[tuple[str, str]] = set()
    asked = set()
    for commitment in case.commitments.all():
        is_asked = commitment.status == Status.OPEN and not commitment.is_conditional
        if is_asked:
            asked.add(commitment.pk)
        if commitment.status == Status.DONE:
            kept.add(("commitment", subject_of(commitment)))
        elif is_asked and commitment.due is not None:
            wanted["commitment", subject_of(commitment)] = commitment.due
    for milestone in case.milestones.select_related("party"):
        rests = milestone.commitment_id is not None and milestone.commitment_id not in asked
        if milestone.reached is not None:
            kept.add(("milestone", subject_of(milestone)))
        elif milestone.expected is not None and not milestone.is_dropped and not rests:
            wanted["milestone", subject_of(milestone)] = milestone.expected
    return wanted, kept


def subject_of(row: Commitment | Milestone) -> str:
    """What a duty about it says; the number keeps two of one name apart."""
    about = row.text if isinstance(row, Commitment) else f"{row.name}{_of_whom(row)}"
    return f"{row.number}. {about}"[:200]


def _of_whom(milestone: Milestone) -> str:
    return f" ({milestone.party})" if milestone.party else ""


def placed(matter: Matter) -> None:
    """Write number and area of the initiative under its agreement."""
    initiative = matter.case.initiative
    for name, value in matter.visit.changes.items():
        setattr(initiative, name, value)
    initiative.save()


# ---------------------------------------------------------------- a standing cooperation
def begin_to_ask_whether_it_is_alive(matter: Matter) -> None:
    """A standing cooperation is confirmed once a year by the department (R-050).

    So is a registered relation, one that was imported too. The recurrence is written once;
    whoever calls opens its first duty.
    """
    case, visit = matter.case, matter.visit
    is_asked = is_standing(case) or case.handling == Case.Handling.REGISTERED
    if not is_asked or Recurrence.objects.filter(case=case, kind="still_alive").exists():
        return
    Recurrence.objects.create(
        case=case,
        kind_id="still_alive",
        responsible=department_of(visit, case),
        cadence=Recurrence.Cadence.ROLLING,
        anchor_date=visit.effective,
        months=YEAR,
    )


def is_standing(case: Case) -> bool:
    return case.sort == Case.Sort.INITIATIVE and case.initiative.sort == Initiative.Sort.STANDING


def department_of(visit: Visit, case: Case) -> Actor:
    """The unit that carries a standing cooperation; of other cases, whoever carries them."""
    if is_standing(case) and case.unit is not None:
        return seats.asked_unit(case.unit)
    return duties.officer_of(visit, case)
