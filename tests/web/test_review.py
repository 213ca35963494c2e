"""Can a review be worked on, and the end, the updates and the other steps recorded?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.utils.text import capfirst

from agreements.dates import PartialDate
from agreements.models import (
    Body,
    Case,
    Duty,
    Ending,
    Kind,
    RealisedBenefit,
    Review,
    Ruling,
    StepRecord,
    Update,
)
from people.models import Municipality, Unit, User
from tests.conftest import NOW, TODAY
from tests.web.acting import client_of, fresh, get, send, words
from workflows import openings
from workflows.door import take
from workflows.registering import register
from workflows.visit import Automaton

pytestmark = pytest.mark.django_db


@pytest.fixture
def active(draft: Case) -> Case:
    draft.review = PartialDate.month(2030, 3)
    draft.save()
    register(draft, "active", by=Automaton("import"), at=NOW, since=TODAY)
    return fresh(draft)


@pytest.fixture
def under_review(active: Case, officer: User) -> Case:
    take("start_review", active, by=officer, at=NOW, seen=active.version)
    return fresh(active)


EVALUATION = {
    "text": "Det gik godt",
    "recommendation": "renew",
    "level_citizens": "high",
    "reason_citizens": "Mange mødtes",
    "next_review": "marts 2034",
}


def test_a_review_is_started_from_its_page(active: Case, officer: User) -> None:
    response = send(client_of(officer), "step", [active.pk, "start_review"])

    assert response.status_code == 302
    assert fresh(active).state == "under_review"


@pytest.mark.requirement("R-058")
def test_an_evaluation_is_a_draft_until_it_is_complete(under_review: Case, officer: User) -> None:
    client, pk = client_of(officer), under_review.pk
    page = words(get(client, "review", pk))
    assert "Plan, counted back from the meeting" in page
    assert "Window March 2030" in page

    send(client, "review", [pk], text="Foreløbigt", next_review="2034")
    review = Review.objects.get()
    assert (review.evaluation, review.evaluated_at) == ("Foreløbigt", None)
    evaluation = Duty.objects.filter(case=under_review, kind="review_evaluation")
    assert evaluation.get().status == "open"

    done = send(client, "review", [pk], then="complete", **EVALUATION)
    assert done.status_code == 302
    review.refresh_from_db()
    assert review.evaluated_by == officer
    assert evaluation.get().status == "done"
    assert RealisedBenefit.objects.get().level == "high"


def test_what_a_complete_evaluation_misses_is_named(under_review: Case, officer: User) -> None:
    data = {"then": "complete", "recommendation": "renew", "next_term_end": "2034"}
    response = send(client_of(officer), "review", [under_review.pk], **data)

    page = response.content.decode()
    assert response.status_code == 422
    assert page.count("Write how it went.") == 2
    assert page.count("Write when it is reviewed next.") == 2
    assert 'value="2034"' in page


def test_what_a_party_says_is_recorded(under_review: Case, officer: User) -> None:
    theirs = under_review.participations.last()
    assert theirs is not None
    args = [under_review.pk, theirs.pk]
    client = client_of(officer)

    assert send(client, "review_input", args).status_code == 422
    assert send(client, "review_input", args, text="Vi fortsætter gerne").status_code == 302
    assert "Vi fortsætter gerne" in words(get(client, "review", under_review.pk))


def test_a_review_that_is_not_open_is_told(active: Case, officer: User) -> None:
    page = get(client_of(officer), "review", active.pk)

    assert page.status_code == 409
    assert "In force" in words(page)


# ---------------------------------------------------------------- the end, and updates
@pytest.mark.requirement("R-074")
def test_an_end_to_come_is_recorded(active: Case, secretary: User) -> None:
    council = active.owner.bodies.get(level="council")
    data: dict[str, object] = {
        "effective": "31-12-2199",
        "notice": "02-03-2026",
        "notice_months": "12",
    }
    data |= {"body": council.pk, "date": "02-03-2026", "number": "147"}
    client = client_of(secretary)
    asked = words(get(client, "end", active.pk))
    assert "Who ruled?" in asked
    assert "Decided" not in asked

    short = send(client, "end", [active.pk], **data)
    of_nobody = send(client, "end", [active.pk], reason="Prøve", **(data | {"body": ""}))
    whole = send(client, "end", [active.pk], reason="Ingen aktivitet", **data)

    assert short.status_code == of_nobody.status_code == 422
    assert "Choose the body." in words(of_nobody)
    assert 'value="31-12-2199"' in short.content.decode()
    assert whole.status_code == 302
    assert Ending.objects.get().notice_months == 12
    assert "147" in words(get(client, "case_decisions", active.pk))
    assert active.duties.filter(kind="send_decision", status="open").exists()
    assert fresh(active).state == "active"


def test_one_click_says_that_it_is_alive(
    nuuk: Municipality, culture: Unit, officer: User, sister_city: Kind
) -> None:
    relation = openings.Relation(title="Venskabsklasse", unit=culture)
    case = openings.register_relation(relation, owner=nuuk, by=officer, at=NOW)

    response = send(client_of(officer), "update", [case.pk], happened="2. marts 2026")

    assert response.status_code == 302
    assert Update.objects.get().recorded_by == officer
    assert Duty.objects.filter(case=case, kind="still_alive", status="done").count() == 1


# ---------------------------------------------------------------- one page for the other steps
def test_a_step_with_a_reason_asks_for_it(active: Case, secretary: User, officer: User) -> None:
    client = client_of(secretary)

    assert send(client, "step", [active.pk, "suspend"]).status_code == 422
    asked = send(client, "step", [active.pk, "suspend"], reason="Krise")
    assert "Choose the body" in words(asked)
    assert fresh(active).state == "active"
    council = Body.objects.get(level="council", municipality=active.owner)
    minutes = {"body": council.pk, "date": "02-03-2026", "number": "17"}
    done = send(client, "step", [active.pk, "suspend"], reason="Krise", **minutes)
    assert done.status_code == 302
    assert fresh(active).state == "suspended"
    assert Ruling.objects.get(case=active, round=0).decision.number == "17"
    assert get(client_of(officer), "step", active.pk, "suspend").status_code == 403


def test_a_step_that_the_state_does_not_lead_to_is_told(active: Case, officer: User) -> None:
    page = get(client_of(officer), "step", active.pk, "withdraw")

    assert page.status_code == 409
    assert "cannot be done while the case is “In force”" in words(page)


def test_a_step_that_does_not_exist_is_not_found(active: Case, officer: User) -> None:
    client = client_of(officer)

    for slug in ("nonsense", "register", "annul"):
        assert get(client, "step", active.pk, slug).status_code == 404
        assert send(client, "step", [active.pk, slug]).status_code == 404


def test_a_step_with_a_page_of_its_own_leads_there(active: Case, officer: User) -> None:
    page = get(client_of(officer), "step", active.pk, "sign")

    assert page["Location"] == f"/cases/{active.pk}/sign/"


@pytest.mark.parametrize("name", ["review", "end", "update"])
def test_a_reader_may_not_and_a_stranger_does_not_know(
    under_review: Case,
    name: str,
    nuuk: Municipality,
    aalborg: Municipality,
    person: Callable[..., User],
) -> None:
    reader = client_of(person("reader", municipality=nuuk, name="reader"))
    stranger = client_of(person("officer", municipality=aalborg, name="stranger"))

    assert get(reader, name, under_review.pk).status_code == 403
    assert send(reader, name, [under_review.pk]).status_code == 403
    assert get(stranger, name, under_review.pk).status_code == 404
    assert send(stranger, name, [under_review.pk]).status_code == 404


@pytest.mark.parametrize("name", ["review", "end", "update"])
def test_a_form_without_its_token_is_refused(under_review: Case, officer: User, name: str) -> None:
    client = client_of(officer, enforce_csrf_checks=True)

    assert send(client, name, [under_review.pk]).status_code == 403
    assert fresh(under_review).version == under_review.version


def test_a_ruling_that_ends_the_agreement_asks_for_the_day(
    under_review: Case, officer: User, secretary: User, committee: Body, council: Body
) -> None:
    """The review recommends an end; the last body approves it; it ends on the day given."""
    data = {"text": "It is over.", "recommendation": "end", "then": "complete"}
    assert send(client_of(officer), "review", [under_review.pk], **data).status_code == 302
    secretary_at_work = client_of(secretary)
    day = NOW.date().isoformat()
    ruling = {"date": day, "confirmed": "yes"}
    for body, outcome, ends in ((committee, "recommended", ""), (council, "approved", day)):
        told = ruling | {"body": body.pk, "number": body.pk, "outcome": outcome, "ends": ends}
        answer = send(secretary_at_work, "rule", [under_review.pk], **told)
        assert answer.status_code == 302, words(answer)

    assert fresh(under_review).state == "terminated"
    assert fresh(under_review).ending.effective_date == NOW.date()


def test_a_finished_part_of_a_review_shows_the_day_it_was_finished_on(
    under_review: Case, officer: User
) -> None:
    duty = Duty.objects.get(case=under_review, kind="review_evaluation")
    Duty.objects.filter(pk=duty.pk).update(
        status="done", closed_at=datetime(2027, 8, 10, 0, 30, tzinfo=UTC)
    )

    page = words(get(client_of(officer), "review", under_review.pk))

    assert "9 Aug 2027" in page  # in Nuuk it was still the day before


def test_the_history_tells_what_was_recommended_in_the_language_of_the_reader(
    under_review: Case, officer: User
) -> None:
    client = client_of(officer)
    send(client, "review", [under_review.pk], then="complete", **EVALUATION)
    assert StepRecord.objects.get(step="evaluate").about == EVALUATION["recommendation"]
    assert capfirst(EVALUATION["recommendation"]) in words(
        get(client, "case_history", under_review.pk)
    )
