"""What does no feed tell, and to whom?"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
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

from agreements.models import Case, CaseAccess, Duty, Event
from notifications import feeds
from notifications.models import CalendarFeed
from people import seats
from people.models import Municipality, Unit, User
from people.roles import deactivate
from tests.conftest import NOW
from tests.web.feeds.reading import NUUK, WINDOWS, event, events, read
from web.quiet import hide_secrets


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
