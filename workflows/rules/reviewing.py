"""What does a review set for the time after it, and when does it end or begin again?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import Agreement, Review
from agreements.next_term import AS_IT_IS, NextTerm
from agreements.states import ENDED
from agreements.terms import following
from workflows.rules.ending import its_change_is_decided, open_review
from workflows.verdict import YES, Verdict, no

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from agreements.dates import PartialDate
    from agreements.models import Case
    from workflows.visit import Matter


def next_window_is_set(matter: Matter) -> Verdict:
    review = open_review(matter.case)
    window = review.next_review if review else None
    if window is None and not matter.case.no_review_reason:
        return no(_("Set the next review, or say why there is none."))
    return its_window_is_to_come(window, matter.visit.on)


def its_window_is_to_come(window: PartialDate | None, on: date) -> Verdict:
    """The next review is on a day that has not passed, where one is set."""
    if window is None or window.latest >= on:
        return YES
    return no(_("The next review has passed: write a day to come."))


def a_new_term_is_set(matter: Matter) -> Verdict:
    review = open_review(matter.case)
    said = review.next_term if review else AS_IT_IS
    return the_next_term_holds(matter.case, said, matter.visit.effective)


def next_term(case: Case, said: NextTerm, day: date) -> NextTerm:
    """The term that a renewal of `day` begins; what is left out stays as it is."""
    return following(sorted(case.terms.all(), key=lambda term: term.number), said, day)


def the_next_term_holds(case: Case, said: NextTerm, day: date, *, is_whole: bool = True) -> Verdict:
    """Its end comes after it begins, and a clause says for how long it renews itself.

    What is missing is asked for where it is to be whole; an impossible end never passes.
    """
    term = next_term(case, said, day)
    ends = its_end_follows(term, is_whole=is_whole)
    return ends and a_clause_has_its_length(term, is_whole=is_whole)


def its_end_follows(term: NextTerm, *, is_whole: bool) -> Verdict:
    if term.start and term.end and term.end.latest < term.start:
        return no(
            _("The next term begins on %(date)s: write an end after that.")
            % {"date": date_format(term.start)}
        )
    if is_whole and term.end is None and term.basis != "open":
        return no(_("Write when the next term ends."))
    return YES


def a_clause_has_its_length(term: NextTerm, *, is_whole: bool) -> Verdict:
    if is_whole and term.basis == "self_renewing" and not term.renewal_months:
        return no(_("Write for how many months it renews itself."))
    return YES


def the_next_kind_fits(matter: Matter) -> Verdict:
    """What goes on as another kind keeps the rules of that kind: an end, enough parties."""
    case, review = matter.case, open_review(matter.case)
    kind = review.next_kind if review else None
    if review is None or kind is None:
        return YES
    end = next_term(case, review.next_term, matter.visit.effective).end
    if kind.end_required and end is None:
        return no(_("%(kind)s must have an end: write when the next term ends.") % {"kind": kind})
    staying = case.participations.filter(has_declined=False).exclude(left_date__lt=matter.visit.on)
    if staying.count() < kind.minimum_parties:
        return no(
            ngettext(
                "%(kind)s needs at least %(count)d party.",
                "%(kind)s needs at least %(count)d parties.",
                kind.minimum_parties,
            )
            % {"kind": kind, "count": kind.minimum_parties}
        )
    return YES


def its_review_decides(matter: Matter) -> Verdict:
    """Is it the ruling on its review, on the route, that lets it rest?"""
    review, ruling = open_review(matter.case), matter.visit.ruling
    if review is None or ruling is None or ruling.round != matter.case.ruling_round:
        return no(_("No review decided this."))
    if review.recommendation != Review.Recommendation.SUSPEND:
        return no(_("No review decided this."))
    return YES


def an_amendment_came_to_nothing(matter: Matter) -> Verdict:
    """Its review decided on a change, and nothing that was begun for it stands any more."""
    gone = [pk for pk, other in matter.visit.touched.items() if other.state in ENDED]
    standing = amendments_begun(matter.case).exclude(pk__in=gone).exclude(case__state__in=ENDED)
    if its_change_is_decided(matter.case) and not standing.exists():
        return YES
    return no(_("An amendment is still on its way."))


def amendments_begun(case: Case) -> QuerySet[Agreement]:
    """What amends the agreement and was begun in its open review."""
    review = open_review(case)
    if review is None:
        return Agreement.objects.none()
    return case.agreement.amendments.filter(case__created_at__gte=review.opened_at)


def it_is_in_no_other_joint_review(matter: Matter) -> Verdict:
    review, told = open_review(matter.case), matter.visit.changes
    if review is None or not told:
        return no(_("No review is open."))
    if review.joint_id is None or review.joint == told["joint"]:
        return YES
    return no(_("It is reviewed in “%(title)s” already.") % {"title": review.joint})
