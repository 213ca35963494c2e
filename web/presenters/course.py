"""How far has a case come, and when did it take each step?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.labels import state_label
from agreements.models import Case
from agreements.states import BEFORE_FORCE, ENDED, FROZEN, State
from web.presenters.kin import titles_of
from web.presenters.words import day

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agreements.dates import PartialDate
    from agreements.models import Agreement, StepRecord
    from web.presenters.shown import Shown

COURSE = (
    State.PROPOSED,
    State.ASSESSED,
    State.APPROVED,
    State.ACTIVE,
    State.UNDER_REVIEW,
    State.RENEWED,
)


@dataclass(slots=True)
class Stage:
    """One step of components/stepper.html."""

    kind: str
    number: int
    name: str
    first: str = ""
    second: str = ""


def standing(steps: Iterable[StepRecord]) -> list[StepRecord]:
    """The records that were not taken back: neither annulled nor in an annulled passage."""
    steps = list(steps)
    by_pk = {record.pk: record for record in steps}
    annulled = {by_pk[r.annuls_id].at for r in steps if r.annuls_id in by_pk}
    return [r for r in steps if r.at not in annulled and r.annuls_id is None]


def moves(steps: Iterable[StepRecord]) -> list[StepRecord]:
    """The records that moved the state, in order."""
    return [r for r in standing(steps) if r.state_before != r.state_after]


def course(case: Case, steps: list[StepRecord], since: PartialDate | None) -> list[Stage]:
    """The course as far as it is known; what an import does not tell is said to be unknown.

    `since` is when an imported agreement was made, as far as its source tells.
    """
    moved = moves(steps)
    reached = {r.state_after: r for r in moved if r.step != "register"}
    here, is_now = _position(case, moved)
    states = COURSE[3:] if case.handling == Case.Handling.REGISTERED else COURSE
    stages = []
    for number, state in enumerate(states, start=1):
        position = COURSE.index(state)
        stage = Stage("later", number, str(state_label(case, state)))
        if position == here and is_now:
            stage.kind = "now"
        elif position <= here:
            stage.kind = "done"
        record = reached.get(state)
        if stage.kind != "later":
            _tell(stage, case, record, since if state == State.ACTIVE else None)
        if stage.kind != "passed over":
            stages.append(stage)
    return stages


def _position(case: Case, moved: list[StepRecord]) -> tuple[int, bool]:
    """How far the case stands in the course, and whether it stands there now."""
    if case.state in COURSE:
        return COURSE.index(State(case.state)), True
    if case.state == State.DRAFT:
        return -1, False
    been = [r.state_after for r in moved if r.state_after in COURSE]
    if not been and case.state in ENDED | FROZEN:
        return COURSE.index(State.ACTIVE), False
    return (COURSE.index(State(been[-1])), False) if been else (-1, False)


def _tell(stage: Stage, case: Case, record: StepRecord | None, since: PartialDate | None) -> None:
    imported = case.provenance == Case.Provenance.IMPORTED
    if record is not None:
        decided = (
            record.ruling.decision.date if record.step == "approve" and record.ruling else None
        )
        stage.first = day(decided or record.effective_date)
    elif since is not None:
        stage.first = day(since)
        if since.precision == "month":
            stage.second = _("the day is missing")
        elif since.precision != "day":
            stage.second = _("the day is not known")
    elif stage.kind == "done" and imported:
        stage.kind = "unknown"
    elif stage.kind == "now" and imported:
        stage.first = _("since when is not in the source")
    elif stage.kind == "done":
        stage.kind = "passed over"  # an annex initiative follows; a clause renews without a review
    if stage.kind == "now" and case.state == State.UNDER_REVIEW and case.review:
        stage.second = _("window %(date)s") % {"date": day(case.review)}


def branch(case: Any, steps: list[StepRecord], *, with_reason: bool) -> dict[str, str] | None:
    """What ended or turned a case back: a notice and no step of its course."""
    moved = moves(steps)
    last = moved[-1] if moved else None
    if case.state in ENDED | FROZEN:
        return _ended(case, last, with_reason=with_reason)
    if case.state == State.DRAFT and last and last.step == "send_back":
        who = last.by.name if last.by else "Samklang"
        text = last.reason if with_reason else ""
        title = _("Sent back for completion by %(who)s, %(date)s") % {
            "who": who,
            "date": day(last.at),
        }
        return {"kind": "warn", "title": title, "text": text}
    return None


def _ended(case: Any, last: StepRecord | None, *, with_reason: bool) -> dict[str, str]:
    since = day(last.effective_date) if last and last.step != "register" else ""
    notice = {
        "kind": "warn" if case.state in FROZEN else "plain",
        "title": f"{state_label(case)}, {since}" if since else str(state_label(case)),
        "text": _why(last) if last and with_reason else "",
    }
    ending = getattr(case, "ending", None)
    if ending and with_reason and not notice["text"]:
        notice["text"] = ending.reason
    return notice


WITH_ANOTHER = {
    "end_with_above": gettext_lazy("The agreement above it has ended."),
    "end_with_amended": gettext_lazy("The agreement that it amends has ended."),
    "withdraw_with_amended": gettext_lazy("The agreement that it was to amend has ended."),
}
"""Steps that a case takes because another ended; its history names the other."""


def _why(last: StepRecord) -> str:
    """Why it ended or rests; what an import keeps is where it read the case, and no reason."""
    if last.step in WITH_ANOTHER:
        return str(WITH_ANOTHER[last.step])
    return "" if last.step == "register" else last.reason


def kin(page: Shown) -> dict[str, dict[str, str]]:
    """The agreement that replaced this one and the one that it replaces, as links with their words.

    Only to the owner's side, and only those that the reader may know of. Nothing is replaced
    before what comes after it was in force.
    """
    case = page.case
    if case.sort != Case.Sort.AGREEMENT or not page.is_ours:
        return {}
    named = {
        "predecessor": case.agreement.replaces,
        "successor": getattr(case.agreement, "replaced_by", None),
    }
    titles = titles_of(page.request, [row.pk for row in named.values() if row is not None])
    found = {}
    for name, row in named.items():
        if row is not None and row.pk in titles:
            later = case if name == "predecessor" else row.case
            words = REPLACING[name, later.state in BEFORE_FORCE]
            found[name] = {"words": str(words)} | _linked(row, titles[row.pk])
    return found


REPLACING = {
    ("predecessor", False): gettext_lazy("Replaces"),
    ("predecessor", True): gettext_lazy("Is to replace"),
    ("successor", False): gettext_lazy("Replaced by"),
    ("successor", True): gettext_lazy("To be replaced by"),
}
"""By which of the two is named, and whether the later one is still to come into force."""


def _linked(agreement: Agreement, title: str) -> dict[str, str]:
    dated = f" ({day(agreement.dated)})" if agreement.dated else ""
    return {"label": f"{title}{dated}", "url": reverse("case", args=(agreement.pk,))}
