"""A party went on as another: its successor takes part, and is to be confirmed.

At once in the cases of the municipality that says so; in those of others once their owner agrees.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import ProtectedError, Q

from agreements.models import ContactRole, Participation, Signatory, Signature
from workflows import duties
from workflows.effects.parties import ASKED_OF_A_PARTY, ask_anew

if TYPE_CHECKING:
    from datetime import date

    from agreements.dates import PartialDate
    from agreements.models import Party
    from workflows.visit import Matter

CONFIRM_DAYS = 90


def party_carried(matter: Matter) -> None:
    """The successor takes over the place, the contacts, and what was asked of the one before.

    Who has signed stays who has signed; who was still to sign does so for the successor.
    """
    facts = matter.visit.changes
    old = matter.case.participations.get(party=facts["from"], left_date=None)
    _carry(matter, old, facts["to"], facts["happened"])


def party_asked_about(matter: Matter) -> None:
    """Whoever carries the case is asked whether it holds here; until then nothing changes."""
    _ask(matter, matter.visit.changes["from"])


def party_confirmed(matter: Matter) -> None:
    """Right: it stands, or is carried over now. Not right: what stood before it stands."""
    visit, row = matter.visit, matter.visit.participation
    assert row is not None  # asked by a rule of the step
    is_right, party = visit.changes["is_right"], row.party
    if Participation.objects.filter(pk=row.pk).gone_on().exists():
        _answered(matter, row)
        if is_right:
            _carry_now(matter, row)
    elif is_right:
        _answered(matter, row)
    else:
        _undo(matter, row)
    duties.close(visit, matter.case, "reconfirm", party=party)


# ---------------------------------------------------------------- carrying over
def _carry(
    matter: Matter, old: Participation, successors: list[Party], happened: PartialDate
) -> None:
    new = []
    for successor in successors:
        if matter.case.participations.staying(happened.earliest).filter(party=successor).exists():
            continue  # it takes part already
        new.append(_take_over(old, successor, happened))
        _ask(matter, successor)
    joined = old.joined.earliest if old.joined else None
    old.left_date = max(filter(None, (_last_day_before(happened), joined)))
    old.save()
    _ask_instead(matter, old.party, new)


def _ask_instead(matter: Matter, before: Party, after: list[Participation]) -> None:
    """What is still asked of one party is asked of those that stand in its place."""
    visit, case = matter.visit, matter.case
    for duty in duties.open_duties(visit, case):
        if duty.kind_id not in ASKED_OF_A_PARTY or duty.party_id != before.pk:
            continue
        duties.cancel_one(visit, duty)
        for row in after:
            if duty.kind_id == "review_input":
                duties.open_duty(
                    visit,
                    case,
                    duty.kind_id,
                    responsible=duty.responsible,
                    due=duty.due,
                    party=row.party,
                )
            else:
                ask_anew(matter, row)


def _carry_now(matter: Matter, old: Participation) -> None:
    """The owner agrees. One that took over stands; of several, each is still to be confirmed."""
    rows = list(old.party.successions.select_related("successor").order_by("pk"))
    happened = rows[0].happened
    assert happened is not None  # the field asks for it
    _carry(matter, old, [row.successor for row in rows], happened)
    new = old.carried_to.select_related("party").first()
    if new is not None and len(rows) == 1 and not new.party.successions.exists():
        _answered(matter, new)
        duties.close(matter.visit, matter.case, "reconfirm", party=new.party)


def _undo(matter: Matter, row: Participation) -> None:
    """It never took part, and reads nothing; where it acted meanwhile, it leaves instead.

    Where nobody else took over, the party that went on stands again as it did.
    """
    old = row.carried_from
    assert old is not None  # asked by a rule of the step
    try:
        with transaction.atomic():
            row.contact_roles.all().delete()
            for signatory in row.signatories.all():
                signatory.delete()
            row.delete()
    except ProtectedError:
        joined = row.joined.earliest if row.joined else matter.visit.on
        row.left_date = max(matter.visit.on, joined)
        _answered(matter, row)
        _ask_instead(matter, row.party, [])
        return
    matter.visit.participation = None
    heirs = old.party.successions.values("successor")
    here = matter.case.participations.filter(left_date=None)
    if not here.filter(Q(party__in=heirs) | Q(party=old.party)).exists():
        old.left_date = None
        _answered(matter, old)
        _ask_instead(matter, row.party, [old])
    else:
        _ask_instead(matter, row.party, [])


def _answered(matter: Matter, row: Participation) -> None:
    row.confirmed_at, row.confirmed_by = matter.visit.at, matter.visit.person
    row.save()


def _ask(matter: Matter, party: Party) -> None:
    visit, case = matter.visit, matter.case
    duties.open_duty(
        visit,
        case,
        "reconfirm",
        responsible=duties.officer_of(visit, case),
        due=visit.on + timedelta(days=CONFIRM_DAYS),
        party=party,
    )


def _last_day_before(happened: PartialDate) -> date:
    """The day before it; of a month or a year the last, after which it is surely gone."""
    if happened.precision == "day":
        return happened.latest - timedelta(days=1)
    return happened.latest


def _take_over(old: Participation, successor: Party, happened: PartialDate) -> Participation:
    row = Participation.objects.create(
        case=old.case,
        party=successor,
        role=old.role,
        order=old.order,
        journal_number=old.journal_number,
        contact=old.contact,
        joined=happened,
        carried_from=old,
    )
    for contact in old.contact_roles.filter(is_active=True):
        ContactRole.objects.create(
            participation=row,
            role=contact.role,
            post=contact.post,
            person=contact.person,
            email=contact.email,
            phone=contact.phone,
            focus_area=contact.focus_area,
        )
    used = Signature.objects.filter(annulled_at=None).values("signatory")
    for signatory in old.signatories.exclude(pk__in=used):
        Signatory.objects.create(
            participation=row,
            title=signatory.title,
            post=signatory.post,
            person=signatory.person,
            is_required=signatory.is_required,
            order=signatory.order,
        )
    return row
