"""What does a person have to do, by urgency, and what do others have to do for them?"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.labels import duty_heading, state_label
from agreements.models import Case, Duty
from people.seats import actors_of
from web.presenters.actions import action_for
from web.presenters.asked import MOST, Count, open_duties, remember
from web.presenters.offers import may_answer
from web.presenters.words import about, actor_name, joined
from web.templatetags.samklang import relative

if TYPE_CHECKING:
    from datetime import date

    from django_stubs_ext import StrOrPromise

    from agreements.dates import PartialDate
    from web.request import PersonRequest

SOON = timedelta(days=7)
REVIEWS = ("review", "review_ruling")
REVIEWS_SHOWN = 4
ROUND = "still_right"
BY_DUE = (F("due_until").asc(nulls_last=True), "id")
WITH_ACTOR = (
    "responsible__person",
    "responsible__post__municipality",
    "responsible__unit",
    "responsible__municipality",
    "body",
    "party",
)


@dataclass(slots=True)
class Task:
    """One row of components/task.html."""

    title: str
    url: str
    note: str
    state: str
    state_label: StrOrPromise
    due: str
    due_note: PartialDate | str
    over: bool
    action: StrOrPromise = ""
    action_url: str = ""
    primary: bool = False
    tags: list[dict[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Group:
    """Tasks of one urgency under one heading."""

    key: str
    heading: str
    icon: str
    tasks: list[Task]


@dataclass(slots=True)
class Work:
    """The open duties on My work, read in two queries whatever their number."""

    mine: list[Duty]
    waiting: list[Duty]
    reviews: list[Duty]


def work_of(request: PersonRequest) -> Work:
    """Duties that ask the person, that their cases ask of others, and the next reviews."""
    keys = set(actors_of(request.user, request.on))
    visible = Case.objects.visible_to(request.roles).values("pk")
    carried = Q(case__proposed_by=request.user) | Q(case__responsible__in=keys)
    here = request.user.municipality_id
    first = open_duties().order_by(*BY_DUE).values("pk")
    arms = (
        first.filter(responsible__in=keys)[: MOST + 1],
        first.filter(carried).exclude(responsible__in=keys)[: MOST + 1],
        first.filter(kind__in=REVIEWS, case__owner=here, case__in=visible)[:REVIEWS_SHOWN],
    )
    # An arm that is ordered and cut stands in a subquery: SQLite unites no ordered selects.
    chosen, *rest = (Duty.objects.filter(pk__in=arm).order_by().values("pk") for arm in arms)
    rows = list(
        Duty.objects.filter(pk__in=chosen.union(*rest), case__in=visible)
        .select_related("case__unit", *WITH_ACTOR)
        .order_by(*BY_DUE)
    )
    mine = [duty for duty in rows if duty.responsible_id in keys]
    remember(request, Count(len(mine)))
    return Work(
        mine=mine[:MOST],
        waiting=[d for d in rows if d not in mine and _carries(d.case, request, keys)][:MOST],
        reviews=[d for d in rows if d.kind_id in REVIEWS and d.case.owner_id == here][
            :REVIEWS_SHOWN
        ],
    )


def _carries(case: Case, request: PersonRequest, keys: set[int]) -> bool:
    return case.proposed_by_id == request.user.pk or case.responsible_id in keys


def is_over(duty: Duty, on: date) -> bool:
    """Is its last day past? Nothing is overdue while its case rests."""
    frozen = duty.case.state in {"suspended", "paused"}
    return not frozen and duty.due is not None and duty.due.overdue_on(on)


def is_soon(duty: Duty, on: date) -> bool:
    """Is its last day within a week, and not past?"""
    return duty.due is not None and on <= duty.due.latest <= on + SOON


def groups(duties: list[Duty], request: PersonRequest) -> list[Group]:
    """Overdue, within seven days, later; empty groups are left out."""
    on = request.on
    over = [duty for duty in duties if is_over(duty, on)]
    soon = [duty for duty in duties if duty not in over and is_soon(duty, on)]
    later = [duty for duty in duties if duty not in over and duty not in soon]
    found = [
        Group("over", _("Overdue"), "alert", _rows(over, request)),
        Group("week", _("Within 7 days"), "clock", _rows(soon, request)),
        Group("later", _("Later"), "", _rows(later, request)),
    ]
    found = [group for group in found if group.tasks]
    first = next((row for group in found for row in group.tasks if row.action), None)
    if first is not None:
        first.primary = True
    return found


def _rows(duties: list[Duty], request: PersonRequest) -> list[Task]:
    """A row for each duty; questions of a round for one day share one: one page answers them."""
    asked: dict[str, list[Duty]] = {}
    for duty in duties:
        if duty.kind_id == ROUND:
            asked.setdefault(str(duty.due), []).append(duty)
    rows = []
    for duty in duties:
        together = asked[str(duty.due)] if duty.kind_id == ROUND else [duty]
        if duty is together[0]:
            rows.append(
                my_task(duty, request) if len(together) == 1 else _of_a_round(together, request.on)
            )
    return rows


def my_task(duty: Duty, request: PersonRequest) -> Task:
    """A duty as the person sees it who is asked: with the button, or whose it is to do.

    A unit is asked as a whole, and not everybody in it may do what is asked.
    """
    row = task(duty, request.on)
    asked = duty.responsible.person
    if asked is not None and asked.pk != request.user.pk:
        row.note = joined(row.note, _("In place of %(who)s") % {"who": asked.name})
    verdict = may_answer(request, duty)
    if not verdict:
        row.note = joined(row.note, verdict.message)
        return row
    action = action_for(duty)
    row.action, row.action_url = action.label, action.url
    return row


def _of_a_round(duties: list[Duty], on: date) -> Task:
    """“Are owner and contacts still right? 6 cases”, by their titles, and the way to the round."""
    number = ngettext("%(count)d case", "%(count)d cases", len(duties)) % {"count": len(duties)}
    return replace(
        task(duties[0], on),
        title=duty_heading(ROUND, number),
        url=reverse("rounds"),
        note="; ".join(duty.case.title for duty in duties),
        state="",  # they are of several cases
        action=_("Answer"),
    )


def task(duty: Duty, on: date) -> Task:
    """A duty as everybody sees it: what, in which case, by when."""
    case = duty.case
    return Task(
        title=duty_heading(duty.kind_id, str(case)),
        url=reverse("case", args=(case.pk,)),
        note=joined(about(duty), case.unit, case.number),
        state=case.state,
        state_label=state_label(case),
        due=relative(duty.due.latest, on) if duty.due else _("no deadline"),
        due_note=duty.due or "",
        over=is_over(duty, on),
    )


def review_task(duty: Duty, on: date) -> Task:
    """A review that comes up, by the name of its case."""
    row = task(duty, on)
    row.title = duty.case.title
    return row


def waiting_task(duty: Duty, on: date) -> Task:
    """A duty of somebody else, with who that is."""
    row = task(duty, on)
    case, who = duty.case, actor_name(duty.responsible, duty.case.owner_id)
    unit = "" if who.endswith(str(case.unit)) else case.unit
    row.note = joined(_("Waiting for: %(who)s") % {"who": who}, about(duty), unit, case.number)
    return row
