"""A body rules, or a delegate decides."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from agreements.models import Case
from agreements.models.decisions import Body, Outcome
from people import seats
from people.models import Role
from workflows import duties, meetings, routes
from workflows.models import ExtraStop

if TYPE_CHECKING:
    from agreements.models import Participation, Ruling
    from people.models import Actor
    from workflows.visit import Matter

SENDING_DAYS = 14
SIGNING_DAYS = 60
ANSWERING_DAYS = 30


def ready_for_agenda(matter: Matter) -> None:
    duties.close(matter.visit, matter.case, "ready_for_agenda")
    _ask_next_stop(matter)


def ruled(matter: Matter) -> None:
    """What follows from a ruling that does not end the matter (lifecycles.md, outcomes)."""
    case, visit, ruling = matter.case, matter.visit, matter.visit.ruling
    if ruling is None or ruling.outcome == Outcome.NOTED:
        return
    duties.close(visit, case, "rule", "answer_referral", "ready_for_agenda", "review_memo")
    if ruling.outcome == Outcome.REFERRED_BACK:
        duties.open_duty(
            visit,
            case,
            "answer_referral",
            responsible=duties.officer_of(case),
            due=visit.on + timedelta(days=ANSWERING_DAYS),
            subject=str(ruling.decision.body or ""),
        )
        return
    if ruling.outcome == Outcome.TO_COUNCIL:
        _add_the_council(case)
    _ask_next_stop(matter)


def _add_the_council(case: Case) -> None:
    for body in Body.objects.filter(municipality=case.owner_id, level=Body.Level.COUNCIL)[:1]:
        ExtraStop.objects.get_or_create(case=case, round=case.round, body=body)


def _ask_next_stop(matter: Matter) -> None:
    """The next body's duty is due on the day of the next meeting that it can reach."""
    case, visit = matter.case, matter.visit
    ahead = routes.course_of(case).ahead
    if not ahead:
        return
    body = ahead[0].body
    meeting = meetings.next_meeting(body, visit.on) if body else None
    duties.open_duty(
        visit,
        case,
        "rule",
        responsible=duties.secretariat_of(case),
        due=meeting.date if meeting else None,
        subject=str(ahead[0]),
    )


def approved(matter: Matter) -> None:
    case, visit = matter.case, matter.visit
    send_the_decision(matter)
    for participation in case.participations.select_related("party"):
        if participation.signatories.exists() or _must_sign(case):
            duties.open_duty(
                visit,
                case,
                "sign",
                responsible=signer_of(case, participation),
                due=visit.on + timedelta(days=SIGNING_DAYS),
                subject=str(participation.party),
            )


def _must_sign(case: Case) -> bool:
    return (
        case.sort == Case.Sort.AGREEMENT
        and case.takes_effect == Case.TakesEffect.LAST_SIGNATURE
    )


def signer_of(case: Case, participation: Participation) -> Actor:
    """A party that works here records its own; for others the owner's officer does."""
    tenant = participation.party.municipality_id
    if tenant and tenant != case.owner_id:
        return seats.asked_role(Role.OFFICER, tenant)
    return duties.officer_of(case)


def send_the_decision(matter: Matter) -> None:
    """Close what asked for a decision; ask for its dispatch and for what it set as conditions."""
    case, visit = matter.case, matter.visit
    duties.close(
        visit, case, "rule", "decide", "ready_for_agenda", "answer_referral", "review_memo"
    )
    duties.open_duty(
        visit,
        case,
        "send_decision",
        responsible=duties.secretariat_of(case),
        due=visit.on + timedelta(days=SENDING_DAYS),
    )
    if visit.ruling is not None:
        _follow_outcome(matter, visit.ruling)


def _follow_outcome(matter: Matter, ruling: Ruling) -> None:
    case, visit = matter.case, matter.visit
    if ruling.outcome == Outcome.APPROVED_CONDITIONS and ruling.conditions:
        duties.open_duty(
            visit,
            case,
            "fulfil_condition",
            responsible=duties.officer_of(case),
            subject=ruling.conditions,
        )
    if ruling.outcome == Outcome.URGENT:
        body = ruling.decision.body
        meeting = meetings.next_meeting(body, visit.on) if body else None
        duties.open_duty(
            visit,
            case,
            "orientation",
            responsible=duties.secretariat_of(case),
            due=meeting.date if meeting else None,
        )


def decision_sent(matter: Matter) -> None:
    duties.close(matter.visit, matter.case, "send_decision")
