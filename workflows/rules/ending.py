"""When may a review end, a case end or close, a step be taken back?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agreements.defaults import DUTY_KINDS
from agreements.models import Case, Duty, Ending, Review
from agreements.states import IN_FORCE, State
from workflows import routes
from workflows.passages import ENDINGS, effect_of, passage_of, standing_after
from workflows.rules.terms import its_end_by_notice_is_still_to_come
from workflows.verdict import YES, Verdict, no

if TYPE_CHECKING:
    from datetime import date

    from agreements.models import StepRecord
    from workflows.visit import Matter


def evaluation_is_done(matter: Matter) -> Verdict:
    review = open_review(matter.case)
    if review is not None and review.evaluated_at is not None:
        return YES
    return no(_("The evaluation is not done."))


def realised_benefit_is_told(matter: Matter) -> Verdict:
    review = open_review(matter.case)
    if review is not None and review.realised_benefits.exists():
        return YES
    return no(_("Tell the benefit that came, for at least one group."))


def states_of_amendments(case: Case) -> frozenset[str]:
    """The states of what amends the agreement and was begun in its open review."""
    review = open_review(case)
    if review is None or case.sort != Case.Sort.AGREEMENT:
        return frozenset()
    begun = case.agreement.amendments.filter(case__created_at__gte=review.opened_at)
    return frozenset(begun.values_list("case__state", flat=True))


def its_change_is_decided(case: Case) -> bool:
    """Did the bodies of its open review rule that its text is to be changed?"""
    review = open_review(case)
    if review is None or review.recommendation != Review.Recommendation.AMEND:
        return False
    return routes.course_of(case).is_complete


def a_change_is_decided_and_in_force(matter: Matter) -> Verdict:
    case = matter.case
    just_now = {pk for pk, other in matter.visit.touched.items() if other.state in IN_FORCE}
    is_there = (
        bool(states_of_amendments(case) & IN_FORCE)
        or case.agreement.amendments.filter(pk__in=just_now).exists()
    )
    if is_there and its_change_is_decided(case):
        return YES
    return no(_("No amendment that a review decided on is in force."))


def open_review(case: Case) -> Review | None:
    """The review that is open; read ahead (`reviews_open`) where many cases are looked at."""
    if "reviews_open" in vars(case):
        return next(iter(vars(case)["reviews_open"]), None)
    return Review.objects.filter(case=case, status=Review.Status.OPEN).first()


def an_ending_is_recorded(matter: Matter) -> Verdict:
    if ending_of(matter.case) is not None:
        return YES
    return no(_("Record when it was decided, the notice, and when it takes effect."))


def ending_of(case: Case) -> Ending | None:
    """The ending that is recorded of a case, read once."""
    return getattr(case, "ending", None)


def no_end_is_recorded(matter: Matter) -> Verdict:
    """What ends on a day to come is not reviewed once more."""
    ending = ending_of(matter.case)
    if ending is None:
        return YES
    return no(_("It ends on %(date)s.") % {"date": date_format(ending.effective_date)})


def the_days_of_its_end_are_in_order(matter: Matter) -> Verdict:
    """Notice comes before the end, the end after the beginning (R-074).

    An end before the day it was decided, or a decision that is still to come, is explained.
    """
    ending, visit = ending_of(matter.case), matter.visit
    if ending is None or visit.person is None:
        return YES  # on the day itself nothing is asked anew
    ends, began = ending.effective_date, _known_since(matter)
    notice, decided = ending.notice_date, ending.decided_date
    if visit.changes.get("explained"):
        decided = None
    barred = (
        (not ending.reason.strip(), _("Write the reason.")),
        (notice and notice > ends, _("The notice came after the end.")),
        (notice and notice > visit.on, _("The day of the notice has not come.")),
        (began and ends < began, _("It cannot end before it began.")),
        (
            decided and decided > visit.on,
            _("The date of the decision has not come. Write the reason."),
        ),
        (decided and decided > ends, _("It would end before that was decided. Write why.")),
    )
    return next((no(why) for is_barred, why in barred if is_barred), YES)


def _known_since(matter: Matter) -> date | None:
    """Since when it is in force; read ahead (`began`) where many cases are looked at."""
    changes = matter.visit.changes
    if "began" not in changes:
        held = matter.case.periods.filter(state__in=IN_FORCE, annulled_at=None)
        first = held.order_by("pk").values_list("earliest_start_date", flat=True)[:1]
        changes["began"] = next(iter(first), None)
    return changes["began"]  # type: ignore[no-any-return]


def a_successor_is_active(matter: Matter) -> Verdict:
    case = matter.case
    if case.sort == Case.Sort.AGREEMENT:
        successor = Case.objects.filter(agreement__replaces=case.pk).first()
        if successor is not None and (
            successor.state == State.ACTIVE or successor.pk in matter.visit.touched
        ):
            return YES
    return no(_("No successor is in force."))


def parties_are_too_few(matter: Matter) -> Verdict:
    case = matter.case
    if case.sort != Case.Sort.AGREEMENT:
        return no(_("Only agreements need a number of parties."))
    staying = case.participations.on(matter.visit.on).counting()
    if staying.count() < case.agreement.kind.minimum_parties:
        return YES
    return no(_("There are parties enough."))


DUTIES_OF_STEPS = {slug for slug, _statutory in DUTY_KINDS} - {
    "after_end",
    "fulfil_condition",
    "orientation",
}
"""Kinds of duty that a step of their own closes; the others are recorded as done by hand."""


def nothing_is_due(matter: Matter) -> Verdict:
    if matter.case.is_closed:
        return no(_("The case is closed already."))
    if Duty.objects.filter(case=matter.case, status=Duty.Status.OPEN).exists():
        return no(_("Something is still to be done after the end."))
    return YES


def nothing_later_depends_on_it(matter: Matter) -> Verdict:
    """Nothing that stands came of it: no later state, and after a ruling no later ruling."""
    case, record = matter.case, matter.visit.annulled
    if record is None:
        return no(_("Say which recorded ruling, signature or end is annulled."))
    if hasattr(record, "annulled_by"):
        return no(_("It has been annulled already."))
    passage = passage_of(case, record)
    if record.case_id != case.pk:
        return _it_stands_as_it_was_left(case, record, passage)
    if record.signature_id and record.state_before in IN_FORCE:
        return YES  # it was in force without this signature
    is_an_end = record.step in ENDINGS and record.by_id
    if is_an_end and not (verdict := _its_end_may_be_annulled(matter, record)):
        return verdict
    return _it_has_not_moved_on(case, record, passage)


def _it_stands_as_it_was_left(case: Case, record: StepRecord, passage: list[StepRecord]) -> Verdict:
    """Another case, moved because of the record: nothing came of that, and it is not closed."""
    if {r.step for r in passage} == {"ask_what_becomes"}:
        return YES  # whatever its answer was
    if case.is_closed:
        return no(_("The case is closed already."))
    return _it_has_not_moved_on(case, record, passage)


def _it_has_not_moved_on(case: Case, record: StepRecord, passage: list[StepRecord]) -> Verdict:
    effect = effect_of(record)
    later = [r for r in standing_after(case, passage) if not effect or r.version != effect.version]
    has_moved = any(r.state_before != r.state_after for r in later)
    if has_moved or (record.ruling_id and any(r.ruling_id for r in later)):
        return no(_("The case has moved on since; annul the later step first."))
    return YES


def _its_end_may_be_annulled(matter: Matter, record: StepRecord) -> Verdict:
    """Notice that is still to take effect is taken back; any other end is annulled (R-074)."""
    if not _is_its_end(matter.case, record):
        return no(_("This end was taken back or recorded anew."))
    if its_end_by_notice_is_still_to_come(matter):
        return no(_("The notice has not taken effect: take it back instead."))
    return YES


def _is_its_end(case: Case, record: StepRecord) -> bool:
    """Does the end of the case stand as this record wrote it? Once it is closed it stays."""
    ending = ending_of(case)
    return not case.is_closed and ending is not None and ending.recorded_at == record.at


def it_is_done_by_hand(matter: Matter) -> Verdict:
    """Duties that no other step closes: a condition, an orientation, a final report."""
    duty = matter.visit.duty
    if duty is None or duty.status != Duty.Status.OPEN:
        return no(_("Say which open task is done."))
    if duty.kind_id in DUTIES_OF_STEPS:
        return no(_("This task is done by the step that it asks for."))
    return YES


def an_outcome_is_told(matter: Matter) -> Verdict:
    if matter.case.initiative.outcome.strip():
        return YES
    return no(_("Tell what came of it."))
