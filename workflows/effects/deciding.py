"""A body rules, or a delegate decides."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from agreements.models import Case, Participation, Signatory
from agreements.models.decisions import Body, Outcome
from agreements.queries import COUNTING
from people.models import Role
from worded import Given, Worded
from workflows import duties, meetings, seals
from workflows.effects.annexes import adopt_with_the_agreement
from workflows.errors import NotPossible
from workflows.models import ExtraStop

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from agreements.models import Ruling
    from people.models import Actor
    from workflows.visit import Matter, Visit

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
            responsible=duties.officer_of(visit, case),
            due=visit.on + timedelta(days=ANSWERING_DAYS),
            body=ruling.decision.body,
        )
        return
    if ruling.outcome == Outcome.TO_COUNCIL:
        _add_the_council(matter)
    _ask_next_stop(matter)


def _add_the_council(matter: Matter) -> None:
    case = matter.case
    council = Body.objects.filter(
        municipality=case.owner_id, level=Body.Level.COUNCIL, is_active=True
    ).first()
    if council is None:
        raise NotPossible(_("No council is set up. An administrator adds it."))
    ExtraStop.objects.get_or_create(case=case, round=case.ruling_round, body=council)
    matter.visit.courses.pop(case.pk, None)


def memo_submitted(matter: Matter) -> None:
    """The memo is with the secretariat; it answers what a body had referred back."""
    visit, case = matter.visit, matter.case
    answers = any(d.kind_id == "answer_referral" for d in duties.open_duties(visit, case))
    duties.close(visit, case, "review_memo", "answer_referral")
    if answers:
        _ask_next_stop(matter)


def _ask_next_stop(matter: Matter) -> None:
    """The next body's duty is due on the day of the next meeting that it can reach."""
    case, visit = matter.case, matter.visit
    ahead = matter.course.ahead
    if not ahead:
        return
    body = ahead[0].body
    meeting = meetings.next_meeting(body, visit.on) if body else None
    duties.open_duty(
        visit,
        case,
        "rule",
        responsible=duties.secretariat_of(visit, case),
        due=meeting.date if meeting else None,
        subject=ahead[0].authority,
        body=body,
    )


_parties = Worded(
    lambda: Participation.objects.filter(
        case=Given("case"), role__in=COUNTING, left_date=None
    ).select_related("party")
)
_those_with_signatories = Worded(
    lambda: Participation.objects.filter(
        Exists(Signatory.objects.filter(participation=OuterRef("pk"))) | Q(has_declined=True),
        case=Given("case"),
        role__in=COUNTING,
        left_date=None,
    ).select_related("party")
)


def approved(matter: Matter) -> None:
    seal_what_is_approved(matter)
    adopt_with_the_agreement(matter)
    send_the_decision(matter)
    ask_the_parties(matter, parties_asked(matter.case))


def ask_the_parties(matter: Matter, rows: Iterable[Participation]) -> None:
    """Of each its signature; of one that declined and is waited for (R-072), what follows."""
    for participation in rows:
        if participation.has_declined:
            ask_what_follows(matter, participation)
        else:
            ask_to_sign(matter, participation)


def parties_that_sign(case: Case) -> Sequence[Participation]:
    """All that count, where their signatures bring it into force; else those with signatories."""
    return [row for row in parties_asked(case) if not row.has_declined]


def parties_asked(case: Case) -> Sequence[Participation]:
    """Those, and whoever declined."""
    return (_parties if _must_sign(case) else _those_with_signatories)(case=case.pk)


def ask_to_sign(matter: Matter, participation: Participation) -> None:
    """Ask for the signatures of one party."""
    case, visit = matter.case, matter.visit
    duties.open_duty(
        visit,
        case,
        "sign",
        responsible=_signer_of(visit, case, participation),
        due=visit.on + timedelta(days=SIGNING_DAYS),
        party=participation.party,
    )


def ask_what_follows(matter: Matter, participation: Participation) -> None:
    """Of a party that declined the officer says what follows."""
    case, visit = matter.case, matter.visit
    duties.open_duty(
        visit,
        case,
        "declined",
        responsible=duties.officer_of(visit, case),
        due=visit.on + timedelta(days=ANSWERING_DAYS),
        party=participation.party,
    )


def seal_what_is_approved(matter: Matter) -> None:
    """Keep what exactly the ruling approved; nothing where nobody ruled."""
    if matter.visit.ruling is not None:
        seals.seal(matter.visit.ruling, matter.case, matter.visit.on)


def _must_sign(case: Case) -> bool:
    return case.sort == Case.Sort.AGREEMENT and case.takes_effect == Case.TakesEffect.LAST_SIGNATURE


def _signer_of(visit: Visit, case: Case, participation: Participation) -> Actor:
    """A party that works here records its own; for others the owner's officer does."""
    tenant = participation.party.municipality_id
    if tenant and tenant != case.owner_id:
        return duties.role_of(visit, Role.OFFICER, tenant)
    return duties.officer_of(visit, case)


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
        responsible=duties.secretariat_of(visit, case),
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
            responsible=duties.officer_of(visit, case),
            due=ruling.conditions_due_date,
            subject=ruling.conditions,
        )
    if ruling.outcome == Outcome.URGENT:
        _inform(matter, _in_whose_place(matter) or ruling.decision.body)
    elif ruling.decision.body is None and (body := meetings.who_is_told(case)):
        _inform(matter, body)


def _in_whose_place(matter: Matter) -> Body | None:
    """The body that would have ruled last, had there been time."""
    return next((stop.body for stop in reversed(matter.course.stops) if stop.body), None)


def _inform(matter: Matter, body: Body | None) -> None:
    """A body is told at its next meeting of what was decided in its place."""
    case, visit = matter.case, matter.visit
    meeting = meetings.next_meeting(body, visit.on) if body else None
    duties.open_duty(
        visit,
        case,
        "orientation",
        responsible=duties.secretariat_of(visit, case),
        due=meeting.date if meeting else None,
        body=body,
    )


def decision_sent(matter: Matter) -> None:
    duties.close(matter.visit, matter.case, "send_decision")
