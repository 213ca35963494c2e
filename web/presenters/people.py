"""Who answers for what, and how much of it is there?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.text import capfirst

from agreements.labels import duty_label
from agreements.models import Case, Duty, Handover
from agreements.states import ENDED, FROZEN
from notifications.models import Reminder
from people.models import Actor, Deputy, Post, PostHolding, Role, RoleGrant, Unit, User
from web.presenters.tasks import BY_DUE, task
from web.presenters.words import actor_name
from workflows import handover

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from web.presenters.tasks import Task
    from web.request import PersonRequest

SEE_ALL = frozenset({Role.SECRETARIAT, Role.DIRECTOR, Role.AUDITOR, Role.ADMINISTRATOR})
MOST = 200
SHOWN = 50


@dataclass(slots=True)
class Load:
    """What one person, post, unit or role is asked, in numbers."""

    name: str
    sort: StrOrPromise
    unit: str
    asked: int
    overdue: int
    carried: int
    is_active: bool
    url: str = ""
    absence: str = ""


def may_see_people(request: PersonRequest) -> bool:
    """Those who lead others, or look after all of the municipality."""
    here = request.user.municipality_id
    held = {row.role for row in request.roles.held if row.municipality_id == here}
    return bool(held & {*SEE_ALL, Role.HEAD})


def loads(request: PersonRequest) -> list[Load]:
    """Everybody of the municipality who is asked for something, the most overdue first.

    Heads see the people of their own unit, and it. Three queries.
    """
    here = request.user.municipality_id
    late = Q(due_until__lt=request.on) & ~Q(case__state__in=FROZEN)
    duties = Duty.objects.filter(status=Duty.Status.OPEN).order_by().values("responsible")
    asked = {
        row["responsible"]: (row["all"], row["late"])
        for row in duties.annotate(all=Count("pk"), late=Count("pk", filter=late))
    }
    cases = Case.objects.filter(owner=here, responsible__isnull=False).exclude(state__in=ENDED)
    carried = dict(cases.order_by().values_list("responsible").annotate(number=Count("pk")))
    home = (
        Q(person__municipality=here)
        | Q(post__municipality=here)
        | Q(unit__municipality=here)
        | Q(municipality=here)
    )
    actors = Actor.objects.filter(home, pk__in={*asked, *carried}).select_related(
        "person__unit", "post__unit", "unit", "municipality"
    )
    rows = [
        _load(actor, *asked.get(actor.pk, (0, 0)), carried.get(actor.pk, 0), request)
        for actor in actors
        if _may_see(actor, request)
    ]
    return sorted(rows, key=lambda row: (row.is_active, -row.overdue, -row.asked, row.name))[:MOST]


def _may_see(actor: Actor, request: PersonRequest) -> bool:
    here = request.user.municipality_id or 0
    if request.roles.has_any(set(SEE_ALL), here):
        return True
    unit = _unit(actor)
    return unit is not None and request.roles.has(Role.HEAD, here, unit.pk)


def _unit(actor: Actor) -> Unit | None:
    named = actor.person or actor.post
    return named.unit if named else actor.unit


def _load(actor: Actor, asked: int, overdue: int, carried: int, request: PersonRequest) -> Load:
    person = actor.person
    url = absence = ""
    if person and _may_hand_over(person, request):
        url = reverse("hand_over", args=(person.pk,))
        absence = reverse("absence_of", args=(person.pk,)) if person.is_active else ""
    return Load(
        name=capfirst(actor_name(actor, request.user.municipality_id)),
        sort=Actor.Sort(actor.sort).label,
        unit=str(_unit(actor) or "") if actor.sort != Actor.Sort.UNIT else "",
        asked=asked,
        overdue=overdue,
        carried=carried,
        is_active=person is None or person.is_active,
        url=url,
        absence=absence,
    )


def _may_hand_over(person: User, request: PersonRequest) -> bool:
    home = person.municipality_id
    roles = set(handover.HANDS_OVER)
    return bool(home and request.roles.has_any(roles, home, person.unit_id))


# ---------------------------------------------------------------- one person
@dataclass(slots=True)
class Held:
    """What a person answers for, on the page where it is handed over."""

    tasks: list[Task]
    tasks_number: int
    cases: list[Case]
    cases_number: int
    recurring: list[str]
    reminders: int
    posts: list[PostHolding]
    roles: list[dict[str, Any]]
    deputies: list[Deputy]
    earlier: list[Handover]


def held_by(user: User, request: PersonRequest) -> Held:
    """Cases that the reader may not know of are counted and not named."""
    answers = handover.answers_of(handover.actor_of(user))
    visible = Case.objects.visible_to(request.roles).values("pk")
    duties = answers.duties.filter(case__in=visible).select_related("case__unit", "body", "party")
    coming = answers.recurrences.filter(case__in=visible).select_related("case")
    planned = Reminder.objects.filter(
        duty__in=answers.duties.values("pk"), status=Reminder.Status.PLANNED
    )
    posts = PostHolding.objects.filter(user=user).select_related("post")
    now = Q(last_date__isnull=True) | Q(last_date__gte=request.on)
    actor = handover.actor_of(user)
    earlier = Handover.objects.filter(Q(given_by=actor) | Q(taken_by=actor)) if actor else None
    return Held(
        tasks=[task(duty, request.on) for duty in duties.order_by(*BY_DUE)[:SHOWN]],
        tasks_number=answers.duties.count(),
        cases=list(answers.cases.filter(pk__in=visible).order_by("title")[:SHOWN]),
        cases_number=answers.cases.count(),
        recurring=[f"{duty_label(row.kind_id)} · {row.case}" for row in coming[:SHOWN]],
        reminders=planned.count(),
        posts=list(posts.filter(now).order_by("post__title")),
        roles=_roles(user),
        deputies=handover.deputies_of(user, request.on),
        earlier=list(
            earlier.select_related(
                *(f"{side}__{name}" for side in ("given_by", "taken_by") for name in Named),
                "by",
            )[:SHOWN]
        )
        if earlier is not None
        else [],
    )


def absences(user: User, request: PersonRequest) -> dict[str, Any]:
    """Who stands in for the person and for whom they do, the latest first."""
    away = Deputy.objects.filter(absent=user).select_related("deputy").order_by("-first_date", "pk")
    others = Deputy.objects.filter(deputy=user, last_date__gte=request.on)
    return {
        "away": [
            _absence(row, row.deputy, reverse("absence_ends", args=(row.pk,)))
            if row.last_date >= request.on
            else _absence(row, row.deputy)
            for row in away[:SHOWN]
        ],
        "stands_in": [
            _absence(row, row.absent)
            for row in others.select_related("absent").order_by("first_date", "pk")
        ],
    }


def stood_in_for(request: PersonRequest) -> list[dict[str, Any]]:
    """For whom the reader stands in today, and until when."""
    now = Deputy.objects.filter(
        deputy=request.user, first_date__lte=request.on, last_date__gte=request.on
    )
    rows = now.select_related("absent").order_by("last_date", "pk")
    return [_absence(row, row.absent) for row in rows]


def _absence(row: Deputy, other: User, ends: str = "") -> dict[str, Any]:
    return {"name": other.name, "first": row.first_date, "last": row.last_date, "ends": ends}


Named = ("person__unit", "post", "unit", "municipality")


def _roles(user: User) -> list[dict[str, Any]]:
    """The roles, and whether somebody else holds each: what asks a role must reach somebody."""
    grants = list(RoleGrant.objects.filter(user=user).select_related("unit", "municipality"))
    others = set(
        RoleGrant.objects.filter(
            role__in={row.role for row in grants},
            municipality__in={row.municipality_id for row in grants},
            user__is_active=True,
        )
        .exclude(user=user)
        .values_list("role", "municipality")
    )
    return [
        {
            "name": Role(row.role).label,
            "unit": row.unit or "",
            "is_alone": (row.role, row.municipality_id) not in others,
        }
        for row in grants
    ]


def posts_held(posts: list[Post], on: Any) -> dict[int, list[str]]:
    """Who holds each of these posts on this day."""
    rows = PostHolding.objects.filter(post__in=posts, first_date__lte=on).select_related("user")
    held: dict[int, list[str]] = {}
    for row in rows.filter(Q(last_date__isnull=True) | Q(last_date__gte=on)).order_by("pk"):
        held.setdefault(row.post_id, []).append(row.user.name)
    return held
