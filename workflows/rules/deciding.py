"""Whose turn is it to rule, and has everybody ruled?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from agreements.models import Body, Case
from workflows.verdict import YES, Verdict, no

if TYPE_CHECKING:
    from workflows.visit import Matter


def a_route_is_set(matter: Matter) -> Verdict:
    if matter.course.stops:
        return YES
    return no(_("No route is set for cases of this kind. An administrator sets it."))


def body_is_next_on_the_route(matter: Matter) -> Verdict:
    """The ruling being recorded is by the body whose turn it is."""
    ruling = matter.visit.ruling
    if ruling is None:
        return no(_("Record the ruling with its body, date and number."))
    course = matter.course
    if not course.stops:
        return a_route_is_set(matter)
    ahead = course.ahead_before(ruling)
    stop = course.stop_of(ruling)
    if stop is None:
        return no(_("This body is not on the route of the case."))
    if stop not in ahead:
        return no(_("%(body)s has already ruled on the case.") % {"body": stop})
    if stop != ahead[0]:
        return no(_("First %(body)s rules on the case.") % {"body": ahead[0]})
    return YES


def route_is_complete(matter: Matter) -> Verdict:
    """Every body of the route has passed the case on and the last has approved."""
    if not (verdict := a_route_is_set(matter)):
        return verdict
    if not matter.course.ahead:
        return YES
    return no(_("Still to rule: %(body)s.") % {"body": matter.course.ahead[0]})


def a_decision_is_recorded(matter: Matter) -> Verdict:
    """As approving: by the last body of the route, the council, or the delegate.

    Nobody decides on a registered relation; whether it is the delegate, the policy asks.
    """
    ruling = matter.visit.ruling
    if matter.case.handling == Case.Handling.REGISTERED:
        return YES
    if ruling is None:
        return no(_("Record the ruling with its body, date and number."))
    body = ruling.decision.body
    bodies = [stop.body for stop in matter.course.stops if stop.body]
    if body is None or not bodies or body == bodies[-1] or body.level == Body.Level.COUNCIL:
        return YES
    return no(_("%(body)s decides this.") % {"body": bodies[-1]})


def its_end_is_decided(matter: Matter) -> Verdict:
    """As approving, where we end it ourselves; on its day, or by another's notice, nobody asks."""
    visit = matter.visit
    if visit.person is None or visit.participation is not None:
        return YES
    return a_decision_is_recorded(matter)


def a_ruling_says_no(matter: Matter) -> Verdict:
    ruling = matter.visit.ruling
    if ruling is not None and ruling.outcome == "not_approved":
        return YES
    return no(_("Record the ruling that did not approve it."))
