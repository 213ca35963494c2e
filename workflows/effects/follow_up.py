"""A window is set, and what a party gains is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop

from agreements.models import PartyBenefit
from agreements.states import State
from workflows import rules
from workflows.effects.force import edited

if TYPE_CHECKING:
    from workflows.visit import Matter


def review_set(matter: Matter) -> None:
    """Write the window, or why there is none, and ask for the review on that day (R-037)."""
    for name, value in matter.visit.changes.items():
        setattr(matter.case, name, value)
    edited(matter)


def reviewed_jointly(matter: Matter) -> None:
    """Its open review is one of many in the same evaluation."""
    review = rules.open_review(matter.case)
    assert review is not None  # the rule has asked
    if review.joint_id != matter.visit.changes["joint"].pk:  # else written with many others
        review.joint = matter.visit.changes["joint"]
        review.save()


def benefit_told(matter: Matter) -> None:
    """Keep it with who wrote it; it may be the last thing that the assessment waits for."""
    case, visit = matter.case, matter.visit
    participation, person = visit.participation, visit.person
    assert participation is not None and person is not None  # noqa: PT018 - the policy has asked
    row = PartyBenefit.objects.filter(participation=participation).first()
    row = row or PartyBenefit(participation=participation)
    row.text = visit.changes["text"]
    row.is_own = person.municipality_id == participation.party.municipality_id
    row.recorded_by, row.recorded_at = person, visit.at
    row.save()
    if case.state == State.PROPOSED and not rules.missing_parts(case):
        visit.then("assess", case, "assessment", gettext_noop("the last part is complete"))
