"""What holds of studies, standing cooperation, the four parts and numbers of initiatives?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from agreements.models import Annex, Case, Initiative, StepRecord, Term
from agreements.states import ENDED, FROZEN, IN_FORCE, State
from workflows.numbering import may_be_numbered
from workflows.rules.annexes import numbers_that_wait
from workflows.verdict import YES, Verdict, no

if TYPE_CHECKING:
    from workflows.visit import Matter


def a_study_has_found(matter: Matter) -> Verdict:
    """A study ends with go, no-go or more work (R-049)."""
    initiative = matter.case.initiative
    if initiative.sort == Initiative.Sort.STUDY and not initiative.finding:
        return no(_("Choose what the study found: go on, do not go on, or more work."))
    return YES


def a_standing_cooperation_has_no_end(matter: Matter) -> Verdict:
    """It is confirmed once a year instead (R-050); a simple case has an end."""
    case = matter.case
    if case.sort != Case.Sort.INITIATIVE or case.initiative.sort != Initiative.Sort.STANDING:
        return YES
    if case.handling == Case.Handling.SIMPLE:
        return no(
            _("A standing cooperation has no end: register it, or propose it as a political case.")
        )
    if Term.objects.filter(case=case, end_until__isnull=False).exists():
        return no(_("A standing cooperation has no end: take the end out, or make it a project."))
    return YES


def four_parts_are_written_where_needed(matter: Matter) -> Verdict:
    """Only where the kind of the agreement demands them before the decision (R-048)."""
    case = matter.case
    if case.sort != Case.Sort.INITIATIVE or case.initiative.agreement is None:
        return YES
    missing = missing_parts_of(case.initiative)
    if not missing or not case.initiative.agreement.kind.four_parts_required:
        return YES
    return no(
        _("Its kind of agreement needs all four parts first. Missing: %(parts)s.")
        % {"parts": ", ".join(missing)}
    )


def missing_parts_of(initiative: Initiative) -> list[str]:
    """Which of description, organisation, timetable and responsibilities is not written (R-048)."""
    parts = (
        (initiative.description, _("description")),
        (initiative.organisation, _("organisation")),
        (initiative.timetable, _("timetable")),
        (initiative.responsibilities, _("division of responsibility")),
    )
    return [words for text, words in parts if not text.strip()]


def its_number_is_free(matter: Matter) -> Verdict:
    """Never one that was used, and that of its focus area (R-024)."""
    told, initiative = matter.visit.changes, matter.case.initiative
    return may_be_numbered(
        initiative.agreement,
        told.get("number", ""),
        area=told.get("focus_area"),
        annex=initiative.annex,
        but=matter.case.pk,
    )


def it_stands_under_an_agreement(matter: Matter) -> Verdict:
    if matter.case.initiative.agreement_id is not None:
        return YES
    return no(_("Only an initiative under an agreement has a number there."))


# ---------------------------------------------------------------- with the agreement above it
def what_it_follows_holds(matter: Matter) -> Verdict:
    """What takes effect with an agreement or annex does not without it (R-046)."""
    case = matter.case
    if case.sort != Case.Sort.INITIATIVE or not case.initiative.follows_agreement:
        return YES
    if what_it_follows_has_ended(matter):
        return no(_("The agreement or annex that it follows has ended."))
    above = agreement_above(matter)
    if above is None or above.state not in IN_FORCE:
        return no(_("Its agreement is not in force."))
    if case.initiative.annex in numbers_that_wait(above):
        return no(_("The annex that it follows is not in force."))
    return YES


def its_agreement_rests(matter: Matter) -> Verdict:
    if matter.case.initiative.follows_agreement and _state_above(matter) in FROZEN:
        return YES
    return no(_("Its agreement does not rest."))


def its_agreement_does_not_rest(matter: Matter) -> Verdict:
    """What follows an agreement does not go on before it."""
    if its_agreement_rests(matter):
        return no(_("Its agreement rests: it goes on together with it."))
    return YES


def it_rested_with_its_agreement(matter: Matter) -> Verdict:
    """What rested for a reason of its own does not go on because its agreement does."""
    rests = StepRecord.objects.filter(case=matter.case, state_after=State.PAUSED)
    last = rests.exclude(state_before=State.PAUSED).exclude(step__in=["annul", "edit"]).last()
    with_it = last is not None and last.step == "rest_with_agreement"
    if with_it and _state_above(matter) in IN_FORCE:
        return YES
    return no(_("It did not rest because of its agreement."))


def its_agreement_has_ended(matter: Matter) -> Verdict:
    if _state_above(matter) in ENDED:
        return YES
    return no(_("Its agreement has not ended."))


def what_it_follows_has_ended(matter: Matter) -> Verdict:
    """The agreement that it took effect with, or the annex of which no version holds any more."""
    initiative = matter.case.initiative
    if not initiative.follows_agreement:
        return no(_("It does not follow its agreement."))
    if _state_above(matter) in ENDED:
        return YES
    annexes = Annex.objects.filter(agreement=initiative.agreement_id, number=initiative.annex)
    statuses = set(annexes.values_list("status", flat=True))
    if Annex.Status.ENDED in statuses and Annex.Status.ACTIVE not in statuses:
        return YES
    return no(_("Its agreement has not ended."))


def _state_above(matter: Matter) -> str:
    above = agreement_above(matter)
    return above.state if above else ""


def agreement_above(matter: Matter) -> Case | None:
    """The case of the agreement that an initiative stands under, as this visit leaves it."""
    initiative = matter.case.initiative
    known = matter.visit.touched.get(initiative.agreement_id or 0)
    if known is None and initiative.agreement is not None:
        return initiative.agreement.case
    return known
