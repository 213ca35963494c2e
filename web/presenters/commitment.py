"""What does the page of one commitment show, and what has changed in all of an initiative?"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Commitment, Milestone
from web.presenters.actions import Action
from web.presenters.changes import MOST, NAMED, differences
from web.presenters.commitments import line_of, step_of
from web.presenters.history import Item
from web.presenters.offers import looking, may_begin
from web.presenters.words import day, joined, person_name

if TYPE_CHECKING:
    from web.presenters.shown import Shown

Status = Commitment.Status
SHOWN = 30
CHANGED = {
    "commitment": (gettext_lazy("added a commitment"), gettext_lazy("changed a commitment")),
    "milestone": (gettext_lazy("added a milestone"), gettext_lazy("changed a milestone")),
}


def told(page: Shown, row: Commitment) -> dict[str, Any]:
    """What the page of one commitment shows besides its words."""
    line = line_of(page, row)
    facts = [
        (_("Horizon"), row.get_horizon_display()),
        (_("In which way"), row.get_mode_display()),
        (_("Direction"), joined(line.direction, line.side)),
        (capfirst(_("what is given")), row.gives),
        (capfirst(_("what is given in return")), row.in_return),
        (_("How much"), row.extent),
        (_("By when"), day(row.due)),
        (_("How far"), line.progress),
    ]
    milestones = page.those(Milestone, "party", commitment_id=row.pk)
    for milestone in milestones:
        milestone.commitment = row
    return {
        "line": line,
        "facts": [{"term": term, "value": capfirst(str(value))} for term, value in facts if value],
        "milestones": [step_of(page, milestone) for milestone in milestones],
        "actions": _actions(page, row),
        "log": log(row) if page.is_ours else [],
    }


def _actions(page: Shown, row: Commitment) -> list[Action]:
    case = page.case
    visit = looking(page.request, case)
    is_over = row.status in {Status.DONE, Status.CLOSED}
    offered = [
        ("scale_commitment", _("Change"), "change", not is_over),
        ("measure_commitment", _("Tell how far it is"), "progress", not is_over and row.scale),
        ("promote_commitment", _("Bring forward"), "promote", _may_be_promoted(row)),
        ("finish_commitment", _("Record as done"), "done", not is_over),
        ("pause_commitment", _("Pause"), "pause", row.status == Status.OPEN),
        ("take_up_commitment", _("Take up again"), "take-up", row.status != Status.OPEN),
        ("close_commitment", _("Close"), "close", not is_over),
    ]
    found = [
        Action(label, reverse("change_commitment", args=(case.pk, row.pk, what)), about=str(row))
        for step, label, what, fits in offered
        if fits and may_begin(step, case, visit)
    ]
    if not is_over and may_begin("add_milestone", case, visit):
        url = reverse("new_milestone", args=(case.pk,))
        found.append(Action(_("New milestone"), f"{url}?commitment={row.pk}"))
    return found


def _may_be_promoted(row: Commitment) -> bool:
    return row.horizon == Commitment.Horizon.LONG and row.status in {Status.OPEN, Status.PAUSED}


def log(row: Commitment) -> list[Item]:
    """Every change of a commitment, newest first, with before, after and reason (R-023)."""
    return _changes("commitment", row.history.all())


def latest(page: Shown) -> list[Item]:
    """The changes of all commitments and milestones, newest first, each with its words."""
    key = page.case.pk
    found = [
        *_changes("commitment", Commitment.history.filter(case_id=key), named=True),
        *_changes("milestone", Milestone.history.filter(case_id=key), named=True),
    ]
    return sorted(found, key=lambda item: item.when, reverse=True)[:SHOWN]


def _changes(table: str, history: Any, *, named: bool = False) -> list[Item]:
    """Compare each row with the older one of the same thing, which comes next."""
    kept = list(
        history.select_related("history_user", *NAMED[table]).order_by(
            "id", "-history_date", "-history_id"
        )[:MOST]
    )
    added, changed = CHANGED[table]
    found = []
    for after, older in zip_longest(kept, kept[1:]):
        before = older if older is not None and older.id == after.id else None
        item = Item(
            kind="" if before else "done",
            who=person_name(after.history_user),
            what=changed if before else added,
            when=after.history_date,
            text=(after.text if table == "commitment" else after.name) if named else "",
            small=after.history_change_reason or "",
        )
        item.changes = list(differences(table, before, after)) if before else []
        found.append(item)
    return found
