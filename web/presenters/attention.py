"""What needs somebody to look at it, and which page mends it?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.gaps import declared_gaps, gaps_in
from agreements.labels import duty_label
from agreements.models import Case
from agreements.states import FROZEN, IN_FORCE
from people.models import Municipality, Role
from people.seats import actors_of
from web.presenters.actions import Action, action_for, mend_for
from web.presenters.asked import open_duties
from web.presenters.offers import may_answer
from web.presenters.tasks import REVIEWS, WITH_ACTOR
from web.presenters.words import actor_name, day, joined
from web.templatetags.samklang import relative

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from agreements.gaps import DeclaredGap, Gap
    from web.request import PersonRequest

MOST = 100
CASES = 500
ABOUT_PEOPLE = {"no_responsible", "parties_not_named"}


@dataclass(slots=True)
class Row:
    """A problem, why it is one, and the action that mends it."""

    problem: str
    subject: str
    why: str
    url: str
    action: Action | None


@dataclass(slots=True)
class Group:
    """Problems of one sort."""

    key: str
    heading: str
    icon: str
    rows: list[Row]


def groups(request: PersonRequest) -> list[Group]:
    """Overdue work, gaps in what is known, cases that nobody carries."""
    gaps, people = _gaps(request)
    found = [
        Group("overdue", _("Waits for a decision or an answer"), "alert", _overdue(request)),
        Group("undated", _("Open without a day"), "clock", _undated(request)),
        Group("gaps", _("Something is not known"), "eye", gaps),
        Group("people", _("People and contacts"), "users", people),
    ]
    return [group for group in found if group.rows]


def _ours(request: PersonRequest) -> QuerySet[Case]:
    return Case.objects.visible_to(request.roles).filter(owner__in=request.roles.municipalities())


# ---------------------------------------------------------------- overdue
def _overdue(request: PersonRequest) -> list[Row]:
    """Reviews first, also of imports whose window has passed; then everything else overdue."""
    duties = (
        open_duties()
        .filter(due_until__lt=request.on, case__in=_ours(request).values("pk"))
        .exclude(case__state__in=FROZEN)
        .annotate(is_mine=Q(responsible__in=actors_of(request.user, request.on)))
        .select_related("case", *WITH_ACTOR)
        .order_by("due_until", "id")[:MOST]
    )
    rows = sorted(duties, key=lambda duty: duty.kind_id not in REVIEWS)
    return [_late(duty, request) for duty in rows]


def _undated(request: PersonRequest) -> list[Row]:
    """What no reminder and no deadline brings up: a condition, or a body without a meeting."""
    duties = (
        open_duties()
        .filter(due_until__isnull=True, case__in=_ours(request).values("pk"))
        .exclude(case__state__in=FROZEN)
        .annotate(is_mine=Q(responsible__in=actors_of(request.user, request.on)))
        .select_related("case", *WITH_ACTOR)
        .order_by("id")[:MOST]
    )
    return [_without_a_day(duty, request) for duty in duties]


def _without_a_day(duty: Any, request: PersonRequest) -> Row:
    problem, case = str(duty_label(duty.kind_id)), duty.case
    who = _("Waits for %(who)s") % {"who": actor_name(duty.responsible, case.owner_id)}
    return Row(
        problem=problem,
        subject=case.title,
        why=joined(who, duty.about),
        url=reverse("case", args=(case.pk,)),
        action=action_for(duty, about=f"{problem}, {case.title}")
        if duty.is_mine and may_answer(request, duty)
        else _open(case, problem),
    )


def _late(duty: Any, request: PersonRequest) -> Row:
    case = duty.case
    is_review = duty.kind_id in REVIEWS
    assert duty.due is not None  # the query asks for it
    over = f"{day(duty.due)}, {relative(duty.due.latest, request.on)}"
    if is_review:
        problem = _("The review is overdue")
        why = _("To be decided: %(window)s") % {"window": over}
    else:
        problem = str(duty_label(duty.kind_id))
        who = actor_name(duty.responsible, case.owner_id)
        why = _("Waits for %(who)s: %(over)s") % {"who": who, "over": over}
    return Row(
        problem=problem,
        subject=case.title,
        why=why,
        url=reverse("case", args=(case.pk,)),
        action=action_for(duty, about=f"{problem}, {case.title}")
        if duty.is_mine and may_answer(request, duty)
        else _open(case, problem),
    )


# ---------------------------------------------------------------- gaps
def _gaps(request: PersonRequest) -> tuple[list[Row], list[Row]]:
    """What is not known, and who is missing, of cases that have not ended and are no proposals."""
    cases = list(
        _ours(request)
        .filter(state__in=IN_FORCE | FROZEN)
        .select_related("agreement")
        .order_by("title", "pk")[:CASES]
    )
    found = gaps_in(cases)
    known = [(case, gap) for case in cases for gap in found[case.pk]]
    people = [_row(case, gap, request) for case, gap in known if gap.code in ABOUT_PEOPLE]
    others = [_row(case, gap, request) for case, gap in known if gap.code not in ABOUT_PEOPLE]
    return [*_declared(request), *others][:MOST], people[:MOST]


def _row(case: Any, gap: Gap, request: PersonRequest) -> Row:
    url = reverse("case", args=(case.pk,))
    action = mend_for(request, gap.code, case) or _open(case, gap.message)
    return Row(gap.message, case.title, _why(case, gap), url, action)


def _why(case: Any, gap: Gap) -> str:
    if gap.code == "dated_day_unknown" and case.agreement.dated.text:
        return _("The agreement says “%(text)s”.") % {"text": case.agreement.dated.text}
    if gap.code == "no_review":
        return _("Without a window nobody is reminded.")
    return str(case.source) if gap.code == "no_text" else ""


def _declared(request: PersonRequest) -> list[Row]:
    """Kinds of which a source declares more than are registered (R-009)."""
    ours = Municipality.objects.filter(pk__in=request.roles.municipalities())
    return [
        Row(
            problem=_("Not all are registered"),
            subject=str(gap.kind),
            why=joined(gap.message, gap.source),
            url=f"{reverse('agreements')}?kind={gap.kind.code}",
            action=_register(request, municipality, gap),
        )
        for municipality in ours
        for gap in declared_gaps(municipality)
    ]


def _register(
    request: PersonRequest, municipality: Municipality, gap: DeclaredGap
) -> Action | None:
    """Only for those who may open a case."""
    if not request.roles.has_any({Role.OFFICER}, municipality.pk):
        return None
    return Action(_("Register"), reverse("new"), about=str(gap.kind))


def _open(case: Case, problem: str) -> Action:
    about = f"{problem} {case.title}"
    return Action(_("Open the case"), reverse("case", args=(case.pk,)), about=about)
