"""Who stands in for somebody who is absent, from a day to a day (R-055)?

The deputy answers for all that asks the absent person, and holds their roles, on these days alone
(`people.seats`, `people.roles`). What asks them stays theirs: nothing moves (`handover` moves).
As it gives rights, each naming and each end is a security event.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

import clock
from agreements.models import Case
from audit.acting import acting
from people.models import Deputy, Role, RoleGrant, User
from people.roles import roles_of, tell_of_deputy
from workflows.door import remember
from workflows.errors import NotPermitted, NotPossible, Refused
from workflows.handover import HANDS_OVER
from workflows.verdict import YES, Verdict, no

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime


def may_name_deputy(user: User, by: User, on: date) -> Verdict:
    """People name their own; for others those who hand over, who give nobody more than they may."""
    home = user.municipality_id
    roles = roles_of(by, on)
    if by.pk == user.pk or (home and roles.has(Role.ADMINISTRATOR, home)):
        return YES
    granted = RoleGrant.objects.filter(user=user, role=Role.ADMINISTRATOR)
    if user.is_superuser or granted.exists():
        return no(_("Only another administrator may name a deputy of an administrator."))
    if home and roles.has_any(set(HANDS_OVER), home, user.unit_id):
        return YES
    return no(
        _(
            "Only the person, the secretariat, administrators and the head of the unit may name "
            "a deputy."
        )
    )


def name_deputy(
    user: User, deputy: User, *, first: date, last: date, by: User, at: datetime
) -> Deputy:
    """Let `deputy` stand in for `user` from `first` to `last`, both included.

    Raises `NotPossible` for oneself, somebody of another municipality or who has left, days in the
    wrong order or past, and days on which somebody stands in already.
    """
    with _changing(user, by=by, at=at, attempt="name_deputy") as on:
        if not deputy.is_active:
            raise NotPossible(_("%(who)s has left.") % {"who": deputy.name})
        if first <= last < on:
            raise NotPossible(_("This absence is over already."))
        row = Deputy(absent=user, deputy=deputy, first_date=first, last_date=last)
        try:
            row.full_clean()
        except ValidationError as error:
            raise NotPossible(error.messages[0]) from error
        row.save()
        tell_of_deputy(row, "deputy_named", at=at, by=by)
        return row


def end_absence(row: Deputy, *, by: User, at: datetime) -> None:
    """The person is back today; an absence that has not begun never comes about."""
    with _changing(row.absent, by=by, at=at, attempt="end_absence") as on:
        row = Deputy.objects.select_related("absent", "deputy").get(pk=row.pk)
        if row.last_date < on:
            raise NotPossible(_("This absence is over already."))
        has_begun = row.shorten(on)
        tell_of_deputy(row, "absence_ended", at=at, by=by)
        if has_begun:
            row.save()
        else:
            row.delete()


@contextmanager
def _changing(user: User, *, by: User, at: datetime, attempt: str) -> Iterator[date]:
    """One change of a person's absences at a time, by somebody who may; a refusal is kept."""
    assert user.municipality is not None  # the page has asked
    on = clock.local_date(at, user.municipality.time_zone)
    try:
        with transaction.atomic(), acting(by, at=at):
            User.objects.select_for_update().get(pk=user.pk)
            if not (verdict := may_name_deputy(user, by, on)):
                raise NotPermitted(verdict.message)
            yield on
    except Refused as refusal:
        remember(refusal, Case(owner=user.municipality), by=by, at=at, attempt=attempt)
        raise
