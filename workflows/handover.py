"""What does a person answer for, and how does all of it go to somebody else in one step?

Tasks, the reminders of them, cases and recurring tasks go together, all or none (R-030, R-055).
What was done and closed keeps the name of the one who did it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

import clock
from agreements.models import Case, CaseAccess, ContactRole, Duty, Handover, Recurrence
from agreements.states import ENDED
from audit.history import add, keep
from people import roles as granted
from people import seats
from people.models import Actor, Deputy, PostHolding, Role, User
from people.roles import roles_of
from workflows import contacts
from workflows.door import remember
from workflows.errors import NotPermitted, NotPossible, Refused
from workflows.together import enter_all
from workflows.verdict import YES, Verdict, no
from workflows.visit import Automaton

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

    from workflows.visit import Author

log = structlog.get_logger()

HANDS_OVER = frozenset({Role.SECRETARIAT.value, Role.ADMINISTRATOR.value, Role.HEAD.value})
LEFT = Automaton("handover", gettext_noop("whoever was asked has left"))


@dataclass(frozen=True, slots=True)
class Answers:
    """What an actor answers for: open duties, cases that have not ended, recurring duties."""

    duties: QuerySet[Duty]
    cases: QuerySet[Case]
    recurrences: QuerySet[Recurrence]

    def __bool__(self) -> bool:
        return self.duties.exists() or self.cases.exists() or self.recurrences.exists()

    def keys(self) -> set[int]:
        """Keys of all cases that are touched."""
        asked = self.duties.order_by().values_list("case")
        coming = self.recurrences.order_by().values_list("case")
        carried = self.cases.order_by().values_list("pk")
        return {key for (key,) in asked.union(coming, carried)}


def answers_of(actor: Actor | None) -> Answers:
    key = actor.pk if actor else 0  # never asked for anything
    return Answers(
        duties=Duty.objects.filter(responsible=key, status=Duty.Status.OPEN),
        cases=Case.objects.filter(responsible=key).exclude(state__in=ENDED),
        recurrences=Recurrence.objects.filter(responsible=key, is_active=True),
    )


def actor_of(user: User) -> Actor | None:
    """The actor that is this person, where anybody ever asked them."""
    return Actor.objects.filter(sort=Actor.Sort.PERSON, person=user).first()


def may_hand_over(user: User, by: Author, on: date) -> Verdict:
    """May this person move what `user` answers for?"""
    if isinstance(by, Automaton):
        return YES
    home = user.municipality_id
    if home and roles_of(by, on).has_any(set(HANDS_OVER), home, user.unit_id):
        return YES
    return no(
        _("Only the secretariat, administrators and the head of the unit may hand over tasks.")
    )


def may_close_sign_in(user: User, by: Author, on: date) -> Verdict:
    """Accounts are the administrators'; nobody closes their own, or one that may do more."""
    if isinstance(by, Automaton):
        return YES
    home = user.municipality_id
    if by.pk == user.pk or not home or not roles_of(by, on).has(Role.ADMINISTRATOR, home):
        return no(_("Only another administrator may close the sign-in."))
    if user.is_superuser and not by.is_superuser:
        return no(_("Only another superuser may close the sign-in of a superuser."))
    return YES


def fallback_of(user: User) -> Actor:
    """Who is asked when nobody is named: the unit, else the secretariat of the municipality."""
    if user.unit and user.unit.is_active:
        return seats.asked_unit(user.unit)
    if user.municipality_id is None:
        raise NotPossible(_("Say who takes over from whom."))
    return seats.asked_role(Role.SECRETARIAT, user.municipality_id)


def deputies_of(user: User, on: date) -> list[Deputy]:
    """Who stands in for the person on that day or later."""
    rows = Deputy.objects.filter(absent=user, last_date__gte=on, deputy__is_active=True)
    return list(rows.select_related("deputy__unit").order_by("first_date", "id"))


# ---------------------------------------------------------------- moving
def hand_over(
    user: User, taker: Actor, *, reason: str, by: Author, at: datetime, posts: bool = False
) -> Handover:
    """Move all that `user` answers for to `taker`, in one journalled step.

    With `posts` a person who takes over holds the posts, too, from that day on. Raises `Refused`,
    and then nothing has moved.
    """
    assert user.municipality is not None  # people without one carry no cases
    on = clock.local_date(at, user.municipality.time_zone)
    if not (verdict := may_hand_over(user, by, on)):
        raise NotPermitted(verdict.message)
    if not reason.strip():
        raise NotPossible(_("Write the reason."))
    giver = seats.asked_person(user)
    if giver.pk == taker.pk:
        raise NotPossible(_("Say who takes over from whom."))
    keys, person = answers_of(giver).keys(), by if isinstance(by, User) else None
    with enter_all(keys, by=by, at=at, attempt="hand_over", reason=reason, chosen=False) as group:
        for visit in group.visits:
            visit.giver, visit.taker = giver, taker
            visit.about = f"{giver} → {taker}"
        group.take("hand_over")
        move_recurrences(answers_of(giver).recurrences, taker)
        if taker.person is not None:
            let_in(taker.person, keys, on)
        if posts and taker.person is not None:
            _pass_posts_on(user, taker.person, on=on, by=person)
        return Handover.objects.create(
            municipality=user.municipality,
            given_by=giver,
            taken_by=taker,
            reason=reason.strip()[:200],
            cases=len(keys),
            duties=sum(len(visit.handed) for visit in group.visits),
            by=person,
            at=at,
        )


def move_recurrences(rows: QuerySet[Recurrence], taker: Actor) -> None:
    """It asks the taker; of two that would ask the same of the same, the taker's goes on."""
    coming = list(rows.order_by("pk"))
    keys = {row.case_id for row in coming}
    asked = {(row.case_id, row.kind_id) for row in coming}
    theirs = Recurrence.objects.filter(responsible=taker, case__in=keys).order_by("pk")
    same = [row for row in theirs if (row.case_id, row.kind_id) in asked]
    stands = {(row.case_id, row.kind_id) for row in same}
    over = {row.pk for row in coming if (row.case_id, row.kind_id) in stands}
    Recurrence.objects.filter(pk__in=over).update(is_active=False)
    Recurrence.objects.filter(pk__in=[row.pk for row in same]).update(is_active=True)
    going = Recurrence.objects.filter(pk__in={row.pk for row in coming} - over)
    going.update(responsible=taker)
    keep([*coming, *same])


def let_in(person: User, keys: set[int], on: date) -> None:
    """Whoever takes over may read what they answer for, and is named where it is kept."""
    visible = Case.objects.visible_to(roles_of(person, on)).filter(pk__in=keys)
    hidden = Case.objects.filter(pk__in=keys).exclude(pk__in=visible.values("pk"))
    add([CaseAccess(case=case, user=person) for case in hidden.order_by("pk")])


def _pass_posts_on(user: User, taker: User, *, on: date, by: User | None) -> None:
    held = PostHolding.objects.filter(user=user).select_related("post")
    for holding in held.filter(Q(last_date__isnull=True) | Q(last_date__gte=on)):
        free = granted.passes_on_from(holding.post, on) or on
        first = max(on, holding.first_date, free)
        granted.pass_on(holding.post, taker, first=first, on=on, by=by)


# ---------------------------------------------------------------- leaving
def leave(
    user: User,
    taker: Actor | None = None,
    *,
    reason: str,
    by: Author,
    at: datetime,
    posts: bool = False,
) -> Handover | None:
    """Somebody leaves: what they answer for goes over, and then nobody signs in as them.

    All of it or nothing. Where nobody is named the unit is asked, else the secretariat. The answer
    is None where nothing was open.
    """
    assert user.municipality is not None  # people without one carry no cases
    on = clock.local_date(at, user.municipality.time_zone)
    if not (verdict := may_close_sign_in(user, by, on)):
        raise NotPermitted(verdict.message)
    asked = taker is not None or bool(answers_of(actor_of(user)))
    to = taker or (fallback_of(user) if asked else None)
    try:
        with transaction.atomic():
            _lock_in_order(user)
            moved = hand_over(user, to, reason=reason, by=by, at=at, posts=posts) if to else None
            granted.deactivate(user, at=at, by=by if isinstance(by, User) else None)
    except Refused as refusal:  # what was kept of it went with the rest
        user.refresh_from_db(fields=["is_active"])
        remember(refusal, Case(owner=user.municipality), by=by, at=at, attempt="hand_over")
        raise
    return moved


def _lock_in_order(user: User) -> None:
    """Lock the cases that leaving changes, so that no two wait for each other."""
    keys = answers_of(actor_of(user)).keys()
    named = contacts.roles_of_person(user).order_by().values("participation__case")
    rows = Case.objects.select_for_update(of=("self",)).filter(Q(pk__in=keys) | Q(pk__in=named))
    list(rows.order_by("pk").values_list("pk"))


def hand_over_what_was_left(*, at: datetime) -> int:
    """Units take over from people who were deactivated behind the pages' back; how many people.

    Nobody who has left stays the only one asked.
    """
    asked = Duty.objects.filter(responsible=OuterRef("pk"), status=Duty.Status.OPEN)
    carried = Case.objects.filter(responsible=OuterRef("pk")).exclude(state__in=ENDED)
    coming = Recurrence.objects.filter(responsible=OuterRef("pk"), is_active=True)
    left = Actor.objects.filter(
        Exists(asked) | Exists(carried) | Exists(coming),
        person__is_active=False,
        person__municipality__isnull=False,
    ).select_related("person__unit", "person__municipality")
    done = 0
    for actor in left.order_by("pk"):
        assert actor.person is not None  # the query asks for it
        reason = _("%(who)s has left.") % {"who": actor.person.name}
        try:
            hand_over(actor.person, fallback_of(actor.person), reason=reason, by=LEFT, at=at)
            done += 1
        except Refused as refusal:
            log.warning("not_handed_over", person=actor.person.pk, why=str(refusal.message))
    return done


def take_out_who_left(*, at: datetime) -> int:
    """Contacts deactivated behind the pages' back leave their roles, too; how many roles.

    By e-mail address: a namesake may have been written since.
    """
    gone = User.objects.filter(is_active=False).order_by().values("email")
    named = ContactRole.objects.filter(is_active=True, participation__case__state__in=contacts.KEPT)
    still = named.annotate(mail=Lower("email")).filter(mail__in=gone).values("mail")
    left = User.objects.filter(email__in=still.order_by()).order_by("pk")
    return sum(contacts.leave_roles(user, at=at) for user in left)
