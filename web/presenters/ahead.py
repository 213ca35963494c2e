"""Who will be told what in the next 12 months, as far as the reader sees what others are told?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.labels import duty_label
from notifications.foresight import foresee, foresee_for
from people.seats import actors_of
from web.presenters import ledger
from web.presenters.reminding import AS, HOW

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import Q
    from django_stubs_ext import StrOrPromise

    from notifications.foresight import Foreseen, Foresight
    from people.models import User
    from web.request import PersonRequest


@dataclass(slots=True)
class Ahead:
    """One reminder that is foreseen."""

    why: str
    at: datetime
    case: str
    url: str
    task: StrOrPromise
    about: str
    reader: str
    told_as: str
    how: StrOrPromise


@dataclass(slots=True)
class Year:
    """The next 12 months; see `notifications.foresight.Foresight`."""

    rows: list[Ahead]
    is_whole: bool
    is_folded: bool


def ahead(request: PersonRequest, scope: Q) -> Year:
    """Who will be told what of these rows, as far as this person sees what others are told."""
    here, keys = ledger.watched(request), set(actors_of(request.user, request.on))
    found = foresee(scope, at=request.at)
    found.rows[:] = [
        one
        for one in found.rows
        if one.row.duty.case.owner_id in here
        or one.row.duty.responsible_id in keys
        or (one.to is not None and one.to.user == request.user)
    ]
    return _year(request, found)


def ahead_of(request: PersonRequest, user: User) -> Year:
    """What this person will be told; ask before whether the reader may see it."""
    return _year(request, foresee_for(user, at=request.at))


def _year(request: PersonRequest, found: Foresight) -> Year:
    known = ledger.visible(request, [one.row for one in found.rows])
    rows = [_ahead(one, is_known=one.row.duty.case_id in known) for one in found.rows]
    return Year(rows, found.is_whole, found.is_folded)


def _ahead(one: Foreseen, *, is_known: bool) -> Ahead:
    case, to = one.row.duty.case, one.to
    reader = str(to.user.name if to.user else to.unit or to.address) if to else ""
    absent = _("for %(name)s") % {"name": to.absent.name} if to and to.absent else ""
    return Ahead(
        why=reverse("reminder", args=(one.row.pk,)),
        at=one.at,
        case=case.title if is_known else "–",
        url=reverse("case", args=(case.pk,)) if is_known else "",
        task=duty_label(one.row.duty.kind_id),
        about=one.row.duty.about if is_known else "",
        reader=reader,
        told_as=absent or (str(AS.get(to.role, "")) if to else ""),
        how=HOW["app" if one.letter is None else one.letter.kind] if to else "",
    )
