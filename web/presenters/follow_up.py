"""What was done to keep a case up, what is due next, and who reads what a party gains?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import Case, Duty, Recurrence, Update
from people.models import Role
from web.presenters.actions import Action
from web.presenters.offers import looking, may_begin
from web.presenters.tasks import WITH_ACTOR
from web.presenters.words import actor_name, day, joined

if TYPE_CHECKING:
    from agreements.models import Participation
    from web.presenters.shown import Shown
    from web.request import PersonRequest

MOST = 200
ACTORS = tuple(name for name in WITH_ACTOR if name not in {"body", "party"})


# ---------------------------------------------------------------- updates
def updates_page(page: Shown) -> dict[str, Any]:
    """All updates, the newest first, with how often they are to come and who is asked next."""
    case = page.case
    rows = Update.objects.filter(case=case)
    if page.end:  # a party that left knows what was shared until then
        rows = rows.filter(recorded_at__lt=page.end)
    rows = rows.select_related("recorded_by", "focus_area", "evidence")
    if not page.is_ours:
        rows = rows.filter(withdrawn_at=None)
    may = {step: _may(page, step) for step in ("update", "withdraw_update", "set_cadence")}
    return {
        "updates": [_row(row, page, may_withdraw=may["withdraw_update"]) for row in rows[:MOST]],
        "cadence": "" if page.until else _cadence(case),
        "asked": [] if page.until else _asked(case),
        "new": Action(_("Record an update"), reverse("update", args=[case.pk]), primary=True)
        if may["update"]
        else None,
        "change": Action(_("Change how often"), reverse("set_cadence", args=[case.pk]))
        if may["set_cadence"]
        else None,
    }


def _may(page: Shown, step: str) -> bool:
    return bool(may_begin(step, page.case, looking(page.request, page.case)))


def _row(row: Update, page: Shown, *, may_withdraw: bool) -> dict[str, Any]:
    evidence = row.evidence if page.is_ours or _is_shared(row) else None
    withdraw = reverse("withdraw_update", args=[page.case.pk, row.pk])
    return {
        "happened": row.happened,
        "text": row.text or _("Confirmed"),
        "about": joined(row.focus_area, row.recorded_by.name),
        "evidence": evidence,
        "is_withdrawn": row.withdrawn_at is not None,
        "withdraw": withdraw if may_withdraw and row.withdrawn_at is None else "",
    }


def _is_shared(row: Update) -> bool:
    return row.evidence is not None and row.evidence.direction != "internal"


def words_of(row: Update) -> str:
    """The day and what was done."""
    return joined(day(row.happened), row.text)


def _cadence(case: Case) -> str:
    """“1–2 times in each calendar year”, “every 12 months”."""
    row = Recurrence.objects.filter(case=case, kind="update", is_active=True).first()
    if row is None:
        return ""
    if row.cadence == Recurrence.Cadence.ROLLING:
        return ngettext(
            "Within %(count)d month of the last", "Within %(count)d months of the last", row.months
        ) % {"count": row.months}
    if row.maximum and row.maximum != row.minimum:
        return _("%(least)d–%(most)d times in each calendar year") % {
            "least": row.minimum,
            "most": row.maximum,
        }
    return ngettext(
        "%(count)d time in each calendar year", "%(count)d times in each calendar year", row.minimum
    ) % {"count": row.minimum}


def _asked(case: Case) -> list[dict[str, Any]]:
    """Who is asked for the next, and by when: the posts of both sides."""
    rows = Duty.objects.filter(case=case, kind="update", status=Duty.Status.OPEN)
    return [
        {
            "who": ", ".join(
                filter(None, (actor_name(duty.responsible, case.owner_id), duty.subject))
            ),
            "due": duty.due,
        }
        for duty in rows.select_related(*ACTORS).order_by("due_until", "id")
    ]


# ---------------------------------------------------------------- what each party gains
def may_read_benefit(request: PersonRequest, case: Case, participation: Participation) -> bool:
    """The owner reads all; a party its own (decision 2)."""
    if request.roles.has_any({Role.OFFICER, Role.SECRETARIAT}, case.owner_id):
        return True
    tenant = participation.party.municipality_id
    ours = case.owner_id in request.roles.municipalities()
    return ours or bool(tenant and tenant in request.roles.municipalities())
