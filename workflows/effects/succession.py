"""A party went on as another: its successor takes part, and is to be confirmed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from agreements.models import ContactRole, Participation
from workflows import duties

if TYPE_CHECKING:
    from datetime import date

    from agreements.dates import PartialDate
    from agreements.models import Party
    from workflows.visit import Matter

CONFIRM_DAYS = 90


def party_carried(matter: Matter) -> None:
    """The successor takes over the place and the contacts; who has signed stays who has signed."""
    case, visit = matter.case, matter.visit
    happened = visit.changes["happened"]
    old = case.participations.get(party=visit.changes["from"], left_date=None)
    for successor in visit.changes["to"]:
        if case.participations.staying(happened.earliest).filter(party=successor).exists():
            continue  # it takes part already
        _take_over(old, successor, happened)
        duties.open_duty(
            visit,
            case,
            "reconfirm",
            responsible=duties.officer_of(visit, case),
            due=visit.on + timedelta(days=CONFIRM_DAYS),
            subject=str(successor),
        )
    joined = old.joined.earliest if old.joined else None
    old.left_date = max(filter(None, (_last_day_before(happened), joined)))
    old.save()


def _last_day_before(happened: PartialDate) -> date:
    """The day before it; of a month or a year the last, after which it is surely gone."""
    if happened.precision == "day":
        return happened.latest - timedelta(days=1)
    return happened.latest


def _take_over(old: Participation, successor: Party, happened: PartialDate) -> None:
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


def party_confirmed(matter: Matter) -> None:
    """Right: it stands. Not right: it takes part no more, from the day that says so."""
    visit, row = matter.visit, matter.visit.participation
    assert row is not None  # asked by a rule of the step
    row.confirmed_at, row.confirmed_by = visit.at, visit.person
    if not visit.changes["is_right"]:
        joined = row.joined.earliest if row.joined else visit.on
        row.left_date = max(visit.on, joined)
    row.save()
    duties.close(visit, matter.case, "reconfirm", subject=str(row.party))
