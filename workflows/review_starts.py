"""How do the reviews of many agreements begin at once, all or none, each alone or in one?

The number of statements grows by a constant for each table, not with the cases (`together`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _

from agreements.models import Case, Initiative, JointReview, Review
from agreements.states import State
from audit.history import add, keep
from workflows import beginnings, lifecycles
from workflows.errors import NotPermitted, NotPossible
from workflows.together import Preview, enter_all, look_at_all, unless_changed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from people.models import Municipality, User
    from workflows.errors import Refused
    from workflows.visit import Visit

MOST = 500
"""So many cases at once at the most."""

STARTABLE = (State.ACTIVE, State.RENEWED)
"""States in which a review starts; in one joint review go those under review, too."""


def preview(
    cases: Iterable[Case], *, owner: Municipality, title: str = "", by: User, at: datetime
) -> Preview:
    """Whose review would begin, and whose not, each with the reason; nothing is written."""
    visits = look_at_all((case.pk for case in cases), by=by, at=at)
    _read_open(visits)
    told = Preview([], [])
    for visit in visits:
        refusal = _refusal(visit, owner, is_joint=bool(title.strip()))
        if refusal is not None:
            told.skipped.append((visit.case, str(refusal.message)))
        else:
            told.taking.append(visit.case)
    return told


def start(
    seen: Mapping[int, int], *, owner: Municipality, title: str = "", by: User, at: datetime
) -> JointReview | None:
    """Begin the reviews of the cases of these keys, each in the version `seen`: all or none.

    With a title they are evaluated and ruled on together, and those under review already join.
    Raises `Refused` with the name of a case that cannot follow, and then nothing has changed.
    """
    if not seen:
        raise NotPossible(_("Choose at least one agreement."))
    if len(seen) > MOST:
        raise NotPossible(_("At most %(most)d reviews begin at once.") % {"most": MOST})
    attempt = "review_jointly" if title.strip() else "start_review"
    with enter_all(seen, by=by, at=at, attempt=attempt, beside=_annexes(seen)) as group:
        _read_open(group.visits)
        for visit in group.visits:
            group.refused_by = visit.case
            unless_changed(visit, seen)
            refusal = _refusal(visit, owner, is_joint=bool(title.strip()))
            if refusal is not None:
                raise type(refusal)(f"{visit.case}: {refusal.message}")
        joint = _joint(title, owner, by, at)
        fresh = [visit for visit in group.visits if visit.case.state != State.UNDER_REVIEW]
        _write_reviews(fresh, joint)
        group.take("start_review", fresh)
        if joint is not None:
            _join(group.visits, joint)
            group.take("review_jointly")
    return joint


def _refusal(visit: Visit, owner: Municipality, *, is_joint: bool) -> Refused | None:
    """Why the review of this case cannot begin so; nothing where it can."""
    case = visit.case
    if case.owner_id != owner.pk:
        return NotPossible(_("Choose agreements of the municipality."))
    if case.sort == Case.Sort.AGREEMENT and case.agreement.amends_id:
        return NotPossible(_("An amendment is reviewed with what it amends."))
    joins = is_joint and case.state == State.UNDER_REVIEW
    if case.state == State.UNDER_REVIEW and not is_joint:
        return NotPossible(_("It is under review already."))
    step = "review_jointly" if joins else "start_review"
    visit.changes = {"joint": None} if joins else {}
    way = lifecycles.way(step, case, visit)
    if way is None:
        return NotPossible(lifecycles.why_not_from_here(step, case, visit))
    if not (verdict := lifecycles.permitted(way, visit.by)):
        return NotPermitted(verdict.message)
    verdict = lifecycles.possible(way)
    return None if verdict else NotPossible(verdict.message)


# ---------------------------------------------------------------- read and written for all
def _read_open(visits: Sequence[Visit]) -> None:
    still = Review.objects.filter(status=Review.Status.OPEN).select_related("joint")
    cases = [visit.case for visit in visits]
    prefetch_related_objects(
        cases, Prefetch("reviews", queryset=still, to_attr="reviews_open"), "ending"
    )


def _annexes(keys: Iterable[int]) -> dict[int, int]:
    """The initiatives that follow these agreements: asked about in the reviews, and locked too."""
    rows = Initiative.objects.filter(agreement__in=list(keys), follows_agreement=True)
    return {pk: agreement for pk, agreement in rows.values_list("pk", "agreement") if agreement}


def _joint(title: str, owner: Municipality, by: User, at: datetime) -> JointReview | None:
    if not title.strip():
        return None
    return JointReview.objects.create(
        municipality=owner, title=title.strip(), recorded_by=by, recorded_at=at
    )


def _write_reviews(visits: Sequence[Visit], joint: JointReview | None) -> None:
    if not visits:
        return
    first = visits[0]
    begun = beginnings.read([visit.case for visit in visits], at=first.at, on=first.on)
    for visit in visits:
        visit.beginning = begun[visit.case.pk]
        visit.beginning.review.joint = joint
        vars(visit.case)["reviews_open"] = [visit.beginning.review]
    add([each.review for each in begun.values()])


def _join(visits: Sequence[Visit], joint: JointReview) -> None:
    """Those under review already are one of many from now on, like those that have just begun."""
    joining = []
    for visit in visits:
        visit.changes, visit.about = {"joint": joint}, joint.title
        review = vars(visit.case)["reviews_open"][0]
        if review.joint_id != joint.pk:
            review.joint = joint
            joining.append(review)
    Review.objects.filter(pk__in=[review.pk for review in joining]).update(joint=joint)
    keep(joining)
