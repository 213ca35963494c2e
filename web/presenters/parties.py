"""Who is party to a case, what has each decided, and who has signed?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import F, FilteredRelation, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.dates import PartialDate, Precision
from agreements.models import Case, Participation
from agreements.states import BEFORE_FORCE, IN_FORCE, State
from people.models import Role
from web.presenters.actions import Action
from web.presenters.words import country, day, joined

if TYPE_CHECKING:
    from agreements.models import StepRecord
    from web.presenters.shown import Shown


@dataclass(slots=True)
class Signer:
    """A post that signs, with its signature or what is missing."""

    post: str
    person: str
    signed: PartialDate | None
    is_signed: bool
    is_required: bool
    about: str
    annul: Action | None = None


@dataclass(slots=True)
class Row:
    """One party: what it decided, and its signatories."""

    key: int
    name: str
    about: str
    is_owner: bool
    is_placeholder: bool
    decided: str
    has_declined: bool
    tag: dict[str, str]
    signers: list[Signer] = field(default_factory=list)
    decide: Action | None = None

    @property
    def missing(self) -> int:
        return sum(1 for s in self.signers if s.is_required and not s.is_signed)


@dataclass(slots=True)
class Board:
    """All parties of a case, read in one query."""

    rows: list[Row]
    last_signed: PartialDate | None
    sign: Action | None = None

    @property
    def is_signed(self) -> bool:
        """Somebody signs for the parties, and everybody has."""
        return bool(self.required) and all(self.required)

    @property
    def required(self) -> list[bool]:
        """Of each signatory that must sign: has it?"""
        return [s.is_signed for row in self.rows for s in row.signers if s.is_required]

    @property
    def has_vague_day(self) -> bool:
        """Somebody signed on a day that is not known."""
        days = [s.signed for row in self.rows for s in row.signers if s.is_signed]
        return any(day is None or day.precision != "day" for day in days)

    @property
    def unnamed(self) -> int:
        return sum(1 for row in self.rows if row.is_placeholder)

    @property
    def names(self) -> str:
        return ", ".join(row.name for row in self.rows)


COLUMNS = (
    "pk",
    "party__name",
    "party__country",
    "party__municipality",
    "party__is_placeholder",
    "decided_from",
    "decided_until",
    "decided_precision",
    "decided_approximate",
    "decision_body",
    "decision_number",
    "has_declined",
    "declined_note",
    "signatories__pk",
    "signatories__title",
    "signatories__person",
    "signatories__is_required",
)
OF_THE_SIGNATURE = {
    "signature": "pk",
    "signed_from": "signed_from",
    "signed_until": "signed_until",
    "signed_precision": "signed_precision",
    "signed_approximate": "signed_approximate",
    "place": "place",
    "event": "event",
    "recorded_by": "recorded_by",
}


def board(page: Shown, steps: list[StepRecord]) -> Board:
    """The parties in their order; a row of the query is one signatory of one party."""
    valid = FilteredRelation(
        "signatories__signatures", condition=Q(signatories__signatures__annulled_at__isnull=True)
    )
    columns = {name: F(f"valid__{column}") for name, column in OF_THE_SIGNATURE.items()}
    told = (
        Participation.objects.filter(case=page.case)
        .annotate(valid=valid)
        .annotate(**columns)
        .order_by("order", "pk", "signatories__order", "signatories__pk")
        .values(*COLUMNS, *columns)
    )
    records = {r.signature_id: r.pk for r in steps if r.signature_id and r.step == "sign"}
    rows: dict[int, Row] = {}
    for facts in told:
        row = rows.setdefault(facts["pk"], _row(page, facts))
        if facts["signatories__pk"]:
            row.signers.append(_signer(page, facts, records))
    found = Board(list(rows.values()), _last(rows))
    for row in found.rows:
        row.tag = _tag(page, row)
    if _may_sign(page, found):
        found.sign = Action(_("Record signatures"), reverse("sign", args=(page.case.pk,)))
    return found


def _row(page: Shown, facts: dict[str, Any]) -> Row:
    decided = _partial("decided", facts)
    about = joined(
        facts["decision_body"], facts["decision_number"], day(decided), facts["declined_note"]
    )
    row = Row(
        key=facts["pk"],
        name=facts["party__name"],
        about=country(facts["party__country"]),
        is_owner=facts["party__municipality"] == page.case.owner_id,
        is_placeholder=facts["party__is_placeholder"],
        decided=about,
        has_declined=facts["has_declined"],
        tag={},
    )
    tenant = facts["party__municipality"]
    may = page.may_record or (
        tenant is not None and page.request.roles.has_any({Role.OFFICER, Role.SECRETARIAT}, tenant)
    )
    if not row.is_owner and may and _may_decide(page):
        url = reverse("party_decision", args=(page.case.pk, row.key))
        row.decide = Action(_("Record its decision"), url, about=row.name)
    return row


def _may_decide(page: Shown) -> bool:
    return page.case.state in (BEFORE_FORCE | IN_FORCE) - {State.DRAFT}


def _may_sign(page: Shown, found: Board) -> bool:
    """Somebody is left to sign, or is still to be named; nobody signs a registered relation."""
    case = page.case
    if case.state not in {State.APPROVED, *IN_FORCE} or found.is_signed:
        return False
    may_name = case.handling != Case.Handling.REGISTERED and page.may(Role.OFFICER)
    if not (found.required or may_name):
        return False
    return page.may_record or any(row.decide for row in found.rows)


def _signer(page: Shown, facts: dict[str, Any], records: dict[int, int]) -> Signer:
    signer = Signer(
        post=facts["signatories__title"],
        person=facts["signatories__person"],
        signed=_partial("signed", facts),
        is_signed=facts["signature"] is not None,
        is_required=facts["signatories__is_required"],
        about=joined(facts["place"], facts["event"]),
    )
    record = records.get(facts["signature"])
    if record and page.may_record and facts["recorded_by"] != page.request.user.pk:
        url = reverse("annul", args=(page.case.pk, record))
        signer.annul = Action(_("Annul"), url, about=joined(signer.post, facts["party__name"]))
    return signer


def _tag(page: Shown, row: Row) -> dict[str, str]:
    """How far the party is, in a word."""
    if row.has_declined:
        return {"kind": "bad", "icon": "x", "text": _("Declined")}
    if row.signers and not row.missing:
        return {"kind": "ok", "icon": "check", "text": _("Signed")}
    if row.signers and page.case.state in {State.APPROVED, *IN_FORCE}:
        return {"kind": "warn", "icon": "clock", "text": _("Signature is missing")}
    return {}


def _partial(name: str, facts: dict[str, Any]) -> PartialDate | None:
    if facts[f"{name}_from"] is None:
        return None
    return PartialDate(
        facts[f"{name}_from"],
        facts[f"{name}_until"],
        Precision(facts[f"{name}_precision"]),
        facts[f"{name}_approximate"],
    )


def _last(rows: dict[int, Row]) -> PartialDate | None:
    days = [s.signed for row in rows.values() for s in row.signers if s.signed]
    return max(days, key=lambda day: day.latest, default=None)
