"""How are the parties, signatories, term and texts of a draft written?

Everything here runs inside a visit (`cases.edit`), on the locked case.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Max
from django.utils.translation import gettext as _

from agreements.dates import as_partial
from agreements.models import (
    FocusArea,
    Participation,
    Party,
    Signatory,
    Signature,
    Term,
)
from agreements.terms import Clause
from people.models import Post
from workflows.errors import NotPossible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from agreements.dates import PartialDate
    from agreements.models import Agreement, Case
    from people.models import Municipality


@dataclass(frozen=True, slots=True, kw_only=True)
class NewParty:
    """A party that nobody has named here before; a town lies `within` a municipality (R-008)."""

    name: str
    sort: str
    country: str = ""
    region: str = ""
    within: str = ""
    is_placeholder: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TermFacts:
    """For how long it is to hold, and what brings it into force.

    Notice is due so many months before the end, or by a day that the text names.
    """

    basis: str
    takes_effect: str
    start: PartialDate | date | None = None
    end: PartialDate | date | None = None
    renewal_months: int | None = None
    notice_months: int | None = None
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
        parent=_municipality_of(named),
        defaults={"is_placeholder": named.is_placeholder, "region": named.region},
    )
    return party


def _municipality_of(named: NewParty) -> Party | None:
    if not named.within:
        return None
    kept = Party.objects.filter(sort=Party.Sort.MUNICIPALITY, name__iexact=named.within).first()
    if kept is not None:
        return kept
    return Party.objects.create(
        sort=Party.Sort.MUNICIPALITY, name=named.within, country=named.country, region=named.region
    )


def add_party(case: Case, named: Party | NewParty) -> Participation:
    """Let a party take part; one that does so already stays as it is."""
    party = party_of(named)
    last = case.participations.aggregate(last=Max("order"))["last"]
    known = Participation.objects.filter(case=case, party=party).order_by("pk").last()
    order = 0 if last is None else last + 1
    return known or Participation.objects.create(case=case, party=party, order=order)


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

    One who has signed stays, named or not; a successor in that post need not sign again.
    """
    known = {(s.title, s.person): s for s in participation.signatories.all()}
    valid = Signature.objects.filter(signatory__participation=participation, annulled_at=None)
    signed = set(valid.values_list("signatory__title", flat=True))
    tenant = participation.party.municipality_id
    for order, (title, person) in enumerate(named):
        row = known.pop((title, person), None)
        row = row or Signatory(
            participation=participation,
            title=title,
            person=person,
            is_required=title not in signed,
        )
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
    term.notice_months = facts.notice_months if renewing else None
    term.notice_by_date = _notice_by(facts) if renewing else None
    term.save()
    case.takes_effect = facts.takes_effect
    return term


def _notice_by(facts: TermFacts) -> date | None:
    """The last day for notice in the first term; months are counted back from its end."""
    if facts.end is None or facts.notice_months is None:
        return facts.notice_by
    clause = Clause(
        anchor=as_partial(facts.end).latest,
        renewal_months=facts.renewal_months or 0,
        notice_months=facts.notice_months,
    )
    return clause.notice_by(1)


def put_under(case: Case, above: Agreement | None) -> None:
    """Let the draft of an initiative stand under this agreement, or alone.

    Number, area and annex are those of one agreement and do not come along to another (R-024).
    """
    initiative = case.initiative
    if initiative.agreement_id != (above.pk if above else None):
        initiative.agreement = above
        initiative.number = initiative.annex = ""
        initiative.focus_area, initiative.is_outside_areas = None, False
        initiative.follows_agreement &= above is not None
    initiative.save()


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
