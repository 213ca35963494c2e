"""How does a case end: decided, notice received, period of notice, effective (R-074)?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import Ending
from agreements.states import ENDED
from web.presenters.actions import Action
from web.presenters.offers import looking, may_begin
from web.presenters.words import day, joined
from workflows import lifecycles, rules
from workflows.passages import ENDINGS
from workflows.visit import Matter

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from agreements.models import StepRecord
    from web.presenters.shown import Shown


def card(page: Shown, steps: Sequence[StepRecord]) -> dict[str, Any] | None:
    """The days of its end, whose notice it was, why (the owner's own), and who takes it back."""
    ending = page.ending
    if ending is None:
        return None
    told_by = (r for r in reversed(steps) if r.step in ENDINGS and r.by_id)
    record = next((r for r in told_by if r.at == ending.recorded_at), None)
    is_notice = record is not None and record.step == "give_notice"
    has_ended = page.case.state in ENDED
    told = [
        (_("Notice given by"), record.about if record and is_notice else ""),
        (_("Notice received"), ending.notice_date if is_notice else None),
        (_("Decided"), ending.decided_date),
        (_("The others received our notice"), None if is_notice else ending.notice_date),
        (_("Period of notice"), _months(ending.notice_months)),
        (_("Ended on") if has_ended else _("Ends on"), ending.effective_date),
        (_("Reason"), ending.reason if page.is_ours else ""),
    ]
    return {
        "facts": [{"term": term, "value": value} for term, value in told if value],
        "undo": _undo(page, record),
    }


def _undo(page: Shown, record: StepRecord | None) -> Action | None:
    """Notice still to take effect is taken back, another end annulled; never both.

    Where a ruling ended it, the ruling is annulled among the decisions.
    """
    if record is None or record.ruling_id:
        return None
    case, visit = page.case, looking(page.request, page.case)
    back = lifecycles.way("withdraw_notice", case, visit)
    if back is not None and rules.its_end_by_notice_is_still_to_come(Matter(case, visit)):
        if not lifecycles.permitted(back, visit.by):
            return None
        return Action(back.label, reverse("step", args=(case.pk, back.step)))
    visit.annulled = record
    if not may_begin("annul", case, visit):
        return None
    url = reverse("annul", args=(case.pk, record.pk))
    return Action(_("It was recorded by mistake: annul it"), url)


def told_at(page: Shown, steps: Sequence[StepRecord]) -> dict[datetime, str]:
    """By the moment at which an end was recorded, its days in a line; one query, or none."""
    if not any(record.step in ENDINGS for record in steps):
        return {}
    kept = Ending.history.filter(case=page.case.pk).exclude(history_type="-")
    return {row.recorded_at: _in_a_line(row) for row in kept.order_by("history_id")}


def _in_a_line(ending: Any) -> str:
    decided, notice = ending.decided_date, ending.notice_date
    return joined(
        _("decided %(date)s") % {"date": day(decided)} if decided else "",
        _("notice received %(date)s") % {"date": day(notice)} if notice else "",
        _months(ending.notice_months),
        _("takes effect %(date)s") % {"date": day(ending.effective_date)},
    )


def _months(number: int | None) -> str:
    if number is None:
        return ""
    return ngettext("%(count)d month's notice", "%(count)d months' notice", number) % {
        "count": number
    }
