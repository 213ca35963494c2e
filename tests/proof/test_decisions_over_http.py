"""Four people decide the same case in the same moment, over HTTP, on two web processes."""

from __future__ import annotations

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

import clock
from agreements.dates import PartialDate
from agreements.models import Case, Ruling, Term
from notifications.models import Message
from people.models import Role, User
from people.roles import grant
from tests.conftest import PASSWORD
from tests.servers import Visitor, hidden_fields, web_processes
from workflows.cases import NewCase, open_case, write_part
from workflows.door import take

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from people.models import Municipality, Unit

ROUNDS = 200 if os.environ.get("PROOF") == "full" else 50
DECIDERS = 4


@pytest.mark.postgres
@pytest.mark.proof
@pytest.mark.acceptance("P09")
@pytest.mark.django_db(transaction=True)
def test_of_four_decisions_at_once_one_holds(
    officer: User,
    culture: Unit,
    nuuk: Municipality,
    routes: None,
    record_property: Callable[[str, object], None],
) -> None:
    """Always one ruling, three 409, no 500, and one mail to the proposer."""
    at = clock.now()
    people = [decider(nuuk, at, number) for number in range(DECIDERS)]
    cases = [simple_case(officer, culture, at, number) for number in range(ROUNDS)]

    with web_processes(2) as port, ThreadPoolExecutor(DECIDERS) as pool:
        visitors = [Visitor(port, person) for person in people]
        for case in cases:
            answers = Counter(_all_at_once(pool, visitors, case))

            assert answers == {302: 1, 409: DECIDERS - 1}
            assert Ruling.objects.filter(case=case).count() == 1
            assert Message.objects.filter(case=case, recipient=officer).count() == 1
    record_property("counted", f"{ROUNDS} rounds of {DECIDERS}")


def _all_at_once(pool: ThreadPoolExecutor, visitors: list[Visitor], case: Case) -> list[int]:
    """Everybody has the check page open; then all press the button together."""
    path, barrier = f"/cases/{case.pk}/decide/", Barrier(len(visitors))

    def decide(visitor: Visitor) -> int:
        status, page = visitor.post(
            path, {"seen": str(case.version), "outcome": "approved", "conditions": ""}
        )
        assert status == 200, page[:2000]
        barrier.wait(timeout=30)
        status, page = visitor.post(path, hidden_fields(page) | {"confirmed": "yes"})
        assert status != 409 or "Already decided by" in page
        return status

    return list(pool.map(decide, visitors))


def decider(nuuk: Municipality, at: datetime, number: int) -> User:
    """Somebody of the secretariat, the delegate of simple cases."""
    user = User.objects.create_user(
        f"secretary{number}@example.gl",
        PASSWORD,
        name=f"Secretary {number}",
        municipality=nuuk,
        language="en-gb",
    )
    grant(user, Role.SECRETARIAT, nuuk, at=at)
    return user


def simple_case(officer: User, culture: Unit, at: datetime, number: int) -> Case:
    """A simple case that waits for the delegate's decision."""
    case = open_case(
        NewCase(title=f"Guest teachers {number}", handling="simple", unit=culture),
        owner=culture.municipality,
        by=officer,
        at=at,
    )
    Term.objects.create(case=case, basis="fixed", end=PartialDate.year(at.year + 1))
    for part in ("benefit", "citizens"):
        write_part(case, part, text="Good")
    write_part(case, "economy", text="Within the frame", amount=1000, account="51")
    take("propose", case, by=officer, at=at, seen=case.version)
    return Case.objects.get(pk=case.pk)
