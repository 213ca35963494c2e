"""What follows an agreement or annex, or holds as long as one, waits for it (R-038, R-046)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from agreements.dates import PartialDate
from agreements.models import Annex, Case, Kind
from audit.models import SecurityEvent
from people.models import Municipality, Unit, User
from tests.conftest import NOW, TODAY
from tests.workflows.stages import Town, annex, fresh, in_force, period, seen, state_of
from workflows import annexes
from workflows.annexes import AnnexText
from workflows.cases import NewCase, open_case, set_term
from workflows.door import take
from workflows.errors import NotPossible
from workflows.kinship import place_under
from workflows.rulings import Minutes
from workflows.timed import take_due_steps

JANUARY, TENTH = date(2026, 1, 1), date(2026, 2, 10)


@pytest.fixture
def agreed(town: Town, routes: None) -> Callable[..., Case]:
    """Approved, to take effect on the first of January."""

    def make(case: Case, end: date | None = None) -> Case:
        case.takes_effect = Case.TakesEffect.AGREED_DATE
        case.save()
        set_term(case, start=PartialDate.day(JANUARY), end=PartialDate.day(end) if end else None)
        return town.to_approved(case)

    return make


@pytest.fixture
def above(nuuk: Municipality, sister_city: Kind, culture: Unit) -> Case:
    return in_force(nuuk, sister_city, culture, since=TENTH)


@pytest.fixture
def below(draft: Case, above: Case, officer: User) -> Case:
    """A draft that holds only as long as the agreement above it."""
    place_under(
        draft, above.agreement, inherits_validity=True, by=officer, at=NOW, seen=seen(draft)
    )
    return fresh(draft)


def refused() -> bool:
    return SecurityEvent.objects.filter(kind="refused").exists()


# ---------------------------------------------------------------- from which day
@pytest.mark.requirement("R-038")
def test_what_waited_for_the_agreement_above_holds_from_the_day_of_that_one(
    below: Case, agreed: Callable[..., Case]
) -> None:
    agreed(below)

    take_due_steps(at=NOW)

    assert period(below, "active") == (TENTH, None)


@pytest.mark.requirement("R-046")
def test_what_waited_for_the_agreement_that_it_follows_holds_from_the_day_of_that_one(
    above: Case, town: Town, agreed: Callable[..., Case]
) -> None:
    follows = agreed(annex(above, town.officer))

    take_due_steps(at=NOW)

    assert period(follows, "active") == (TENTH, None)


def test_what_was_over_before_the_agreement_above_held_is_left_to_people(
    below: Case, agreed: Callable[..., Case]
) -> None:
    agreed(below, end=date(2026, 1, 31))

    take_due_steps(at=NOW)

    assert state_of(below) == "approved"
    assert not refused()


# ---------------------------------------------------------------- until the annex holds
@pytest.fixture
def of_annex(above: Case, town: Town) -> tuple[Annex, Case]:
    """A draft of annex 1 with a day of its own, and an initiative that follows it."""
    text = AnnexText(number="1", title="Indsatser", text="1. Unge", follows_agreement=False)
    row = annexes.write_annex(above, text, by=town.officer, at=NOW, seen=seen(above))
    return row, annex(above, town.officer)


@pytest.mark.requirement("R-046")
def test_what_follows_an_annex_does_not_come_into_force_before_it(
    above: Case, of_annex: tuple[Annex, Case], town: Town, agreed: Callable[..., Case]
) -> None:
    row, follows = of_annex
    agreed(follows)

    take_due_steps(at=NOW)
    assert not refused(), "the sweep does not try what is refused"
    with pytest.raises(NotPossible, match="annex that it follows is not in force"):
        take("activate", follows, by=town.officer, at=NOW, seen=seen(follows))
    assert state_of(follows) == "approved"

    minutes = Minutes(body=town.committee, date=TENTH, number="12")
    annexes.adopt(above, row, minutes, by=town.secretary, at=NOW, seen=seen(above), reason="Sent")
    annexes.activate(above, row, TODAY, by=town.officer, at=NOW, seen=seen(above))
    assert period(follows, "active") == (TODAY, None)


@pytest.mark.requirement("R-046")
def test_what_was_approved_after_its_annex_took_effect_holds_from_the_day_of_the_annex(
    above: Case, of_annex: tuple[Annex, Case], agreed: Callable[..., Case]
) -> None:
    row, follows = of_annex
    agreed(follows)
    day = PartialDate.day(date(2026, 2, 20))
    row.status, row.active_from = Annex.Status.ACTIVE, day
    row.save()

    take_due_steps(at=NOW)

    assert period(follows, "active") == (day.latest, None)


def test_the_sweep_leaves_what_followed_an_annex_that_ended(
    above: Case, of_annex: tuple[Annex, Case], agreed: Callable[..., Case]
) -> None:
    row, follows = of_annex
    agreed(follows)
    row.status = Annex.Status.ENDED
    row.save()

    take_due_steps(at=NOW)

    assert state_of(follows) == "approved"
    assert not refused()


def test_a_relation_is_not_registered_under_an_annex_that_does_not_hold(
    of_annex: tuple[Annex, Case], above: Case, town: Town
) -> None:
    new = NewCase(
        title="Kor",
        handling="registered",
        unit=above.unit,
        agreement=above.agreement,
        annex="1",
        follows_agreement=True,
    )
    case = open_case(new, owner=above.owner, by=town.officer, at=NOW)

    with pytest.raises(NotPossible, match="annex that it follows is not in force"):
        take("register_relation", case, by=town.officer, at=NOW, seen=seen(case))
