"""Who is who at a party: contacts, area leads, signatories, its journal number?

Written through the step `keep_side`, by whoever keeps the file and by the party itself where it
works here (decision 2).
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from agreements.models import Case, ContactRole, Signatory
from agreements.states import BEFORE_FORCE, FROZEN, IN_FORCE
from people.models import Post
from workflows.door import advance, enter
from workflows.errors import NotPossible
from workflows.visit import Automaton

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.db.models import QuerySet

    from agreements.models import FocusArea, Participation
    from people.models import User
    from workflows.visit import Visit

KEPT = BEFORE_FORCE | IN_FORCE | FROZEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A role at a party, with or without a person (R-030); with an area it leads it (R-053)."""

    role: str
    person: str = ""
    email: str = ""
    phone: str = ""
    focus_area: FocusArea | None = None
    is_active: bool = True
    is_reminded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """A post that signs, with or without a person, in its order (R-036)."""

    title: str
    person: str = ""
    is_required: bool = True
    order: int = 0


def write_contact(
    case: Case,
    participation: Participation,
    facts: Contact,
    *,
    by: User,
    at: datetime,
    seen: int | None,
    contact: ContactRole | None = None,
) -> ContactRole:
    """Add a contact of a party, or write one anew; one that ended stays in history.

    Raises `NotPossible` for an area of another agreement, or that somebody leads already.
    """
    with _keeping(case, participation, by=by, at=at, seen=seen) as (visit, side):
        row = ContactRole(participation=side)
        if contact is not None:
            row = side.contact_roles.get(pk=contact.pk)
        if facts.focus_area is not None and facts.is_active:
            _may_lead(visit, side, row, facts.focus_area)
        row.role, row.person = facts.role.strip(), facts.person.strip()
        row.email, row.phone = facts.email.strip(), facts.phone.strip()
        row.focus_area, row.is_active = facts.focus_area, facts.is_active
        row.is_reminded = facts.is_reminded
        row.post = _post(side, row.role)
        row.save()
        visit.about = f"{side.party}: {row.role}"
        return row


def _may_lead(visit: Visit, side: Participation, row: ContactRole, area: FocusArea) -> None:
    if area.agreement_id != visit.case.pk:
        raise NotPossible(_("This focus area belongs to another agreement."))
    leads = side.contact_roles.filter(focus_area=area, is_active=True).exclude(pk=row.pk)
    if lead := leads.first():
        told = {"area": area, "lead": lead}
        raise NotPossible(_("%(lead)s leads “%(area)s” already.") % told)


def write_signatory(
    case: Case,
    participation: Participation,
    facts: Signs,
    *,
    by: User,
    at: datetime,
    seen: int | None,
    signatory: Signatory | None = None,
) -> Signatory:
    """Add a signatory of a party, or write one anew.

    Who has signed stays: a successor in the post stands beside, and need not sign (R-036).
    """
    with _keeping(case, participation, by=by, at=at, seen=seen) as (visit, side):
        row = Signatory(participation=side)
        if signatory is not None:
            row = side.signatories.get(pk=signatory.pk)
        is_required = facts.is_required
        if row.pk and row.signatures.filter(annulled_at=None).exists():
            row, is_required = Signatory(participation=side), False
        row.title, row.person = facts.title.strip(), facts.person.strip()
        row.is_required, row.order = is_required, facts.order
        row.post = _post(side, row.title)
        row.save()
        visit.about = f"{side.party}: {row.title}"
        return row


def drop_signatory(
    case: Case, signatory: Signatory, *, by: User, at: datetime, seen: int | None
) -> None:
    """Take out one who has not signed. Raises `NotPossible` for one who has."""
    with _keeping(case, signatory.participation, by=by, at=at, seen=seen) as (visit, side):
        row = side.signatories.get(pk=signatory.pk)
        if row.signatures.exists():
            raise NotPossible(_("%(post)s has signed and stays.") % {"post": row})
        visit.about = f"{side.party}: {row.title}"
        row.delete()


def write_side(
    case: Case,
    participation: Participation,
    *,
    journal_number: str,
    contact: str,
    by: User,
    at: datetime,
    seen: int | None,
) -> None:
    """Write the party's own journal number and its mailbox or post to write to."""
    with _keeping(case, participation, by=by, at=at, seen=seen) as (_visit, side):
        side.journal_number, side.contact = journal_number.strip(), contact.strip()
        side.save()


def leave_roles(user: User, *, at: datetime) -> int:
    """Take a person who works here no more out of their contact roles; how many. Roles stay.

    By e-mail address, or where none is written by name at their own municipality (R-030).
    """
    rows = roles_of_person(user).select_related(
        "participation__case__owner", "participation__party"
    )
    left = Automaton("people", gettext_noop("a person works here no more"))
    for row in rows:
        side = row.participation
        with enter(side.case, by=left, at=at, seen=None, attempt="keep_side", alone=True) as visit:
            row.person = row.email = row.phone = ""
            row.save()
            visit.participation, visit.about = side, f"{side.party}: {row.role}"
            advance(visit, "keep_side")
    return len(rows)


def roles_of_person(user: User) -> QuerySet[ContactRole]:
    """The contact roles that name this person, in cases that are kept up."""
    named = Q(email="", person=user.name, participation__party__municipality=user.municipality_id)
    return ContactRole.objects.filter(
        Q(email__iexact=user.email) | named, participation__case__state__in=KEPT, is_active=True
    )


# ---------------------------------------------------------------- shared
@contextmanager
def _keeping(
    case: Case, participation: Participation, *, by: User, at: datetime, seen: int | None
) -> Iterator[tuple[Visit, Participation]]:
    with enter(case, by=by, at=at, seen=seen, attempt="keep_side", alone=True) as visit:
        side = visit.case.participations.select_related("party").get(pk=participation.pk)
        visit.participation, visit.about = side, str(side.party)
        yield visit, side
        advance(visit, "keep_side")


def _post(side: Participation, title: str) -> Post | None:
    """The post of that name, at a party that works here: its holders are known."""
    tenant = side.party.municipality_id
    return Post.objects.filter(municipality=tenant, title=title).first() if tenant else None
