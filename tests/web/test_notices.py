"""Pages of terms and ends: a clause is answered, a notice told, taken back and annulled."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.urls import reverse

from agreements.dates import PartialDate
from agreements.models import Case, Duty, Ending, Term
from people.models import User
from people.seats import asked_person
from tests.conftest import NOW, TODAY
from tests.web.acting import client_of, fresh, get, send, words
from tests.web.lives import Cast, live


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
    annul = reverse("annul", args=[renewing.pk, record.pk])
    second = client_of(person("officer", municipality=cast.owner, name="Second"))
    for client in (client_of(cast.officer), second):
        page = get(client, "case", renewing.pk).content.decode()
        assert reverse("step", args=[renewing.pk, "withdraw_notice"]) in page
        assert annul not in page
    tried = send(second, "annul", [renewing.pk, record.pk], reason="Fejl")
    assert tried.status_code == 409
    assert "take it back instead" in words(tried)
    send(second, "step", [renewing.pk, "withdraw_notice"], reason="Fejl")
    assert "Ends on" not in words(get(second, "case", renewing.pk))


@pytest.mark.requirement("R-074")
def test_a_notice_that_took_effect_is_annulled_by_a_second_person(
    active: Case, cast: Cast, person: Callable[..., User]
) -> None:
    told = {"notice": "02-03-2026", "effective": "02-03-2026", "reason": "Brev 14"}
    send(client_of(cast.officer), "notice", [active.pk], party=sides(active)[0], **told)
    assert fresh(active).state == "terminated"
    record = active.steps.get(step="give_notice")
    link = reverse("annul", args=[active.pk, record.pk])
    assert link not in get(client_of(cast.officer), "case", active.pk).content.decode()

    second = client_of(person("officer", municipality=cast.owner, name="Second"))
    page = get(second, "case", active.pk)
    assert "Notice given by" in words(page)
    assert link in page.content.decode()
    assert "withdraw_notice" not in page.content.decode()
    assert "Annul the end" in words(second.get(link))
    assert send(second, "annul", [active.pk, record.pk], reason="Fejl").status_code == 302

    assert fresh(active).state == "active"
    assert "Ended on" not in words(get(second, "case", active.pk))


@pytest.mark.requirement("R-074")
def test_our_own_end_is_told_with_the_day_of_its_decision(active: Case, cast: Cast) -> None:
    council = active.owner.bodies.get(level="council")
    told: dict[str, object] = {"effective": "31-12-2026", "reason": "Slut", "notice": "02-03-2026"}
    told |= {"body": council.pk, "date": "02-03-2026", "notice_months": "6"}
    client = client_of(cast.secretary)
    assert send(client, "end", [active.pk], **told).status_code == 302

    days = "Decided 2 March 2026 The others received our notice 2 March 2026 Period of notice 6"
    assert days in words(get(client, "case", active.pk))


def test_where_nothing_renews_itself_the_page_of_notice_does_not_say_that_it_does(
    active: Case, cast: Cast
) -> None:
    page = words(get(client_of(cast.officer), "notice", active.pk))
    assert "Continue or give notice" not in page
    assert "the clause renews it on its day" not in page
    assert "Where one party leaves and the others go on" not in page


def test_an_empty_field_is_named_above_the_form(active: Case, cast: Cast) -> None:
    theirs, _ours = sides(active)
    told = {"notice": "02-03-2026", "reason": "Brev 14", "party": theirs}
    page = words(send(client_of(cast.officer), "notice", [active.pk], **told))
    assert "No longer in force from: Fill this in." in page
