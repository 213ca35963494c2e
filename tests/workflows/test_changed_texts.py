"""An amendment supersedes the text, not the agreement (lifecycles.md, `amend`)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from agreements.dates import PartialDate
from agreements.models import Agreement, Annex, Case, Initiative, Party, Signatory, StepRecord
from people.models import User
from tests.conftest import NOW, TODAY
from tests.workflows.stages import Town, duty, fresh, last_step, seen, state_of
from workflows import amendments, openings, rewriting
from workflows.annulments import annul
from workflows.cases import edit
from workflows.contents import AMENDABLE, content_of
from workflows.door import take
from workflows.drafting import TermFacts, add_party, remove_party, write_focus_areas, write_term
from workflows.errors import NotPermitted, NotPossible
from workflows.timed import take_due_steps
from workflows.visit import Visit


def amend(case: Case, town: Town) -> Case:
    return fresh(openings.amend(case, reason="Nyt", by=town.officer, at=NOW, seen=seen(case)))


def write(case: Case, town: Town, change: Callable[[Visit], None]) -> Case:
    edit(case, change, by=town.officer, at=NOW, seen=seen(case))
    return fresh(case)


def purpose(text: str) -> Callable[[Visit], None]:
    def change(visit: Visit) -> None:
        visit.case.summary = text

    return change


@pytest.fixture
def whole(under_review: Case, town: Town) -> Case:
    """Under review, with everything that an amendment can change."""

    def fill(visit: Visit) -> None:
        visit.case.summary = "Kultur"
        write_focus_areas(visit.case, ["Kultur", "Erhverv"])
        Annex.objects.create(
            agreement=visit.case.agreement,
            number="1",
            title="Bilag",
            text="Gammel",
            status="active",
        )

    return write(under_review, town, fill)


@pytest.mark.requirement("R-074")
def test_an_amendment_begins_as_the_agreement_reads(whole: Case, town: Town) -> None:
    amendment = amend(whole, town)

    now, proposed = content_of(fresh(whole), TODAY), content_of(amendment, TODAY)
    assert {fact: proposed[fact] for fact in AMENDABLE} == {fact: now[fact] for fact in AMENDABLE}
    signs = Signatory.objects.filter(participation__case__in=[whole.pk, amendment.pk])
    assert signs.filter(participation__case=amendment).count() == 2
    assert len({(s.participation.party_id, s.title) for s in signs}) == 2
    compared = amendments.compare(amendment, TODAY)
    assert compared is not None
    assert (compared.amended, compared.changes, compared.meanwhile) == (whole, [], [])


@pytest.mark.requirement("R-074")
def test_the_agreement_takes_over_what_the_amendment_changed_and_keeps_the_rest(
    whole: Case, town: Town
) -> None:
    amendment = amend(whole, town)
    faroe = Party.objects.create(sort="municipality", name="Tórshavn", country="FO")

    def change(visit: Visit) -> None:
        case = visit.case
        case.summary, case.agreement.new_title = "Kultur og fiskeri", "Ny venskabsaftale"
        case.agreement.save()
        added = add_party(case, faroe)
        added.signatories.create(title="Borgmester")
        write_term(
            case,
            TermFacts(
                basis="fixed", takes_effect="last_signature", start=TODAY, end=date(2031, 3, 1)
            ),
        )
        write_focus_areas(case, ["Kultur", "Fiskeri"])
        case.agreement.annexes.update(text="Ny")

    write(amendment, town, change)
    compared = amendments.compare(fresh(amendment), TODAY)
    assert compared is not None
    assert [told.fact for told in compared.changes] == [
        "title",
        "purpose",
        "parties",
        "term",
        "focus_areas",
        "annexes",
    ]
    number, version = whole.number, seen(whole)
    town.to_approved(amendment)
    assert seen(whole) == version  # decided is not in force: nothing has changed yet
    town.sign(amendment, TODAY, TODAY, TODAY)

    case = fresh(whole)
    assert (state_of(amendment), case.state, case.number) == ("active", "under_review", number)
    assert (case.title, case.summary) == ("Ny venskabsaftale", "Kultur og fiskeri")
    joined = case.participations.get(party=faroe)
    assert joined.joined == PartialDate.day(TODAY)
    term = case.terms.get()
    assert (term.basis, term.end) == ("fixed", PartialDate.day(date(2031, 3, 1)))
    assert [area.name for area in case.agreement.focus_areas.all()] == ["Kultur", "Fiskeri"]
    old, new = case.agreement.annexes.order_by("version")
    assert (old.text, old.status, old.active_until) == (
        "Gammel",
        "replaced",
        PartialDate.day(TODAY),
    )
    assert (new.text, new.status, new.version) == ("Ny", "active", 2)
    assert new.ruling is not None
    assert new.ruling.case == amendment


@pytest.mark.requirement("R-074")
def test_the_change_is_told_with_its_amendment_on_the_agreement(whole: Case, town: Town) -> None:
    amendment = write(amend(whole, town), town, purpose("Nyt formål"))
    town.to_active(amendment)

    record = StepRecord.objects.get(case=whole, step="change_text")
    assert (record.automaton, record.cause) == ("amendment", amendment.number)
    assert record.about.startswith(amendment.number)
    kept = Case.history.filter(id=whole.pk).order_by("-history_id")
    assert [kept[0].summary, kept[1].summary] == ["Nyt formål", "Kultur"]
    chain = whole.agreement.amendments.all()
    assert [a.case for a in chain] == [amendment]
    assert fresh(amendment).agreement.amends == whole.agreement


@pytest.mark.requirement("R-074")
def test_a_party_that_the_amendment_leaves_out_takes_part_until_the_day_before(
    whole: Case, town: Town
) -> None:
    third = Party.objects.create(sort="municipality", name="Tórshavn", country="FO")

    def join(visit: Visit) -> None:
        add_party(visit.case, third)

    write(whole, town, join)
    amendment = amend(whole, town)

    def leave_out(visit: Visit) -> None:
        remove_party(visit.case.participations.get(party=third))

    write(amendment, town, leave_out)
    town.to_active(amendment)

    assert whole.participations.get(party=third).left_date == TODAY - timedelta(days=1)
    assert fresh(whole).state == "under_review"


@pytest.mark.requirement("R-074")
def test_a_rejected_amendment_changes_nothing(whole: Case, town: Town) -> None:
    before, version = content_of(fresh(whole), TODAY), None
    amendment = write(amend(whole, town), town, purpose("Nyt formål"))
    version = seen(whole)
    town.to_assessed(amendment)
    town.rule(amendment, town.committee, "not_approved", conditions="Nej")

    assert state_of(amendment) == "rejected"
    assert content_of(fresh(whole), TODAY) == before
    assert seen(whole) == version


@pytest.mark.requirement("R-074")
def test_the_later_of_two_amendments_is_looked_at_anew(whole: Case, town: Town) -> None:
    first = write(amend(whole, town), town, purpose("Kultur og sport"))

    def areas(visit: Visit) -> None:
        write_focus_areas(visit.case, ["Kultur", "Klima"])

    second = write(amend(whole, town), town, areas)
    town.to_active(first)

    with pytest.raises(NotPossible, match=r"has changed since \(purpose\)"):
        town.propose(second)
    compared = amendments.compare(fresh(second), TODAY)
    assert compared is not None
    assert [(c.before, c.after) for c in compared.meanwhile] == [("Kultur", "Kultur og sport")]

    amendments.look_anew(second, by=town.officer, at=NOW, seen=seen(second))
    assert last_step(second).about == "purpose"
    town.to_active(second)

    case = fresh(whole)
    assert case.summary == "Kultur og sport"
    assert [area.name for area in case.agreement.focus_areas.all()] == ["Kultur", "Klima"]


def test_an_amendment_overtaken_after_its_approval_waits_until_it_is_looked_at(
    whole: Case, town: Town
) -> None:
    first, second = (write(amend(whole, town), town, purpose(text)) for text in ("Sport", "Klima"))
    town.to_approved(second)
    town.to_active(first)
    town.sign(second, TODAY)

    with pytest.raises(NotPossible, match="Look at the amendment anew"):
        town.sign(second, TODAY, first=1)
    assert fresh(whole).summary == "Sport"

    amendments.look_anew(second, by=town.officer, at=NOW, seen=seen(second))
    town.sign(second, TODAY, first=1)
    assert fresh(whole).summary == "Klima"


def test_only_officers_look_anew_and_only_when_something_changed(whole: Case, town: Town) -> None:
    amendment = amend(whole, town)

    with pytest.raises(NotPossible, match="as it was when the amendment was written"):
        amendments.look_anew(amendment, by=town.officer, at=NOW, seen=seen(amendment))
    with pytest.raises(NotPermitted):
        amendments.look_anew(amendment, by=town.secretary, at=NOW, seen=seen(amendment))


def test_what_has_ended_is_not_amended_any_more(whole: Case, town: Town) -> None:
    amendment = write(amend(whole, town), town, purpose("Nyt"))
    Case.objects.filter(pk=whole.pk).update(state="terminated")

    with pytest.raises(NotPossible, match="not in force"):
        town.propose(amendment)


def test_an_annulled_signature_gives_the_old_text_back(
    whole: Case, town: Town, person: Callable[..., User]
) -> None:
    faroe = Party.objects.create(sort="municipality", name="Tórshavn", country="FO")

    def change(visit: Visit) -> None:
        visit.case.summary = "Nyt"
        add_party(visit.case, faroe).signatories.create(title="Borgmester")
        visit.case.agreement.annexes.update(text="Ny")

    amendment = write(amend(whole, town), town, change)
    before = content_of(fresh(whole), TODAY)
    town.to_approved(amendment)
    signed = town.sign(amendment, TODAY, TODAY, TODAY)[-1]
    assert fresh(whole).summary == "Nyt"
    second = person("secretariat", municipality=whole.owner, name="second")

    annul(amendment, signed, by=second, at=NOW, seen=seen(amendment), reason="Fejl")

    assert content_of(fresh(whole), TODAY) == before
    assert whole.agreement.annexes.get(status="active").text == "Gammel"


def test_an_amendment_in_force_asks_for_nothing_and_renews_nothing(whole: Case, town: Town) -> None:
    def change(visit: Visit) -> None:
        visit.case.summary = "Nyt"
        visit.case.review = PartialDate.month(2026, 6)

    amendment = write(amend(whole, town), town, change)
    town.to_active(amendment)

    assert not amendment.duties.filter(status="open").exclude(kind="send_decision").exists()
    take_due_steps(at=NOW)
    assert state_of(amendment) == "active"


def test_a_new_review_day_is_asked_for_on_the_agreement(active: Case, town: Town) -> None:
    take("start_review", active, by=town.officer, at=NOW, seen=seen(active))
    amendment = amend(active, town)
    Case.objects.filter(pk=active.pk).update(state="active")

    def change(visit: Visit) -> None:
        visit.case.review = PartialDate.month(2033, 5)

    write(amendment, town, change)
    town.to_active(amendment)

    assert duty(active, "review").due == PartialDate.month(2033, 5)


def test_a_focus_area_with_initiatives_is_not_amended_away(whole: Case, town: Town) -> None:
    area = whole.agreement.focus_areas.get(name="Erhverv")
    case = Case.objects.create(
        sort="initiative", number="2026-99", title="Messe", owner=whole.owner, created_at=NOW
    )
    Initiative.objects.create(case=case, agreement=whole.agreement, focus_area=area)

    with pytest.raises(NotPossible, match="Erhverv"):
        rewriting.write(
            rewriting.Writing(fresh(whole), TODAY), {"focus_areas": ["Kultur"]}, ["focus_areas"]
        )


def test_the_database_knows_no_agreement_that_amends_itself(whole: Case) -> None:
    agreement = Agreement.objects.filter(pk=whole.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        agreement.update(amends=whole.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        agreement.update(new_title="Uden ændring")
