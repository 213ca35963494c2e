"""Is everything that fell due told in some letter, and nothing that is no longer so?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.core import mail

from agreements.dates import PartialDate
from agreements.models import Body, Case, ContactRole, Duty, DutyKind, Participation, Party
from notifications.delivery import deliver_all
from notifications.models import Message, Note, Preference, Reminder, ReminderRule, SendingSettings
from notifications.planning import replan
from notifications.run_due import run_due
from notifications.sweep import fall_due
from people import seats
from people.models import Deputy, Municipality, Role, Unit, User
from tests.notifications.conftest import at, make_case

if TYPE_CHECKING:
    from collections.abc import Callable

    from agreements.models import Kind

AUGUST = PartialDate.month(2024, 8)
EARLY = at("2024-02-01 12:00")
MORNING = at("2024-05-03 09:00")
"""8 in the morning in Nuuk, a Friday."""
MONDAY = at("2024-05-06 09:00")


@pytest.fixture(autouse=True)
def _in_english(officer: User) -> None:
    User.objects.filter(pk=officer.pk).update(language="en-gb")


def told() -> list[tuple[list[str], str]]:
    return [(letter.to, str(letter.body)) for letter in mail.outbox]


# ---------------------------------------------------------------- nothing is lost
def test_what_has_no_mail_of_its_own_stands_in_the_next_letter_however_far_ahead(
    nuuk: Municipality, sister_city: Kind, ask: Callable[..., Duty]
) -> None:
    for title in ("Aasiaat", "Brande"):
        ask(make_case(title, nuuk, sister_city, None), AUGUST, at=EARLY)

    run_due(at=MORNING)
    run_due(at=MONDAY)

    [(_to, single), (_also, letter)] = told()
    assert "Aasiaat" in single
    assert "Brande" in letter
    assert "YOU ARE REMINDED OF" in letter
    assert {r.message.kind for r in Reminder.objects.filter(days=-90) if r.message} == {
        "reminder",
        "digest",
    }


def test_a_head_reads_of_each_case_that_lies_in_their_unit(
    nuuk: Municipality, sister_city: Kind, culture: Unit, head: User, ask: Callable[..., Duty]
) -> None:
    for title in ("Aasiaat", "Brande", "Celle"):
        ask(make_case(title, nuuk, sister_city, culture), AUGUST, at=at("2024-09-05"))

    run_due(at=at("2024-09-30 10:00"))
    run_due(at=at("2024-10-07 09:00"))

    texts = "".join(text for to, text in told() if to == [head.email])
    assert all(title in texts for title in ("Aasiaat", "Brande", "Celle"))


def test_a_mailbox_gets_a_letter_too(
    nuuk: Municipality, sister_city: Kind, culture: Unit, officer: User, ask: Callable[..., Duty]
) -> None:
    User.objects.filter(pk=officer.pk).update(is_active=False)
    for title in ("Aasiaat", "Brande"):
        ask(make_case(title, nuuk, sister_city, culture), AUGUST, at=EARLY)

    run_due(at=MORNING)
    run_due(at=MONDAY)

    assert [to for to, _text in told()] == [[culture.mailbox]] * 2
    assert "Brande" in told()[1][1]


def test_when_the_first_of_a_letter_is_done_the_second_is_told(
    case: Case, ask: Callable[..., Duty]
) -> None:
    late = ask(case, date(2024, 5, 2), at=EARLY)
    ask(case, date(2024, 6, 2), at=EARLY, kind="review_memo")
    fall_due(at=MORNING)
    Duty.objects.filter(pk=late.pk).update(status="done", closed_at=MORNING)

    deliver_all(at=MORNING)

    [(_to, text)] = told()
    assert "Submit the memo" in text
    row = Reminder.objects.get(duty__kind="review_memo", days=-30)
    assert (row.status, row.message) == ("done", Message.objects.get())
    assert Note.objects.filter(reminder=row).exists()


def test_one_that_was_withheld_keeps_the_day_for_the_next(
    nuuk: Municipality, sister_city: Kind, ask: Callable[..., Duty]
) -> None:
    first = ask(make_case("Aasiaat", nuuk, sister_city, None), AUGUST, at=EARLY)
    fall_due(at=MORNING)
    Duty.objects.filter(pk=first.pk).update(status="done", closed_at=MORNING)
    deliver_all(at=MORNING)
    ask(make_case("Brande", nuuk, sister_city, None), AUGUST, at=MORNING)

    run_due(at=MORNING + timedelta(hours=1))

    [(_to, text)] = told()
    assert "Brande" in text


def test_what_was_closed_by_mistake_is_told_the_same_day(
    case: Case, ask: Callable[..., Duty]
) -> None:
    duty = ask(case, AUGUST, at=EARLY)
    fall_due(at=MORNING)
    Duty.objects.filter(pk=duty.pk).update(status="done", closed_at=MORNING)
    deliver_all(at=MORNING)
    Duty.objects.filter(pk=duty.pk).update(status="open", closed_at=None)
    replan([duty.pk], at=MORNING)

    run_due(at=MORNING)

    assert len(told()) == 1


# ---------------------------------------------------------------- nothing old is told
def test_a_deadline_that_moved_while_the_mail_waited_is_not_told(
    case: Case, ask: Callable[..., Duty]
) -> None:
    duty = ask(case, AUGUST, at=EARLY)
    fall_due(at=MORNING)
    Duty.objects.filter(pk=duty.pk).update(due_from=date(2025, 8, 1), due_until=date(2025, 8, 31))

    assert deliver_all(at=MORNING) == {"not_sent": 1}

    row = Reminder.objects.get(days=-90)
    assert (row.status, row.reason) == ("cancelled", "the day has moved")


def test_a_task_that_changed_hands_while_the_mail_waited_is_told_to_its_new_owner(
    case: Case, ask: Callable[..., Duty], secretary: User
) -> None:
    duty = ask(case, AUGUST, at=EARLY)
    fall_due(at=MORNING)
    Duty.objects.filter(pk=duty.pk).update(responsible=seats.asked_person(secretary))

    run_due(at=MORNING)
    run_due(at=MORNING + timedelta(minutes=1))

    assert [to for to, _text in told()] == [[secretary.email]]


# ---------------------------------------------------------------- nobody else is told
def test_a_mailbox_of_another_unit_learns_nothing_of_what_is_kept_to_one(
    case: Case, ask: Callable[..., Duty], nuuk: Municipality
) -> None:
    Case.objects.filter(pk=case.pk).update(confidentiality="unit")
    other = Unit.objects.create(municipality=nuuk, name="Havn", mailbox="havn@example.gl")
    ask(case, AUGUST, at=EARLY, who=seats.asked_unit(other))

    run_due(at=MORNING)

    assert told() == []
    assert Reminder.objects.get(days=-90).reason == "nobody to tell"


def test_an_empty_address_is_passed_over(
    case: Case, ask: Callable[..., Duty], officer: User, culture: Unit
) -> None:
    User.objects.filter(pk=officer.pk).update(email="")
    ask(case, AUGUST, at=EARLY)

    run_due(at=MORNING)

    assert [to for to, _text in told()] == [[culture.mailbox]]


def test_a_deputy_who_is_away_too_is_passed_over(
    case: Case, ask: Callable[..., Duty], officer: User, secretary: User, secretary2: User
) -> None:
    away = {"first_date": date(2024, 5, 1), "last_date": date(2024, 5, 31)}
    Deputy.objects.create(absent=officer, deputy=secretary, **away)
    Deputy.objects.create(absent=secretary, deputy=secretary2, **away)
    ask(case, AUGUST, at=EARLY)

    run_due(at=MORNING)

    assert [to for to, _text in told()] == [[officer.email]]


# ---------------------------------------------------------------- whom a rule names
def rule(**which: object) -> None:
    ReminderRule.objects.all().delete()
    ReminderRule.objects.create(days=-90, **which)


@pytest.fixture
def asked(case: Case, ask: Callable[..., Duty]) -> Callable[[], list[str]]:
    """Ask for the review and let its day come; who was told."""

    def make(**facts: object) -> list[str]:
        duty = ask(case, AUGUST, at=EARLY)
        Duty.objects.filter(pk=duty.pk).update(**facts)
        run_due(at=MORNING)
        return [address for to, _text in told() for address in to]

    return make


def test_a_rule_may_tell_the_mailbox_of_the_unit(
    asked: Callable[[], list[str]], culture: Unit
) -> None:
    rule(recipient="unit")

    assert asked() == [culture.mailbox]


def test_a_rule_may_tell_whoever_holds_a_post_on_the_day(
    asked: Callable[[], list[str]], nuuk: Municipality, secretary: User, secretary2: User
) -> None:
    post = nuuk.posts.create(title="Direktør")
    post.holdings.create(user=secretary, first_date=date(2020, 1, 1), last_date=date(2024, 5, 2))
    post.holdings.create(user=secretary2, first_date=date(2024, 5, 3))
    rule(recipient="post", post=post)

    assert asked() == [secretary2.email]


def test_a_rule_may_tell_a_role(asked: Callable[[], list[str]], secretary: User) -> None:
    rule(recipient="role", role=Role.SECRETARIAT)

    assert asked() == [secretary.email]


def test_a_rule_may_tell_the_secretary_of_the_body(
    asked: Callable[..., list[str]], nuuk: Municipality, secretary: User, secretary2: User
) -> None:
    rule(recipient="secretary")
    body = Body.objects.create(
        municipality=nuuk,
        name_da="Kulturudvalget",
        level="committee",
        secretary=seats.asked_person(secretary2),
    )

    assert asked(body=body) == [secretary2.email]


@pytest.mark.parametrize("allowed", [True, False])
def test_the_contact_of_a_party_is_told_where_both_allow_it_and_learns_the_public_title(
    asked: Callable[..., list[str]], case: Case, nuuk: Municipality, allowed: bool
) -> None:
    rule(recipient="contact")
    SendingSettings.objects.update_or_create(municipality=nuuk, defaults={"partner_mail": allowed})
    Case.objects.filter(pk=case.pk).update(title="Hemmeligt", public_title="Venskab")
    party = Party.objects.create(name="Gentofte", sort="municipality")
    place = Participation.objects.create(case=case, party=party)
    ContactRole.objects.create(
        participation=place, role="Kontakt", email="k@example.dk", is_reminded=True
    )

    assert asked(party=party) == (["k@example.dk"] if allowed else [])
    assert "Hemmeligt" not in "".join(
        letter.subject + text for letter, (_, text) in zip(mail.outbox, told(), strict=True)
    )
    if allowed:
        assert "Venskab" in mail.outbox[0].subject
        assert Message.objects.get().guarantee == "at_most_once"


# ---------------------------------------------------------------- what a person wishes
def test_who_wishes_no_letter_still_reads_what_must_be_told(
    nuuk: Municipality, sister_city: Kind, officer: User, ask: Callable[..., Duty]
) -> None:
    Preference.objects.create(user=officer, digest="none")
    for title in ("Aasiaat", "Brande"):
        ask(make_case(title, nuuk, sister_city, None), AUGUST, at=EARLY)
    ask(make_case("Celle", nuuk, sister_city, None), PartialDate.month(2024, 5), at=EARLY)

    run_due(at=MORNING)
    run_due(at=MONDAY)

    letter = mail.outbox[1]
    assert "Brande" in letter.body
    assert "Celle" not in letter.body
    assert "List-Unsubscribe" not in letter.extra_headers


def test_what_can_wait_is_in_the_letter_of_whoever_wishes_so_and_ends_with_one_click(
    case: Case, officer: User, ask: Callable[..., Duty]
) -> None:
    DutyKind.objects.filter(pk="review_ruling").update(is_statutory=False)
    Preference.objects.create(user=officer, own_mails=False)
    ask(case, AUGUST, at=EARLY)

    run_due(at=MORNING)
    assert told() == []
    run_due(at=MONDAY)

    [letter] = mail.outbox
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter.extra_headers["List-Unsubscribe"].strip("<>") in letter.body


def test_a_daily_letter_comes_on_the_next_weekday(
    nuuk: Municipality, sister_city: Kind, officer: User, ask: Callable[..., Duty]
) -> None:
    Preference.objects.create(user=officer, digest="daily")
    for title in ("Aasiaat", "Brande"):
        ask(make_case(title, nuuk, sister_city, None), date(2024, 7, 31), at=EARLY)

    run_due(at=at("2024-05-02 10:00"))
    run_due(at=at("2024-05-03 09:00"))

    assert [letter.subject.split(":")[0] for letter in mail.outbox][1:] == ["Your tasks"]


def test_what_is_told_of_a_person_is_noted_in_samklang(
    case: Case, officer: User, ask: Callable[..., Duty]
) -> None:
    rule(recipient="responsible", channel="app")
    ask(case, AUGUST, at=EARLY)

    run_due(at=MORNING)

    assert told() == []
    assert [(note.user, note.case) for note in Note.objects.all()] == [(officer, case)]
