"""A proposal is handed in, assessed part by part, or sent back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop

from agreements.models import AssessmentPart, Case, ProposalVersion
from audit.history import keep
from people import seats
from people.models import Role
from workflows import duties, routes, rules, snapshots

if TYPE_CHECKING:
    from collections.abc import Iterable

    from people.models import Actor, User
    from workflows.visit import Matter

ASSESSING_DAYS = 14
CHECKING_DAYS = 7
COMPLETING_DAYS = 14


def proposed(matter: Matter) -> None:
    case, visit = matter.case, matter.visit
    assert visit.person is not None  # the policy lets no automaton propose
    case.round += 1
    case.proposed_by, case.is_wish = visit.person, False
    duties.close(visit, case, "complete_proposal")
    parts = AssessmentPart.objects.filter(case=case)
    if case.handling == Case.Handling.SIMPLE:
        _complete(matter, parts, visit.person)
    ProposalVersion.objects.create(
        case=case,
        number=case.round,
        proposed_by=visit.person,
        proposed_at=visit.at,
        content=snapshots.of(case),
    )
    ask_for_the_assessment(matter)


def ask_for_the_assessment(matter: Matter) -> None:
    """Its assessors for each part that the gate misses; without one it is assessed at once."""
    case, visit = matter.case, matter.visit
    missing = rules.missing_parts(case)
    if not missing:
        visit.then("assess", case, "assessment", gettext_noop("nothing is left to assess"))
    for part in missing:
        duties.open_duty(
            visit,
            case,
            f"assess_{part}",
            responsible=duties.role_of(visit, Role.ASSESSOR, case.owner_id, part=part),
            due=visit.on + timedelta(days=ASSESSING_DAYS),
        )


def _complete(matter: Matter, parts: Iterable[AssessmentPart], by: User | None) -> None:
    """Mark these parts as completed by this person, or as to be confirmed anew."""
    parts, at = list(parts), matter.visit.at if by else None
    for part in parts:
        part.completed_by, part.completed_at = by, at
    if parts:
        rows = AssessmentPart.objects.filter(pk__in=[part.pk for part in parts])
        rows.update(completed_by=by, completed_at=at)
        keep(parts)


def part_assessed(matter: Matter) -> None:
    case, visit = matter.case, matter.visit
    missing = rules.missing_parts(case)
    if visit.part not in missing:
        duties.close(visit, case, f"assess_{visit.part}")
    if not missing:
        visit.then("assess", case, "assessment", gettext_noop("the last part is complete"))


def assessed(matter: Matter) -> None:
    """The secretariat checks a political case; a simple one goes to the delegate."""
    case, visit = matter.case, matter.visit
    delegates = [stop for stop in routes.stops_of(case) if stop.role]
    if case.handling == Case.Handling.SIMPLE and delegates:
        duties.open_duty(
            visit,
            case,
            "decide",
            responsible=_delegate(matter, delegates[0].role),
            due=visit.on + timedelta(days=ASSESSING_DAYS),
        )
        return
    duties.open_duty(
        visit,
        case,
        "ready_for_agenda",
        responsible=duties.secretariat_of(visit, case),
        due=visit.on + timedelta(days=CHECKING_DAYS),
    )


def _delegate(matter: Matter, role: str) -> Actor:
    """The head of the case's own unit; every other role is one of the whole municipality."""
    unit = matter.case.unit_id if role == Role.HEAD else None
    return duties.role_of(matter.visit, role, matter.case.owner_id, unit)


def sent_back(matter: Matter) -> None:
    """Its proposer completes it; what was assessed is confirmed anew in the next round."""
    case, visit = matter.case, matter.visit
    duties.cancel(visit, case, *{duty.kind_id for duty in duties.open_duties(visit, case)})
    _complete(matter, AssessmentPart.objects.filter(case=case, completed_at__isnull=False), None)
    proposer = case.proposed_by
    duties.open_duty(
        visit,
        case,
        "complete_proposal",
        responsible=seats.asked_person(proposer) if proposer else duties.officer_of(visit, case),
        due=visit.on + timedelta(days=COMPLETING_DAYS),
    )
