"""Who is party to a case, what has each decided, who has signed, who joined and who left?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Case as Either
from django.db.models import F, FilteredRelation, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.dates import PartialDate, Precision
from agreements.models import Case, ContactRole, Participation
from agreements.queries import COUNTING
from agreements.states import BEFORE_FORCE, IN_FORCE, State
from people.models import Role
from web.presenters.actions import Action
from web.presenters.expressions import Joined
from web.presenters.words import country, day, joined

if TYPE_CHECKING:
    from datetime import date

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
    change: Action | None = None


@dataclass(slots=True)
class Row:
    """One party: its role and days, what it decided, its contacts and its signatories."""

    key: int
    name: str
    about: str
    role: str
    counts: bool
    joined: PartialDate | None
    left_date: date | None
    has_left: bool
    tenant: int | None
    contacts: str
    is_owner: bool
    is_placeholder: bool
    decided: str
    has_declined: bool
    tag: dict[str, str]
    signers: list[Signer] = field(default_factory=list)
    decide: Action | None = None

    @property
    def required(self) -> list[bool]:
        """Of each signatory that must sign: has it? None of a party that counts no more."""
        is_asked = self.counts and self.left_date is None
        return [s.is_signed for s in self.signers if s.is_required and is_asked]

    @property
    def missing(self) -> int:
        return self.required.count(False)

    @property
    def leaves(self) -> str:
        """“Leaves on 31 December 2026”, once it has given notice."""
        if self.left_date is not None:
            return _("Leaves on %(date)s") % {"date": day(self.left_date)}
        return ""


@dataclass(slots=True)
class Board:
    """All parties of a case, read in one query; `former` have left."""

    rows: list[Row]
    former: list[Row]
    last_signed: PartialDate | None
    sign: Action | None = None

    @property
    def is_signed(self) -> bool:
        """Somebody signs for the parties, and everybody has."""
        return bool(self.required) and all(self.required)

    @property
    def required(self) -> list[bool]:
        """Of each signatory that must sign: has it?"""
        return [is_signed for row in self.rows for is_signed in row.required]

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
    "role",
    "joined_from",
    "joined_until",
    "joined_precision",
    "joined_approximate",
    "left_date",
    "contact",
    "party__name",
    "party__country",
    "party__region",
    "party__parent__name",
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
        .annotate(valid=valid, who=_contacts())
        .annotate(**columns)
        .order_by("order", "pk", "signatories__order", "signatories__pk")
        .values(*COLUMNS, "who", *columns)
    )
    records = {r.signature_id: r.pk for r in steps if r.signature_id and r.step == "sign"}
    rows: dict[int, Row] = {}
    for facts in told:
        row = rows.setdefault(facts["pk"], _row(page, facts))
        if facts["signatories__pk"]:
            row.signers.append(_signer(page, facts, records))
    everybody = list(rows.values())
    stay, former = ([r for r in everybody if r.has_left is left] for left in (False, True))
    found = Board(stay, former, _last(rows))
    for row in everybody:
        row.tag = _tag(page, row)
    if _may_sign(page, found):
        found.sign = Action(_("Record signatures"), reverse("sign", args=(page.case.pk,)))
    return found


def _row(page: Shown, facts: dict[str, Any]) -> Row:
    decided, left = _partial("decided", facts), facts["left_date"]
    about = joined(
        facts["decision_body"], facts["decision_number"], day(decided), facts["declined_note"]
    )
    row = Row(
        key=facts["pk"],
        name=facts["party__name"],
        about=joined(
            facts["party__parent__name"], facts["party__region"], country(facts["party__country"])
        ),
        role=_role(facts["role"]),
        counts=facts["role"] in COUNTING,
        joined=_partial("joined", facts),
        left_date=left,
        has_left=left is not None and left < page.today,
        tenant=facts["party__municipality"],
        contacts=joined(facts["contact"], facts["who"]),
        is_owner=facts["party__municipality"] == page.case.owner_id,
        is_placeholder=facts["party__is_placeholder"],
        decided=about,
        has_declined=facts["has_declined"],
        tag={},
    )
    if not row.is_owner and not row.has_left and may_speak_for(page, row) and _may_decide(page):
        url = reverse("party_decision", args=(page.case.pk, row.key))
        row.decide = Action(_("Record its decision"), url, about=row.name)
    return row


def _role(role: str) -> str:
    """A party like the others needs no word."""
    plain = role == Participation.Role.PARTNER
    return "" if plain else str(Participation.Role(role).label)


def _contacts() -> Subquery:
    """The roles at the party, each with its person, in one text."""
    told = Either(
        When(person="", then=F("role")),
        default=Concat(F("role"), Value(": "), F("person")),
    )
    rows = ContactRole.objects.filter(participation=OuterRef("pk"), is_active=True).order_by()
    return Subquery(
        rows.annotate(told=told).values("participation").annotate(all=Joined("told")).values("all")
    )


def may_speak_for(page: Shown, row: Row) -> bool:
    """May the reader record for this party: the owner for all, a party that works here its own?"""
    roles = {Role.OFFICER, Role.SECRETARIAT}
    if page.may_record:
        return True
    return row.tenant is not None and page.request.roles.has_any(roles, row.tenant)


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
    if row.has_left:
        return {"kind": "", "icon": "dot", "text": _("Has left")}
    if row.is_placeholder:
        return {"kind": "warn", "icon": "alert", "text": _("Not named yet")}
    if row.required and not row.missing:
        return {"kind": "ok", "icon": "check", "text": _("Signed")}
    if row.required and page.case.state in {State.APPROVED, *IN_FORCE}:
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
