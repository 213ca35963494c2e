"""What brings a case into force?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agreements import signatures
from agreements.dates import display
from agreements.models import Case, Participation, Signatory, Signature
from agreements.queries import COUNTING
from agreements.states import IN_FORCE
from workflows.rules.parties import had_not_left
from workflows.verdict import YES, Verdict, no

if TYPE_CHECKING:
    from agreements.dates import PartialDate
    from workflows.visit import Matter


def a_party_has_declined(matter: Matter) -> Verdict:
    declined = matter.case.participations.filter(has_declined=True, decided_from__isnull=False)
    if declined.exclude(declined_note="").exists():
        return YES
    return no(_("Record which party declined, when, and by which letter."))


REQUIRED = Q(is_required=True, participation__role__in=COUNTING, participation__left_date=None)
"""Signatories who must sign: of a party that counts and has not given notice."""


def unsigned(case: Case) -> list[Signatory]:
    """Required signatories without a valid signature."""
    valid = Signature.objects.filter(signatory=OuterRef("pk"), annulled_at=None)
    required = Signatory.objects.filter(REQUIRED, participation__case=case)
    return list(required.exclude(Exists(valid)).select_related("participation__party"))


def still_to_sign(case: Case) -> list[Participation]:
    """Parties that count and for which not everybody has signed, or nobody is named (R-072).

    Who has signed for a party has signed for the one that it went on as.
    """
    return signatures.still_to_sign([case]).get(case.pk, [])


def condition_of_force_is_met(matter: Matter) -> Verdict:
    """Last required signature, agreed start, or a day given; never an invented day (R-044–045)."""
    case, visit = matter.case, matter.visit
    if visit.effective > visit.on:
        return no(_("It cannot take effect on a day that has not come."))
    if case.takes_effect == Case.TakesEffect.GIVEN_DATE or _follows(case):
        return YES
    if case.takes_effect == Case.TakesEffect.AGREED_DATE:
        return _agreed_day_has_come(matter)
    return _everybody_has_signed(matter)


def _agreed_day_has_come(matter: Matter) -> Verdict:
    term = matter.case.terms.order_by("number").first()
    if term is None or term.start is None or term.start.precision != "day":
        return no(_("Write the agreed day on which it takes effect."))
    if term.start.latest <= matter.visit.on:
        return YES
    return no(_("The agreed day has not come."))


def _everybody_has_signed(matter: Matter) -> Verdict:
    case = matter.case
    if not case.participations.filter(role__in=COUNTING, left_date=None).exists():
        return no(_("Name who signs for each party."))
    missing = still_to_sign(case)
    for participation in missing:
        if participation.has_declined:
            return no(
                _("%(party)s has declined: end the case, withdraw it or ask the party again.")
                % {"party": participation.party}
            )
    for signatory in unsigned(case):
        return no(
            _("Not signed yet: %(party)s, %(post)s.")
            % {"party": signatory.participation.party, "post": signatory.title}
        )
    for participation in missing:
        return no(_("Name who signs for %(party)s.") % {"party": participation.party})
    last = last_signed(case)
    if last is not None and matter.visit.effective < last.earliest:
        return no(_("It cannot take effect before the last party signed."))
    return YES


def last_signed(case: Case) -> PartialDate | None:
    """The day of the last valid signature, as far as it is known."""
    signatures = Signature.objects.filter(
        signatory__participation__case=case,
        signatory__is_required=True,
        signatory__participation__role__in=COUNTING,
        annulled_at__isnull=True,
    )
    days = [s.signed for s in signatures if s.signed is not None]
    return max(days, key=lambda day: day.latest, default=None)


def _follows(case: Case) -> bool:
    return case.sort == Case.Sort.INITIATIVE and case.initiative.follows_agreement


def its_agreement_is_in_force(matter: Matter) -> Verdict:
    initiative = matter.case.initiative
    agreement = initiative.agreement
    if initiative.follows_agreement and agreement is not None:
        case = matter.visit.touched.get(agreement.pk, agreement.case)
        if case.state in IN_FORCE:
            return YES
    return no(_("Its agreement is not in force."))


def the_day_of_the_signature_was_not_known(matter: Matter) -> Verdict:
    """Only a vaguer date is made a day, and one inside it; another day is annulled and recorded."""
    signature: Signature | None = matter.visit.changes.get("signature")
    told: PartialDate | None = matter.visit.changes.get("signed")
    if signature is None or told is None:
        return YES  # the page is still to ask
    known = signature.signed
    if signature.annulled_at is not None or (known is not None and known.precision == "day"):
        return no(_("The day of this signature is known already."))
    if told.earliest > matter.visit.on:
        return no(_("The day of signing has not come."))
    if known is None or known.approximate or known.earliest <= told.earliest <= known.latest:
        return had_not_left(signature.signatory.participation, told.earliest)
    return no(
        _("What is known of it is “%(known)s”: write a day in it.")
        % {"known": display(known, get_language() or "en")}
    )
