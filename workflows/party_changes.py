"""How does what is known of a party change: facts, name, members, what it went on as?

Parties stand in one register for all who work here. A merger or split is carried into every case
in which the party takes part, in one transaction, and each is asked to be confirmed (R-020).
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

import clock
from agreements.models import (
    Case,
    FormerName,
    Membership,
    Participation,
    Party,
    PartyFact,
    Succession,
)
from agreements.states import BEFORE_FORCE, FROZEN, IN_FORCE
from audit.acting import acting
from people.models import Role, User
from people.roles import roles_of
from workflows.door import advance, enter, remember
from workflows.drafting import NewParty, party_of
from workflows.errors import NotPermitted, NotPossible, Refused
from workflows.together import enter_all
from workflows.verdict import YES, Verdict, no
from workflows.visit import Automaton

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from django.db.models import QuerySet

    from agreements.dates import PartialDate
    from agreements.models import StepRecord

KEEPERS = frozenset({Role.OFFICER.value, Role.SECRETARIAT.value})
CARRIED = BEFORE_FORCE | IN_FORCE | FROZEN
SUCCESSION = Automaton("succession", gettext_noop("a party went on as another"))


def may_keep(party: Party | None, by: User, on: date) -> Verdict:
    """Officers and secretariats keep the register; a party that works here is kept by its own."""
    roles = roles_of(by, on)
    homes = {party.municipality_id} if party and party.municipality_id else roles.municipalities()
    if any(roles.has_any(set(KEEPERS), home) for home in homes if home):
        return YES
    if party and party.municipality_id:
        return no(
            _("Only officers and the secretariat of %(party)s may do this.") % {"party": party}
        )
    return no(_("Only officers and the council secretariat may do this."))


def record_fact(
    party: Party,
    name: str,
    value: str,
    *,
    as_of: PartialDate | None,
    source: str,
    by: User,
    at: datetime,
) -> PartyFact:
    """Write down a fact with its year, so that old figures never look current (R-001)."""
    with changing([party], by=by, at=at, attempt="record_fact"):
        return PartyFact.objects.create(
            party=party, name=name, value=value, as_of=as_of, source=source
        )


def rename(
    party: Party, name: str, *, until: PartialDate | None, reason: str, by: User, at: datetime
) -> Party:
    """The party has another name; it is found by the former one, too."""
    with changing([party], by=by, at=at, attempt="rename_party", reason=reason):
        if not name.strip() or name.strip() == party.name:
            raise NotPossible(_("Write the new name."))
        if Party.objects.filter(sort=party.sort, name=name.strip(), country=party.country).exists():
            raise NotPossible(_("A party of this name stands in the register already."))
        FormerName.objects.update_or_create(party=party, name=party.name, defaults={"until": until})
        party.name = name.strip()
        party.save()
        return party


def add_member(
    network: Party, member: Party | NewParty, *, start: PartialDate | None, by: User, at: datetime
) -> Membership:
    """A party is a member of a network from a day (R-073)."""
    with changing([network], by=by, at=at, attempt="add_member"):
        member = party_of(member)
        if network.sort != Party.Sort.NETWORK:
            raise NotPossible(_("Only a network has members."))
        if network.pk == member.pk:
            raise NotPossible(_("A network is no member of itself."))
        if Membership.objects.filter(network=network, member=member, end_until=None).exists():
            raise NotPossible(_("%(member)s is a member already.") % {"member": member})
        return Membership.objects.create(network=network, member=member, start=start)


def end_membership(
    membership: Membership, *, end: PartialDate, by: User, at: datetime
) -> Membership:
    """A member has left the network; who was a member when stays on the page."""
    with changing([membership.network], by=by, at=at, attempt="end_membership"):
        if membership.end is not None:
            raise NotPossible(_("This membership has ended already."))
        if membership.start is not None and end.latest < membership.start.earliest:
            raise NotPossible(_("The end lies before the beginning."))
        membership.end = end
        membership.save()
        return membership


# ---------------------------------------------------------------- merger and split
def portfolio(parties: Sequence[Party]) -> QuerySet[Case]:
    """The cases in which any of these parties takes part and that have not ended."""
    rows = Participation.objects.filter(party__in=parties).to_carry()
    return Case.objects.filter(pk__in=rows.values("case"), state__in=CARRIED)


def carried_at_once(parties: Sequence[Party], by: User, on: date) -> QuerySet[Case]:
    """Those of them that belong to where this person keeps the register; others are asked."""
    return portfolio(parties).filter(owner__in=_homes(by, on))


def _homes(by: User, on: date) -> set[int]:
    roles = roles_of(by, on)
    return {home for home in roles.municipalities() if roles.has_any(set(KEEPERS), home)}


def succeed(
    predecessors: Sequence[Party],
    successors: Sequence[Party | NewParty],
    *,
    sort: str,
    happened: PartialDate,
    note: str = "",
    by: User,
    at: datetime,
) -> list[Succession]:
    """Record a merger (into one) or a split (of one), and carry every case of the portfolio.

    Cases of other municipalities stay as they are until their owner agrees: who takes part, and
    so who reads, is theirs to say. Raises `Refused`, and then nothing has changed.
    """
    known = [named for named in successors if isinstance(named, Party)]
    with changing(predecessors, known, by=by, at=at, attempt="succeed", reason=note):
        heirs = [party_of(named) for named in successors]
        _is_in_order(predecessors, heirs, sort)
        rows = [
            Succession.objects.create(
                predecessor=old,
                successor=new,
                sort=sort,
                happened=happened,
                note=note,
                recorded_by=by,
                recorded_at=at,
            )
            for old in predecessors
            for new in heirs
        ]
        homes = _homes(by, _day_of(by, at))
        for old in predecessors:
            keys = portfolio([old]).values_list("pk", flat=True)
            with enter_all(keys, by=SUCCESSION, at=at, attempt="carry_party") as group:
                alive = [visit for visit in group.visits if visit.case.state in CARRIED]
                for visit in alive:
                    visit.about = f"{old} → {', '.join(map(str, heirs))}"
                    visit.changes = {"from": old, "to": heirs, "happened": happened}
                ours = [visit for visit in alive if visit.case.owner_id in homes]
                theirs = [visit for visit in alive if visit.case.owner_id not in homes]
                group.take("carry_party", ours)
                group.take("ask_about_party", theirs)
        return rows


def _is_in_order(predecessors: Sequence[Party], successors: Sequence[Party], sort: str) -> None:
    is_merger = sort == Succession.Sort.MERGER
    if not predecessors or not successors:
        raise NotPossible(_("Say who went on as whom."))
    if len(successors if is_merger else predecessors) != 1:
        raise NotPossible(_("A merger goes into one party, a split goes out of one."))
    before = {party.pk for party in predecessors}
    if before & {party.pk for party in successors}:
        raise NotPossible(_("A party does not succeed itself."))
    if any(before & _after(party) for party in successors):
        raise NotPossible(_("It would go on as a party that went before it."))
    if Succession.objects.filter(predecessor__in=predecessors).exists():
        raise NotPossible(_("What became of this party is recorded already."))


def _after(party: Party) -> set[int]:
    """What a party went on as, and so on."""
    found, ask = set[int](), {party.pk}
    while ask:
        rows = Succession.objects.filter(predecessor__in=ask).values_list("successor", flat=True)
        ask = set(rows) - found
        found |= ask
    return found


def confirm(
    case: Case,
    participation: Participation,
    *,
    is_right: bool,
    reason: str = "",
    by: User,
    at: datetime,
    seen: int | None,
) -> StepRecord:
    """Say whether a party that went on as another does so in this case; if not, all stays."""
    with enter(case, by=by, at=at, seen=seen, attempt="confirm_party", reason=reason) as visit:
        rows = visit.case.participations.select_related("party")
        visit.participation = rows.filter(pk=participation.pk).first()
        visit.changes = {"is_right": is_right}
        said = _("right") if is_right else _("not right")
        visit.about = f"{visit.participation}: {said}"
        return advance(visit, "confirm_party")


def _day_of(by: User, at: datetime) -> date:
    return clock.local_date(at, by.municipality.time_zone if by.municipality else "UTC")


@contextmanager
def changing(
    parties: Sequence[Party],
    beside: Sequence[Party] = (),
    *,
    by: User,
    at: datetime,
    attempt: str,
    reason: str = "",
) -> Iterator[None]:
    """All of it or nothing, by somebody who may; a refusal is kept as a security event.

    `beside` are locked too: two who let each of two go on as the other do not both succeed.
    """
    try:
        with transaction.atomic(), acting(by, reason=reason, at=at):
            changed = {party.pk for party in parties}
            keys = changed | {party.pk for party in beside}
            locked = Party.objects.select_for_update().filter(pk__in=keys).order_by("pk")
            for party in [row for row in locked if row.pk in changed]:
                if not (verdict := may_keep(party, by, _day_of(by, at))):
                    raise NotPermitted(verdict.message)
            yield
    except Refused as refusal:
        remember(refusal, Case(owner=by.municipality), by=by, at=at, attempt=attempt)
        raise
