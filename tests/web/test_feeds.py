"""What do calendar programs read at a secret address, and who may make and end one?"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from gunicorn.config import Config
from gunicorn.glogging import Logger
from hypothesis import HealthCheck, given
from hypothesis import settings as counted
from hypothesis import strategies as st

import clock
from agreements.dates import PartialDate
from agreements.models import Case, CaseAccess, Duty, Event
from notifications import feeds
from notifications.models import CalendarFeed
from people import seats
from people.models import Deputy, Municipality, Unit, User
from people.roles import deactivate
from tests.conftest import NOW
from web.quiet import hide_secrets

NUUK, COPENHAGEN, STOCKHOLM = "America/Nuuk", "Europe/Copenhagen", "Europe/Stockholm"
WINDOWS = {
    "day": PartialDate.day(date(2028, 8, 17)),
    "month": PartialDate.month(2028, 8),
    "leap": PartialDate.day(date(2028, 2, 29)),
    "year": PartialDate.year(2028),
}


@pytest.fixture
def at() -> datetime:
    return clock.now()


@pytest.fixture
def asked(draft: Case, officer: User) -> Callable[..., Duty]:
    """Ask the officer something in the case: asked(due=…)."""
    draft.public_title = "Venskabsby i Østjylland: æøå ÆØÅ"
    draft.save()

    def make(**facts: object) -> Duty:
        facts = {"due": WINDOWS["day"], "kind_id": "review"} | facts
        facts.setdefault("responsible", seats.asked_person(officer))
        facts.setdefault("case", draft)
        return Duty.objects.create(opened_at=NOW, **facts)

    return make


@pytest.fixture
def secret(officer: User, at: datetime) -> str:
    return feeds.make(officer, by=officer, at=at)[1]


def read(token: str, client: Client | None = None) -> Any:
    answer: Any = (client or Client()).get(reverse("calendar_feed", args=(token,)))
    return answer


def events(token: str) -> list[Any]:
    answer = read(token)
    assert answer.status_code == 200
    return list(icalendar.Calendar.from_ical(answer.content).walk("VEVENT"))


def event(token: str) -> Any:
    (only,) = events(token)
    return only


# ---------------------------------------------------------------- days
@pytest.mark.acceptance("P17")
@pytest.mark.requirement("R-043")
@pytest.mark.parametrize(
    ("window", "first", "after"),
    [
        ("day", date(2028, 8, 17), date(2028, 8, 18)),
        ("month", date(2028, 8, 1), date(2028, 9, 1)),
        ("leap", date(2028, 2, 29), date(2028, 3, 1)),
        ("year", date(2028, 1, 1), date(2029, 1, 1)),
    ],
)
@pytest.mark.parametrize("zone", [NUUK, COPENHAGEN, STOCKHOLM])
def test_a_window_takes_just_its_days_in_every_zone(
    window: str,
    first: date,
    after: date,
    zone: str,
    nuuk: Municipality,
    asked: Callable[..., Duty],
    secret: str,
) -> None:
    Municipality.objects.filter(pk=nuuk.pk).update(time_zone=zone)
    asked(due=WINDOWS[window])

    told = event(secret)

    assert (told["DTSTART"].dt, told["DTEND"].dt) == (first, after)
    assert {told[name].params["VALUE"] for name in ("DTSTART", "DTEND")} == {"DATE"}
    assert "RRULE" not in told
    assert told["TRANSP"] == "TRANSPARENT"
    for here in (NUUK, COPENHAGEN, STOCKHOLM):
        assert "TZID" not in told["DTSTART"].params, here


@pytest.mark.acceptance("P05")
@pytest.mark.requirement("R-045")
@pytest.mark.parametrize(
    ("language", "summary", "told"),
    [
        ("da", "Revurdering: {} (august 2028)", "Dagen kendes ikke"),
        ("sv", "{} (augusti 2028)", "Dagen är inte känd"),
        ("en-gb", "Review: {} (August 2028)", "No day is known"),
    ],
)
def test_no_day_is_invented_in_the_calendar(
    language: str,
    summary: str,
    told: str,
    asked: Callable[..., Duty],
    officer: User,
    secret: str,
) -> None:
    User.objects.filter(pk=officer.pk).update(language=language)
    duty = asked(due=WINDOWS["month"])

    shown = event(secret)

    assert str(shown["SUMMARY"]).endswith(summary.format(duty.case.public_title))
    assert told in str(shown["DESCRIPTION"])
    assert shown["DTEND"].dt - shown["DTSTART"].dt == timedelta(days=31)


def test_a_day_that_is_known_is_not_said_to_be_unknown(
    asked: Callable[..., Duty], officer: User, secret: str
) -> None:
    User.objects.filter(pk=officer.pk).update(language="en-gb")
    asked(due=WINDOWS["day"])

    told = event(secret)

    assert str(told["SUMMARY"]) == "Review: Venskabsby i Østjylland: æøå ÆØÅ"
    assert "No day is known" not in str(told["DESCRIPTION"])


def test_what_has_no_deadline_is_not_in_the_calendar(
    asked: Callable[..., Duty], secret: str
) -> None:
    asked(due=None)

    assert events(secret) == []


@pytest.mark.requirement("R-047")
def test_an_occasion_takes_its_days(
    draft: Case, officer: User, secret: str, asked: Callable[..., Duty], at: datetime
) -> None:
    coming = at.date() + timedelta(days=100)
    draft.responsible = seats.asked_person(officer)
    draft.save()
    Event.objects.create(
        case=draft,
        name="AalborgDage",
        place="Nuuk",
        begins=PartialDate.day(coming),
        ends=PartialDate.day(coming + timedelta(days=3)),
        recorded_at=NOW,
    )

    told = event(secret)

    assert str(told["SUMMARY"]) == f"AalborgDage: {draft.public_title}"
    assert (told["DTSTART"].dt, told["LOCATION"]) == (coming, "Nuuk")
    assert told["DTEND"].dt == coming + timedelta(days=4)
    assert "kendes ikke" not in str(told["DESCRIPTION"])


# ---------------------------------------------------------------- the same, moved, gone
@pytest.mark.acceptance("P17")
def test_two_readings_are_alike(asked: Callable[..., Duty], secret: str) -> None:
    for window in WINDOWS.values():
        asked(due=window, subject=str(window))

    first, second = read(secret), read(secret)

    assert first.content == second.content
    assert len({told["UID"] for told in events(secret)}) == len(WINDOWS)
    assert "UID" not in icalendar.Calendar.from_ical(first.content)  # vdirsyncer keeps one event
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT6H\r\n" in first.content


@pytest.mark.acceptance("P17")
def test_what_moved_keeps_its_identity_and_is_newer(
    asked: Callable[..., Duty], secret: str
) -> None:
    duty = asked(due=WINDOWS["day"])
    before = event(secret)
    duty.due = WINDOWS["leap"]
    duty.save()
    Case.objects.filter(pk=duty.case_id).update(version=duty.case.version + 1)

    after = event(secret)

    assert after["UID"] == before["UID"] == f"duty-{duty.pk}@127.0.0.1"
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["DTSTAMP"].dt >= before["DTSTAMP"].dt
    assert after["DTSTART"].dt == date(2028, 2, 29)
    assert after["STATUS"] == "CONFIRMED"


def test_what_was_closed_is_cancelled_for_a_while(
    asked: Callable[..., Duty], secret: str, at: datetime
) -> None:
    duty, old = asked(), asked(kind_id="update")
    Duty.objects.filter(pk=duty.pk).update(status="done", closed_at=at - timedelta(days=89))
    Duty.objects.filter(pk=old.pk).update(status="done", closed_at=at - timedelta(days=91))

    told = event(secret)

    assert told["UID"].startswith(f"duty-{duty.pk}@")
    assert told["STATUS"] == "CANCELLED"
    assert str(told["SUMMARY"]).startswith("Udført: ")


def test_what_was_handed_over_is_cancelled_for_one_and_stands_for_the_other(
    asked: Callable[..., Duty], officer: User, assessor: User, secret: str, at: datetime
) -> None:
    duty = asked()
    duty.responsible = seats.asked_person(assessor)
    duty.save()
    Case.objects.filter(pk=duty.case_id).update(confidentiality="municipality")
    theirs = feeds.make(assessor, by=assessor, at=at)[1]

    mine = event(secret)

    assert mine["STATUS"] == "CANCELLED"
    assert str(mine["SUMMARY"]).startswith("Overdraget: ")
    assert event(theirs)["STATUS"] == "CONFIRMED"
    assert event(theirs)["UID"] == mine["UID"]


def test_while_its_case_rests_a_deadline_is_tentative(
    asked: Callable[..., Duty], secret: str
) -> None:
    duty = asked()
    Case.objects.filter(pk=duty.case_id).update(state="suspended")

    assert event(secret)["STATUS"] == "TENTATIVE"


def test_a_deputy_reads_what_asks_the_absent(
    asked: Callable[..., Duty], officer: User, assessor: User, at: datetime
) -> None:
    asked()
    theirs = feeds.make(assessor, by=assessor, at=at)[1]
    assert events(theirs) == []
    day = timedelta(days=1)
    Deputy.objects.create(
        absent=officer, deputy=assessor, first_date=at.date() - day, last_date=at.date() + day
    )

    assert f"I stedet for {officer.name}" in str(event(theirs)["DESCRIPTION"])


# ---------------------------------------------------------------- what is not told
@pytest.mark.parametrize("confidentiality", ["unit", "named"])
def test_a_case_kept_to_some_goes_by_its_number(
    confidentiality: str, asked: Callable[..., Duty], officer: User, secret: str
) -> None:
    case = asked().case
    Event.objects.create(case=case, name="Hemmeligt besøg", begins=WINDOWS["day"], recorded_at=NOW)
    Case.objects.filter(pk=case.pk).update(
        confidentiality=confidentiality, responsible=seats.asked_person(officer)
    )
    CaseAccess.objects.create(case=case, user=officer)

    content = read(secret).content.decode()

    assert case.number in content
    assert len(events(secret)) == 2
    for told in (case.title, case.public_title, "Hemmeligt"):
        assert told not in content.replace("\r\n ", "")


def test_without_a_public_title_the_number_stands_and_the_title_nowhere(
    asked: Callable[..., Duty], secret: str
) -> None:
    case = asked(subject="Et emne").case
    Case.objects.filter(pk=case.pk).update(public_title="")

    told = event(secret)

    assert str(told["SUMMARY"]) == f"Revurdering: {case.number}"
    assert case.title not in read(secret).content.decode().replace("\r\n ", "")
    assert "Et emne" not in read(secret).content.decode()


def test_what_the_person_may_not_read_any_more_is_not_told(
    asked: Callable[..., Duty], officer: User, assessor: User, at: datetime
) -> None:
    case = asked(responsible=seats.asked_person(assessor)).case
    Case.objects.filter(pk=case.pk).update(confidentiality="named")

    assert events(feeds.make(assessor, by=assessor, at=at)[1]) == []


@pytest.mark.parametrize(
    ("confidentiality", "number"), [("municipality", 1), ("unit", 1), ("named", 0)]
)
def test_the_feed_of_a_unit_tells_what_its_cases_ask_of_anybody(
    confidentiality: str,
    number: int,
    culture: Unit,
    nuuk: Municipality,
    assessor: User,
    head: User,
    asked: Callable[..., Duty],
    at: datetime,
) -> None:
    case = asked(responsible=seats.asked_person(assessor)).case
    Case.objects.filter(pk=case.pk).update(confidentiality=confidentiality)
    other = Unit.objects.create(municipality=nuuk, name="Havn")

    assert len(events(feeds.make(culture, by=head, at=at)[1])) == number
    assert events(feeds.make(other, by=head, at=at)[1]) == []


@counted(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(title=st.text(min_size=1, max_size=120), place=st.text(max_size=60))
def test_no_title_adds_a_property(
    title: str, place: str, asked: Callable[..., Duty], officer: User, secret: str
) -> None:
    """Whatever stands in a title comes back as text of its property, and nothing else changes."""
    case = Case.objects.get()
    title = title.replace("\0", "") or "x"
    hostile = f'{title}\r\nATTENDEE:mailto:a@b.org\nBEGIN:VALARM\\n;,:"{title}'[:200]
    Case.objects.filter(pk=case.pk).update(
        public_title=hostile, responsible=seats.asked_person(officer)
    )
    Duty.objects.all().delete()
    Event.objects.all().delete()
    asked(case=case)
    Event.objects.create(
        case=case,
        name=hostile,
        place=place.replace("\0", ""),
        begins=WINDOWS["day"],
        recorded_at=NOW,
    )

    content = read(secret).content
    calendar = icalendar.Calendar.from_ical(content)

    assert [type(part).__name__ for part in calendar.walk()] == ["Calendar", "Event", "Event"]
    known = {
        *("SUMMARY", "DTSTART", "DTEND", "DTSTAMP", "UID", "SEQUENCE", "URL", "DESCRIPTION"),
        *("STATUS", "TRANSP", "LAST-MODIFIED", "LOCATION"),
    }
    for part in calendar.walk("VEVENT"):
        assert set(part) <= known
        assert "ATTENDEE" in str(part["SUMMARY"])
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert not set(content) & set(range(32)) - {9, 10, 13}


# ---------------------------------------------------------------- nobody is signed in
@pytest.mark.requirement("R-047")
def test_a_reading_opens_no_session_and_is_kept_nowhere(
    asked: Callable[..., Duty], officer: User, secret: str
) -> None:
    asked()
    client = Client()
    client.force_login(officer)

    with CaptureQueriesContext(
        connection,
    ) as asked_for:
        answer = read(secret, client)

    assert "Set-Cookie" not in answer.headers
    assert not answer.cookies
    assert not [q for q in asked_for.captured_queries if "django_session" in q["sql"]]
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Language"] == "da"
    assert len(asked_for) <= 11


def test_asking_for_the_head_alone_tells_the_same(secret: str, db: None) -> None:
    head = Client().head(reverse("calendar_feed", args=(secret,)))

    assert head.status_code == 200
    assert head.content == b""
    assert head["Content-Type"] == "text/calendar; charset=utf-8"


@pytest.mark.acceptance("P17")
def test_what_never_was_and_what_has_ended_answer_alike(
    officer: User, secret: str, at: datetime
) -> None:
    ended = secret
    secret = feeds.make(officer, by=officer, at=at)[1]
    closed = secret
    feeds.end(CalendarFeed.objects.get(revoked_at=None), by=officer, at=at)

    answers = [read(token) for token in (ended, closed, "x", "a.b", "0" * 43, "æ", "a b")]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert len({str(sorted(answer.headers.items())) for answer in answers}) == 1


def test_a_secret_is_long_random_and_not_kept(officer: User, at: datetime) -> None:
    tokens = [feeds.make(officer, by=officer, at=at)[1] for _ in range(3)]

    assert {len(token) for token in tokens} == {43}
    assert len(set(tokens)) == 3
    assert CalendarFeed.objects.filter(revoked_at=None).count() == 1
    kept = str(list(CalendarFeed.objects.values())) + str(list(CalendarFeed.history.values()))
    assert not [token for token in tokens if token in kept]


def test_whoever_leaves_reads_nothing_any_more(officer: User, secret: str, at: datetime) -> None:
    assert read(secret).status_code == 200

    deactivate(officer, at=at)

    assert read(secret).status_code == 404
    assert CalendarFeed.objects.get().revoked_at == at


def test_a_unit_that_is_no_more_tells_nothing(culture: Unit, head: User, at: datetime) -> None:
    token = feeds.make(culture, by=head, at=at)[1]
    Unit.objects.filter(pk=culture.pk).update(is_active=False)

    assert read(token).status_code == 404


def test_the_day_of_the_last_reading_is_kept(secret: str, at: datetime) -> None:
    read(secret)

    kept = CalendarFeed.objects.get().last_read_on

    assert kept == at.astimezone(ZoneInfo(NUUK)).date()


def test_no_log_tells_the_secret(
    officer: User, caplog: pytest.LogCaptureFixture, secret: str
) -> None:
    with caplog.at_level(logging.WARNING, logger="django.request"):
        read(secret[:-1])
    assert "/calendar/…" in caplog.text
    assert secret[:20] not in caplog.text


def test_the_access_log_of_the_server_does_not_tell_it_either(secret: str) -> None:
    config = Config()
    config.set("accesslog", "-")
    log = Logger(config)
    written = StringIO()
    log.access_log.handlers = [logging.StreamHandler(written)]
    hide_secrets()

    class Answered:
        status, sent, headers = "200 OK", 17, ()

    path = reverse("calendar_feed", args=(secret,))
    asked_for = {"REQUEST_METHOD": "GET", "RAW_URI": path, "SERVER_PROTOCOL": "HTTP/1.1"}
    answered, asked_by = Answered(), type("Asked", (), {"headers": ()})()
    log.access(answered, asked_by, asked_for | {"HTTP_REFERER": path}, timedelta(seconds=1))
    log.access(answered, asked_by, asked_for | {"RAW_URI": "/calendar/"}, timedelta(seconds=1))

    assert secret not in written.getvalue()
    assert "GET /calendar/….ics HTTP/1.1" in written.getvalue()
    assert "GET /calendar/ HTTP/1.1" in written.getvalue()


# ---------------------------------------------------------------- the pages
def sign_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_an_address_is_shown_once_and_read_at_once(officer: User) -> None:
    client = sign_in(officer)
    assert "Lav en adresse" in client.get(reverse("feed_new")).content.decode()

    made = client.post(reverse("feed_new"))

    page = made.content.decode()
    assert made["Cache-Control"] == "private, no-store"
    token = page.split("/calendar/")[-1].split(".ics")[0]
    token = next(
        part.split(".ics")[0] for part in page.split("/calendar/")[1:] if ".ics" in part[:60]
    )
    assert read(token).status_code == 200
    assert token not in client.get(reverse("feeds")).content.decode()
    assert feeds.find(token) == CalendarFeed.objects.get()


def test_a_new_address_says_that_the_old_one_stops(officer: User, secret: str) -> None:
    client = sign_in(officer)
    assert "holder straks op" in client.get(reverse("feed_new")).content.decode()

    client.post(reverse("feed_new"))

    assert read(secret).status_code == 404
    assert CalendarFeed.objects.count() == 2


def test_ending_an_address(officer: User, secret: str) -> None:
    client = sign_in(officer)
    feed = CalendarFeed.objects.get()

    answer = client.post(reverse("feed_ends", args=(feed.pk,)), follow=True)

    assert "Adressen er lukket." in answer.content.decode()
    assert read(secret).status_code == 404
    kept = feed.history.latest("history_id")
    assert (kept.history_type, kept.history_user_id) == ("~", officer.pk)


def test_nobody_ends_or_sees_the_address_of_another(
    officer: User, head: User, secretary: User, secret: str
) -> None:
    feed = CalendarFeed.objects.get()

    for other in (head, secretary):
        client = sign_in(other)
        assert client.post(reverse("feed_ends", args=(feed.pk,))).status_code == 404
    assert read(secret).status_code == 200


def test_heads_and_secretariats_keep_the_addresses_of_units(
    culture: Unit, nuuk: Municipality, head: User, secretary: User, officer: User
) -> None:
    harbour = Unit.objects.create(municipality=nuuk, name="Havn")
    shown = {
        name: sign_in(user).get(reverse("feeds")).content.decode()
        for name, user in (("head", head), ("secretary", secretary), ("officer", officer))
    }

    links = {unit: reverse("feed_new_of", args=(unit.pk,)) for unit in (culture, harbour)}
    assert [links[culture] in shown[n] for n in ("head", "secretary", "officer")] == [1, 1, 0]
    assert [links[harbour] in shown[n] for n in ("head", "secretary", "officer")] == [0, 1, 0]
    assert sign_in(head).post(links[harbour]).status_code == 403
    assert sign_in(head).post(links[culture]).status_code == 200
    assert CalendarFeed.objects.get().unit == culture


def test_who_keeps_a_unit_is_told_that_the_maker_of_its_address_has_left(
    culture: Unit, head: User, secretary: User, at: datetime
) -> None:
    feeds.make(culture, by=head, at=at)
    User.objects.filter(pk=head.pk).update(is_active=False)

    page = sign_in(secretary).get(reverse("feeds")).content.decode()

    assert "er fratrådt: lav en ny" in page
