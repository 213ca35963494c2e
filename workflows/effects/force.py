"""A case comes into force: signed, on a date, or registered."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from agreements.dates import PartialDate
from agreements.models import Case, Recurrence, Term
from agreements.states import BEFORE_FORCE, ENDED, IN_FORCE, State
from workflows import duties, rules
from workflows.effects.annexes import activate_with_the_agreement
from workflows.effects.commitments import (
    ask_for_what_is_promised,
    begin_to_ask_whether_it_is_alive,
    department_of,
)
from workflows.errors import NotPossible
from workflows.lead import lead_time_of
from workflows.windows import default_review

if TYPE_CHECKING:
    from datetime import date

    from workflows.visit import Matter

FOUR_PARTS_DAYS = 90
YEAR = 12


def signed(matter: Matter) -> None:
    """After the last required signature the case is in force from that signature's true day."""
    case, visit = matter.case, matter.visit
    missing = {row.party_id for row in rules.still_to_sign(case)}
    party = visit.participation.party if visit.participation else None
    if party is not None and party.pk not in missing:
        duties.close(visit, case, "sign", "declined", party=party)
    waits = case.state == State.APPROVED and case.takes_effect == Case.TakesEffect.LAST_SIGNATURE
    if not waits or missing:
        return
    last = rules.last_signed(case)
    if last is not None and last.precision == "day" and last.latest <= visit.on:
        visit.effective = last.latest
        visit.then("activate", case, "force", gettext_noop("the last party has signed"))


def signature_dated(matter: Matter) -> None:
    """With its day the last signature may bring the case into force; before, nobody knew when."""
    signature = matter.visit.changes.get("signature")
    if signature is None:
        raise NotPossible(_("Choose the signature."))
    signature.signed = matter.visit.changes["signed"]
    signature.save()
    signed(matter)


def activated(matter: Matter) -> None:
    case, visit = matter.case, matter.visit
    duties.close(visit, case, "sign")
    if case.sort == Case.Sort.AGREEMENT and case.agreement.amends_id:
        _change_what_it_amends(matter)
        return
    _begin_term(case, visit.effective)
    if case.review is None and not case.no_review_reason and not is_annex(case):
        case.review = default_review(case, visit.effective)
    ask_for_review(matter)
    ask_for_notice(matter)
    begin_to_ask_whether_it_is_alive(matter)
    for recurrence in Recurrence.objects.filter(case=case, is_active=True):
        duties.open_next(visit, recurrence)
    ask_for_what_is_promised(matter)
    if case.sort == Case.Sort.INITIATIVE:
        _ask_for_the_four_parts(matter)
    else:
        _take_others_along(matter)


def _begin_term(case: Case, day: date) -> None:
    term = case.terms.order_by("number").first()
    if term is None:
        Term.objects.create(case=case, start=PartialDate.day(day))
    elif term.start is None and (term.end is None or term.end.latest >= day):
        term.start = PartialDate.day(day)
        term.save()


def is_annex(case: Case) -> bool:
    """An annex initiative is asked about at the reviews of its agreement."""
    return case.sort == Case.Sort.INITIATIVE and case.initiative.follows_agreement


def ask_for_review(matter: Matter) -> None:
    case, visit = matter.case, matter.visit
    if case.review is not None:
        duties.open_duty(
            visit, case, "review", responsible=duties.officer_of(visit, case), due=case.review
        )


def ask_for_notice(matter: Matter) -> None:
    """Of a term that renews itself: continue or give notice, while notice still stops it."""
    case, visit = matter.case, matter.visit
    term = case.terms.order_by("-number").first()
    if term is None or term.basis != Term.Basis.SELF_RENEWING or term.notice_by_date is None:
        return
    if term.notice_by_date >= visit.on:
        duties.open_duty(
            visit,
            case,
            "notice",
            responsible=duties.officer_of(visit, case),
            due=term.notice_by_date,
        )


def _ask_for_the_four_parts(matter: Matter) -> None:
    """Description, organisation, timetable, responsibilities: work, never a block (R-048)."""
    if not _has_the_four_parts(matter.case):
        duties.open_duty(
            matter.visit,
            matter.case,
            "four_parts",
            responsible=duties.officer_of(matter.visit, matter.case),
            due=matter.visit.on + timedelta(days=FOUR_PARTS_DAYS),
        )


def _has_the_four_parts(case: Case) -> bool:
    return not rules.missing_parts_of(case.initiative)


def _take_others_along(matter: Matter) -> None:
    """Annex initiatives come into force with their agreement; what it replaces ends (R-042)."""
    case, visit = matter.case, matter.visit
    activate_with_the_agreement(matter)
    waiting = rules.numbers_that_wait(case)
    for other in visit.locked.values():
        if _is_annex_of(case, other) and other.state in BEFORE_FORCE:
            if other.initiative.annex in waiting:
                continue  # its annex has a day of its own
            visit.then("follow", other, "annex", gettext_noop("its agreement is in force"))
        elif other.pk == case.agreement.replaces_id and other.state in IN_FORCE:
            visit.then("supersede", other, "succession", case.number)


def _is_annex_of(case: Case, other: Case) -> bool:
    return is_annex(other) and other.initiative.agreement_id == case.pk


def _change_what_it_amends(matter: Matter) -> None:
    """An amendment supersedes the text and asks for nothing of its own.

    An agreement whose review decided on it goes on with the changed text, and what was proposed
    with it stands under the agreement (R-044).
    """
    case, visit = matter.case, matter.visit
    assert case.agreement.amends_id is not None  # it amends
    other = visit.locked[case.agreement.amends_id]
    visit.then("change_text", other, "amendment", case.number)
    if rules.its_change_is_decided(other):
        visit.then("continue_changed", other, "amendment", case.number)
    for below in visit.locked.values():
        is_its = below.sort == Case.Sort.INITIATIVE and below.initiative.agreement_id == case.pk
        if is_its and below.state not in ENDED:
            visit.then("go_over", below, "amendment", case.number)


def registered(matter: Matter) -> None:
    """Holds at once; asked once a year whether it is alive."""
    case, visit = matter.case, matter.visit
    _begin_term(case, visit.effective)
    case.proposed_by, case.is_wish = case.proposed_by or visit.person, False
    recurrence = Recurrence.objects.create(
        case=case,
        kind_id="still_alive",
        responsible=department_of(visit, case),
        cadence=Recurrence.Cadence.ROLLING,
        anchor_date=visit.effective,
        months=YEAR,
    )
    duties.open_next(visit, recurrence)
    ask_for_what_is_promised(matter)


def edited(matter: Matter) -> None:
    """A review whose day was changed is asked for on that day; written parts close their duty."""
    case, visit = matter.case, matter.visit
    if case.sort == Case.Sort.INITIATIVE and _has_the_four_parts(case):
        duties.close(visit, case, "four_parts")
    if case.state in {State.ACTIVE, State.RENEWED}:
        duties.reschedule(visit, case, "review", case.review)
        ask_for_review(matter)
        case.review_by_hand = case.review_by_hand and review_should_have_begun(matter)


def fulfilled(matter: Matter) -> None:
    """Somebody did what this very duty asked for."""
    if matter.visit.duty is not None:
        duties.close_one(matter.visit, matter.visit.duty)


def review_should_have_begun(matter: Matter) -> bool:
    """Has its lead time begun, so that the sweep would start it?"""
    case = matter.case
    return case.review is not None and case.review.earliest - lead_time_of(case) <= matter.visit.on
