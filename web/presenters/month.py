"""What does a month hold, day by day and week by week, and what comes after it?

What has no known day is drawn over all the days that are possible, never on one of them.
"""

from __future__ import annotations

from calendar import Calendar as Weeks
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agreements.labels import state_label
from agreements.models import Case
from notifications import calendars
from web.presenters import tasks, words
from web.presenters.tasks import Task
from web.presenters.words import joined

if TYPE_CHECKING:
    from agreements.dates import PartialDate
    from notifications.calendars import Calendar, Entry
    from web.request import PersonRequest

MOST_A_DAY, MOST_LANES = 3, 4
AHEAD = timedelta(days=60)
MOST = 200
WEEK = 7
FIRST, LAST = date(1900, 1, 1), date(2190, 12, 31)


@dataclass(slots=True)
class Mark:
    """An entry on the page of the month."""

    title: str
    url: str
    over: bool
    window: PartialDate
    is_vague: bool


@dataclass(slots=True)
class Cell:
    """Some days of a week with the part of one span that falls on them; or none of it."""

    days: int
    mark: Mark | None = None
    goes_on: bool = False


@dataclass(slots=True)
class Day:
    date: date
    is_in_month: bool
    is_today: bool
    marks: list[Mark] = field(default_factory=list)
    left: int = 0
    more_url: str = ""


@dataclass(slots=True)
class Week:
    number: int
    days: list[Day]
    lanes: list[list[Cell]] = field(default_factory=list)
    left: int = 0
    more_url: str = ""

    @property
    def rows(self) -> int:
        return 1 + len(self.lanes) + (1 if self.left else 0)


@dataclass(slots=True)
class Month:
    """A month as weeks from Monday to Sunday; `value` is what its address says, 2026-11.

    What takes all of it, such as a review in November, is `throughout` and in no week.
    """

    value: str
    name: str
    throughout: list[Mark]
    weekdays: list[tuple[str, str]]
    weeks: list[Week]
    number: int
    before_url: str
    after_url: str
    today_url: str


@dataclass(slots=True)
class Group:
    key: str
    heading: str
    is_late: bool
    tasks: list[Task]


@dataclass(slots=True)
class Agenda:
    """What is due from the first to the last day, by month."""

    first: date
    last: date
    groups: list[Group]
    number: int
    is_cut: bool
    before_url: str
    after_url: str
    today_url: str


# ---------------------------------------------------------------- whose
def whose(request: PersonRequest) -> str:
    """Mine, my unit's, or what everybody in the municipality is asked."""
    asked = request.GET.get("whose", "")
    return asked if asked == "all" or (asked == "unit" and request.user.unit_id) else "mine"


def choices(request: PersonRequest, chosen: str, **kept: str) -> list[dict[str, Any]]:
    names = {"mine": _("Mine"), "unit": request.user.unit, "all": _("All that I may read")}
    return [
        {
            "label": label,
            "url": "?" + urlencode({"whose": key} | kept),
            "current": key == chosen,
        }
        for key, label in names.items()
        if label
    ]


def _calendar(request: PersonRequest, chosen: str) -> Calendar:
    if chosen == "all":
        return calendars.of_readers(request.roles)
    if chosen == "unit" and request.user.unit is not None:
        return calendars.of_unit(request.user.unit, Case.objects.visible_to(request.roles))
    return calendars.of_person(request.user, request.roles, request.on)


# ---------------------------------------------------------------- a month
def month(request: PersonRequest, chosen: str) -> Month:
    """The month that the address names; the present one when it names none."""
    first = _first_of_month(request.GET.get("month", ""), request.on)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    days = Weeks().monthdatescalendar(first.year, first.month)
    found = _calendar(request, chosen).between(days[0][0], days[-1][-1])
    throughout = [entry for entry in found if entry.first <= first and entry.last >= last]
    entries = [entry for entry in found if _is_drawn(entry, first, last)]
    weeks = [_week(week, first.month, entries, request, chosen) for week in days]
    return Month(
        value=f"{first:%Y-%m}",
        name=date_format(first, "YEAR_MONTH_FORMAT"),
        throughout=[_mark(entry, request) for entry in throughout],
        weekdays=[(str(WEEKDAYS_ABBR[i]), str(WEEKDAYS[i])) for i in range(WEEK)],
        weeks=weeks,
        number=sum(entry.first <= last and entry.last >= first for entry in found),
        before_url=_of_month(first - timedelta(days=1), chosen),
        after_url=_of_month(last + timedelta(days=1), chosen),
        today_url=_of_month(request.on, chosen),
    )


def _is_drawn(entry: Entry, first: date, last: date) -> bool:
    """A single day of the weeks shown, or a span that takes some of the month but not all."""
    if entry.first == entry.last:
        return True
    is_throughout = entry.first <= first and entry.last >= last
    return entry.first <= last and entry.last >= first and not is_throughout


def _first_of_month(text: str, on: date) -> date:
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        first = on.replace(day=1)
    return min(max(first, FIRST), LAST.replace(day=1))


def _of_month(day: date, chosen: str) -> str:
    return "?" + urlencode({"whose": chosen, "month": f"{day:%Y-%m}"})


def _week(
    days: list[date], in_month: int, entries: list[Entry], request: PersonRequest, chosen: str
) -> Week:
    week = Week(days[0].isocalendar().week, [])
    for day in days:
        on_it = [e for e in entries if e.first == e.last == day]
        shown = Day(day, day.month == in_month, day == request.on)
        shown.marks = [_mark(entry, request) for entry in on_it[:MOST_A_DAY]]
        shown.left = len(on_it) - len(shown.marks)
        shown.more_url = _of_agenda(day, chosen)
        week.days.append(shown)
    spans = [e for e in entries if e.first != e.last and e.first <= days[-1] and e.last >= days[0]]
    week.lanes, week.left = _lanes(spans, days, request)
    week.more_url = _of_agenda(days[0], chosen)
    return week


def _lanes(
    spans: list[Entry], days: list[date], request: PersonRequest
) -> tuple[list[list[Cell]], int]:
    """Spans beside each other where they fit, each in one row; and how many find no room."""
    lanes: list[list[Cell]] = []
    left = 0
    for entry in spans:
        start = max((entry.first - days[0]).days, 0)
        end = min((entry.last - days[0]).days, WEEK - 1)
        lane = next((lane for lane in lanes if _filled(lane) <= start), None)
        if lane is None:
            if len(lanes) == MOST_LANES:
                left += 1
                continue
            lane = []
            lanes.append(lane)
        if gap := start - _filled(lane):
            lane.append(Cell(gap))
        goes_on = entry.first < days[0]
        lane.append(Cell(end - start + 1, _mark(entry, request), goes_on))
    for lane in lanes:
        if rest := WEEK - _filled(lane):
            lane.append(Cell(rest))
    return lanes, left


def _filled(lane: list[Cell]) -> int:
    return sum(cell.days for cell in lane)


def _mark(entry: Entry, request: PersonRequest) -> Mark:
    row = _task(entry, request)
    about = words.about(entry.duty) if entry.duty else ""
    return Mark(
        title=joined(row.title, about),
        url=row.url,
        over=row.over,
        window=entry.window,
        is_vague=not entry.is_day_known,
    )


# ---------------------------------------------------------------- what comes
def agenda(request: PersonRequest, chosen: str) -> Agenda:
    """What is due in sixty days from the one that the address names, after what is overdue.

    Each stands once, on the page of its last day.
    """
    first = _day(request.GET.get("from", ""), request.on)
    last = first + AHEAD - timedelta(days=1)
    calendar = _calendar(request, chosen)
    ahead = [entry for entry in calendar.between(first, last) if entry.last <= last]
    late = calendar.overdue(request.on) if first == request.on else []
    shown = (late + ahead)[:MOST]
    return Agenda(
        first=first,
        last=last,
        groups=_groups(shown, len(late), request),
        number=len(late) + len(ahead),
        is_cut=len(late) + len(ahead) > MOST,
        before_url=_of_agenda(max(first - AHEAD, FIRST), chosen),
        after_url=_of_agenda(last + timedelta(days=1), chosen),
        today_url=_of_agenda(request.on, chosen),
    )


def _day(text: str, on: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = on
    return min(max(day, FIRST), LAST - AHEAD)


def _of_agenda(day: date, chosen: str) -> str:
    return f"{reverse('agenda')}?" + urlencode({"whose": chosen, "from": day.isoformat()})


def _groups(entries: list[Entry], late: int, request: PersonRequest) -> list[Group]:
    found: dict[str, Group] = {}
    for number, entry in enumerate(entries):
        is_late = number < late
        key = "over" if is_late else f"{entry.last:%Y-%m}"
        heading = _("Overdue") if is_late else capfirst(_month_name(entry.last))
        group = found.setdefault(key, Group(key, heading, is_late, []))
        group.tasks.append(_task(entry, request))
    return list(found.values())


def _month_name(day: date) -> str:
    return date_format(day, "YEAR_MONTH_FORMAT")


def _task(entry: Entry, request: PersonRequest) -> Task:
    if entry.duty is not None:
        return tasks.task(entry.duty, request.on)
    occasion, case = entry.occasion, entry.case
    assert occasion is not None
    sort = capfirst(str(occasion.get_sort_display()))
    return Task(
        title=f"{sort}: {occasion.name}",
        url=reverse("case_context", args=(case.pk,)),
        note=joined(case.title, occasion.place, case.number),
        state=case.state,
        state_label=state_label(case),
        due="",
        due_note=entry.window,
        over=False,
    )
