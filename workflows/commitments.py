"""How do the commitments and milestones of an initiative come, change and end?

Everything here is a step of the initiative, with its reason and without a formal decision
(lifecycles.md, Initiative; R-022 to R-027, R-034, R-035).
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from django.db.models import Max

from agreements.models import Case, Commitment, Milestone
from agreements.states import FROZEN, IN_FORCE
from workflows.door import advance, enter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.db.models import QuerySet

    from agreements.dates import PartialDate
    from agreements.models import Party, StepRecord
    from people.models import User
    from workflows.visit import Visit

TURNS = frozenset(
    {"pause_commitment", "take_up_commitment", "finish_commitment", "close_commitment"}
)
"""Steps of a commitment that ask for nothing but the reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What a commitment says: who gives what to whom, in which way, by when.

    Without giver and receiver it is done together; `in_return` is what the receiver gives back.
    """

    text: str
    horizon: str = Commitment.Horizon.SHORT
    mode: str = Commitment.Mode.JOINT
    extent: str = ""
    giver: Party | None = None
    receiver: Party | None = None
    gives: str = ""
    in_return: str = ""
    due: PartialDate | None = None


def facts_of(promise: Promise) -> dict[str, Any]:
    """The fields of a commitment that a promise tells."""
    told = _told(promise)
    return told | {name: told[name].strip() for name in ("text", "extent", "gives", "in_return")}


def write_commitment(case: Case, promise: Promise) -> Commitment:
    """Keep a commitment inside a visit, with the next number of its initiative."""
    return Commitment.objects.create(
        case=case, number=_next(case.commitments.all()), **facts_of(promise)
    )


# ---------------------------------------------------------------- commitments
def add(
    case: Case, promise: Promise, *, reason: str, by: User, at: datetime, seen: int | None
) -> Commitment:
    """Add a commitment; numbers within an initiative are given once."""
    with enter(
        case, by=by, at=at, seen=seen, attempt="add_commitment", reason=reason, alone=True
    ) as visit:
        number = _next(visit.case.commitments.all())
        visit.commitment = Commitment(case=visit.case, number=number)
        visit.changes = facts_of(promise)
        visit.about = visit.changes["text"]
        advance(visit, "add_commitment")
        return visit.commitment


def scale(
    commitment: Commitment,
    promise: Promise,
    *,
    reason: str,
    by: User,
    at: datetime,
    seen: int | None,
) -> StepRecord:
    """Scale it up or down, or say it in other words; its horizon stays (`promote`)."""
    with _entered(commitment, "scale_commitment", reason=reason, by=by, at=at, seen=seen) as visit:
        visit.changes = facts_of(promise)
        del visit.changes["horizon"]
        return advance(visit, "scale_commitment")


def measure(
    commitment: Commitment,
    progress: str,
    *,
    reason: str,
    by: User,
    at: datetime,
    seen: int | None,
) -> StepRecord:
    """Tell how far it is, on the scale of its mode (R-026); the reason is what has happened."""
    with _entered(
        commitment, "measure_commitment", reason=reason, by=by, at=at, seen=seen
    ) as visit:
        visit.changes = {"progress": progress}
        return advance(visit, "measure_commitment")


def promote(
    commitment: Commitment,
    *,
    due: PartialDate | None,
    reason: str,
    by: User,
    at: datetime,
    seen: int | None,
) -> StepRecord:
    """A long-term commitment is to be kept in the short term (R-022); `due` replaces its day."""
    with _entered(
        commitment, "promote_commitment", reason=reason, by=by, at=at, seen=seen
    ) as visit:
        if due is not None:
            visit.changes = {"due": due}
        return advance(visit, "promote_commitment")


def turn(
    commitment: Commitment, step: str, *, reason: str, by: User, at: datetime, seen: int | None
) -> StepRecord:
    """Take one of `TURNS`: it rests, goes on, is done or given up."""
    with _entered(commitment, step, reason=reason, by=by, at=at, seen=seen) as visit:
        return advance(visit, step)


def conditional_commitments(case: Case) -> QuerySet[Commitment]:
    """What “may come up” and is asked about at each review: still? (R-027).

    Of an agreement: those of the initiatives under it that hold or rest.
    """
    cases = Case.objects.filter(pk=case.pk)
    if case.sort == Case.Sort.AGREEMENT:
        cases = Case.objects.filter(
            initiative__agreement=case.pk, state__in=[*IN_FORCE, *FROZEN]
        ).order_by()
    return (
        Commitment.objects.filter(
            case__in=cases.values("pk"),
            mode=Commitment.Mode.CONDITIONAL,
            status=Commitment.Status.OPEN,
        )
        .select_related("case__initiative", "giver", "receiver")
        .order_by("case__initiative__annex", "case__initiative__number", "case", "number")
    )


@contextmanager
def _entered(
    commitment: Commitment, step: str, *, seen: int | None, **door: Any
) -> Iterator[Visit]:
    with enter(commitment.case, seen=seen, attempt=step, alone=True, **door) as visit:
        # As it stands now that the case is locked, whatever the caller had read.
        visit.commitment = visit.case.commitments.get(pk=commitment.pk)
        visit.about = visit.commitment.text
        yield visit


# ---------------------------------------------------------------- milestones
@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What a milestone says: what is expected of whom by when, or was reached when (R-034)."""

    name: str
    party: Party | None = None
    expected: PartialDate | None = None
    reached: PartialDate | None = None
    commitment: Commitment | None = None


def add_milestone(case: Case, aim: Aim, *, by: User, at: datetime, seen: int | None) -> Milestone:
    """Add a milestone that is expected, or one that was reached already."""
    with enter(case, by=by, at=at, seen=seen, attempt="add_milestone", alone=True) as visit:
        number = _next(visit.case.milestones.all())
        visit.milestone = Milestone(case=visit.case, number=number)
        visit.changes = _told(aim) | {"name": aim.name.strip()}
        visit.about = visit.changes["name"]
        advance(visit, "add_milestone")
        return visit.milestone


def reach_milestone(
    milestone: Milestone, reached: PartialDate, *, by: User, at: datetime, seen: int | None
) -> StepRecord:
    """It was reached, on its true day."""
    with _at(milestone, "reach_milestone", by=by, at=at, seen=seen) as visit:
        visit.changes = {"reached": reached}
        return advance(visit, "reach_milestone")


def move_milestone(
    milestone: Milestone,
    expected: PartialDate,
    *,
    reason: str,
    by: User,
    at: datetime,
    seen: int | None,
) -> StepRecord:
    """It is expected on another day; one that was recorded as reached is so no more."""
    with _at(milestone, "move_milestone", reason=reason, by=by, at=at, seen=seen) as visit:
        visit.changes = {"expected": expected, "reached": None}
        return advance(visit, "move_milestone")


def drop_milestone(
    milestone: Milestone, *, reason: str, by: User, at: datetime, seen: int | None
) -> StepRecord:
    """Nobody expects it any more."""
    with _at(milestone, "drop_milestone", reason=reason, by=by, at=at, seen=seen) as visit:
        visit.changes = {"is_dropped": True}
        return advance(visit, "drop_milestone")


@contextmanager
def _at(milestone: Milestone, step: str, *, seen: int | None, **door: Any) -> Iterator[Visit]:
    with enter(milestone.case, seen=seen, attempt=step, alone=True, **door) as visit:
        visit.milestone = visit.case.milestones.select_related("party").get(pk=milestone.pk)
        visit.about = visit.milestone.name
        yield visit


def _told(facts: Promise | Aim) -> dict[str, Any]:
    return {field.name: getattr(facts, field.name) for field in fields(facts)}


def _next(rows: QuerySet[Any]) -> int:
    """Rows are never deleted, so that a number is given once."""
    last: int | None = rows.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1
