"""Who is told when a reminder falls due?"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.core import mail

from agreements.dates import PartialDate
from agreements.models import Case, CaseAccess, Duty
from notifications.delivery import deliver_all
from notifications.models import Message, Reminder
from notifications.outbox import thread_of
from notifications.run_due import run_due
from notifications.sweep import fall_due
from people import seats
from people.models import Deputy, Municipality, Role, Unit, User
from people.roles import grant
from tests.notifications.conftest import at, make_case

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django import DjangoAssertNumQueries

    from agreements.models import Kind

AUGUST = PartialDate.month(2024, 8)
EARLY = at("2024-02-01 12:00")
MORNING = at("2024-05-03 09:00")
"""8 in the morning in Nuuk."""


def ends() -> dict[int, tuple[str, str]]:
    return {r.days: (r.status, r.reason) for r in Reminder.objects.all()}


@pytest.mark.acceptance("P06")
def test_the_90_day_reminder_leaves_at_eight_to_one_reader(
    case: Case, ask: Callable[..., Duty], officer: User
) -> None:
    ask(case, AUGUST, at=EARLY)
    assert not fall_due(at=MORNING - timedelta(seconds=1))

    fall_due(at=MORNING)
    deliver_all(at=MORNING)

    [letter] = mail.outbox
    assert letter.to == [officer.email]
    assert letter.subject.endswith("Venskabsby: Gentofte")
    assert Message.objects.get().status == "sent"
    assert ends()[-90] == ("done", "")


def test_the_letter_says_what_it_is_about(
    case: Case, ask: Callable[..., Duty], officer: User
) -> None:
    User.objects.filter(pk=officer.pk).update(language="en-gb")
    ask(case, AUGUST, at=EARLY)
    ask(case, None, at=EARLY, kind="review_memo")

    row = handed_over(MORNING)

    assert row.subject == "[Due August 2024] Have the review decided: Venskabsby: Gentofte"
    for part in (row.text, row.html):
        assert "August 2024" in part
        assert "31 August 2024" in part
        assert f"/cases/{case.pk}/" in part
        assert "Submit the memo" in part
        assert "because you are responsible" in part
        assert "2 July 2024" in part
    headers = mail.outbox[-1].message()
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["Message-ID"] == row.message_id
    assert headers["In-Reply-To"] == headers["References"] == thread_of(case.pk)
    assert [part.get_content_type() for part in headers.walk()][1:] == [
        "text/plain",
        "text/html",
    ]


def handed_over(moment: datetime) -> Message:
    """What falls due at this moment, as it left."""
    fall_due(at=moment)
    deliver_all(at=moment)
    return Message.objects.get(kind="reminder")


def test_a_second_sweep_tells_nobody_again(case: Case, ask: Callable[..., Duty]) -> None:
    ask(case, AUGUST, at=EARLY)

    for _ in range(3):
        run_due(at=MORNING)

    assert len(mail.outbox) == 1


def test_after_an_outage_the_latest_of_a_case_goes_out(
    case: Case, ask: Callable[..., Duty]
) -> None:
    ask(case, AUGUST, at=EARLY)

    row = handed_over(at("2024-09-02 12:00"))

    assert row.subject.startswith("[Overskredet: august 2024]")
    assert list(row.reminders.values_list("days", flat=True)) == [-90, -30, 1]
    assert ends()[1][0] == "done"
    assert ends()[-30] == ("superseded", "a later one of the same case goes out")
    assert ends()[-90][0] == "superseded"


def test_a_reader_has_one_single_letter_a_day(
    nuuk: Municipality, sister_city: Kind, ask: Callable[..., Duty]
) -> None:
    for title in ("A", "B", "C"):
        ask(make_case(title, nuuk, sister_city, None), AUGUST, at=EARLY)

    fall_due(at=MORNING)
    ask(make_case("D", nuuk, sister_city, None), AUGUST, at=MORNING)
    fall_due(at=MORNING + timedelta(hours=3))

    assert sorted(Message.objects.values_list("kind", flat=True)) == ["digest", "reminder"]
    rows = Reminder.objects.filter(days=-90)
    assert sorted(rows.values_list("status", "reason")) == [
        ("done", ""),
        *[("done", "in the Monday letter")] * 3,
    ]


def test_a_duty_that_closed_meanwhile_is_not_told(case: Case, ask: Callable[..., Duty]) -> None:
    duty = ask(case, AUGUST, at=EARLY)
    Duty.objects.filter(pk=duty.pk).update(status="done", closed_at=EARLY)

    fall_due(at=MORNING)

    assert ends()[-90] == ("cancelled", "no longer asked")
    assert not Message.objects.exists()


def test_a_case_that_rests_is_not_told(case: Case, ask: Callable[..., Duty]) -> None:
    ask(case, AUGUST, at=EARLY)
    Case.objects.filter(pk=case.pk).update(state="suspended")

    fall_due(at=MORNING)

    assert not Message.objects.exists()


# ---------------------------------------------------------------- to whom
def test_of_a_unit_the_cases_own_responsible_is_told(
    case: Case, ask: Callable[..., Duty], culture: Unit, person: Callable[..., User],
    nuuk: Municipality, officer: User,
) -> None:  # fmt: skip
    other = person("officer", municipality=nuuk, unit=culture, name="other")
    case.responsible = seats.asked_person(other)
    case.save()
    ask(case, AUGUST, at=EARLY, who=seats.asked_unit(culture))

    fall_due(at=MORNING)

    assert [m.recipient for m in Message.objects.all()] == [other]


def test_of_a_role_one_person_is_told(
    case: Case, ask: Callable[..., Duty], nuuk: Municipality, secretary: User, secretary2: User
) -> None:
    ask(case, AUGUST, at=EARLY, who=seats.asked_role(Role.SECRETARIAT, nuuk.pk))

    fall_due(at=MORNING)

    assert [m.recipient for m in Message.objects.all()] == [secretary]


def test_a_deputy_is_told_while_somebody_is_absent(
    case: Case, ask: Callable[..., Duty], officer: User, secretary: User
) -> None:
    Deputy.objects.create(
        absent=officer,
        deputy=secretary,
        first_date=date(2024, 5, 1),
        last_date=date(2024, 5, 31),
    )
    User.objects.filter(pk=secretary.pk).update(language="en-gb")
    ask(case, AUGUST, at=EARLY)

    row = handed_over(MORNING)

    assert row.recipient == secretary
    assert "because you stand in for officer" in row.text


@pytest.mark.requirement("R-081")
def test_everybody_reads_a_letter_in_the_own_language(
    case: Case, ask: Callable[..., Duty], secretary: User, secretary2: User
) -> None:
    User.objects.filter(pk=secretary.pk).update(language="da")
    User.objects.filter(pk=secretary2.pk).update(language="sv")
    for reader in (secretary, secretary2):
        ask(case, AUGUST, at=EARLY, who=seats.asked_person(reader))

    fall_due(at=MORNING)
    deliver_all(at=MORNING)

    letters = {row.recipient: row for row in Message.objects.all()}
    assert {reader: row.language for reader, row in letters.items()} == {
        secretary: "da",
        secretary2: "sv",
    }
    assert "[Frist august 2024]" in letters[secretary].subject
    assert "august 2024" in letters[secretary].text
    assert "[Senast augusti 2024]" in letters[secretary2].subject


def test_the_units_mailbox_is_told_when_nobody_is_left(
    case: Case, ask: Callable[..., Duty], officer: User
) -> None:
    ask(case, AUGUST, at=EARLY)
    User.objects.filter(pk=officer.pk).update(is_active=False)

    fall_due(at=MORNING)

    row = Message.objects.get()
    assert (row.address, row.recipient, row.language) == ("kultur@example.gl", None, "da")


def test_a_letter_to_nobody_is_an_incident(
    case: Case, ask: Callable[..., Duty], officer: User, culture: Unit
) -> None:
    ask(case, AUGUST, at=EARLY)
    User.objects.filter(pk=officer.pk).update(is_active=False)
    Unit.objects.filter(pk=culture.pk).update(mailbox="")

    assert fall_due(at=MORNING)["not_sent"] == 1

    assert ends()[-90] == ("not_sent", "nobody to tell")


def test_the_head_is_told_after_30_days_and_the_director_after_60(
    case: Case, ask: Callable[..., Duty], head: User, nuuk: Municipality,
    person: Callable[..., User], secretary: User,
) -> None:  # fmt: skip
    director = person("director", municipality=nuuk)
    grant(secretary, Role.HEAD, nuuk, at=EARLY)
    ask(case, AUGUST, at=at("2024-09-05"))

    fall_due(at=at("2024-09-30 12:00"))
    fall_due(at=at("2024-10-30 12:00"))

    assert [m.recipient for m in Message.objects.all()] == [head, director]


def test_a_case_kept_to_named_people_is_told_to_none_but_them(
    case: Case, ask: Callable[..., Duty], officer: User, head: User
) -> None:
    Case.objects.filter(pk=case.pk).update(confidentiality="named")
    CaseAccess.objects.create(case=case, user=officer)
    ask(case, AUGUST, at=EARLY)

    fall_due(at=MORNING)
    fall_due(at=at("2024-09-30 12:00"))

    assert {m.recipient for m in Message.objects.all()} == {officer}
    assert ends()[30] == ("not_sent", "nobody to tell")


def test_a_title_with_line_breaks_stays_one_line(case: Case, ask: Callable[..., Duty]) -> None:
    Case.objects.filter(pk=case.pk).update(title="A\r\nBcc: x@example.org")
    ask(case, AUGUST, at=EARLY)

    fall_due(at=MORNING)
    deliver_all(at=MORNING)

    assert mail.outbox[0].subject.endswith("A Bcc: x@example.org")
    assert mail.outbox[0].message()["Bcc"] is None


def test_the_queries_do_not_grow_with_what_is_due(
    nuuk: Municipality, sister_city: Kind, ask: Callable[..., Duty],
    person: Callable[..., User], django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    for n in range(15):
        who = seats.asked_person(person("officer", municipality=nuuk, name=f"o{n}"))
        ask(make_case(str(n), nuuk, sister_city, None), AUGUST, at=EARLY, who=who)

    with django_assert_max_num_queries(20):
        fall_due(at=MORNING)

    assert Message.objects.count() == 15
