"""Who is party to a case, what has each decided, who has signed, who has left?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.dates import PartialDate, Precision
from agreements.models import Case, Participation
from agreements.queries import COUNTING
from agreements.signatures import Place, waited_for
from agreements.states import BEFORE_FORCE, IN_FORCE, State
from people.models import Role
from web.presenters.actions import Action
from web.presenters.party_rows import rows_of
from web.presenters.words import country, day, joined

if TYPE_CHECKING:
    from datetime import date

    from agreements.models import StepRecord
    from web.presenters.shown import Shown


@dataclass(slots=True)
class Signer:
    """A post that signs, with its signature or what is missing."""

    key: int
    post_key: int | None
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
    carried_from: int | None
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
    def is_asked(self) -> bool:
        """Must it sign? Not one that counts no more."""
        return self.counts and self.left_date is None

    @property
    def required(self) -> list[bool]:
        """Of each signatory that must sign: has it? None of a party that counts no more."""
        return [s.is_signed for s in self.signers if s.is_required and self.is_asked]

    @property
    def has_signed(self) -> bool:
        """Somebody who must sign for it has."""
        return any(s.is_signed for s in self.signers if s.is_required)

    @property
    def missing(self) -> int:
        return self.required.count(False)

    @property
    def leaves(self) -> str:
        """“Leaves on 31 December 2026”, once it has given notice."""
        told = _("Leaves on %(date)s") % {"date": day(self.left_date)}
        return told if self.left_date is not None else ""

    @property
    def took_part(self) -> str:
        """When one that has left took part; of one that came back this is the earlier time."""
        if self.joined is None:
            return _("Took part until %(date)s") % {"date": day(self.left_date)}
        told = {"start": day(self.joined), "end": day(self.left_date)}
        return _("Took part from %(start)s until %(end)s") % told


@dataclass(slots=True)
class Board:
    """All parties of a case, read in one query; `former` have left."""

    rows: list[Row]
    former: list[Row]
    last_signed: PartialDate | None
    sign: Action | None = None

    @property
    def is_signed(self) -> bool:
        """Everybody has signed, and for each party somebody (R-072)."""
        return self.is_to_be_signed and not self.to_sign

    @property
    def is_to_be_signed(self) -> bool:
        """Does a party stand here whose signature counts?"""
        return any(row.is_asked for row in self.rows)

    @property
    def to_sign(self) -> list[Row]:
        """For whom not everybody has signed, or nobody is named, as the rules ask it."""
        places = [
            Place(row.key, row.carried_from, row.is_asked, row.has_signed, row.missing > 0)
            for row in (*self.former, *self.rows)
        ]
        missing = waited_for(places)
        return [row for row in self.rows if row.key in missing]

    @property
    def unsigned_and_named(self) -> list[str]:
        return [row.name for row in self.to_sign if not row.is_placeholder]

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


def board(page: Shown, steps: list[StepRecord]) -> Board:
    """The parties in their order; a row of the query is one signatory of one party."""
    told = rows_of(page)
    records = {r.signature_id: r.pk for r in steps if r.signature_id and r.step == "sign"}
    rows: dict[int, Row] = {}
    for facts in told:
        row = rows.setdefault(facts["pk"], _row(page, facts))
        if facts["signatories__pk"]:
            row.signers.append(_signer(page, facts, records))
    everybody = [row for row in rows.values() if not _came_later(page, row)]
    stay, former = ([r for r in everybody if r.has_left is left] for left in (False, True))
    found = Board(stay, former, _last(rows))
    to_sign = {row.key for row in found.to_sign}
    for row in everybody:
        row.tag = _tag(page, row, is_waited_for=row.key in to_sign)
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
        has_left=left is not None and left < page.day,
        carried_from=facts["carried_from"],
        tenant=facts["party__municipality"],
        contacts=_contacts(page, facts),
        is_owner=_is_owner(page, facts),
        is_placeholder=facts["party__is_placeholder"],
        decided=about,
        has_declined=facts["has_declined"],
        tag={},
    )
    if not row.is_owner and not row.has_left and may_speak_for(page, row) and _may_decide(page):
        url = reverse("party_decision", args=(page.case.pk, row.key))
        row.decide = Action(_("Record its decision"), url, about=row.name)
    return row


def _is_owner(page: Shown, facts: dict[str, Any]) -> bool:
    return bool(facts["party__municipality"] == page.case.owner_id)


def _contacts(page: Shown, facts: dict[str, Any]) -> str:
    """Those of the party; of the owner, where none is named at its side, the one of the case."""
    if page.until is not None:
        return ""
    told = joined(facts["contact"], facts["who"])
    return told or (page.case.contact if _is_owner(page, facts) else "")


def _came_later(page: Shown, row: Row) -> bool:
    """Did it join after the reader's municipality had left?"""
    return bool(page.until and row.joined and row.joined.earliest > page.until)


def _role(role: str) -> str:
    """A party like the others needs no word."""
    plain = role == Participation.Role.PARTNER
    return "" if plain else str(Participation.Role(role).label)


def may_speak_for(page: Shown, row: Row) -> bool:
    """May the reader record for this party: the owner for all, a party that works here its own?"""
    roles: set[str] = {Role.OFFICER, Role.SECRETARIAT}
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
        key=facts["signatories__pk"],
        post_key=facts["signatories__post"],
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


def _tag(page: Shown, row: Row, *, is_waited_for: bool) -> dict[str, str]:
    """How far the party is, in a word."""
    if row.has_declined:
        return {"kind": "bad", "icon": "x", "text": _("Declined")}
    if row.has_left:
        return {"kind": "", "icon": "dot", "text": _("Has left")}
    if row.is_placeholder:
        return {"kind": "warn", "icon": "alert", "text": _("Not named yet")}
    if row.required and not row.missing:
        return {"kind": "ok", "icon": "check", "text": _("Signed")}
    waits = page.case.state == State.APPROVED and is_waited_for and _by_signature(page.case)
    if waits or (row.required and page.case.state in {State.APPROVED, *IN_FORCE}):
        return {"kind": "warn", "icon": "clock", "text": _("Signature is missing")}
    return {}


def _by_signature(case: Case) -> bool:
    """Does it take effect once everybody has signed?"""
    is_agreement = case.sort == Case.Sort.AGREEMENT
    return is_agreement and case.takes_effect == Case.TakesEffect.LAST_SIGNATURE


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
