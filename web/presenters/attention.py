"""What needs somebody to look at it, and which page mends it?

One row for each case, its worst problem first and the others inside, each with the one action
that cures it, or with whose that is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.gaps import declared_gaps
from agreements.labels import duty_label
from agreements.models import Case
from agreements.troubles import CODES, Trouble, Troubled, troubled
from people.models import Role
from people.seats import actors_of
from web.presenters.actions import BY_HAND, Action, action_for, mend_for
from web.presenters.asked import MOST as MOST_COUNTED
from web.presenters.asked import Count
from web.presenters.offers import STEPS, looking, may_answer, may_begin
from web.presenters.tasks import WITH_ACTOR
from web.presenters.words import about, actor_name, day, joined
from web.templatetags.samklang import relative

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import QueryDict
    from django_stubs_ext import StrOrPromise

    from agreements.gaps import DeclaredGap
    from web.request import PersonRequest

PROBLEMS: dict[str, StrOrPromise] = {
    "overdue_review": gettext_lazy("The review is overdue"),
    "overdue": gettext_lazy("Overdue"),
    "cadence": gettext_lazy("No update yet in this period"),
    "left": gettext_lazy("Whoever was responsible has left"),
    "no_responsible": gettext_lazy("Nobody is named as responsible"),
    "to_confirm": gettext_lazy("Parties are to be confirmed"),
    "question": gettext_lazy("A question of the round is open"),
    "dormant": gettext_lazy("Dormant"),
    "not_signed": gettext_lazy("Signature not documented"),
    "no_review": gettext_lazy("No review date is set"),
    "no_text": gettext_lazy("The text of the agreement is not on file"),
    "no_contact": gettext_lazy("No contact is named"),
    "parties_not_named": gettext_lazy("Parties are not named"),
    "dated_day_unknown": gettext_lazy("The day on which it is dated is not known"),
    "signed_day_unknown": gettext_lazy("The day of a signature is not known"),
    "undated": gettext_lazy("Open without a day"),
}
"""What each problem is called in the filter, the worst first."""

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

KEEPERS = frozenset({Role.OFFICER, Role.CONTRIBUTOR})
RECORDERS = frozenset({Role.OFFICER, Role.SECRETARIAT})

#: problem: the verb, the URL name, its arguments after the case, the step, whose it is
CURES: dict[str, tuple[StrOrPromise, str, tuple[str, ...], str, frozenset[Role]]] = {
    "no_responsible": (gettext_lazy("Name somebody"), "responsible", (), "edit", KEEPERS),
    "no_contact": (
        gettext_lazy("Write the contact"),
        "draft_section",
        ("contact",),
        "edit",
        KEEPERS,
    ),
    "dormant": (gettext_lazy("Tell what was done"), "update", (), "update", KEEPERS),
    "to_confirm": (gettext_lazy("Confirm"), "confirm_party", (), "confirm_party", RECORDERS),
}
GAPS: dict[str, frozenset[Role]] = {
    "not_signed": RECORDERS,
    "no_review": KEEPERS,
    "no_text": RECORDERS,
    "dated_day_unknown": KEEPERS,
}
"""Gaps that have a page of their own, and whose it is; `mend_for` knows the page."""

TOLD_BELOW = frozenset({"left", "dormant"})
"""Problems that their message explains; of others it is the heading."""

HEADS = frozenset({Role.SECRETARIAT, Role.HEAD, Role.ADMINISTRATOR})
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
class Problem:
    """What is wrong, why it is, and the action that cures it, or who has that action."""

    heading: str
    why: str
    action: Action | None
    who: str = ""


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
    first, *others = (_problem(row.case, trouble, request) for trouble in row.troubles)
    return Row(
        subject=row.case.title,
        url=reverse("case", args=(row.case.pk,)),
        unit=str(row.case.unit or ""),
        problem=first,
        others=others,
    )


def _problem(case: Any, trouble: Trouble, request: PersonRequest) -> Problem:
    if trouble.duties:
        return _asked(case, trouble, request)
    action, roles = _cure(case, trouble.code, request)
    heading = str(PROBLEMS[trouble.code])
    if trouble.message and trouble.code not in TOLD_BELOW:
        heading = trouble.message
    who = "" if action or not roles else _("For: %(who)s") % {"who": _roles(roles, case)}
    return Problem(heading, _why(case, trouble), action, who)


def _roles(roles: frozenset[Role], case: Case) -> str:
    """Contributors keep registered relations alone."""
    if case.handling != Case.Handling.REGISTERED:
        roles -= {Role.CONTRIBUTOR}
    return ", ".join(str(role.label) for role in Role if role in roles)


def _why(case: Any, trouble: Trouble) -> str:
    if trouble.code == "dated_day_unknown" and case.agreement.dated.text:
        return _("The agreement says “%(text)s”.") % {"text": case.agreement.dated.text}
    if trouble.code == "no_review":
        return _("Without a window nobody is reminded.")
    if trouble.code == "dormant":
        since = _("Nothing is recorded since %(day)s.") % {"day": day(trouble.since)}
        areas = _("Nothing recorded in: %(areas)s") % {"areas": trouble.message}
        return joined(trouble.since and since, trouble.message and areas)
    if trouble.code in TOLD_BELOW:
        return trouble.message
    if trouble.code == "no_text" and case.source:
        return f"{_('Source')}: {case.source}"
    return ""


def _cure(case: Any, code: str, request: PersonRequest) -> tuple[Action | None, frozenset[Role]]:
    """The button for those who have it. Roles are asked first: no policy asks the database."""
    roles = GAPS.get(code) or (CURES[code][-1] if code in CURES else frozenset())
    if code == "left":
        roles = HEADS
    may = request.roles.has_any(set(roles), case.owner_id, case.unit_id)
    if not may:
        return None, roles
    if code == "left":
        url = reverse("hand_over", args=(case.responsible.person_id,))
        return Action(_("Hand over"), url, about=case.title), roles
    if code in GAPS:
        return mend_for(request, code, case), roles
    label, name, rest, step, _who = CURES[code]
    if not may_begin(step, case, looking(request, case)):
        return None, roles
    if code == "to_confirm":
        rest = (str(case.to_confirm),)
    return Action(label, reverse(name, args=(case.pk, *rest)), about=case.title), roles


def _asked(case: Any, trouble: Trouble, request: PersonRequest) -> Problem:
    """Open tasks: whose they are, since when they are overdue, and the reader's own button."""
    first = trouble.duties[0]
    label = str(duty_label(first.kind_id))
    names = dict.fromkeys(_asked_of(duty, case) for duty in trouble.duties)
    waits = _("Waits for %(who)s") % {"who": "; ".join(names)}
    over = ""
    if first.due is not None:
        over = f"{day(first.due)}, {relative(first.due.latest, request.on)}"
    if trouble.code == "overdue_review":
        heading = str(PROBLEMS["overdue_review"])
        why = _("To be decided: %(window)s") % {"window": over}
    else:
        heading = str(PROBLEMS["cadence"]) if trouble.code == "cadence" else label
        what = "" if first.kind_id == "update" else first.about
        why = joined(f"{waits}: {over}" if over else waits, what)
    mine = next((duty for duty in trouble.duties if duty.is_mine), None)
    action = _answer(mine or first, heading, request)
    return Problem(heading, why, action)


def _asked_of(duty: Any, case: Any) -> str:
    """Who; of a yearly update with the party whose post it is."""
    name = actor_name(duty.responsible, case.owner_id)
    return f"{name}, {about(duty)}" if duty.responsible.post and duty.kind_id == "update" else name


def _answer(duty: Any, heading: str, request: PersonRequest) -> Action | None:
    """For whoever is asked, and for officers and the secretariat where the step is theirs."""
    case = duty.case
    if not duty.is_mine:
        ours = request.roles.has_any(set(RECORDERS), case.owner_id, case.unit_id)
        if not ours or not (duty.kind_id in STEPS or duty.kind_id in BY_HAND):
            return None
    if not may_answer(request, duty):
        return None
    return action_for(duty, about=f"{heading}, {case.title}")


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
                joined(gap.message, gap.source),
                _register(request, key, gap),
            ),
        )
        for key in sorted(request.roles.municipalities())
        for gap in declared_gaps(key)
    ]


def _register(request: PersonRequest, municipality: int, gap: DeclaredGap) -> Action | None:
    """Only for those who may open a case."""
    if not request.roles.has_any({Role.OFFICER}, municipality):
        return None
    return Action(_("Register"), reverse("new"), about=str(gap.kind))
