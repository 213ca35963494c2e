"""What does the Monday letter hold, and who gets it?"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

from agreements.dates import PartialDate
from agreements.models import Case, Duty
from notifications.delivery import deliver_all
from notifications.digests import write_digests
from notifications.models import Message, SweepRun
from people import seats
from people.models import Municipality, Role, User
from tests.notifications.conftest import at, make_case

if TYPE_CHECKING:
    from collections.abc import Callable

    from agreements.models import Kind

FRIDAY = at("2026-02-27 12:00")
MONDAY = at("2026-03-02 09:00")
"""7 in the morning in Nuuk (UTC-2)."""


@pytest.fixture(autouse=True)
def swept(nuuk: Municipality, officer: User) -> None:
    """The installation has run since Friday; the officer reads English."""
    User.objects.filter(pk=officer.pk).update(language="en-gb")
    write_digests(at=FRIDAY)


def letters() -> list[Message]:
    return list(Message.objects.filter(kind="digest").order_by("pk"))


def handed_over(moment: datetime) -> list[Message]:
    """The letters of this Monday, as they left."""
    write_digests(at=moment)
    deliver_all(at=moment)
    return [letter for letter in letters() if letter.status == "sent"]


def test_the_letter_is_written_on_monday_at_seven_once(
    case: Case, ask: Callable[..., Duty], officer: User
) -> None:
    ask(case, date(2026, 3, 4), at=FRIDAY)

    assert write_digests(at=at("2026-03-02 08:59")) == 0
    assert write_digests(at=MONDAY) == 1
    assert write_digests(at=MONDAY) == 0
    assert write_digests(at=at("2026-03-05")) == 0
    assert write_digests(at=at("2026-03-09 09:00")) == 1

    assert [m.key for m in letters()] == [
        f"digest:u{officer.pk}:2026-03-02",
        f"digest:u{officer.pk}:2026-03-09",
    ]


def test_it_tells_what_is_overdue_due_this_week_and_later(
    case: Case, ask: Callable[..., Duty], officer: User, secretary: User, nuuk: Municipality
) -> None:
    case.proposed_by = officer
    case.save()
    ask(case, PartialDate.month(2026, 1), at=FRIDAY)
    ask(case, date(2026, 3, 8), at=FRIDAY, kind="review_memo")
    ask(case, date(2026, 3, 9), at=FRIDAY, kind="send_decision")
    role = seats.asked_role(Role.SECRETARIAT, nuuk.pk)
    ask(case, date(2026, 3, 9), at=FRIDAY, kind="ready_for_agenda", who=role)

    row = next(m for m in handed_over(MONDAY) if m.recipient == officer)
    assert row.subject == "Your week: 1 overdue, 1 due this week"
    order = ["OVERDUE", "January 2026", "THIS WEEK", "8 March 2026", "LATER", "9 March 2026"]
    found = [row.text.index(words) for words in [*order, "WAITING ON OTHERS"]]
    assert found == sorted(found)
    assert "Check that it is ready for the agenda" in row.html


def test_a_week_that_asks_nothing_brings_no_letter(case: Case, ask: Callable[..., Duty]) -> None:
    ask(case, date(2029, 3, 4), at=FRIDAY)

    assert write_digests(at=MONDAY) == 0


def test_a_case_that_rests_is_not_in_it(case: Case, ask: Callable[..., Duty]) -> None:
    ask(case, date(2026, 3, 4), at=FRIDAY)
    Case.objects.filter(pk=case.pk).update(state="suspended")

    assert write_digests(at=MONDAY) == 0


def test_a_case_kept_to_named_people_is_not_in_the_letters_of_others(
    case: Case, ask: Callable[..., Duty]
) -> None:
    ask(case, date(2026, 3, 4), at=FRIDAY)
    Case.objects.filter(pk=case.pk).update(confidentiality="named")

    assert handed_over(MONDAY) == []


def test_a_monday_that_the_service_slept_through_is_made_up_for(
    case: Case, ask: Callable[..., Duty]
) -> None:
    ask(case, date(2026, 3, 4), at=FRIDAY)

    assert write_digests(at=at("2026-03-03 12:00")) == 1


def test_a_new_installation_begins_on_its_next_monday(case: Case, ask: Callable[..., Duty]) -> None:
    SweepRun.objects.all().delete()
    ask(case, date(2026, 3, 4), at=FRIDAY)

    assert write_digests(at=at("2026-03-03 12:00")) == 0
    assert write_digests(at=at("2026-03-09 09:00")) == 1


def test_a_long_list_is_cut_and_says_so(
    nuuk: Municipality, sister_city: Kind, ask: Callable[..., Duty]
) -> None:
    for n in range(15):
        ask(make_case(f"Case {n}", nuuk, sister_city, None), date(2026, 3, 4), at=FRIDAY)

    [letter] = handed_over(MONDAY)

    assert "and 3 more" in letter.text
    assert letter.html.count("Case ") == 12
