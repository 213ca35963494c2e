"""What is missing in what we have on file? Facts that were imported as they stood leave gaps.

A gap is a warning and never a refusal (lifecycles.md, `register`): it is shown on the case page
and under "Needs attention" until somebody fills it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import Agreement, Case, DeclaredCount, Participation, Signature
from agreements.signatures import still_to_sign
from agreements.states import ENDED, IN_FORCE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from agreements.dates import PartialDate
    from agreements.models import Kind
    from people.models import Municipality


class Gap(NamedTuple):
    """One thing that is missing: `code` for programs, `message` in the reader's language."""

    code: str
    message: str


class Declared(NamedTuple):
    """How many of a kind a source says there are, and how many are in force on file (R-009)."""

    kind: Kind
    declared: int
    registered: int
    source: str
    as_of: PartialDate | None = None

    @property
    def message(self) -> str:
        return _("%(kind)s: %(declared)d declared, %(registered)d registered") % {
            "kind": self.kind,
            "declared": self.declared,
            "registered": self.registered,
        }


def gaps_of(case: Case) -> list[Gap]:
    """What is missing in this case; five queries."""
    return gaps_in([case])[case.pk]


def gaps_in(cases: Iterable[Case], *, with_agreement: bool = True) -> dict[int, list[Gap]]:
    """What is missing in each of these cases; five queries however many there are.

    Three where the cases come with their agreement and initiative: `with_agreement=False`.
    """
    cases = list(cases)
    facts = _read(cases, with_agreement=with_agreement)
    return {case.pk: gaps_by(case, facts) for case in cases}


def gaps_by(case: Case, facts: Facts) -> list[Gap]:
    """What is missing by facts that a page has read already."""
    return [*_of_the_case(case, facts), *_of_the_text(case, facts)]


class Facts(NamedTuple):
    """What the questions need, by the key of the case; `unsigned` by name, where anybody signs."""

    agreements: Mapping[int, Agreement]
    annexes: AbstractSet[int]
    unnamed: Mapping[int, int]
    unsigned: Mapping[int, list[str]]
    signed_some_day: AbstractSet[int]


def _read(cases: list[Case], *, with_agreement: bool) -> Facts:
    keys = [case.pk for case in cases]
    taking_part = Participation.objects.filter(case__in=keys)
    known = _read_along(cases) if not with_agreement else None
    annexes = Case.objects.filter(pk__in=keys, initiative__follows_agreement=True)
    unnamed = taking_part.filter(party__is_placeholder=True).values_list("case")
    missing = still_to_sign([case for case in cases if _should_be_signed(case)])
    named = {  # a placeholder is told of as not named
        key: [str(row) for row in rows if not row.party.is_placeholder]
        for key, rows in missing.items()
    }
    some_day = Signature.objects.filter(
        signatory__participation__case__in=keys, annulled_at__isnull=True
    ).exclude(signed_precision="day")
    return Facts(
        agreements=known[0] if known else Agreement.objects.in_bulk(keys),
        annexes=known[1] if known else set(annexes.values_list("pk", flat=True)),
        unnamed=dict(unnamed.annotate(count=Count("pk"))),
        unsigned=named,
        signed_some_day=set(some_day.values_list("signatory__participation__case", flat=True)),
    )


def _read_along(cases: list[Case]) -> tuple[dict[int, Agreement], set[int]]:
    """The agreements, and which cases are annex initiatives, without asking again."""
    agreements = {c.pk: c.agreement for c in cases if c.sort == Case.Sort.AGREEMENT}
    below = [case for case in cases if case.sort == Case.Sort.INITIATIVE]
    return agreements, {case.pk for case in below if case.initiative.follows_agreement}


def _of_the_case(case: Case, facts: Facts) -> list[Gap]:
    gaps = []
    if case.state in IN_FORCE and _lacks_a_review(case, facts):
        gaps.append(Gap("no_review", _("No review date is set")))
    if case.state not in ENDED and case.responsible_id is None and case.unit_id is None:
        gaps.append(Gap("no_responsible", _("Nobody is named as responsible")))
    agreement = facts.agreements.get(case.pk)
    declared = agreement.other_parties_declared if agreement else 0
    if unnamed := facts.unnamed.get(case.pk, 0) + declared:
        message = ngettext(
            "%(count)d party is not named", "%(count)d parties are not named", unnamed
        )
        gaps.append(Gap("parties_not_named", message % {"count": unnamed}))
    return gaps


def _lacks_a_review(case: Case, facts: Facts) -> bool:
    """Has it neither a review nor something else that asks whether it goes on?

    An annex initiative is asked about at the reviews of its agreement, a registered relation once
    a year whether it is alive.
    """
    is_asked = case.pk in facts.annexes or case.handling == Case.Handling.REGISTERED
    return case.review is None and not case.no_review_reason and not is_asked


def _of_the_text(case: Case, facts: Facts) -> list[Gap]:
    agreement = facts.agreements.get(case.pk)
    if agreement is None:
        return []
    gaps = []
    if not agreement.has_text:
        gaps.append(Gap("no_text", _("The text of the agreement is not on file")))
    if agreement.dated and agreement.dated.precision != "day":
        gaps.append(Gap("dated_day_unknown", _("The day on which it is dated is not known")))
    if case.pk in facts.signed_some_day:
        gaps.append(Gap("signed_day_unknown", _("The day of a signature is not known")))
    if _should_be_signed(case) and (names := facts.unsigned.get(case.pk)) != []:
        gaps.append(Gap("not_signed", _not_signed(names or [])))
    return gaps


def _not_signed(names: list[str]) -> str:
    if not names:  # no party stands there that could sign
        return _("In force, but not every signature is documented")
    told = {"names": ", ".join(names)}
    return _("In force, but a signature is not documented for: %(names)s") % told


def _should_be_signed(case: Case) -> bool:
    return (
        case.state in IN_FORCE
        and case.handling != Case.Handling.REGISTERED
        and case.takes_effect == Case.TakesEffect.LAST_SIGNATURE
    )


def declared_gaps(municipality: Municipality | int) -> list[Declared]:
    """Kinds of which a source declares more than are in force on file; two queries."""
    return [row for row in declared_counts(municipality) if row.declared > row.registered]


def declared_counts(municipality: Municipality | int) -> list[Declared]:
    """Every kind of which a source says how many there are; two queries."""
    ours = Q(owner=municipality) | Q(participations__party__municipality=municipality)
    registered: dict[int, int] = dict(
        Case.objects.filter(ours, state__in=IN_FORCE, agreement__isnull=False)
        .order_by()
        .values_list("agreement__kind")
        .annotate(count=Count("pk", distinct=True))
    )
    declared = DeclaredCount.objects.filter(owner=municipality).select_related("kind")
    return [
        Declared(row.kind, row.count, registered.get(row.kind_id, 0), row.source, row.as_of)
        for row in declared.order_by("kind__order", "pk")
    ]
