"""How are many agreements evaluated in one, with a ruling on each (practice.md, Review)?

It begins in `review_starts`.
Every act here is all or none: the agreements are locked in key order, and where one of them
cannot follow, nothing has changed and the refusal names it.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

import clock
from agreements.models import Case
from audit.acting import acting
from people.models import Role
from people.roles import roles_of
from workflows import reviews, routes, rulings
from workflows.door import lock_together, remember
from workflows.errors import NotPossible, Refused
from workflows.verdict import YES, Verdict, no

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from agreements.models import JointReview
    from people.models import Municipality, User
    from workflows.reviews import Evaluation
    from workflows.rulings import Minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """What was ruled on one of the agreements.

    `conditions_due`: by when conditions are to be met; `ends`: when an ending takes effect.
    """

    case: Case
    outcome: str
    conditions: str = ""
    conditions_due: date | None = None
    ends: date | None = None


def may_review_together(owner: Municipality, by: User, at: datetime) -> Verdict:
    """Officers and the council secretariat of the owner."""
    roles = roles_of(by, clock.local_date(at, owner.time_zone))
    if roles.has_any({Role.OFFICER, Role.SECRETARIAT}, owner.pk):
        return YES
    return no(_("Only officers and the council secretariat may do this."))


def may_rule_together(
    owner: Municipality, cases: Iterable[Case], by: User, at: datetime
) -> Verdict:
    """The council secretariat, and the delegate of any of them, as for the ruling on one case."""
    if records_rulings(owner, by, at) or decided_by(by, cases, owner=owner, at=at):
        return YES
    return no(_("Only the council secretariat and the delegate of the route may do this."))


def records_rulings(owner: Municipality, by: User, at: datetime) -> bool:
    """May this person record what bodies ruled?"""
    roles = roles_of(by, clock.local_date(at, owner.time_zone))
    return roles.has(Role.SECRETARIAT, owner.pk)


def decided_by(by: User, cases: Iterable[Case], *, owner: Municipality, at: datetime) -> list[Case]:
    """Those of the cases that the person may decide one by one, as delegate of their routes.

    Four eyes: not those that they proposed themselves.
    """
    roles = roles_of(by, clock.local_date(at, owner.time_zone))
    theirs = [case for case in cases if case.proposed_by_id != by.pk]
    stops = routes.stops_of_all(theirs, light=routes.reviewed_lightly(theirs))
    return [
        case
        for case in theirs
        if roles.has_any(routes.delegates(stops[case.pk]), case.owner_id, case.unit_id)
    ]


def evaluate(
    joint: JointReview,
    text: str,
    shares: Mapping[Case, Evaluation],
    *,
    by: User,
    at: datetime,
    seen: Mapping[int, int],
    done: bool = True,
) -> None:
    """Write the one evaluation, and what is recommended for each agreement.

    An agreement without words of its own gets the common ones.
    """
    with _whole(shares, owner=joint.municipality, by=by, at=at, attempt="evaluate"):
        _is_part(joint, shares)
        if done and not text.strip():
            raise NotPossible(_("Write the evaluation."))
        joint.evaluation = text.strip()
        with acting(by, at=at):
            joint.save()
        for case in _in_order(shares):
            share = shares[case]
            own = replace(share, text=share.text.strip() or joint.evaluation)
            with _named(case):
                reviews.evaluate(case, own, by=by, at=at, seen=seen[case.pk], done=done)


def rule(
    joint: JointReview,
    minutes: Minutes | None,
    ruled: Sequence[Ruled],
    *,
    by: User,
    at: datetime,
    seen: Mapping[int, int],
    reason: str = "",
    wording: str = "",
) -> None:
    """Record one decision with a ruling on each agreement; without minutes, as the delegate.

    `wording` is the delegate's; that of a body stands in its minutes.
    """
    by_key = {each.case.pk: each for each in ruled}
    cases = [each.case for each in ruled]
    with _whole(cases, owner=joint.municipality, by=by, at=at, attempt="record_ruling"):
        _is_part(joint, cases)
        decision = None
        for case in _in_order(cases):
            each = by_key[case.pk]
            with _named(case):
                if minutes is None:
                    record = rulings.decide(
                        case,
                        each.outcome,
                        by=by,
                        at=at,
                        seen=seen[case.pk],
                        conditions=each.conditions,
                        conditions_due=each.conditions_due,
                        wording=wording,
                        ends=each.ends,
                        decision=decision,
                    )
                else:
                    record = rulings.record_ruling(
                        case,
                        replace(minutes, decision=decision),
                        each.outcome,
                        by=by,
                        at=at,
                        seen=seen[case.pk],
                        conditions=each.conditions,
                        conditions_due=each.conditions_due,
                        reason=reason,
                        ends=each.ends,
                    )
            decision = record.ruling.decision if record.ruling else None


def _is_part(joint: JointReview, cases: Sequence[Case] | Mapping[Case, Evaluation]) -> None:
    known = set(joint.reviews.filter(status="open").values_list("case", flat=True))
    for case in cases:
        if case.pk not in known:
            raise NotPossible(_("%(case)s is not part of this review.") % {"case": case})


def _in_order(cases: Sequence[Case] | Mapping[Case, Evaluation]) -> list[Case]:
    return sorted(cases, key=lambda case: case.pk)


@contextmanager
def _named(case: Case) -> Iterator[None]:
    """A refusal says which of the agreements it is about."""
    try:
        yield
    except Refused as refusal:
        refusal.message = f"{case.title}: {refusal.message}"
        refusal.args = (refusal.message,)
        raise


@contextmanager
def _whole(
    cases: Sequence[Case] | Mapping[Case, Evaluation],
    *,
    owner: Municipality,
    by: User,
    at: datetime,
    attempt: str,
) -> Iterator[None]:
    """All of it or nothing; what is remembered of a refusal is told anew after the rollback."""
    try:
        with transaction.atomic():
            lock_together(cases)
            yield
    except Refused as refusal:
        remember(refusal, Case(owner=owner), by=by, at=at, attempt=attempt)
        raise
