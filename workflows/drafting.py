"""How are the parties, signatories, term and texts of a draft written?

Everything here runs inside a visit (`cases.edit`), on the locked case.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Max
from django.utils.translation import gettext as _

from agreements.models import (
    FocusArea,
    Participation,
    Party,
    Signatory,
    Signature,
    Term,
)
from people.models import Post
from workflows.errors import NotPossible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from agreements.dates import PartialDate
    from agreements.models import Case
    from people.models import Municipality


@dataclass(frozen=True, slots=True, kw_only=True)
class NewParty:
    """A party that nobody has named here before."""

    name: str
    sort: str
    country: str = ""
    is_placeholder: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TermFacts:
    """For how long it is to hold, and what brings it into force."""

    basis: str
    takes_effect: str
    start: PartialDate | date | None = None
    end: PartialDate | date | None = None
    renewal_months: int | None = None
    notice_by: date | None = None


def own_party(owner: Municipality) -> Party:
    """The party that is this municipality itself."""
    party = Party.objects.filter(municipality=owner).first()
    if party is None:
        party, _created = Party.objects.get_or_create(
            sort=Party.Sort.MUNICIPALITY, name=owner.name, country=owner.country, parent=None
        )
        party.municipality = owner
        party.save()
    return party


def party_of(named: Party | NewParty) -> Party:
    """The known party, or a new row for one not known."""
    if isinstance(named, Party):
        return named
    party, _created = Party.objects.get_or_create(
        sort=named.sort,
        name=named.name,
        country=named.country,
        parent=None,
        defaults={"is_placeholder": named.is_placeholder},
    )
    return party


def add_party(case: Case, named: Party | NewParty) -> Participation:
    """Let a party take part; one that does so already stays as it is."""
    party = party_of(named)
    last = case.participations.aggregate(last=Max("order"))["last"]
    participation, _created = Participation.objects.get_or_create(
        case=case, party=party, defaults={"order": 0 if last is None else last + 1}
    )
    return participation


def remove_party(participation: Participation) -> None:
    """Take a party out of a draft, with those who were to sign for it."""
    signed = Signature.objects.filter(signatory__participation=participation).exists()
    if signed or participation.contacts.exists():
        raise NotPossible(
            _("%(party)s has been written to or has signed and stays on the case.")
            % {"party": participation.party}
        )
    for signatory in participation.signatories.all():
        signatory.delete()
    participation.delete()


def write_signatories(participation: Participation, named: Sequence[tuple[str, str]]) -> None:
    """Who signs for a party: posts with or without a person, in this order.

    One who has signed stays, named or not.
    """
    known = {(s.title, s.person): s for s in participation.signatories.all()}
    tenant = participation.party.municipality_id
    for order, (title, person) in enumerate(named):
        row = known.pop((title, person), None)
        row = row or Signatory(participation=participation, title=title, person=person)
        row.order = order
        row.post = Post.objects.filter(municipality=tenant, title=title).first()
        row.save()
    for row in known.values():
        if not row.signatures.exists():
            row.delete()


def write_term(case: Case, facts: TermFacts) -> Term:
    term, _created = Term.objects.get_or_create(case=case, number=1)
    fixed = facts.basis != Term.Basis.OPEN
    renewing = facts.basis == Term.Basis.SELF_RENEWING
    term.basis, term.start = facts.basis, facts.start
    term.end = facts.end if fixed else None
    term.renewal_months = facts.renewal_months if renewing else None
    term.notice_by_date = facts.notice_by if renewing else None
    term.save()
    case.takes_effect = facts.takes_effect
    return term


def write_focus_areas(case: Case, names: Iterable[str]) -> None:
    """The areas that an agreement is about, in this order."""
    rows = {row.number: row for row in case.agreement.focus_areas.all()}
    for number, name in enumerate(names, start=1):
        row = rows.pop(number, None) or FocusArea(agreement=case.agreement, number=number)
        if row.name != name:
            row.name = name
            row.save()
    for row in rows.values():
        row.delete()
