"""An annex is adopted, comes into force, is replaced and ends."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop

from agreements.dates import PartialDate
from agreements.models import Annex, Case
from agreements.states import BEFORE_FORCE, ENDED, FROZEN, IN_FORCE
from workflows import rules

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from agreements.models import StepRecord
    from workflows.visit import Matter, Visit

Status = Annex.Status


def annex_adopted(matter: Matter) -> None:
    if (annex := matter.visit.annex) is not None:
        _adopt(annex, matter.visit)


def _adopt(annex: Annex, visit: Visit) -> None:
    annex.status, annex.ruling = Status.ADOPTED, visit.ruling
    annex.save()


def adopt_with_the_agreement(matter: Matter) -> None:
    """Who approves an agreement approves the annexes that take effect with it."""
    if matter.case.sort == Case.Sort.AGREEMENT:
        for annex in _following(matter.case, Status.DRAFT):
            _adopt(annex, matter.visit)


def activate_with_the_agreement(matter: Matter) -> None:
    """Annexes adopted with it hold from the day of the agreement (R-044)."""
    for annex in _following(matter.case, Status.ADOPTED):
        _activate(annex, matter.visit.effective)


def _following(case: Case, status: str) -> list[Annex]:
    return list(
        Annex.objects.filter(agreement=case.pk, follows_agreement=True, status=status).exclude(
            text=""
        )
    )


def annex_activated(matter: Matter) -> None:
    """The version before it ends, and the initiatives under it begin, in one transaction."""
    visit, annex = matter.visit, matter.visit.annex
    if annex is None:
        return
    _activate(annex, visit.effective)
    for other in visit.locked.values():
        if _stands_under(other, annex) and other.state in BEFORE_FORCE:
            visit.then("follow", other, "annex", gettext_noop("its annex is in force"))


def _activate(annex: Annex, day: date) -> None:
    if (before := rules.version_in_force(annex)) is not None:
        before.status, before.active_until = Status.REPLACED, _last_day(before, day)
        before.save()
    annex.status, annex.active_from = Status.ACTIVE, PartialDate.day(day)
    annex.save()


def _last_day(annex: Annex, over: date) -> PartialDate:
    """The day before it is over, never before it began."""
    day = over - timedelta(days=1)
    began = annex.active_from.earliest if annex.active_from else day
    return PartialDate.day(max(day, began))


def _stands_under(other: Case, annex: Annex) -> bool:
    if other.sort != Case.Sort.INITIATIVE:
        return False
    initiative = other.initiative
    is_below = initiative.agreement_id == annex.agreement_id
    return is_below and initiative.follows_agreement and initiative.annex == annex.number


def annex_ended(matter: Matter) -> None:
    """One in force holds until today, and so do its initiatives; one never adopted is given up."""
    visit, annex = matter.visit, matter.visit.annex
    if annex is None:
        return
    was_in_force = annex.status == Status.ACTIVE
    if was_in_force:
        annex.active_until = _last_day(annex, visit.effective + timedelta(days=1))
    annex.status = Status.ENDED
    annex.save()
    for other in visit.locked.values() if was_in_force else ():
        if _stands_under(other, annex) and other.state in IN_FORCE | FROZEN:
            visit.then("end_with_agreement", other, "annex", gettext_noop("its annex has ended"))


def take_back(case: Case, passage: Sequence[StepRecord]) -> None:
    """An annex waits again whose approval or signature is annulled; one holds that had ended."""
    if case.sort != Case.Sort.AGREEMENT:
        return
    for record in passage:
        if record.state_after in ENDED:
            _take_back_the_end(case, record)
        if record.step == "activate":
            began = PartialDate.day(record.effective_date)
            for annex in _following(case, Status.ACTIVE):
                if annex.active_from == began:
                    annex.status, annex.active_from = Status.ADOPTED, None
                    annex.save()
        if record.step in {"approve", "adopt_annex"} and record.ruling_id:
            adopted = Annex.objects.filter(agreement=case.pk, ruling=record.ruling_id)
            for annex in adopted.filter(status=Status.ADOPTED):
                annex.status, annex.ruling = Status.DRAFT, None
                annex.save()


def _take_back_the_end(case: Case, record: StepRecord) -> None:
    """Those that ended with the agreement, in the very passage that is annulled, hold again."""
    with_it = Annex.history.filter(
        agreement=case.pk, status=Status.ENDED, history_date=record.at, history_type="~"
    )
    for annex in Annex.objects.filter(pk__in=with_it.values("id"), status=Status.ENDED):
        before = annex.history.exclude(status=Status.ENDED).latest("history_id")
        annex.status, annex.active_until = before.status, before.active_until
        annex.save()
