"""Parties of a running agreement: who joins, who is who, who signs (R-008, R-010, R-030, R-036)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from agreements.dates import PartialDate
from agreements.models import Case, ContactRole, FocusArea, Participation, Party, Signatory
from people.models import Municipality, Post, User
from people.roles import roles_of
from tests.conftest import NOW, TODAY
from tests.workflows.stages import Town, duty, fresh, last_step, open_kinds, seen, state_of
from workflows import contacts, joining, rules, signing
from workflows.cases import edit
from workflows.contacts import Contact, Signs
from workflows.door import look, take
from workflows.drafting import NewParty, add_party, write_signatories
from workflows.errors import NotPermitted, NotPossible
from workflows.visit import Matter, Visit


def join(case: Case, named: Party | NewParty, by: User, **others: Any) -> Participation:
    facts: dict[str, Any] = {
        "joined": PartialDate.day(TODAY),
        "reason": "Byrådet har bedt om det",
    } | others
    return joining.join(case, named, by=by, at=NOW, seen=seen(case), **facts)


def skive() -> Party:
    return Party.objects.create(sort="municipality", name="Skive", country="DK")


def theirs(case: Case) -> Participation:
    return case.participations.get(party__name="Gentofte Kommune")


def write(case: Case, by: User, facts: Contact, **others: Any) -> ContactRole:
    side = others.pop("side", None) or theirs(case)
    return contacts.write_contact(case, side, facts, by=by, at=NOW, seen=seen(case), **others)


def adding(new: NewParty) -> Callable[[Visit], None]:
    def change(visit: Visit) -> None:
        add_party(visit.case, new)

    return change


# ---------------------------------------------------------------- joining
@pytest.mark.requirement("R-072")
def test_a_party_joins_a_running_agreement_and_is_to_sign(active: Case, town: Town) -> None:
    row = join(active, skive(), town.officer, signatories=[("Borgmester", ""), ("Direktør", "")])

    assert [str(p.party) for p in active.participations.on(TODAY)][-1] == "Skive"
    assert [s.title for s in row.signatories.all()] == ["Borgmester", "Direktør"]
    assert duty(active, "sign").subject == "Skive"
    record = last_step(active)
    assert (record.step, record.about, record.reason) == (
        "party_joins",
        "Skive",
        "Byrådet har bedt om det",
    )
    assert state_of(active) == "active"


def test_one_who_joins_later_takes_part_from_that_day(active: Case, town: Town) -> None:
    join(active, skive(), town.officer, joined=PartialDate.day(date(2026, 6, 1)))

    assert "Skive" not in [str(p.party) for p in active.participations.on(date(2026, 5, 31))]
    assert "Skive" in [str(p.party) for p in active.participations.on(date(2026, 6, 1))]


def test_nobody_joins_twice_nameless_or_before_it_began(active: Case, town: Town) -> None:
    named, officer = skive(), town.officer
    nameless = Party.objects.create(sort="town", name="En by i Frankrig", is_placeholder=True)

    with pytest.raises(NotPossible, match="before it was in force"):
        join(active, named, officer, joined=PartialDate.day(date(2020, 1, 1)))
    with pytest.raises(NotPossible, match="Name the party"):
        join(active, nameless, officer)
    join(active, named, officer)
    with pytest.raises(NotPossible, match="already"):
        join(active, named, officer)


def test_it_joins_with_a_reason_or_not_at_all(active: Case, town: Town) -> None:
    with pytest.raises(NotPossible, match="Write the reason"):
        join(active, skive(), town.officer, reason=" ")
    assert active.participations.count() == 2


# ---------------------------------------------------------------- kinds of parties
@pytest.mark.requirement("R-008")
def test_a_town_is_a_party_and_shows_its_municipality(draft: Case, town: Town) -> None:
    new = NewParty(name="Paamiut", sort="town", country="GL", within="Kommuneqarfik Sermersooq")

    edit(draft, adding(new), by=town.officer, at=NOW, seen=seen(draft))

    paamiut = draft.participations.get(party__name="Paamiut").party
    assert paamiut.sort == "town"
    assert paamiut.parent == Party.objects.get(name="Kommuneqarfik Sermersooq")


@pytest.mark.requirement("R-011")
@pytest.mark.parametrize("sort", ["region", "country", "network", "institution", "association"])
def test_a_party_need_not_be_a_municipality(sort: str, draft: Case, town: Town) -> None:
    new = NewParty(name="Nunavik", sort=sort, country="CA", region="Québec")

    edit(draft, adding(new), by=town.officer, at=NOW, seen=seen(draft))

    party = draft.participations.get(party__name="Nunavik").party
    assert (party.sort, party.country, party.region) == (sort, "CA", "Québec")


@pytest.mark.requirement("R-010")
def test_a_role_that_nobody_fills_yet_stands_in_drafts_alone(draft: Case, town: Town) -> None:
    new = NewParty(name="En vestnordisk hovedstad", sort="town", is_placeholder=True)
    edit(draft, adding(new), by=town.officer, at=NOW, seen=seen(draft))

    with pytest.raises(NotPossible, match="En vestnordisk hovedstad"):
        town.propose(draft)
    Case.objects.filter(pk=draft.pk).update(handling="registered")
    with pytest.raises(NotPossible, match="En vestnordisk hovedstad"):
        take("register_relation", draft, by=town.officer, at=NOW, seen=seen(draft))
    assert state_of(draft) == "draft"


@pytest.mark.requirement("R-072")
@pytest.mark.parametrize("role", ["associated", "via"])
def test_associated_parties_need_not_sign(role: str, draft: Case, town: Town) -> None:
    row = Participation.objects.create(case=draft, party=skive(), role=role)
    Signatory.objects.create(participation=row, title="Borgmester")
    case = town.to_approved(draft)

    asked = set(case.duties.filter(kind="sign").values_list("subject", flat=True))
    assert asked == {"Kommuneqarfik Sermersooq", "Gentofte Kommune"}
    town.sign(case, TODAY, TODAY)
    assert state_of(case) == "active"


# ---------------------------------------------------------------- one record, two sides
@pytest.mark.requirement("R-018")
def test_both_sides_read_the_same_record(
    draft: Case, town: Town, aalborg: Municipality, person: Callable[..., User]
) -> None:
    party = Party.objects.create(sort="municipality", name="Aalborg", municipality=aalborg)
    Participation.objects.create(case=draft, party=party)
    recorder = person("officer", municipality=aalborg)
    assert draft not in Case.objects.visible_to(roles_of(recorder, TODAY))
    town.propose(draft)

    assert draft in Case.objects.visible_to(roles_of(recorder, TODAY))
    assert draft in Case.objects.visible_to(roles_of(town.officer, TODAY))


# ---------------------------------------------------------------- contacts and area leads
@pytest.mark.requirement("R-030")
def test_a_party_has_many_roles_with_or_without_a_person(active: Case, town: Town) -> None:
    write(active, town.officer, Contact(role="Skoleleder", person="A. Jensen"))
    write(active, town.officer, Contact(role="IT-administrator"))

    assert [str(c) for c in theirs(active).contact_roles.order_by("pk")] == [
        "Skoleleder, A. Jensen",
        "IT-administrator",
    ]
    assert last_step(active).about == "Gentofte Kommune: IT-administrator"


@pytest.mark.requirement("R-030")
def test_an_initiative_has_contacts_of_its_own(initiative: Case, officer: User) -> None:
    row = Participation.objects.create(case=initiative, party=skive())

    write(initiative, officer, Contact(role="Lærer"), side=row)

    assert row.contact_roles.get().role == "Lærer"


@pytest.mark.requirement("R-030")
def test_who_leaves_the_municipality_leaves_the_role_and_the_role_stays(
    active: Case, town: Town, nuuk: Municipality, person: Callable[..., User]
) -> None:
    ours = active.participations.get(party__municipality=nuuk)
    leaver = person("reader", municipality=nuuk, name="Leaver")
    by_mail = Contact(role="Koordinator", person="L.", email=leaver.email.upper(), phone="11")
    write(active, town.officer, by_mail, side=ours)
    write(active, town.officer, Contact(role="Lærer", person="Leaver"), side=ours)
    write(active, town.officer, Contact(role="Lærer", person="Leaver"))  # a namesake elsewhere

    assert contacts.leave_roles(leaver, at=NOW) == 2

    assert [str(c) for c in ours.contact_roles.order_by("pk")] == ["Koordinator", "Lærer"]
    assert str(theirs(active).contact_roles.get()) == "Lærer, Leaver"
    assert last_step(active).automaton == "people"
    before = ContactRole.history.filter(role="Koordinator", email=leaver.email.upper())
    assert before.exists()


@pytest.mark.requirement("R-053")
def test_each_party_has_one_lead_for_each_focus_area(active: Case, town: Town) -> None:
    area = FocusArea.objects.create(agreement=active.agreement, number=1, name="Kultur")
    ours = active.participations.get(party__municipality__isnull=False)

    lead = write(active, town.officer, Contact(role="Kulturchef", focus_area=area))
    write(active, town.officer, Contact(role="Fagchef", focus_area=area), side=ours)
    with pytest.raises(NotPossible, match="Kulturchef leads “Kultur” already"):
        write(active, town.officer, Contact(role="Direktør", focus_area=area))
    with pytest.raises(IntegrityError), transaction.atomic():
        ContactRole.objects.create(participation=theirs(active), role="X", focus_area=area)

    ended = Contact(role="Kulturchef", focus_area=area, is_active=False)
    write(active, town.officer, ended, contact=lead)
    write(active, town.officer, Contact(role="Direktør", focus_area=area))
    assert area.leads.filter(is_active=True).count() == 2


def test_nobody_leads_an_area_of_another_agreement(active: Case, simple: Case, town: Town) -> None:
    other = Case.objects.create(
        sort="agreement", number="x", title="Y", owner=active.owner, created_at=NOW
    )
    type(active.agreement).objects.create(case=other, kind=active.agreement.kind)
    area = FocusArea.objects.create(agreement=other.agreement, number=1, name="Kultur")

    with pytest.raises(NotPossible, match="another agreement"):
        write(active, town.officer, Contact(role="Kulturchef", focus_area=area))


def test_a_party_that_works_here_keeps_its_own_side_and_no_other(
    active: Case, aalborg: Municipality, person: Callable[..., User]
) -> None:
    party = Party.objects.create(sort="municipality", name="Aalborg", municipality=aalborg)
    own = Participation.objects.create(case=active, party=party)
    recorder = person("officer", municipality=aalborg)
    door: dict[str, Any] = {"by": recorder, "at": NOW}

    write(active, recorder, Contact(role="Koordinator"), side=own)
    contacts.write_signatory(active, own, Signs(title="Borgmester"), seen=seen(active), **door)
    contacts.write_side(
        active, own, journal_number="2026-77", contact="post@", seen=seen(active), **door
    )

    own.refresh_from_db()
    assert (own.journal_number, own.signatories.get().title) == ("2026-77", "Borgmester")
    with pytest.raises(NotPermitted):
        write(active, recorder, Contact(role="Koordinator"))
    assert not theirs(active).contact_roles.exists()


# ---------------------------------------------------------------- signatories
def sign_as(case: Case, by: User, facts: Signs, signatory: Signatory | None = None) -> Signatory:
    return contacts.write_signatory(
        case, theirs(case), facts, signatory=signatory, by=by, at=NOW, seen=seen(case)
    )


@pytest.mark.requirement("R-036")
def test_several_posts_sign_in_their_order_and_only_the_required_ones_are_waited_for(
    draft: Case, town: Town
) -> None:
    sign_as(draft, town.officer, Signs(title="Direktør", order=2, is_required=False))
    sign_as(draft, town.officer, Signs(title="Formand", order=1))
    case = town.to_approved(draft)

    assert [s.title for s in theirs(case).signatories.all()] == [
        "Borgmester",
        "Formand",
        "Direktør",
    ]
    town.sign(case, TODAY, TODAY)  # the mayors
    assert {s.title for s in rules.unsigned(case)} == {"Formand"}


@pytest.mark.requirement("R-036")
def test_a_successor_in_the_post_stands_beside_who_signed(active: Case, town: Town) -> None:
    signed = theirs(active).signatories.get()
    Signatory.objects.filter(pk=signed.pk).update(person="Hans Toft")

    successor = sign_as(active, town.officer, Signs(title="Borgmester", person="M. Fanø"), signed)

    rows = theirs(active).signatories.order_by("pk")
    assert [str(s) for s in rows] == ["Borgmester, Hans Toft", "Borgmester, M. Fanø"]
    assert (signed.signatures.count(), successor.is_required) == (1, False)
    assert rules.unsigned(active) == []


@pytest.mark.requirement("R-036")
def test_a_successor_in_a_list_of_posts_need_not_sign_either(active: Case, town: Town) -> None:
    edit(
        active,
        lambda _visit: write_signatories(theirs(active), [("Borgmester", "M. Fanø")]),
        by=town.officer,
        at=NOW,
        seen=seen(active),
    )

    assert theirs(active).signatories.count() == 2
    assert rules.unsigned(active) == []


@pytest.mark.requirement("R-036")
def test_before_signing_the_person_in_the_post_is_replaced(draft: Case, town: Town) -> None:
    row = theirs(draft).signatories.get()

    sign_as(draft, town.officer, Signs(title="Borgmester", person="M. Fanø"), row)

    assert str(theirs(draft).signatories.get()) == "Borgmester, M. Fanø"


def test_who_has_signed_is_not_taken_out(active: Case, town: Town) -> None:
    row = theirs(active).signatories.get()
    door: dict[str, Any] = {"by": town.officer, "at": NOW}

    with pytest.raises(NotPossible, match="has signed and stays"):
        contacts.drop_signatory(active, row, seen=seen(active), **door)
    other = sign_as(active, town.officer, Signs(title="Formand"))
    contacts.drop_signatory(active, other, seen=seen(active), **door)
    assert theirs(active).signatories.get() == row


def test_the_post_of_a_party_that_works_here_is_known(
    active: Case, town: Town, nuuk: Municipality
) -> None:
    post = Post.objects.create(municipality=nuuk, title="Kommunaldirektør")
    ours = active.participations.get(party__municipality=nuuk)

    contact = write(active, town.officer, Contact(role="Kommunaldirektør"), side=ours)

    assert contact.post == post


@pytest.mark.requirement("R-019")
def test_decided_dated_and_signed_are_three_days(draft: Case, town: Town) -> None:
    """Each party's own decision, the date of the text, and the day of each signature."""
    draft.agreement.dated = PartialDate.month(2026, 2)
    draft.agreement.save()
    case = town.to_approved(draft)
    signing.party_decides(
        case,
        theirs(case),
        decided=PartialDate.day(date(2026, 1, 20)),
        body="Økonomiudvalget",
        number="12",
        by=town.officer,
        at=NOW,
        seen=seen(case),
    )
    town.sign(case, date(2026, 3, 1), TODAY)

    side = theirs(case)
    assert (str(side.decided), side.decision_body, side.decision_number) == (
        "2026-01-20",
        "Økonomiudvalget",
        "12",
    )
    assert [
        s.signatures.get().signed for s in Signatory.objects.filter(participation__case=case)
    ] == [PartialDate.day(date(2026, 3, 1)), PartialDate.day(TODAY)]
    assert fresh(case).agreement.dated == PartialDate.month(2026, 2)


def test_the_rules_of_leaving_ask_for_what_is_missing(active: Case, town: Town) -> None:
    """Whoever only looks is told what to write."""
    visit = look(active, by=town.officer, at=NOW)
    matter = Matter(active, visit)

    assert "Say which party" in str(rules.it_takes_part(matter).message)
    assert "Write when the notice" in str(rules.its_notice_is_in_order(matter).message)
    assert "Say who joins" in str(rules.it_may_join(matter).message)
    assert "sign" not in open_kinds(active)
