"""What may happen to an annex, and when?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agreements.models import Annex, StatePeriod
from agreements.models.cases import Case
from agreements.models.decisions import APPROVING
from agreements.states import IN_FORCE
from workflows.verdict import YES, Verdict, no

if TYPE_CHECKING:
    from datetime import date

    from workflows.visit import Matter

Status = Annex.Status


def annex_is_a_draft(matter: Matter) -> Verdict:
    annex = matter.visit.annex
    if annex is None or annex.status == Status.DRAFT:
        return YES
    return no(_("This version is adopted. Write a new version instead."))


def annex_says_what(matter: Matter) -> Verdict:
    annex = matter.visit.annex
    if annex is not None and not (annex.number.strip() and annex.title.strip()):
        return no(_("Write the number and the title of the annex."))
    return YES


def annex_has_a_text(matter: Matter) -> Verdict:
    annex = matter.visit.annex
    if annex is not None and not annex.text.strip():
        return no(_("Write the text of the annex first."))
    return YES


def annex_number_is_free(matter: Matter) -> Verdict:
    """A number names one annex for ever; a new text is a new version of it."""
    annex = matter.visit.annex
    if annex is None:
        return YES
    same = Annex.objects.filter(agreement=matter.case.pk, number=annex.number).exclude(pk=annex.pk)
    if annex.version == 1 and same.exists():
        return no(
            _("There is an annex %(number)s already. Write a new version of it, or another number.")
            % {"number": annex.number}
        )
    if same.filter(status__in=[Status.DRAFT, Status.ADOPTED]).exists():
        return no(
            _("A version of annex %(number)s waits already: finish that one first.")
            % {"number": annex.number}
        )
    return YES


def a_ruling_adopts_it(matter: Matter) -> Verdict:
    """On a registered relation nobody decides."""
    if matter.case.handling == Case.Handling.REGISTERED:
        return YES
    ruling = matter.visit.ruling
    if ruling is not None and ruling.outcome in APPROVING:
        return YES
    return no(_("Record which body adopted it, when, and under which number."))


def annex_is_adopted(matter: Matter) -> Verdict:
    annex = matter.visit.annex
    if annex is None or annex.status == Status.ADOPTED:
        return YES
    if annex.status == Status.DRAFT:
        return no(_("The annex is not adopted yet."))
    return no(_("This version of the annex has been in force."))


def annex_day_has_come(matter: Matter) -> Verdict:
    """Not on a day to come, nor before the agreement, nor before the version it replaces."""
    visit, annex = matter.visit, matter.visit.annex
    if annex is None:
        return YES
    if visit.effective > visit.on:
        return no(_("It cannot take effect on a day that has not come."))
    periods = StatePeriod.objects.filter(
        case=matter.case, state__in=IN_FORCE, annulled_at=None
    ).order_by("id")
    first = periods.first()
    if first and first.earliest_start_date and visit.effective < first.earliest_start_date:
        return no(
            _("The agreement itself is in force from %(date)s.")
            % {"date": date_format(first.earliest_start_date)}
        )
    before = version_in_force(annex)
    if before and before.active_from and visit.effective < before.active_from.earliest:
        return no(
            _("The version before it is in force from %(date)s.")
            % {"date": date_format(before.active_from.earliest)}
        )
    return YES


def annex_is_not_over(matter: Matter) -> Verdict:
    annex = matter.visit.annex
    if annex is not None and annex.status in {Status.REPLACED, Status.ENDED}:
        return no(_("This version of the annex holds no longer."))
    return YES


def numbers_that_wait(case: Case) -> set[str]:
    """Numbers of annexes of which no version is in force: their initiatives wait for them."""
    rows = Annex.objects.filter(agreement=case.pk).values_list("number", "status")
    told = list(rows)
    return {number for number, _status in told} - {
        number for number, status in told if status == Status.ACTIVE
    }


def annex_holds_since(case: Case, number: str) -> date | None:
    """The day since which one version after the other has held, as early as it may be."""
    held = Q(status__in=[Status.ACTIVE, Status.REPLACED])
    ended = Q(status=Status.ENDED, active_until_until__isnull=False)  # not given up as a draft
    day = None
    for annex in Annex.objects.filter(held | ended, agreement=case.pk, number=number)[::-1]:
        if annex.status == Status.ENDED:
            break
        day = annex.active_from.earliest if annex.active_from else day
    return day


def version_in_force(annex: Annex) -> Annex | None:
    """The version of the same annex that holds now."""
    return Annex.objects.filter(
        agreement=annex.agreement_id, number=annex.number, status=Status.ACTIVE
    ).first()
