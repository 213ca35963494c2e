"""Does the database itself refuse days in an impossible order, and agreements in a loop?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, connection, transaction

from agreements.dates import PartialDate
from agreements.models import Agreement, Case, Ending, Term
from tests.conftest import NOW
from workflows.cases import NewCase, open_case

if TYPE_CHECKING:
    from agreements.models import Kind
    from people.models import Municipality, User

MARCH = PartialDate.month(2026, 3)


def third(month: int) -> PartialDate:
    return PartialDate.day(date(2026, month, 3))


@pytest.mark.parametrize(
    ("start", "end"), [(third(4), third(3)), (third(4), MARCH), (MARCH, PartialDate.year(2025))]
)
def test_a_term_that_surely_ends_before_it_begins_is_refused(
    draft: Case, start: PartialDate, end: PartialDate
) -> None:
    with pytest.raises(IntegrityError):
        Term.objects.create(case=draft, basis="fixed", start=start, end=end)


@pytest.mark.parametrize(
    ("start", "end"),
    [(third(3), third(3)), (third(3), MARCH), (MARCH, third(3)), (None, third(3))],
)
def test_a_term_that_may_be_in_order_is_kept(
    draft: Case, start: PartialDate | None, end: PartialDate
) -> None:
    """A month told by a source is no day."""
    assert Term.objects.create(case=draft, basis="fixed", start=start, end=end).pk


def test_an_end_before_its_notice_is_refused(draft: Case) -> None:
    facts = {"case": draft, "reason": "Brev 14", "recorded_at": NOW}
    with pytest.raises(IntegrityError), transaction.atomic():
        Ending.objects.create(
            notice_date=date(2026, 3, 2), effective_date=date(2026, 3, 1), **facts
        )

    assert Ending.objects.create(
        notice_date=date(2026, 3, 2), effective_date=date(2026, 3, 2), **facts
    ).pk


@pytest.fixture
def three(
    draft: Case, nuuk: Municipality, officer: User, sister_city: Kind
) -> tuple[Agreement, ...]:
    new = [NewCase(title=title, kind=sister_city) for title in ("Anden", "Tredje")]
    cases = [draft, *(open_case(case, owner=nuuk, by=officer, at=NOW) for case in new)]
    return tuple(case.agreement for case in cases)


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="a trigger of PostgreSQL")
@pytest.mark.parametrize("link", ["parent", "replaces", "amends"])
def test_the_database_itself_refuses_that_a_chain_comes_back_to_its_beginning(
    three: tuple[Agreement, ...], link: str
) -> None:
    first, second, third = three
    Agreement.objects.filter(pk=first.pk).update(**{link: second})
    for last in (second, third):
        with pytest.raises(IntegrityError, match="comes back to itself"), transaction.atomic():
            Agreement.objects.filter(pk=last.pk).update(**{link: first})
        Agreement.objects.filter(pk=second.pk).update(**{link: third})

    kept = Agreement.objects.order_by("pk").values_list(f"{link}_id", flat=True)
    assert list(kept) == [second.pk, third.pk, None]
