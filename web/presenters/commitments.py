"""What has an initiative promised: who gives to whom, in which way, by when, and how far is it?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agreements.models import Commitment, Milestone
from agreements.states import FROZEN, IN_FORCE
from web.presenters.actions import Action
from web.presenters.offers import looking, may_begin
from web.presenters.words import joined
from web.templatetags.samklang import relative

if TYPE_CHECKING:
    from datetime import date

    from django_stubs_ext import StrOrPromise

    from agreements.dates import PartialDate
    from web.presenters.shown import Shown

Status = Commitment.Status
TAGS = {
    Status.OPEN: ("info", "dot"),
    Status.PAUSED: ("warn", "pause"),
    Status.DONE: ("ok", "check"),
    Status.CLOSED: ("", "x"),
}


@dataclass(slots=True)
class Tag:
    """The facts of components/tag.html."""

    kind: str
    icon: str
    text: StrOrPromise


@dataclass(slots=True)
class Line:
    """One commitment in a table."""

    text: str
    url: str
    mode: str
    direction: str
    what: str
    side: str
    extent: str
    due: PartialDate | None
    status: Tag
    progress: str = ""


@dataclass(slots=True)
class Group:
    """The commitments of one horizon."""

    heading: str
    lines: list[Line]


@dataclass(slots=True)
class Step:
    """One milestone in a table."""

    name: str
    party: str
    commitment: str
    expected: PartialDate | None
    reached: PartialDate | None
    status: Tag
    actions: list[Action] = field(default_factory=list)


@dataclass(slots=True)
class Board:
    """Everything that an initiative has promised."""

    groups: list[Group]
    milestones: list[Step]
    new: list[Action]


def board(page: Shown) -> Board | None:
    """Commitments by horizon and milestones, in two queries; nothing of an agreement."""
    case = page.case
    if case.sort != case.Sort.INITIATIVE:
        return None
    rows = page.those(Commitment, "giver", "receiver", case_id=case.pk)
    groups = [
        Group(
            capfirst(str(horizon.label)), [line_of(page, r) for r in rows if r.horizon == horizon]
        )
        for horizon in Commitment.Horizon
    ]
    known = {row.pk: row for row in rows}
    found = page.those(Milestone, "party", case_id=case.pk)
    for milestone in found:
        if milestone.commitment_id is not None:
            milestone.commitment = known[milestone.commitment_id]
    return Board(
        [group for group in groups if group.lines],
        [step_of(page, milestone) for milestone in found],
        _new(page),
    )


def _new(page: Shown) -> list[Action]:
    case, visit = page.case, looking(page.request, page.case)
    offered = (
        ("add_commitment", _("New commitment"), "new_commitment"),
        ("add_milestone", _("New milestone"), "new_milestone"),
    )
    return [
        Action(label, reverse(name, args=(case.pk,)))
        for step, label, name in offered
        if may_begin(step, case, visit)
    ]


# ---------------------------------------------------------------- commitments
def line_of(page: Shown, row: Commitment) -> Line:
    """One commitment as the reader sees it from their side."""
    return Line(
        text=row.text,
        url=reverse("commitment", args=(row.case_id, row.pk)),
        mode=capfirst(str(row.get_mode_display())),
        direction=direction(row),
        what=_what(row),
        side=_side(row, page.request.user.municipality_id),
        extent=row.extent,
        due=row.due,
        status=_status(page, row),
        progress=how_far(row),
    )


def how_far(row: Commitment) -> str:
    """Where it stands on the scale of its mode: “Under way (3 of 4)”; nothing if not told."""
    if row.progress not in row.scale:
        return ""
    return _("%(step)s (%(number)d of %(all)d)") % {
        "step": capfirst(str(row.get_progress_display())),
        "number": row.scale.index(Commitment.Progress(row.progress)) + 1,
        "all": len(row.scale),
    }


def direction(row: Commitment) -> str:
    """Who gives to whom, in words: “from Kommune Kujalleq to Qeqqata Kommunia” (R-035)."""
    if row.giver is None and row.receiver is None:
        return _("Together")
    return _("From %(giver)s to %(receiver)s") % {
        "giver": row.giver or _("the others"),
        "receiver": row.receiver or _("the others"),
    }


def _what(row: Commitment) -> str:
    """What the giver gives, and what comes back (R-007)."""
    given = _("gives %(what)s") % {"what": row.gives} if row.gives else ""
    back = _("in return: %(what)s") % {"what": row.in_return} if row.in_return else ""
    return joined(given, back)


def _side(row: Commitment, here: int | None) -> str:
    """What it is to the reader's own municipality, from whichever side they read (R-018)."""
    giver = row.giver.municipality_id if row.giver else None
    receiver = row.receiver.municipality_id if row.receiver else None
    if here is None or here not in {giver, receiver}:
        return ""
    if row.in_return:
        return _("We give and receive")
    return _("We give") if here == giver else _("We receive")


def _status(page: Shown, row: Commitment) -> Tag:
    kind, icon = TAGS[Status(row.status)]
    if row.status == Status.OPEN and row.is_conditional:
        return Tag("", "dot", capfirst(_("possible")))
    if row.status == Status.OPEN and _is_over(page, row.due):
        return _over(row.due, page.until or page.request.on)
    return Tag(kind, icon, capfirst(str(row.get_status_display())))


def _is_over(page: Shown, due: PartialDate | None) -> bool:
    """Nothing is overdue before it holds, while it rests, or after its end."""
    holds = page.case.state in IN_FORCE and page.case.state not in FROZEN
    return holds and due is not None and due.overdue_on(page.until or page.request.on)


def _over(due: PartialDate | None, on: date) -> Tag:
    return Tag("bad", "alert", relative(due.latest if due else None, on))


# ---------------------------------------------------------------- milestones
def milestone_name(row: Milestone) -> str:
    return joined(row.name, row.party)


def step_of(page: Shown, row: Milestone) -> Step:
    """One milestone, with what the reader may do about it."""
    about = row.commitment if row.commitment_id is not None else None
    return Step(
        name=row.name,
        party=str(row.party or _("All together")),
        commitment=str(about or ""),
        expected=row.expected,
        reached=row.reached,
        status=_milestone_status(page, row, about),
        actions=_milestone_actions(page, row),
    )


def _milestone_status(page: Shown, row: Milestone, about: Commitment | None) -> Tag:
    if row.reached is not None:
        return Tag("ok", "check", capfirst(_("reached")))
    if row.is_dropped:
        return Tag("", "x", capfirst(_("dropped")))
    if about is not None and (about.status != Status.OPEN or about.is_conditional):
        return Tag("warn", "pause", _("Rests"))
    if _is_over(page, row.expected):
        return _over(row.expected, page.until or page.request.on)
    return Tag("info", "clock", capfirst(_("expected")))


def _milestone_actions(page: Shown, row: Milestone) -> list[Action]:
    if row.is_dropped or not may_begin(
        "move_milestone", page.case, looking(page.request, page.case)
    ):
        return []
    offered = [("move", _("Correct"))]
    if row.reached is None:
        offered = [("reach", _("Reached")), ("move", _("Move")), ("drop", _("Drop"))]
    return [
        Action(label, reverse("change_milestone", args=(row.case_id, row.pk, what)), about=row.name)
        for what, label in offered
    ]
