"""An amendment is compared anew, takes effect on the agreement, or is taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from agreements.dates import PartialDate
from agreements.states import BEFORE_FORCE
from audit.acting import acting
from people.models import Municipality
from workflows import duties, rules, seals
from workflows.contents import AMENDABLE, changed, content_of, named
from workflows.effects.force import edited
from workflows.numbering import may_be_numbered, next_number
from workflows.rewriting import Writing, write
from workflows.rules.amending import amended_by

if TYPE_CHECKING:
    from agreements.models import Case
    from workflows.visit import Matter


def looked_anew(matter: Matter) -> None:
    """What the amendment left alone follows the agreement; what it changes stays as proposed."""
    case, visit = matter.case, matter.visit
    agreement, before = case.agreement, case.agreement.amends_from or {}
    now = content_of(amended_by(case, visit.locked), visit.on)
    own = changed(before, content_of(case, visit.on), AMENDABLE)
    others = changed(before, now, AMENDABLE)
    write(Writing(case, visit.on), now, [fact for fact in others if fact not in own])
    agreement.amends_from = now
    agreement.save()
    visit.records[-1].about = named(others)[:200]


def text_changed(matter: Matter) -> None:
    """The agreement takes over what the amendment changed, from the day it takes effect."""
    case, visit = matter.case, matter.visit
    amendment = visit.case
    before = amendment.agreement.amends_from or {}
    after = content_of(amendment, visit.on)
    facts = changed(before, after, AMENDABLE)
    ruling = seals.standing(amendment)
    _told(matter, amendment, facts)
    with acting(visit.person, reason=_reason(amendment), at=visit.at):
        write(Writing(case, visit.effective, ruling), after, facts)
    _ask_anew(matter)


def gone_over(matter: Matter) -> None:
    """The initiative stands under the agreement from now on, and may come into force with it.

    It keeps its number where that was never used there, and its focus area by the name.
    """
    case, visit = matter.case, matter.visit
    Municipality.objects.select_for_update().get(pk=case.owner_id)  # one number at a time
    initiative = case.initiative
    amendment = initiative.agreement
    aim = amendment.amends if amendment else None
    assert amendment is not None  # the rule has asked
    assert aim is not None  # likewise
    area = initiative.focus_area
    area = aim.focus_areas.filter(name=area.name).first() if area else None
    if not may_be_numbered(aim, initiative.number, area=area, annex=initiative.annex):
        initiative.number = next_number(aim, area, initiative.annex)
    initiative.agreement, initiative.focus_area = aim, area
    initiative.save()
    told = f"{amendment.case.number} → {aim.case.number}, {initiative.number}"
    visit.records[-1].about = told.rstrip(", ")
    waits = case.state not in BEFORE_FORCE or initiative.annex in rules.numbers_that_wait(aim.case)
    if initiative.follows_agreement and not waits:
        visit.then("follow", case, "annex", gettext_noop("its agreement is in force"))


def text_given_back(matter: Matter, amendment: Case) -> None:
    """The amendment was annulled: the agreement reads as it did before."""
    case, visit = matter.case, matter.visit
    before = amendment.agreement.amends_from or {}
    facts = changed(content_of(amendment, visit.on), before, AMENDABLE)
    write(Writing(case, visit.on, takes_back=True), before, facts)
    _ask_anew(matter)


def _told(matter: Matter, amendment: Case, facts: list[str]) -> None:
    with override(matter.case.owner.language):
        matter.visit.records[-1].about = f"{amendment.number}: {named(facts)}"[:200]


def _reason(amendment: Case) -> str:
    with override(amendment.owner.language):
        return _("Amendment %(number)s") % {"number": amendment.number}


def _ask_anew(matter: Matter) -> None:
    """Review and notice are asked for on the days that now stand there."""
    case, visit = matter.case, matter.visit
    term = case.terms.order_by("-number").first()
    notice = term.notice_by_date if term else None
    duties.reschedule(visit, case, "notice", PartialDate.day(notice) if notice else None)
    edited(matter)
