"""When does a review end with another kind, with a rest, or begin its evaluation again?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import Agreement, Review
from agreements.states import ENDED
from workflows.rules.ending import its_change_is_decided, open_review
from workflows.verdict import YES, Verdict, no

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from agreements.models import Case
    from workflows.visit import Matter


def the_next_kind_fits(matter: Matter) -> Verdict:
    """What goes on as another kind keeps the rules of that kind: an end, enough parties."""
    case, review = matter.case, open_review(matter.case)
    kind = review.next_kind if review else None
    if review is None or kind is None:
        return YES
    if kind.end_required and review.next_term_end is None:
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
