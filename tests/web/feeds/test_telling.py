"""What does a feed tell of a deadline, and of one that moved or is gone?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import icalendar
import pytest

from agreements.dates import PartialDate
from agreements.models import Case, Duty, Event
from notifications import feeds
from people import seats
from people.models import Deputy, Municipality, User
from tests.conftest import NOW
from tests.web.feeds.reading import COPENHAGEN, NUUK, STOCKHOLM, WINDOWS, event, events, read


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
