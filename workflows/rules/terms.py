"""What does the clause of a term allow?"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agreements.models import Ending, Term
from agreements.terms import running
from workflows.verdict import YES, Verdict, no

if TYPE_CHECKING:
    from workflows.visit import Matter


def its_term_renews_itself(matter: Matter) -> Verdict:
    if Ending.objects.filter(case=matter.case).exists():
        return no(_("Notice has been given."))
    if running(list(matter.case.terms.order_by("number"))) is None:
        return no(_("Its term does not renew itself."))
    return YES


def notice_comes_before_the_end(matter: Matter) -> Verdict:
    """Notice was received, on a day that has come; that the end follows it, the table holds."""
    ending = Ending.objects.get(case=matter.case)
    if ending.notice_date is None:
        return no(_("Write when the notice was received."))
    if ending.notice_date > matter.visit.on:
        return no(_("The day of the notice has not come."))
    return YES


def its_end_by_notice_is_still_to_come(matter: Matter) -> Verdict:
    """Notice is taken back before it takes effect; what a ruling ended is annulled instead."""
    ending = Ending.objects.filter(case=matter.case).first()
    if ending is None or ending.notice_date is None:
        return no(_("Nobody has given notice of its end."))
    if ending.effective_date <= matter.visit.on:
        return no(_("The notice has taken effect."))
    ends = matter.case.steps.filter(step="terminate", at=ending.recorded_at)
    if ends.exclude(ruling=None).exists():
        return no(_("A ruling ends it: annul the ruling instead."))
    return YES


def self_renewing_term_has_ended(matter: Matter) -> Verdict:
    """Notice that takes effect with this term stops it; what came too late only the one after."""
    term = matter.case.terms.order_by("-number").first()
    if term is not None and term.end is not None:
        over = term.end.latest + timedelta(days=1)
        if Ending.objects.filter(case=matter.case, effective_date__lte=over).exists():
            return no(_("Notice has been given."))
    return term_is_over(matter, Term.Basis.SELF_RENEWING)


def fixed_term_has_ended(matter: Matter) -> Verdict:
    return term_is_over(matter, Term.Basis.FIXED)


def term_is_over(matter: Matter, basis: str) -> Verdict:
    term = matter.case.terms.order_by("-number").first()
    if term is not None and term.basis == basis and term.end is not None:
        if term.end.latest < matter.visit.on:
            return YES
        return no(_("The term has not ended."))
    return no(_("The case has no such term."))


def its_term_has_not_ended_before(matter: Matter) -> Verdict:
    """Nothing comes into force after the last day of its term (an end before a start)."""
    term = matter.case.terms.order_by("number").first()
    if term is None or term.end is None or term.end.latest >= matter.visit.effective:
        return YES
    return no(
        _("Its term ends on %(date)s, before it begins. Write another end first.")
        % {"date": date_format(term.end.latest)}
    )
