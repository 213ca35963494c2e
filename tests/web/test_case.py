"""Does the page of a case say where it stands, whose turn it is, and no more than one may know?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from agreements.date_grammar import read
from agreements.dates import PartialDate
from agreements.models import AssessmentPart, Case, Signatory, StepRecord
from people.models import Municipality, User
from tests.conftest import NOW
from tests.web.lives import WAYS, Cast, live, seen
from tests.web.markup import Page
from web.presenters import history
from workflows.annulments import annul
from workflows.cases import NewCase, edit, open_case, set_term
from workflows.door import take
from workflows.registering import register
from workflows.visit import Automaton, Visit


def shown(user: User, case: Case, name: str = "case", *, language: str = "en-gb") -> str:
    client = Client()
    client.force_login(user)
    user.language = language
    user.save()
    response = client.get(reverse(name, args=(case.pk,)))
    assert response.status_code == 200
    html = response.content.decode()
    Page(html)
    return html


def imported(cast: Cast, title: str = "Hovedaftale") -> Case:
    """As the source has it: signed some day in December 2019, to be reviewed in August 2024."""
    case = open_case(
        NewCase(title=title, kind=cast.kind, unit=cast.unit, parties=cast.parties),
        owner=cast.owner,
        by=Automaton("import"),
        at=NOW,
    )

    def fill(visit: Visit) -> None:
        agreement = visit.case.agreement
        agreement.dated, agreement.has_text = read("XX. december 2019"), False
        agreement.save()
        visit.case.review = PartialDate.month(2024, 8)
        for participation in visit.case.participations.all():
            Signatory.objects.create(participation=participation, title="Borgmester")

    register(case, "active", by=Automaton("import"), at=NOW, fill=fill)
    return Case.objects.get(pk=case.pk)


@pytest.mark.requirement("R-045")
@pytest.mark.acceptance("P05")
def test_an_import_shows_what_its_source_does_not_tell(cast: Cast) -> None:
    html = shown(cast.officer, imported(cast))
    assert html.count("not in the source") == 3
    assert "December 2019" in html
    assert "the day is missing" in html
    assert "1 December 2019" not in html
    assert "The text of the agreement is not on file" in html
    assert "a signature is not documented for: Kommuneqarfik Sermersooq, Aalborg Kommune" in html


@pytest.mark.acceptance("P05")
@pytest.mark.parametrize(
    ("language", "told", "invented"),
    [
        ("da", "december 2019", "1. december 2019"),
        ("sv", "december 2019", "1 december 2019"),
        ("en-gb", "December 2019", "1 December 2019"),
    ],
)
def test_a_day_left_blank_is_a_month_in_every_language(
    cast: Cast, language: str, told: str, invented: str
) -> None:
    html = shown(cast.officer, imported(cast), language=language)
    assert told in html
    assert invented not in html


@pytest.mark.acceptance("P10")
@pytest.mark.parametrize(
    ("language", "told"),
    [("da", "Indtil videre"), ("sv", "Tills vidare"), ("en-gb", "Until further notice")],
)
def test_an_agreement_without_an_end_says_so_in_every_language(
    cast: Cast, language: str, told: str
) -> None:
    case = live(cast, "active")
    set_term(case, end=None)
    assert told in shown(cast.officer, case, language=language)


@pytest.mark.acceptance("P02")
def test_history_names_who_proposed_and_who_decided_and_when(cast: Cast) -> None:
    html = shown(cast.secretary, live(cast, "approved"), "case_history")
    acts = [" ".join(act.split()) for act in html.split('class="feed-head"')]
    (proposed,) = [act for act in acts if "<b>officer</b> sent the proposal" in act]
    (approved,) = [act for act in acts if "<b>secretary</b>" in act and "municipal council" in act]
    assert "11 Jan 2026, 10:00" in proposed
    assert "10 Feb 2026, 10:00" in approved


def test_a_window_long_past_looks_overdue_and_offers_the_review(cast: Cast) -> None:
    html = shown(cast.officer, imported(cast))
    assert "Your next step: review" in html
    assert "Start the review" in html
    assert "over</span>" in html.replace("\n", "")
    assert "August 2024" in html


def test_the_banner_names_who_must_act(cast: Cast) -> None:
    case = live(cast, "ready")
    assert "Your next step: record the ruling" in shown(cast.secretary, case)
    html = shown(cast.officer, case)
    assert "Waiting for" in html
    assert "To political handling" in html


def test_one_primary_button_at_most(cast: Cast, assessor: User) -> None:
    html = shown(assessor, live(cast, "proposed"))
    assert html.count("button-primary") == 1


def test_a_proposal_sent_back_is_a_notice_and_no_step(cast: Cast) -> None:
    case = live(cast, "proposed")
    take("send_back", case, by=cast.secretary, at=NOW, seen=seen(case), reason="økonomi mangler")
    html = shown(cast.officer, case)
    assert "Sent back for completion by secretary" in html
    assert "økonomi mangler" in html


@pytest.mark.acceptance("P03")
def test_versions_show_what_changed_between_two_rounds(cast: Cast) -> None:
    case = live(cast, "proposed", "Før")
    take("send_back", case, by=cast.secretary, at=NOW, seen=seen(case), reason="Mangler")

    def change(visit: Visit) -> None:
        visit.case.title = "Efter"

    edit(case, change, by=cast.officer, at=NOW, seen=seen(case))
    take("propose", case, by=cast.officer, at=NOW, seen=seen(case))
    for reader in (cast.officer, cast.secretary):
        html = shown(reader, case, "case_versions")
        assert "From version 1 to version 2" in html
        assert "Før</del>" in html
        assert "Efter</ins>" in html
        assert "Political case</dd>" in html
        first = html.split("Version 1: ")[1].split("</details>")[0]
        assert "<dd>Før</dd>" in first, "version 1 can still be read"


def test_signed_but_not_in_force_is_said(cast: Cast) -> None:
    case = live(cast, "approved")
    case.takes_effect = Case.TakesEffect.GIVEN_DATE
    case.save()
    WAYS["active"](cast, case)
    case.refresh_from_db()
    assert case.state == "approved"
    assert "Signed, not in force" in shown(cast.officer, case)


def test_an_annulled_ruling_stays_struck_with_who_and_why(cast: Cast, secretary2: User) -> None:
    case = live(cast, "approved")
    record = StepRecord.objects.get(case=case, step="approve")
    annul(case, record, by=secretary2, at=NOW, seen=seen(case), reason="Forkert punkt")
    html = shown(cast.officer, case, "case_decisions")
    assert "Approved</del>" in html
    assert "Annulled by secretary2" in html
    assert "Forkert punkt" in html


def test_history_tells_before_and_after_and_the_automaton(cast: Cast) -> None:
    case = live(cast, "active", "Gammel titel")

    def change(visit: Visit) -> None:
        visit.case.title = "Ny titel"

    edit(case, change, by=cast.officer, at=NOW, seen=seen(case))
    html = shown(cast.officer, case, "case_history")
    assert "Gammel titel</del>" in html
    assert "Ny titel</ins>" in html
    assert "By itself: the last party has signed" in html
    assert "true from 20 Feb 2026" in html


def test_a_party_sees_the_shared_part_only(
    cast: Cast, aalborg: Municipality, person: Callable[..., User]
) -> None:
    theirs = person("officer", name="their officer", municipality=aalborg)
    case = live(cast, "approved")
    for name in ("case", "case_decisions", "case_history"):
        html = shown(theirs, case, name)
        assert "Hemmelig" not in html
        assert "5400" not in html
        assert "Mange unge" not in html
    ours = shown(cast.officer, case, "case_decisions")
    assert "Hemmelig economy" in ours
    assert "5400" in ours


def test_what_people_write_is_text_and_no_markup(cast: Cast) -> None:
    html = shown(cast.officer, live(cast, "active", "<script>alert(1)</script>"))
    assert "<script>alert" not in html


def test_a_second_term_is_told(cast: Cast) -> None:
    case = live(cast, "active")
    case.terms.create(number=2, start=PartialDate.day(date(2026, 3, 1)))
    assert "In force, term 2" in shown(cast.officer, case)


def test_a_term_that_is_still_to_begin_is_not_told_as_in_force(cast: Cast) -> None:
    case = live(cast, "active")
    case.terms.create(number=2, start=PartialDate.day(date(2031, 3, 1)))
    html = shown(cast.officer, case)
    assert "Term 2 begins 1 Mar 2031" in html
    assert "In force, term 2" not in html


def test_the_contact_of_the_case_stands_beside_its_owner_too(cast: Cast) -> None:
    case = live(cast, "active")
    Case.objects.filter(pk=case.pk).update(contact="kultur@nuuk.example")
    assert '<td data-label="Contact">kultur@nuuk.example</td>' in shown(cast.officer, case)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("da", "hentet fra demonstrationens kilder"),
        ("sv", "hämtat från demonstrationens källor"),
        ("en-gb", "taken from the sources of the demonstration"),
    ],
)
def test_the_cause_of_an_automaton_is_told_in_words(language: str, told: str) -> None:
    with translation.override(language):
        assert history.cause_words("demo") == told
        assert history.cause_words("2026-0042") == "2026-0042"


def test_a_changed_amount_reads_as_money(cast: Cast) -> None:
    case = live(cast, "proposed")
    AssessmentPart.objects.create(case=case, part="economy", amount=120_000)

    html = shown(cast.officer, case, "case_history")

    assert "120,000\xa0DKK</ins>" in html


@pytest.mark.parametrize(
    ("link", "leads"),
    [
        ("https://esdh.nuuk.example/sag/12", True),
        ("http://esdh/sag/12", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("https://navn:kode@esdh.example/", False),
    ],
)
def test_the_journal_is_a_link_only_to_a_page_of_the_web(
    cast: Cast, link: str, *, leads: bool
) -> None:
    case = live(cast, "ready")
    Case.objects.filter(pk=case.pk).update(journal_number="2026-12", journal_link=link)

    for name in ("case", "rule"):
        html = shown(cast.secretary, case, name)
        assert "2026-12" in html
        assert (f'href="{link}" rel="noreferrer"' in html) is leads
        assert (link in html) is leads
