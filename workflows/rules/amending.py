"""May an amendment go on, and is what it was compared with still in force?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from agreements.models import Case
from agreements.states import ENDED, IN_FORCE
from workflows.contents import AMENDABLE, changed, content_of, named
from workflows.verdict import YES, Verdict, no

if TYPE_CHECKING:
    from datetime import date

    from workflows.visit import Matter


def what_it_amends_is_as_it_was_seen(matter: Matter) -> Verdict:
    """An amendment changes a text that somebody looked at, not one that changed meanwhile."""
    case = matter.case
    if case.sort != Case.Sort.AGREEMENT or case.agreement.amends_id is None:
        return YES
    amended = amended_by(case, matter.visit.locked)
    if amended.state not in IN_FORCE:
        return no(_("What it amends is not in force."))
    facts = changed_under(case, amended, matter.visit.on)
    if not facts:
        return YES
    return no(
        _("The agreement has changed since (%(facts)s). Look at the amendment anew.")
        % {"facts": named(facts)}
    )


def something_changed_under_it(matter: Matter) -> Verdict:
    case = matter.case
    if case.agreement.amends_id is None:
        return no(_("It amends no agreement."))
    if changed_under(case, amended_by(case, matter.visit.locked), matter.visit.on):
        return YES
    return no(_("The agreement is as it was when the amendment was written."))


def it_is_what_an_amendment_in_force_amends(matter: Matter) -> Verdict:
    """The amendment that this visit brings into force."""
    amendment = matter.visit.case
    is_amendment = (
        amendment.sort == Case.Sort.AGREEMENT and amendment.agreement.amends_id == matter.case.pk
    )
    if is_amendment and amendment.state in IN_FORCE:
        return YES
    return no(_("No amendment takes effect."))


def what_it_amends_has_ended(matter: Matter) -> Verdict:
    case = matter.case
    if case.agreement.amends_id is None:
        return no(_("It amends no agreement."))
    known = {**matter.visit.locked, **matter.visit.touched}
    if amended_by(case, known).state in ENDED:
        return YES
    return no(_("The agreement that it amends has not ended."))


def it_amends_nothing(matter: Matter) -> Verdict:
    """An initiative stands under the agreement itself, which goes on with the changed text."""
    if matter.case.agreement.amends_id is None:
        return YES
    return no(_("This only changes the text: add the initiative to the agreement that it amends."))


def the_amendment_above_it_is_in_force(matter: Matter) -> Verdict:
    above = matter.case.initiative.agreement
    if above is not None and above.amends_id is not None:
        known = {**matter.visit.locked, **matter.visit.touched}
        if known.get(above.pk, above.case).state in IN_FORCE:
            return YES
    return no(_("It stands under no amendment in force."))


def amended_by(case: Case, locked: dict[int, Case]) -> Case:
    """The case of the agreement that an amendment amends, as it is locked or stands."""
    key = case.agreement.amends_id
    assert key is not None  # the rule has asked
    return locked.get(key) or Case.objects.select_related("agreement__kind").get(pk=key)


def changed_under(case: Case, amended: Case, on: date) -> list[str]:
    """Which facts of the agreement are not any more as the amendment was compared with them."""
    return changed(case.agreement.amends_from or {}, content_of(amended, on), AMENDABLE)
