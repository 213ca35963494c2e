"""Do administrators change when people are reminded, and see first what that does?"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from agreements.models import Case, Duty, Kind
from audit.models import SecurityEvent
from notifications.models import FreePeriod, Reminder, ReminderRule, SendingSettings
from people.models import Municipality, User
from tests.web.lives import Cast, live

RULE = {
    "kind": "",
    "case_kind": "",
    "count": "14",
    "side": "before",
    "recipient": "responsible",
    "post": "",
    "role": "",
    "channel": "single",
    "shift": "before",
    "is_active": "on",
}


@pytest.fixture
def boss(cast: Cast, person: Callable[..., User]) -> User:
    return person("administrator", municipality=cast.owner)


@pytest.fixture
def session(boss: User) -> Client:
    client = Client()
    client.force_login(boss)
    return client


@pytest.fixture
def case(cast: Cast) -> Case:
    """Under review: four of its tasks have a window."""
    return live(cast, "under_review")


def text(response: Any) -> str:
    words = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(words.split())


def look(client: Client, pk: int | None = None, **facts: Any) -> Any:
    url = reverse("reminder_rule", args=[pk]) if pk else reverse("reminder_rule_new")
    return client.post(url, RULE | facts)


def fingerprint(response: Any) -> str:
    found = re.search(r'name="fingerprint" value="([0-9a-f]{64})"', response.content.decode())
    assert found
    return found[1]


def save(client: Client, shown: Any, pk: int | None = None, **facts: Any) -> Any:
    sent: dict[str, Any] = {"confirmed": "yes", "fingerprint": fingerprint(shown)} | facts
    return look(client, pk, **sent)


def planned(case: Case) -> int:
    return Reminder.objects.filter(duty__case=case, status="planned").count()


@pytest.mark.requirement("R-069")
def test_a_rule_is_looked_at_before_it_is_saved_and_then_planned(
    session: Client, boss: User, case: Case
) -> None:
    shown = look(session, kind="review_ruling", count="77")
    assert shown.status_code == 200
    assert ReminderRule.objects.filter(municipality=boss.municipality).count() == 0
    told = text(shown)
    assert "Påmindelser, der kommer til 1" in told
    assert "Det er den første af jeres egne regler" in told
    assert case.title in told

    saved = save(session, shown, kind="review_ruling", count="77")

    assert saved.status_code == 302
    rule = ReminderRule.objects.get(municipality=boss.municipality)
    assert (rule.days, rule.kind_id, rule.shift) == (-77, "review_ruling", "before")
    assert rule.history.get().history_user == boss
    duty = Duty.objects.get(case=case, kind="review_ruling", status="open")
    assert list(Reminder.objects.filter(duty=duty, status="planned").values_list("rule")) == [
        (rule.pk,)
    ]


def test_what_was_not_shown_is_not_saved(session: Client, boss: User, case: Case) -> None:
    shown = look(session)

    other = save(session, shown, count="21")
    ReminderRule.objects.create(municipality=boss.municipality, days=3)
    beside = save(session, shown)

    assert (other.status_code, beside.status_code) == (409, 409)
    assert "intet er gemt" in text(other)
    assert ReminderRule.objects.filter(municipality=boss.municipality).count() == 1
    assert save(session, other, count="21").status_code == 409  # the rule beside it
    assert save(session, beside).status_code == 302


def test_a_rule_that_would_never_fire_is_saved_only_when_that_is_meant(
    session: Client, boss: User, case: Case
) -> None:
    shown = look(session, kind="notice")
    assert "ville denne regel ikke minde om noget" in text(shown)

    unmeant = save(session, shown, kind="notice")
    assert unmeant.status_code == 422
    assert ReminderRule.objects.filter(municipality=boss.municipality).count() == 0

    assert save(session, unmeant, kind="notice", understood="yes").status_code == 302


def test_a_rule_is_changed_and_taken_out_of_use(session: Client, boss: User, case: Case) -> None:
    save(session, look(session))
    rule = ReminderRule.objects.get(municipality=boss.municipality)
    before = planned(case)
    assert before > 0
    page = session.get(reverse("reminder_rule", args=[rule.pk]))
    assert 'value="14"' in page.content.decode()

    off = look(session, rule.pk, is_active="")
    assert f"Påmindelser, der forsvinder {before}" in text(off)
    save(session, off, rule.pk, is_active="")

    assert planned(case) == 0
    assert "ikke i brug" in text(session.get(reverse("reminder_rules")))


def test_back_to_the_form_keeps_what_was_written(session: Client, case: Case) -> None:
    page = look(session, count="33", change="yes")

    assert 'value="33"' in page.content.decode()


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"count": "x"}, "Skriv et helt antal dage"),
        ({"count": "731"}, "et tal fra 0 til 730"),
        ({"count": "0"}, "0 dage er den sidste dag"),
        ({"side": "after"}, "kan kun sendes senere"),
        ({"kind": "notice", "shift": "after"}, "vælg dagen før"),
        ({"recipient": "post"}, "Nævn stillingen"),
        ({"recipient": "role"}, "Nævn rollen"),
        ({"recipient": "contact"}, "skriver ikke til nogen udenfor"),
        ({"kind": "\0"}, "Vælg"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_in_words(
    session: Client, case: Case, facts: dict[str, Any], words: str
) -> None:
    refused = look(session, **facts)

    assert refused.status_code == 422
    assert words in text(refused)


def test_the_same_rule_stands_once(session: Client, boss: User, case: Case) -> None:
    ReminderRule.objects.create(municipality=boss.municipality, days=-14)

    assert look(session).status_code == 422


def test_the_chain_tells_which_rules_count(session: Client, boss: User, sister_city: Kind) -> None:
    before = text(session.get(reverse("reminder_rules")))
    assert "90 dage før" in before
    assert "Erstattet af vores egne" not in before

    ReminderRule.objects.create(municipality=boss.municipality, days=-14, case_kind=sister_city)
    assert "Erstattet af vores egne" not in text(session.get(reverse("reminder_rules")))
    ReminderRule.objects.create(municipality=boss.municipality, days=-14)

    after = text(session.get(reverse("reminder_rules")))
    assert after.count("Erstattet af vores egne") == 2  # the general ones and those of a kind
    assert "14 dage før" in after


def test_the_secretariat_reads_and_changes_nothing(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.secretary)

    assert client.get(reverse("reminder_rules")).status_code == 200
    assert (
        reverse("reminder_rule_new") not in client.get(reverse("reminder_rules")).content.decode()
    )
    assert look(client).status_code == 403
    assert SecurityEvent.objects.filter(actor_id=cast.secretary.pk).exists()
    assert ReminderRule.objects.filter(municipality=cast.owner).count() == 0


def test_rules_of_others_are_not_found(session: Client, aalborg: Municipality) -> None:
    theirs = ReminderRule.objects.create(municipality=aalborg, days=-14)
    default = ReminderRule.objects.filter(municipality=None).first()
    period = FreePeriod.objects.create(
        municipality=aalborg, name="Ferie", first_date=date(2030, 7, 1), last_date=date(2030, 7, 2)
    )

    for rule in (theirs, default):
        assert session.get(reverse("reminder_rule", args=[rule.pk])).status_code == 404
    assert session.get(reverse("quiet_days_end", args=[period.pk])).status_code == 404


def test_an_example_of_a_case_kept_from_the_administrator_is_not_shown(
    session: Client, case: Case
) -> None:
    Case.objects.filter(pk=case.pk).update(confidentiality="named")

    shown = text(look(session))

    assert case.title not in shown
    assert "Påmindelser, der kommer til 0" not in shown


@pytest.mark.parametrize("number", [2, 60])
def test_the_pages_ask_as_often_for_many_rules(
    session: Client,
    boss: User,
    case: Case,
    number: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    session.get(reverse("reminder_rules"))
    for days in range(100, 100 + number):
        ReminderRule.objects.create(municipality=boss.municipality, days=-days)

    with django_assert_max_num_queries(16):
        session.get(reverse("reminder_rules"))
    with django_assert_max_num_queries(40):
        assert look(session).status_code == 200


# ---------------------------------------------------------------- hours and quiet days
def test_other_hours_move_what_is_planned(session: Client, boss: User, case: Case) -> None:
    sent = {"send_time": "09:30", "digest_time": "6", "partner_mail": "on"}

    assert session.post(reverse("sending_times"), sent).status_code == 302

    sending = SendingSettings.objects.get(municipality=boss.municipality)
    assert (sending.send_time, sending.digest_time) == (time(9, 30), time(6))
    assert sending.partner_mail
    assert set(Reminder.objects.filter(status="planned").values_list("send_time", flat=True)) == {
        time(9, 30)
    }


@pytest.mark.parametrize("hour", ["", "25:00", "03:00", "20:01"])
def test_hours_at_night_are_refused(session: Client, hour: str) -> None:
    refused = session.post(reverse("sending_times"), {"send_time": hour, "digest_time": "07:00"})

    assert refused.status_code == 422


def test_quiet_days_are_written_and_taken_out(session: Client, boss: User, case: Case) -> None:
    row = Reminder.objects.filter(status="planned").latest("due_on")
    days = {"first_date": f"{row.due_on:%d-%m-%Y}", "last_date": f"{row.due_on:%d-%m-%Y}"}

    saved = session.post(reverse("quiet_days"), {"name": "Kommunen holder lukket", **days})

    assert saved.status_code == 302
    row.refresh_from_db()
    assert row.send_on > row.due_on
    assert "Kommunen holder lukket" in text(session.get(reverse("reminder_rules")))
    period = FreePeriod.objects.get(municipality=boss.municipality)
    session.post(reverse("quiet_days_end", args=[period.pk]))
    row.refresh_from_db()
    assert row.send_on == row.due_on


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("02-07-2030", "01-07-2030", "Den sidste dag ligger før den første"),
        ("01-07-2030", "01-10-2030", "60 dage i træk"),
        ("01-07-2020", "02-07-2020", "Denne dag er gået"),
    ],
)
def test_quiet_days_that_cannot_be_are_refused(
    session: Client, first: str, last: str, words: str
) -> None:
    facts = {"name": "Ferie", "first_date": first, "last_date": last}

    refused = session.post(reverse("quiet_days"), facts)

    assert refused.status_code == 422
    assert words in text(refused)
