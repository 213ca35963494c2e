"""May one agreement replace another, or stand under it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agreements import kinship
from agreements.models import Case, StatePeriod, StepRecord
from agreements.states import BEFORE_FORCE, ENDED, FROZEN, IN_FORCE, State
from workflows.verdict import YES, Verdict, no

if TYPE_CHECKING:
    from datetime import date

    from agreements.models import Agreement
    from workflows.visit import Matter

NEVER_HELD = BEFORE_FORCE | {State.REJECTED, State.WITHDRAWN}


# ---------------------------------------------------------------- replacing
def what_it_replaces_is_free(matter: Matter) -> Verdict:
    """No loop, no two replacers, and something that ever held (R-042)."""
    named: Agreement | None = matter.visit.changes.get("replaces")
    if named is None:
        return YES
    return may_replace(named, matter.case)


def may_replace(named: Agreement, case: Case) -> Verdict:
    """May `case`, which may still be without a key, replace the agreement `named`?"""
    if named.case.owner_id != case.owner_id:
        return no(_("The agreement it replaces belongs to another municipality."))
    if named.pk == case.pk:
        return no(_("An agreement cannot replace itself."))
    if case.pk and case.pk in kinship.kin_of(case.pk).chain(named.pk):
        return no(
            _("“%(title)s” comes after this agreement already: it cannot replace it as well.")
            % {"title": named.case.title}
        )
    other = Case.objects.filter(agreement__replaces=named.pk).exclude(pk=case.pk).first()
    if other is not None:
        return no(
            _("“%(title)s” is replaced by “%(other)s” (%(number)s) already.")
            % {"title": named.case.title, "other": other.title, "number": other.number}
        )
    return _it_has_held(named)


def _it_has_held(named: Agreement) -> Verdict:
    """Only what was agreed once can be replaced."""
    if _state(named) in NEVER_HELD:
        return no(
            _("“%(title)s” was never in force; there is nothing to replace.")
            % {"title": named.case.title}
        )
    return YES


def it_begins_after_what_it_replaces(matter: Matter) -> Verdict:
    """A true day before the one on which the older agreement itself began cannot be true."""
    case = matter.case
    if case.sort != Case.Sort.AGREEMENT or case.agreement.replaces_id is None:
        return YES
    began = _began(case.agreement.replaces_id)
    if began is None or matter.visit.effective >= began:
        return YES
    return no(
        _("It would take effect before the agreement it replaces, in force from %(date)s.")
        % {"date": date_format(began)}
    )


def _began(key: int) -> date | None:
    """The first day on which it may have been in force, where that is known."""
    days = StatePeriod.objects.filter(case=key, state__in=IN_FORCE, annulled_at=None)
    known = list(days.order_by("id").values_list("earliest_start_date", flat=True))
    return None if None in known else min((day for day in known if day), default=None)


# ---------------------------------------------------------------- standing under another
def what_stands_above_is_no_descendant(matter: Matter) -> Verdict:
    """A tree has no loops, and its agreements are of one municipality (R-038)."""
    above: Agreement | None = matter.visit.changes.get("parent")
    if above is None:
        return YES
    if above.case.owner_id != matter.case.owner_id:
        return no(_("The agreement above it belongs to another municipality."))
    if matter.case.pk in kinship.kin_of(above.pk).ancestors(above.pk):
        return no(
            _("“%(title)s” stands under this agreement: it cannot stand above it as well.")
            % {"title": above.case.title}
        )
    if _state(above) in ENDED:
        return no(_("“%(title)s” has ended.") % {"title": above.case.title})
    return YES


def the_agreement_above_holds(matter: Matter) -> Verdict:
    """What holds only as long as another cannot come into force without it."""
    case = matter.case
    if case.sort != Case.Sort.AGREEMENT or not case.agreement.inherits_validity:
        return YES
    if _state_above(matter) in IN_FORCE:
        return YES
    return no(_("It holds only as long as the agreement above it, which is not in force."))


def the_agreement_above_has_ended(matter: Matter) -> Verdict:
    if _inherits(matter) and _state_above(matter) in ENDED:
        return YES
    return no(_("The agreement above it has not ended."))


def the_agreement_above_rests(matter: Matter) -> Verdict:
    if _inherits(matter) and _state_above(matter) in FROZEN:
        return YES
    return no(_("The agreement above it does not rest."))


def it_rested_with_the_agreement_above(matter: Matter) -> Verdict:
    """What rested for a reason of its own does not go on because the one above does."""
    moves = StepRecord.objects.filter(case=matter.case).exclude(step__in=["annul", "edit"])
    last = moves.filter(state_after=State.SUSPENDED).exclude(state_before=State.SUSPENDED).last()
    with_it = last is not None and last.step == "rest_with_above"
    if _inherits(matter) and with_it and _state_above(matter) in IN_FORCE:
        return YES
    return no(_("It did not rest because of the agreement above it."))


def _state(agreement: Agreement) -> str:
    return Case.objects.values_list("state", flat=True).get(pk=agreement.pk)


def _inherits(matter: Matter) -> bool:
    return matter.case.agreement.inherits_validity


def _state_above(matter: Matter) -> str:
    agreement = matter.case.agreement
    known = matter.visit.touched.get(agreement.parent_id or 0)
    if known is None and agreement.parent is not None:
        known = agreement.parent.case
    return known.state if known else ""
