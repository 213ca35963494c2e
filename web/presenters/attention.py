"""What needs somebody to look at it, and which page mends it?

One row for each case, its worst problem first and the others inside (`problems`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.gaps import declared_gaps
from agreements.models import Case
from agreements.troubles import CODES, Troubled, troubled
from people.models import Role
from people.seats import actors_of
from web.presenters.actions import Action
from web.presenters.asked import MOST as MOST_COUNTED
from web.presenters.asked import Count
from web.presenters.problems import PROBLEMS, Problem, problem
from web.presenters.tasks import WITH_ACTOR
from web.presenters.words import day, joined

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import QueryDict
    from django_stubs_ext import StrOrPromise

    from agreements.gaps import Declared
    from web.request import PersonRequest

GROUPS: tuple[tuple[str, StrOrPromise, str, frozenset[str]], ...] = (
    (
        "overdue",
        gettext_lazy("Waits for a decision or an answer"),
        "alert",
        frozenset({"overdue_review", "overdue", "cadence"}),
    ),
    (
        "people",
        gettext_lazy("People and contacts"),
        "users",
        frozenset({"left", "no_responsible", "to_confirm", "question", "no_contact"}),
    ),
    ("quiet", gettext_lazy("Nothing has happened for long"), "clock", frozenset({"dormant"})),
    (
        "gaps",
        gettext_lazy("Something is not known"),
        "eye",
        frozenset(CODES[CODES.index("not_signed") : CODES.index("undated")]) - {"no_contact"},
    ),
    ("undated", gettext_lazy("Open without a day"), "clock", frozenset({"undated"})),
)

ON_A_PAGE = 100
REMEMBERED = 15 * 60  # seconds


class Filters(NamedTuple):
    """What the form asks for; anything it does not know counts as not asked."""

    problem: str = ""
    unit: str = ""

    @classmethod
    def read(cls, given: QueryDict) -> Filters:
        problem, unit = given.get("problem", ""), given.get("unit", "")[:9]
        return cls(problem if problem in PROBLEMS else "", unit if unit.isdecimal() else "")


@dataclass(slots=True)
class Row:
    """A case with its worst problem, or a kind of which not all are registered."""

    subject: str
    url: str
    unit: str
    problem: Problem
    others: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class Group:
    """Rows whose worst problem is of one sort."""

    key: str
    heading: StrOrPromise
    icon: str
    rows: list[Row]


def found(request: PersonRequest) -> list[Troubled]:
    """Every case of the reader's own municipality with which something is wrong."""
    actors = actors_of(request.user, request.on)
    return troubled(_ours(request), request.on, actors=actors, with_actor=WITH_ACTOR)


def _ours(request: PersonRequest) -> QuerySet[Case]:
    return Case.objects.visible_to(request.roles).filter(owner__in=request.roles.municipalities())


def narrowed(rows: list[Troubled], filters: Filters) -> list[Troubled]:
    """Those that the filters ask for; the problem asked for comes first in its row."""
    if filters.unit:
        rows = [row for row in rows if row.case.unit_id == int(filters.unit)]
    if not filters.problem:
        return rows
    told = []
    for row in rows:
        asked = [trouble for trouble in row.troubles if trouble.code == filters.problem]
        if asked:
            others = [trouble for trouble in row.troubles if trouble.code != filters.problem]
            told.append(Troubled(row.case, [*asked, *others]))
    return told


def groups(rows: list[Troubled], request: PersonRequest) -> list[Group]:
    """These rows by what is worst in each."""
    return [
        Group(key, heading, icon, [_row(row, request) for row in here])
        for key, heading, icon, codes in GROUPS
        if (here := [row for row in rows if row.troubles[0].code in codes])
    ]


def choices(rows: list[Troubled]) -> dict[str, list[tuple[str, str]]]:
    """Problems and units that stand in the list, with how many rows each has."""
    problems: dict[str, int] = {}
    units: dict[tuple[str, str], int] = {}
    for row in rows:
        for code in {trouble.code for trouble in row.troubles}:
            problems[code] = problems.get(code, 0) + 1
        if row.case.unit:
            key = (str(row.case.unit_id), row.case.unit.name)
            units[key] = units.get(key, 0) + 1
    return {
        "problems": [(c, f"{PROBLEMS[c]} ({problems[c]})") for c in CODES if c in problems],
        "units": [(key, name) for key, name in sorted(units, key=lambda unit: unit[1])],
    }


# ---------------------------------------------------------------- the menu
def remember(request: PersonRequest, number: int) -> None:
    """So that the menu can say how much there is without asking again."""
    cache.set(_key(request), number, REMEMBERED)


def remembered(request: PersonRequest) -> Count | None:
    """How many rows there were when the reader last looked, a little while ago; no query."""
    number = cache.get(_key(request))
    return Count(min(number, MOST_COUNTED + 1)) if number else None


def _key(request: PersonRequest) -> str:
    return f"attention:{request.user.pk}"


# ---------------------------------------------------------------- rows
def _row(row: Troubled, request: PersonRequest) -> Row:
    first, *others = (problem(row.case, trouble, request) for trouble in row.troubles)
    return Row(
        subject=row.case.title,
        url=reverse("case", args=(row.case.pk,)),
        unit=str(row.case.unit or ""),
        problem=first,
        others=others,
    )


# ---------------------------------------------------------------- what is not registered
def declared(request: PersonRequest) -> list[Row]:
    """Kinds of which a source declares more than are registered (R-009)."""
    return [
        Row(
            subject=str(gap.kind),
            url=f"{reverse('agreements')}?kind={gap.kind.code}",
            unit="",
            problem=Problem(
                _("Not all are registered"),
                joined(gap.message, day(gap.as_of), gap.source),
                _register(request, key, gap),
            ),
        )
        for key in sorted(request.roles.municipalities())
        for gap in declared_gaps(key)
    ]


def _register(request: PersonRequest, municipality: int, gap: Declared) -> Action | None:
    """Only for those who may open a case."""
    if not request.roles.has_any({Role.OFFICER}, municipality):
        return None
    return Action(_("Register"), reverse("new"), about=str(gap.kind))
