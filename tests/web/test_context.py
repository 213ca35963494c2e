"""Pages of what stands around an agreement: annexes, chain, tree, areas, occasions, notice."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from agreements.dates import PartialDate
from agreements.models import (
    Agreement,
    Annex,
    Case,
    Duty,
    Ending,
    Event,
    FocusArea,
    Signatory,
    Term,
)
from people.models import Municipality, User
from people.seats import asked_person
from tests.conftest import NOW, TODAY
from tests.web.acting import client_of, fresh, get, send, words
from tests.web.lives import Cast, live
from workflows.cases import NewCase, open_case
from workflows.registering import register
from workflows.visit import Automaton, Visit

IMPORT = Automaton("import", "a file")


@pytest.fixture
def active(cast: Cast) -> Case:
    return live(cast, "active")


@pytest.fixture
def approved(cast: Cast) -> Case:
    return live(cast, "approved")


@pytest.fixture
def partner(person: Callable[..., User], aalborg: Municipality) -> User:
    return person("officer", municipality=aalborg, name="partner")


def plan(case: Case, user: User, **more: Any) -> Any:
    data = {
        "sort": "action_plan",
        "number": "1",
        "title": "Konkrete indsatser",
        "text": "1. Unge\n2. Kultur",
        "follows_agreement": "on",
    }
    return send(client_of(user), "new_annex", [case.pk], **(data | more))


# ---------------------------------------------------------------- annexes
@pytest.mark.requirement("R-041")
@pytest.mark.requirement("R-046")
def test_an_action_plan_from_draft_to_its_second_version(
    active: Case, cast: Cast, partner: User
) -> None:
    officer, secretary = client_of(cast.officer), client_of(cast.secretary)
    written = plan(active, cast.officer)
    row = Annex.objects.get()
    assert written["Location"] == reverse("annex", args=[active.pk, row.pk])

    theirs = client_of(partner)
    page = words(get(theirs, "write_annex", active.pk, row.pk))
    assert "1. Unge" in page
    text = "1. Unge\n2. Kultur og idræt"
    names = {"sort": "action_plan", "number": "1", "title": "Konkrete indsatser"}
    send(theirs, "write_annex", [active.pk, row.pk], **names, text=text)
    assert Annex.objects.get().text == text

    assert get(officer, "adopt_annex", active.pk, row.pk).status_code == 403
    minutes = {"body": cast.committee.pk, "date": "02-03-2026", "number": "77"}
    send(secretary, "adopt_annex", [active.pk, row.pk], **minutes)
    early = send(officer, "activate_annex", [active.pk, row.pk], effective="31-12-2199")
    assert early.status_code == 409
    assert "day that has not come" in words(early)
    send(officer, "activate_annex", [active.pk, row.pk], effective="02-03-2026")
    page = words(get(officer, "annex", active.pk, row.pk))
    assert "In force" in page
    assert "The finance committee, 2 Mar 2026, Punkt 77" in page

    send(officer, "revise_annex", [active.pk, row.pk])
    second = Annex.objects.get(version=2)
    send(
        theirs, "write_annex", [active.pk, second.pk], sort="action_plan", title="B", text="1. Unge"
    )
    compared = get(officer, "annex", active.pk, second.pk).content.decode()
    assert "From version 1 to version 2" in compared
    assert "2. Kultur og idræt</del>" in compared
    listed = words(get(officer, "case_context", active.pk))
    assert "1 other version" in listed


def test_a_used_number_and_a_missing_title_are_refused_with_the_text_kept(
    active: Case, cast: Cast
) -> None:
    plan(active, cast.officer)

    twice = plan(active, cast.officer, text="Min tekst")
    assert twice.status_code == 409
    assert "There is an annex 1 already" in words(twice)
    assert "Min tekst" in twice.content.decode()
    empty = plan(active, cast.officer, title="", number="2")
    assert empty.status_code == 422
    assert Annex.objects.count() == 1


@pytest.mark.requirement("R-044")
@pytest.mark.acceptance("P04")
def test_the_last_signature_brings_agreement_annex_and_its_initiatives_into_force(
    approved: Case, cast: Cast
) -> None:
    """Signed in Nuuk on the 10th and in Aalborg on the 18th of December 2019, recorded later."""
    annex = Annex.objects.create(
        agreement=approved.agreement, number="1", title="Bilag 1", text="Unge", status="adopted"
    )
    new = NewCase(
        title="Unge mødes",
        agreement=approved.agreement,
        annex="1",
        follows_agreement=True,
        unit=cast.unit,
    )
    initiative = open_case(new, owner=cast.owner, by=cast.officer, at=NOW)
    ours, theirs = Signatory.objects.filter(participation__case=approved).order_by("pk")
    client = client_of(cast.officer)

    send(client, "sign", [approved.pk], signatories=[ours.pk], signed="10-12-2019", place="Nuuk")
    assert fresh(approved).state == "approved"
    tenth = get(client, "agreements").content.decode()
    assert reverse("case", args=[approved.pk]) not in tenth
    said = send(
        client, "sign", [approved.pk], signatories=[theirs.pk], signed="18-12-2019", place="Aalborg"
    )

    assert said.status_code == 302
    page = words(get(client, "case", approved.pk))
    assert "In force from 18 Dec 2019" in page
    assert fresh(initiative).state == "active"
    annex.refresh_from_db()
    assert (annex.status, annex.active_from) == ("active", PartialDate.day(date(2019, 12, 18)))
    in_force_on = Case.objects.in_force_on
    assert not in_force_on(date(2019, 12, 17)).exists()
    assert set(in_force_on(date(2019, 12, 18))) == {approved, initiative}
    assert "Unge mødes" in words(get(client, "annex", approved.pk, annex.pk))


# ---------------------------------------------------------------- chain and tree
@pytest.mark.requirement("R-042")
@pytest.mark.requirement("R-038")
def test_the_draft_says_what_it_replaces_and_stands_under_and_both_pages_show_it(
    active: Case, cast: Cast
) -> None:
    client = client_of(cast.officer)
    Case.objects.filter(pk=active.pk).update(title="Rammeaftale 2015")
    draft = live(cast, "draft", "Ny aftale")
    other = live(cast, "draft", "En tredje")

    page = words(get(client, "draft_section", draft.pk, "context"))
    assert "Rammeaftale 2015" in page
    assert "En tredje" not in page.partition("Under which framework")[0]
    chosen = {"replaces": active.pk, "above": other.pk, "inherits_validity": "on"}
    send(client, "draft_section", [draft.pk, "context"], **chosen)

    row = Agreement.objects.get(pk=draft.pk)
    assert (row.replaces_id, row.parent_id, row.inherits_validity) == (active.pk, other.pk, True)
    for case in (active, draft):
        shown = get(client, "case_context", case.pk).content.decode()
        assert "Before and after" in shown
        assert shown.index("Rammeaftale 2015") < shown.rindex("Ny aftale")
    for case in (other, draft):
        assert "holds as long as the one above" in words(get(client, "case_context", case.pk))
    listed = words(client.get(reverse("agreements"), {"tab": "proposals"}))
    assert "under “En tredje”" in listed
    second = send(client, "draft_section", [other.pk, "context"], replaces=active.pk)
    assert second.status_code == 409
    assert "is replaced by “Ny aftale”" in words(second)


def test_a_loop_of_the_tree_is_refused_on_the_page(active: Case, cast: Cast) -> None:
    below = live(cast, "active", "Delaftale")
    client = client_of(cast.officer)
    send(client, "place_under", [below.pk], above=active.pk)
    assert Agreement.objects.get(pk=below.pk).parent_id == active.pk

    loop = send(client, "place_under", [active.pk], above=below.pk)

    assert loop.status_code == 409
    assert "cannot stand above it as well" in words(loop)


# ---------------------------------------------------------------- areas that sleep
@pytest.mark.requirement("R-039")
@pytest.mark.requirement("R-021")
def test_the_page_shows_the_areas_in_order_and_which_sleep(
    cast: Cast, aalborg: Municipality, partner: User
) -> None:
    case = open_case(
        NewCase(title="Gammel", kind=cast.kind, parties=cast.parties),
        owner=cast.owner,
        by=IMPORT,
        at=NOW,
    )

    def fill(_visit: Visit) -> None:
        for number, name in ((2, "Kultur"), (1, "Unge")):
            FocusArea.objects.create(agreement=case.agreement, number=number, name=name)

    register(case, "active", by=IMPORT, at=NOW, since=date(2015, 8, 12), fill=fill)

    page = words(get(client_of(cast.officer), "case_context", case.pk))

    assert page.index("1. Unge") < page.index("2. Kultur")
    assert "Nothing recorded" in page
    assert "Nothing recorded" not in words(get(client_of(partner), "case_context", case.pk))


# ---------------------------------------------------------------- occasions
@pytest.mark.requirement("R-019")
def test_a_visit_and_a_joint_meeting_stand_beside_the_dates_of_document_decision_and_signing(
    active: Case, cast: Cast
) -> None:
    """The seed: the visit of 24–25 April 2016 and the joint meeting of both committees."""
    client = client_of(cast.officer)
    visit = {"sort": "visit", "name": "Inspirationsbesøg i Sisimiut", "place": "Sisimiut"}
    send(client, "new_occasion", [active.pk], **visit, begins="24-04-2016", ends="25-04-2016")
    meeting = {"sort": "joint_meeting", "name": "Fællesmøde mellem Økonomiudvalgene"}
    send(client, "new_occasion", [active.pk], **meeting, begins="25-04-2016", who="Begge udvalg")
    wrong = send(
        client, "new_occasion", [active.pk], **visit, begins="25-04-2016", ends="24-04-2016"
    )
    assert wrong.status_code == 422
    assert "cannot end before it begins" in words(wrong)

    page = words(get(client, "case_context", active.pk))

    assert page.index("Fællesmøde") < page.index("Inspirationsbesøg")
    assert "24 Apr 2016 – 25 Apr 2016 · Sisimiut · Visit" in page
    event = Event.objects.get(sort="visit")
    assert event.recorded_by == cast.officer
    send(client, "occasion", [active.pk, event.pk], **visit, begins="april 2016", outcome="Aftalt")
    event.refresh_from_db()
    assert (event.begins, event.outcome) == (PartialDate.month(2016, 4), "Aftalt")
    theirs = active.participations.get(party__municipality__name__startswith="A")
    assert theirs.decided is None
    assert fresh(active).agreement.dated is None


# ---------------------------------------------------------------- terms
@pytest.fixture
def renewing(active: Case) -> Case:
    Term.objects.filter(case=active).update(
        basis="self_renewing",
        end_from=date(2026, 12, 31),
        end_until=date(2026, 12, 31),
        end_precision="day",
        renewal_months=12,
        notice_months=3,
        notice_by_date=date(2026, 9, 30),
    )
    return active


def sides(case: Case) -> tuple[int, int]:
    """The keys of the other party and of the owner, as parties of the case."""
    ours = case.participations.get(party__municipality=case.owner_id)
    theirs = case.participations.exclude(pk=ours.pk).get()
    return theirs.pk, ours.pk


def test_continue_or_give_notice_tells_the_clause_and_records_the_notice(
    renewing: Case, cast: Cast
) -> None:
    client = client_of(cast.officer)
    page = words(get(client, "notice", renewing.pk))
    assert (
        "The term ends 31 Dec 2026. Without notice by 30 Sep 2026 it renews itself until "
        "31 Dec 2027." in page
    )
    assert "Let it renew itself" in page

    theirs, ours = sides(renewing)
    told = {"notice": "02-03-2026", "reason": "Brev 14"}
    for wrong in ({"party": theirs, "reason": ""}, {"party": ""}, {"party": ours}):
        assert send(client, "notice", [renewing.pk], **(told | wrong)).status_code == 422, wrong
    said = send(client, "notice", [renewing.pk], party=theirs, **told)

    assert said.status_code == 302
    assert Ending.objects.get(case=renewing).effective_date == date(2027, 1, 1)
    assert "Ends 1 Jan 2027" in words(get(client, "case", renewing.pk))


@pytest.mark.requirement("R-074")
def test_a_notice_under_a_clause_is_taken_back_on_its_page(renewing: Case, cast: Cast) -> None:
    client = client_of(cast.officer)
    link = reverse("step", args=[renewing.pk, "withdraw_notice"])
    assert link not in get(client, "notice", renewing.pk).content.decode()
    told = {"notice": "02-03-2026", "reason": "Brev 14", "party": sides(renewing)[0]}
    send(client, "notice", [renewing.pk], **told)
    for name in ("case", "notice"):
        assert link in get(client, name, renewing.pk).content.decode(), name

    empty = send(client, "step", [renewing.pk, "withdraw_notice"], reason="")
    assert empty.status_code == 422
    send(client, "step", [renewing.pk, "withdraw_notice"], reason="Aalborg fortrød, brev 15")

    page = words(get(client, "case", renewing.pk))
    assert "Ends 1 Jan 2027" not in page
    assert "took the notice back" in page
    assert "Aalborg fortrød, brev 15" in page


def test_no_link_of_the_duty_to_answer_the_clause_leads_to_a_closed_door(
    renewing: Case, cast: Cast, person: Callable[..., User]
) -> None:
    """Officers record a notice or let it go on; whoever carries the case says that it goes on."""
    head = person("head", municipality=cast.owner, unit=cast.unit, name="Head")
    for user in (cast.officer, head):
        Case.objects.filter(pk=renewing.pk).update(responsible=asked_person(user))
        Duty.objects.create(
            case=renewing, kind_id="notice", responsible=asked_person(user), opened_at=NOW
        )
        client = client_of(user)
        asked = reverse("notice", args=[renewing.pk])

        for page in (reverse("my_work"), reverse("case", args=[renewing.pk])):
            assert asked in client.get(page).content.decode(), (user, page)
        answer = client.get(asked, follow=True)

        assert answer.status_code == 200
        links = re.findall(rf'href="(/cases/{renewing.pk}/[^"#]*)"', answer.content.decode())
        assert {client.get(url, follow=True).status_code for url in links} == {200}, user
        assert reverse("end", args=[renewing.pk]) not in links
    assert "Nobody gives notice" in words(answer)
    send(client_of(head), "step", [renewing.pk, "let_renew"])
    assert not renewing.duties.filter(kind="notice", status="open").exists()


def test_letting_it_renew_is_one_click(renewing: Case, cast: Cast) -> None:
    client = client_of(cast.officer)
    assert get(client, "step", renewing.pk, "let_renew").status_code == 200

    send(client, "step", [renewing.pk, "let_renew"])

    assert fresh(renewing).steps.filter(step="let_renew").exists()


def test_the_term_of_a_draft_counts_the_notice_date_from_the_end(cast: Cast) -> None:
    draft = live(cast, "draft")
    client = client_of(cast.officer)
    term = {"takes_effect": "last_signature", "basis": "self_renewing", "end": "31-01-2027"}

    send(
        client, "draft_section", [draft.pk, "term"], **term, renewal_months="12", notice_months="2"
    )

    assert draft.terms.get().notice_by_date == date(2026, 11, 30)


@pytest.mark.requirement("R-045")
def test_an_agreed_month_waits_until_somebody_writes_the_day(cast: Cast) -> None:
    """“XX. december”: no day is invented; the officer gives it when it is known."""
    case = live(cast, "approved")
    client = client_of(cast.officer)
    term = {"takes_effect": "agreed_date", "basis": "open"}
    Case.objects.filter(pk=case.pk).update(takes_effect="agreed_date")
    Term.objects.create(case=case, start=PartialDate.month(2026, 2))
    barred = send(client, "step", [case.pk, "activate"], effective="01-02-2026")
    assert barred.status_code == 409
    assert "Write the agreed day" in words(barred)

    send(client, "draft_section", [case.pk, "term"], **term, start="18-02-2026")
    send(client, "step", [case.pk, "activate"], effective="18-02-2026")

    assert fresh(case).state == "active"
    since = fresh(case).periods.get(state="active", annulled_at=None).start_date
    assert since == TODAY - timedelta(days=12)


# ---------------------------------------------------------------- the end on the pages
@pytest.mark.requirement("R-074")
def test_the_pages_tell_the_four_days_of_an_end_and_who_takes_it_back(
    renewing: Case, cast: Cast, person: Callable[..., User]
) -> None:
    told = {"notice": "02-03-2026", "reason": "Brev 14", "party": sides(renewing)[0]}
    send(client_of(cast.officer), "notice", [renewing.pk], **told)

    case = words(get(client_of(cast.officer), "case", renewing.pk))
    theirs = renewing.participations.get(pk=sides(renewing)[0]).party.name
    assert f"Notice given by {theirs} Notice received 2 March 2026" in case
    assert "Period of notice 3 months' notice Ends on 1 January 2027 Reason Brev 14" in case
    line = "notice received 2 Mar 2026 · 3 months' notice · takes effect 1 Jan 2027"
    for page in (case, words(get(client_of(cast.officer), "case_history", renewing.pk))):
        assert line in page

    record = renewing.steps.latest("pk")
    link = reverse("annul", args=[renewing.pk, record.pk])
    assert link not in get(client_of(cast.officer), "case", renewing.pk).content.decode()
    second = client_of(person("officer", municipality=cast.owner, name="Second"))
    assert link in get(second, "case", renewing.pk).content.decode()
    assert "Annul the end" in words(second.get(link))
    assert send(second, "annul", [renewing.pk, record.pk], reason="Fejl").status_code == 302
    assert "Ends on" not in words(get(second, "case", renewing.pk))


@pytest.mark.requirement("R-074")
def test_our_own_end_is_told_with_the_day_of_its_decision(active: Case, cast: Cast) -> None:
    council = active.owner.bodies.get(level="council")
    told: dict[str, object] = {"effective": "31-12-2026", "reason": "Slut", "notice": "02-03-2026"}
    told |= {"body": council.pk, "date": "02-03-2026", "notice_months": "6"}
    client = client_of(cast.secretary)
    assert send(client, "end", [active.pk], **told).status_code == 302

    days = "Decided 2 March 2026 The others received our notice 2 March 2026 Period of notice 6"
    assert days in words(get(client, "case", active.pk))
