"""What does a review say of the initiatives under its agreement, and when is it done?"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from agreements.models import Case, Commitment, InitiativeAnswer, Review
from people.models import User
from tests.conftest import NOW, TODAY
from tests.workflows.stages import (
    Town,
    annex,
    fresh,
    last_step,
    open_kinds,
    seen,
    state_of,
)
from workflows import openings, reviews
from workflows.annulments import annul
from workflows.cases import NewCase, open_case
from workflows.door import take
from workflows.errors import NotPermitted, NotPossible
from workflows.registering import register
from workflows.visit import Automaton


@pytest.fixture
def first(active: Case, town: Town) -> Case:
    return _under(active, town, "Kulturudveksling", "1")


@pytest.fixture
def second(active: Case, town: Town) -> Case:
    return _under(active, town, "Idræt", "2")


@pytest.fixture
def reviewed(active: Case, first: Case, second: Case, town: Town) -> Case:
    """Under review, with two annex initiatives in force."""
    take("start_review", active, by=town.officer, at=NOW, seen=seen(active))
    return fresh(active)


@pytest.fixture
def other(active: Case, town: Town) -> Case:
    """Another agreement in force, with an initiative that has number 1."""
    case = open_case(
        NewCase(title="Ny aftale", kind=active.agreement.kind, unit=active.unit),
        owner=active.owner,
        by=town.officer,
        at=NOW,
    )
    register(case, "active", by=Automaton("import"), at=NOW, since=TODAY)
    _under(case, town, "Skoler", "1", annex_number="")
    return fresh(case)


def _under(case: Case, town: Town, title: str, number: str, annex_number: str = "1") -> Case:
    new = NewCase(
        title=title,
        unit=case.unit,
        agreement=case.agreement,
        annex=annex_number,
        number=number,
        follows_agreement=True,
    )
    initiative = open_case(new, owner=case.owner, by=town.officer, at=NOW)
    register(initiative, "active", by=Automaton("import"), at=NOW, since=TODAY)
    return fresh(initiative)


def _answer(
    case: Case, about: Case | Commitment, what: str, by: User, **more: object
) -> InitiativeAnswer:
    reviews.answer(case, about, what, by=by, at=NOW, seen=seen(case), **more)  # type: ignore[arg-type]
    return InitiativeAnswer.objects.latest("pk")


def _may_come_up(initiative: Case) -> Commitment:
    return Commitment.objects.create(
        case=initiative, number=1, horizon="long", mode="conditional", text="Fælles museum"
    )


# ---------------------------------------------------------------- answering
@pytest.mark.requirement("R-027")
def test_an_answer_closes_the_question_whether_it_is_alive(
    reviewed: Case, first: Case, second: Case, town: Town
) -> None:
    assert open_kinds(first) >= {"still_alive"}

    _answer(reviewed, first, "continue", town.officer)

    assert "still_alive" not in open_kinds(first)
    assert "still_alive" in open_kinds(second)
    assert state_of(first) == "active"


def test_nothing_happens_to_an_initiative_before_the_ruling(
    reviewed: Case, first: Case, town: Town
) -> None:
    _answer(reviewed, first, "close", town.officer, reason="Ingen penge")
    assert state_of(first) == "active"

    _answer(reviewed, first, "continue", town.officer)
    assert InitiativeAnswer.objects.get().answer == "continue"


@pytest.mark.parametrize(
    ("what", "reason", "why"),
    [("close", "", "reason"), ("move", "Passer bedre", "Choose the agreement")],
)
def test_an_answer_says_why_and_where(
    reviewed: Case, first: Case, town: Town, what: str, reason: str, why: str
) -> None:
    with pytest.raises(NotPossible, match=why):
        _answer(reviewed, first, what, town.officer, reason=reason)


def test_an_answer_is_about_what_stands_under_the_agreement(
    reviewed: Case, initiative: Case, town: Town
) -> None:
    with pytest.raises(NotPossible, match="does not stand under"):
        _answer(reviewed, initiative, "continue", town.officer)


def test_others_answer_nothing(reviewed: Case, first: Case, person: Callable[..., User]) -> None:
    with pytest.raises(NotPermitted):
        _answer(reviewed, first, "continue", person("reader", municipality=reviewed.owner))


def test_the_database_refuses_a_move_without_an_aim(reviewed: Case, first: Case) -> None:
    review = Review.objects.get(case=reviewed)
    with pytest.raises(IntegrityError), transaction.atomic():
        InitiativeAnswer.objects.create(review=review, case=first, answer="move", reason="x")


# ---------------------------------------------------------------- carried out with the ruling
@pytest.mark.requirement("R-074")
def test_the_ruling_carries_out_what_was_answered(
    reviewed: Case, first: Case, second: Case, other: Case, town: Town
) -> None:
    _answer(reviewed, first, "close", town.officer, reason="Ingen penge")
    _answer(reviewed, second, "move", town.officer, reason="Passer", moved_to=other.agreement)
    town.evaluate(reviewed)

    town.approve(reviewed)

    assert state_of(first) == "cancelled"
    record = last_step(first)
    assert (record.automaton, record.cause) == ("review", "Ingen penge")
    moved = fresh(second).initiative
    assert (moved.agreement, moved.number, moved.annex) == (other.agreement, "2", "")
    assert state_of(second) == "active"
    assert open_kinds(first) == set()


@pytest.mark.requirement("R-024")
def test_a_moved_initiative_gets_a_number_that_is_free_there(
    reviewed: Case, first: Case, other: Case, town: Town
) -> None:
    _answer(reviewed, first, "move", town.officer, reason="Passer", moved_to=other.agreement)
    town.evaluate(reviewed)

    town.approve(reviewed)

    assert fresh(first).initiative.number == "2", "1 is taken there"


def test_one_whose_outcome_is_told_ends_as_completed(
    reviewed: Case, first: Case, town: Town
) -> None:
    initiative = first.initiative
    initiative.outcome = "Ti koncerter"
    initiative.save()
    _answer(reviewed, first, "close", town.officer, reason="Målet er nået")
    town.evaluate(reviewed)

    town.approve(reviewed)

    assert state_of(first) == "completed"


@pytest.mark.requirement("R-027")
def test_what_may_come_up_is_asked_about_and_given_up(
    reviewed: Case, first: Case, second: Case, town: Town
) -> None:
    given_up, kept = _may_come_up(first), _may_come_up(second)
    _answer(reviewed, given_up, "close", town.officer, reason="Ikke mere")
    _answer(reviewed, kept, "continue", town.officer)
    town.evaluate(reviewed)

    town.approve(reviewed)

    given_up.refresh_from_db()
    kept.refresh_from_db()
    assert (given_up.status, kept.status) == ("closed", "open")
    assert state_of(first) == "active"


def test_only_what_may_come_up_is_asked_about(reviewed: Case, first: Case, town: Town) -> None:
    promised = Commitment.objects.create(case=first, number=1, horizon="short", text="Kor")

    with pytest.raises(NotPossible, match="may come up"):
        _answer(reviewed, promised, "continue", town.officer)


def test_an_annulled_ruling_takes_back_what_it_did_to_the_initiatives(
    reviewed: Case, first: Case, second: Case, other: Case, town: Town, secretary2: User
) -> None:
    commitment = _may_come_up(second)
    _answer(reviewed, first, "close", town.officer, reason="Ingen penge")
    _answer(reviewed, second, "move", town.officer, reason="Passer", moved_to=other.agreement)
    _answer(reviewed, commitment, "close", town.officer, reason="Ikke mere")
    town.evaluate(reviewed)
    town.rule(reviewed, town.committee, "recommended")
    ruled = town.rule(reviewed, town.council, "approved")
    assert fresh(second).initiative.agreement == other.agreement

    annul(reviewed, ruled, by=secretary2, at=NOW, seen=seen(reviewed), reason="Fejl")

    assert (state_of(reviewed), state_of(first)) == ("under_review", "active")
    back = fresh(second).initiative
    assert (back.agreement, back.number, back.annex) == (reviewed.agreement, "2", "1")
    commitment.refresh_from_db()
    assert commitment.status == "open"


def test_the_answers_are_carried_out_when_the_amendment_comes_into_force(
    reviewed: Case, first: Case, town: Town
) -> None:
    _answer(reviewed, first, "close", town.officer, reason="Ingen penge")
    town.evaluate(reviewed, "amend")
    town.approve(reviewed)
    assert state_of(first) == "active"
    amendment = openings.amend(reviewed, reason="Nyt", by=town.officer, at=NOW, seen=seen(reviewed))
    for participation in amendment.participations.all():
        participation.signatories.get_or_create(title="Borgmester")

    town.to_active(fresh(amendment))

    assert (state_of(reviewed), state_of(first)) == ("active", "cancelled")


def test_a_draft_annex_is_not_asked_about(reviewed: Case, town: Town) -> None:
    draft = annex(reviewed, town.officer, title="Senere")

    with pytest.raises(NotPossible):
        _answer(reviewed, draft, "continue", town.officer)
