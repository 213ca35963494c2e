"""What was told to whom, and what became of it?

Who looks after the municipality sees all of its own; everybody else what they were told
themselves, or asked. A case that the reader may not know of has no name here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.labels import duty_label
from agreements.models import Case
from notifications.explaining import reader_of, with_letters
from notifications.models import Message, Note, Reminder
from notifications.sweep import IN_APP, NOBODY, UNWANTED
from people.models import Role, Unit, User
from people.seats import actors_of
from web.keys import key_of
from web.presenters.reminding import REASONS
from web.presenters.words import joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from django.db.models import QuerySet
    from django.http import QueryDict
    from django_stubs_ext import StrOrPromise

    from notifications.explaining import Reader
    from web.request import PersonRequest

WATCHING = frozenset({Role.ADMINISTRATOR, Role.SECRETARIAT, Role.DIRECTOR, Role.AUDITOR})
"""They see what everybody of their municipality is told (issue 4)."""

ON_A_PAGE = 50
IN_A_FILE = 10_000
MOST_CHOICES = 500
R, M = Reminder.Status, Message.Status
UNDER_WAY = (M.PENDING, M.SENDING, M.TRANSMITTING)


class State(NamedTuple):
    """A state as the page names it: words, colour, and which rows are in it."""

    label: StrOrPromise
    kind: str
    rows: Q


STATES: dict[str, State] = {
    "failed": State(gettext_lazy("failed"), "bad", Q(message__status=M.FAILED)),
    "uncertain": State(gettext_lazy("uncertain"), "bad", Q(message__status=M.UNCERTAIN)),
    "nobody": State(gettext_lazy("reached nobody"), "bad", Q(status=R.NOT_SENT, reason=NOBODY)),
    "under_way": State(gettext_lazy("on its way"), "info", Q(message__status__in=UNDER_WAY)),
    "sent": State(gettext_lazy("sent"), "ok", Q(message__status=M.SENT)),
    "app": State(
        gettext_lazy("told in Samklang alone"),
        "ok",
        Q(status=R.DONE, message=None, reason__in=[IN_APP, UNWANTED]),
    ),
    "planned": State(gettext_lazy("planned"), "", Q(status=R.PLANNED)),
    "cancelled": State(gettext_lazy("cancelled"), "", Q(status=R.CANCELLED)),
    "imported": State(
        gettext_lazy("before it was registered"), "", Q(status=R.NOT_SENT) & ~Q(reason=NOBODY)
    ),
}


def state_of(row: Reminder) -> str:
    """In which of `STATES` a row is, by what became of its letter."""
    if row.status == R.PLANNED:
        return "planned"
    if row.status == R.CANCELLED:
        return "cancelled"
    if row.status == R.NOT_SENT:
        return "nobody" if row.reason == NOBODY else "imported"
    if row.message is None:
        return "app"
    return _of_letters[Message.Status(row.message.status)]


_of_letters = {
    **dict.fromkeys(UNDER_WAY, "under_way"),
    M.SENT: "sent",
    M.FAILED: "failed",
    M.UNCERTAIN: "uncertain",
    M.NOT_SENT: "cancelled",
}


class Filters(NamedTuple):
    """What the form asks for; anything it does not know counts as not asked."""

    state: str = ""
    person: str = ""
    unit: str = ""
    case: str = ""
    since: str = ""
    until: str = ""

    @classmethod
    def read(cls, given: QueryDict) -> Filters:
        said = {name: given.get(name, "").strip()[:100] for name in cls._fields}
        said["state"] = said["state"] if said["state"] in STATES else ""
        for name in ("person", "unit"):
            said[name] = said[name] if key_of(said[name]) is not None else ""
        return cls(**said)


@dataclass(slots=True)
class Row:
    """One line of the ledger."""

    why: str
    day: date
    case: str
    url: str
    task: StrOrPromise
    about: str
    reader: str
    told_as: str
    state: str
    label: StrOrPromise
    kind: str
    reason: StrOrPromise
    planned: datetime
    settled: datetime | None
    sent: datetime | None
    tries: int


@dataclass(slots=True)
class Page:
    """Some rows, and where the next page begins."""

    rows: list[Row]
    after: str


# ---------------------------------------------------------------- who sees what
def watched(request: PersonRequest) -> set[int]:
    """The municipalities of which this person sees whatever is told."""
    return {held.municipality_id for held in request.roles.held if held.role in WATCHING}


def seen(request: PersonRequest) -> QuerySet[Reminder]:
    """The rows that this person may look at: three unions and no OR, for the planner's sake."""
    asked = actors_of(request.user, request.on)
    rows = Reminder.objects.order_by().values("pk")
    own = rows.filter(message__recipient=request.user).union(
        rows.filter(pk__in=Note.objects.filter(user=request.user).values("reminder")),
        rows.filter(duty__responsible__in=asked),
    )
    here = watched(request)
    mine = Q(pk__in=own)
    return Reminder.objects.filter(mine | Q(duty__case__owner__in=here) if here else mine)


def visible(request: PersonRequest, rows: Iterable[Reminder]) -> set[int]:
    """Keys of the cases of these rows that the reader may know of."""
    keys = {row.duty.case_id for row in rows}
    cases = Case.objects.visible_to(request.roles).filter(pk__in=keys)
    return set(cases.values_list("pk", flat=True))


# ---------------------------------------------------------------- the list
def narrowed(
    request: PersonRequest, filters: Filters, since: date | None, until: date | None
) -> QuerySet[Reminder]:
    """What the filters ask for; what lies ahead only if its state is asked for."""
    rows = seen(request)
    if filters.state:
        rows = rows.filter(STATES[filters.state].rows)
    else:
        rows = rows.filter(due_at__lte=request.at).exclude(STATES["planned"].rows)
    if filters.person:
        person = int(filters.person)
        noted = Note.objects.filter(user=person, reminder__isnull=False).values("reminder")
        rows = rows.filter(Q(message__recipient=person) | Q(pk__in=noted))
    if filters.unit:
        rows = rows.filter(duty__case__unit=int(filters.unit))
    if filters.case:
        words = filters.case
        named = Case.objects.visible_to(request.roles).filter(
            Q(number__iexact=words) | Q(title__icontains=words)
        )
        rows = rows.filter(duty__case__in=named.order_by().values("pk"))
    if since:
        rows = rows.filter(send_on__gte=since)
    return rows.filter(send_on__lte=until) if until else rows


def page(request: PersonRequest, rows: QuerySet[Reminder], after: str) -> Page:
    """Fifty rows, the newest first; `after` marks where the page before ended."""
    moment, _tilde, key = after.partition("~")
    last = key_of(key)
    if last is not None and (at := _moment(moment)) is not None:
        rows = rows.filter(Q(due_at__lt=at) | Q(due_at=at, pk__lt=last))
    found = list(with_letters(rows).order_by("-due_at", "-pk")[: ON_A_PAGE + 1])
    shown = found[:ON_A_PAGE]
    end = shown[-1] if len(found) > ON_A_PAGE else None
    return Page(
        rows=told(request, shown),
        after=f"{end.due_at.isoformat()}~{end.pk}" if end else "",
    )


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def told(request: PersonRequest, rows: Sequence[Reminder]) -> list[Row]:
    """These rows in words; of cases that the reader may not know of no more than their task."""
    known = visible(request, rows)
    return [_row(row, is_known=row.duty.case_id in known) for row in rows]


def _row(row: Reminder, *, is_known: bool) -> Row:
    reader, state = reader_of(row), state_of(row)
    case = row.duty.case
    return Row(
        why=reverse("reminder", args=(row.pk,)),
        day=row.send_on,
        case=case.title if is_known else "–",
        url=reverse("case", args=(case.pk,)) if is_known else "",
        task=duty_label(row.duty.kind_id),
        about=row.duty.about if is_known else "",
        reader=reader.name if reader else "",
        told_as=_as(reader),
        state=state,
        label=STATES[state].label,
        kind=STATES[state].kind,
        reason=REASONS.get(row.reason, row.reason),
        planned=row.planned_at,
        settled=row.settled_at,
        sent=row.message.sent_at if row.message else None,
        tries=len(row.message.ledger.all()) if row.message else 0,
    )


def _as(reader: Reader | None) -> str:
    if reader is None or not reader.stands_in_for:
        return ""
    return _("for %(name)s") % {"name": reader.stands_in_for}


def choices(request: PersonRequest) -> dict[str, list[tuple[str, str]]]:
    """States for everybody; people and units for those who see more than their own."""
    here = watched(request)
    people = User.objects.filter(municipality__in=here).order_by("name", "pk")
    units = Unit.objects.filter(municipality__in=here).order_by("name", "pk")
    return {
        "states": [(name, str(state.label)) for name, state in STATES.items()],
        "people": [(str(u.pk), u.name) for u in people[:MOST_CHOICES]] if here else [],
        "units": [(str(u.pk), u.name) for u in units[:MOST_CHOICES]] if here else [],
    }


# ---------------------------------------------------------------- as a file
def table(request: PersonRequest, rows: QuerySet[Reminder]) -> tuple[list[str], list[list[Any]]]:
    """The same as a table, each state with its time; the newest `IN_A_FILE`."""
    headings = [
        *(_("Leaves on"), _("Case"), _("Task"), _("About"), _("To"), _("State"), _("Reason")),
        *(_("Planned"), _("Settled"), _("Sent"), _("Attempts")),
    ]
    found = list(with_letters(rows).order_by("-due_at", "-pk")[:IN_A_FILE])
    lines = [
        [
            *(row.day.isoformat(), row.case, row.task, row.about),
            *(joined(row.reader, row.told_as), row.label, row.reason),
            *(row.planned, row.settled, row.sent, row.tries),
        ]
        for row in told(request, found)
    ]
    return headings, lines
