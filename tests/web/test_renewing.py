"""What do those who evaluate, rule and look back see of a review and of the term that follows?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from agreements.dates import PartialDate
from agreements.models import Case, Commitment, FocusArea, Kind, Review
from people.models import User
from tests.conftest import TODAY
from tests.web.acting import client_of, fresh, get, send, words
from tests.web.lives import Cast, initiative_of, live
from workflows.drafting import TermFacts, write_term

pytestmark = pytest.mark.django_db

WHOLE = {
    "then": "complete",
    "text": "Det gik godt",
    "recommendation": "renew",
    "level_citizens": "high",
    "reason_citizens": "Mange mødtes",
    "next_review": "marts 2034",
}


@pytest.fixture
def reviewed(cast: Cast) -> Case:
    """Renews itself each year at the end of 2028, with three months' notice; under review."""
    case = live(cast, "under_review", "Under luppen")
    case.terms.all().delete()
    facts = TermFacts(
        basis="self_renewing",
        takes_effect="last_signature",
        start=PartialDate.day(TODAY - timedelta(days=10)),
        end=PartialDate.day(date(2028, 12, 31)),
        renewal_months=12,
        notice_months=3,
    )
    write_term(case, facts)
    return fresh(case)


def as_shown(client: Any, case: Case) -> dict[str, str]:
    """The answers on the page about the next term, as they stand there."""
    form = get(client, "review", case.pk).context["form"]
    told = {name: form[name].value() for name in form.fields if name.startswith("next_")}
    return {
        name: "" if value is None else str(form[name].field.prepare_value(value))
        for name, value in told.items()
    }


def assert_all(told: tuple[str, ...], page: str) -> None:
    for said in told:
        assert said in page, said


def approve(cast: Cast, case: Case, day: date) -> None:
    client = client_of(cast.secretary)
    for body, outcome in ((cast.committee, "recommended"), (cast.council, "approved")):
        told = {"body": body.pk, "number": "7", "outcome": outcome, "date": day.isoformat()}
        done = send(client, "rule", [case.pk], confirmed="yes", **told)
        assert done.status_code == 302, words(done)


# ---------------------------------------------------------------- what is asked
@pytest.mark.requirement("R-074")
def test_the_evaluation_offers_the_term_as_it_holds_today_and_the_ruling_carries_it_on(
    reviewed: Case, cast: Cast, officer: User
) -> None:
    client = client_of(officer)
    shown = as_shown(client, reviewed)
    assert shown["next_basis"] == "self_renewing"
    assert (shown["next_renewal_months"], shown["next_notice_months"]) == ("12", "3")

    done = send(client, "review", [reviewed.pk], **(shown | WHOLE))
    assert done.status_code == 302, words(done)
    approve(cast, reviewed, TODAY)

    second = reviewed.terms.get(number=2)
    assert (second.basis, second.start) == ("self_renewing", PartialDate.day(date(2029, 1, 1)))
    assert second.end == PartialDate.day(date(2029, 12, 31))
    assert second.notice_by_date == date(2029, 9, 30)


@pytest.mark.requirement("R-074")
@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"next_review": "marts 2019"}, "The next review has passed"),
        (
            {"next_basis": "fixed", "next_term_end": "01-01-2020"},
            "The next term begins on 1 January 2029",
        ),
        ({"next_basis": "fixed", "next_term_end": ""}, "Write when the next term ends."),
        (
            {"next_basis": "self_renewing", "next_term_end": "2030", "next_renewal_months": "0"},
            "greater than or equal to 1",
        ),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_stays_typed(
    reviewed: Case, officer: User, typed: dict[str, str], why: str
) -> None:
    page = send(client_of(officer), "review", [reviewed.pk], **(WHOLE | typed))

    assert page.status_code == 422
    assert why in words(page)
    [field] = page.context["form"].errors
    assert field in typed
    for name, value in typed.items():
        assert page.context["form"][name].value() == value
    assert Review.objects.get(case=reviewed).evaluation == ""


def test_two_days_that_have_passed_are_both_told(reviewed: Case, officer: User) -> None:
    typed = {"next_review": "marts 2019", "next_term_end": "01-01-2020"}

    page = send(client_of(officer), "review", [reviewed.pk], **(WHOLE | typed))

    assert set(page.context["form"].errors) == set(typed)


def test_the_review_of_many_refuses_a_window_that_has_passed(reviewed: Case, officer: User) -> None:
    client = client_of(officer)
    told = {"title": "Alle", "cases": [f"{reviewed.pk}:{reviewed.version}"], "confirmed": "yes"}
    client.post(reverse("bulk_review"), told)
    review = Review.objects.get(case=reviewed)
    assert review.joint_id is not None

    page = client.post(
        reverse("joint_evaluate", args=[review.joint_id]),
        {
            "evaluation": "Godt",
            "then": "complete",
            f"recommendation_{reviewed.pk}": "unchanged",
            f"next_{reviewed.pk}": "2019",
            f"seen_{reviewed.pk}": fresh(reviewed).version,
        },
    )

    assert page.status_code == 422
    assert "The next review has passed" in words(page)


# ---------------------------------------------------------------- what is seen
@pytest.mark.requirement("R-058")
@pytest.mark.requirement("R-074")
def test_whoever_rules_sees_all_that_the_review_found_and_leads_to(
    reviewed: Case, cast: Cast, officer: User
) -> None:
    area = FocusArea.objects.create(agreement=reviewed.agreement, number=1, name="Kultur")
    music = initiative_of(cast, reviewed, "Musik")
    Commitment.objects.create(
        case=music, number=9, horizon="long", mode="conditional", text="Et museum"
    )
    theirs = reviewed.participations.exclude(party__municipality=reviewed.owner).get()
    client = client_of(officer)
    send(client, "review_input", [reviewed.pk, theirs.pk], text="Gerne", gained="Nye venner")
    send(client, "review_answer", [reviewed.pk, music.pk], answer="close", reason="Slut")
    kind = Kind.objects.get(code="strategic")
    areas = {f"area_{area.pk}": "low", f"why_{area.pk}": "Ingen kom"}
    shown = as_shown(client, reviewed)
    done = send(
        client, "review", [reviewed.pk], **(shown | WHOLE | areas | {"next_kind": str(kind.pk)})
    )
    assert done.status_code == 302, words(done)

    told = (
        "Kultur Ingen kom",
        "Aalborg Kommune Gerne What it gained: Nye venner",
        "Next review March 2034",
        "Goes on as Strategic",
        "renews itself unless notice is given · for 12 months at a time · notice by 30 Sep",
        "Close · Slut",
    )
    page = words(get(client_of(cast.secretary), "rule", reviewed.pk))
    assert "Not asked" not in page  # our own side is evaluated, not asked
    for said in (
        *told,
        "1 Jan 2029 until 31 Dec 2029",
        "May come up: Et museum Musik Not answered",
    ):
        assert said in page, said
    assert "Renewed: a new term begins, 1 Jan 2029 until 31 Dec 2029" in page
    assert_all(told, words(get(client, "case_reviews", reviewed.pk)))
    approve(cast, reviewed, TODAY)
    assert_all(told, words(get(client, "case_reviews", reviewed.pk)))
