"""Do real calendar programs read a feed as it is meant: khal and vdirsyncer, over HTTP?

They are installed into an environment of their own from requirements/feeds.txt.
"""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.request import urlopen

import pytest
from django.conf import settings
from django.urls import reverse

import clock
from agreements.dates import PartialDate
from agreements.models import Case, Duty
from benchmarks import apart
from notifications import feeds
from notifications.models import CalendarFeed
from people import seats
from tests.conftest import NOW

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytest_django.live_server_helper import LiveServer

    from people.models import User

TITLE = "Vänort på Åland; æøå ÆØÅ, “fælles”"
WINDOWS = {
    "review": PartialDate.day(date(2028, 8, 17)),
    "update": PartialDate.month(2028, 10),
    "notice": PartialDate.day(date(2028, 2, 29)),
}
SYNC = """\
[general]
status_path = "{home}/status"
[pair feed]
a = "there"
b = "here"
collections = null
[storage there]
type = "http"
url = "{url}"
[storage here]
type = "filesystem"
path = "{home}/events"
fileext = ".ics"
"""
KHAL = """\
[calendars]
[[feed]]
path = {home}/events
readonly = True
[locale]
local_timezone = {zone}
default_timezone = {zone}
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {home}/khal.db
"""


@dataclass
class Reader:
    """Somebody's computer in one time zone, with both programs and nothing else of theirs."""

    programs: Path
    home: Path
    zone: str
    url: str

    def run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        facts = {"HOME": str(self.home), "TZ": self.zone, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
        return subprocess.run(
            [str(self.programs / program), "-c", str(self.home / program), *arguments],
            env={"PATH": os.environ["PATH"], **facts},
            capture_output=True,
            text=True,
            input="",
            timeout=120,
            check=False,
        )

    def fetch(self) -> subprocess.CompletedProcess[str]:
        assert self.run("vdirsyncer", "discover").returncode == 0
        return self.run("vdirsyncer", "sync")

    def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in (self.home / "events").iterdir()}

    def listed(self) -> set[tuple[str, ...]]:
        """What the person sees of 2028: first and last day, and title."""
        line = "{start-date}|{end-date}|{all-day}|{title}"
        told = self.run(
            "khal", "list", "--once", "--day-format", "", "--format", line, "2028-01-01", "366d"
        )
        assert told.returncode == 0, told.stderr
        return {tuple(row.split("|")) for row in told.stdout.splitlines() if "|" in row}

    def keys(self) -> set[tuple[str, ...]]:
        """How khal tells the events of the address apart, and which days it gives to each."""
        with urlopen(self.url, timeout=30) as answer:  # noqa: S310 - our own server
            (self.home / "feed.ics").write_bytes(answer.read())
        line = "{uid}|{start-date}|{end-date}"
        told = self.run("khal", "printics", "--format", line, str(self.home / "feed.ics"))
        assert told.returncode == 0, told.stderr
        return {tuple(row.split("|")) for row in told.stdout.splitlines() if "|" in row}


@pytest.fixture(scope="module")
def programs() -> Path:
    return apart.environment("feeds", "feeds.txt")


@pytest.fixture
def secret(draft: Case, officer: User, live_server: LiveServer) -> Iterator[str]:
    before = settings.SITE_URL
    settings.SITE_URL = live_server.url
    Case.objects.filter(pk=draft.pk).update(public_title=TITLE)
    for kind, window in WINDOWS.items():
        Duty.objects.create(
            case=draft,
            kind_id=kind,
            due=window,
            responsible=seats.asked_person(officer),
            opened_at=NOW,
        )
    yield feeds.make(officer, by=officer, at=clock.now())[1]
    settings.SITE_URL = before


@pytest.fixture
def reader(
    programs: Path, secret: str, live_server: LiveServer, tmp_path: Path
) -> Callable[[str], Reader]:
    def make(zone: str) -> Reader:
        home = tmp_path / "reader"
        (home / "events").mkdir(parents=True)
        url = live_server.url + reverse("calendar_feed", args=(secret,))
        (home / "vdirsyncer").write_text(SYNC.format(home=home, url=url), encoding="utf-8")
        (home / "khal").write_text(KHAL.format(home=home, zone=zone), encoding="utf-8")
        return Reader(programs, home, zone, url)

    return make


HEADINGS = {
    "da": ("Revurdering", "Ajourfør aftalen", "Fortsæt eller opsig", "oktober 2028"),
    "sv": ("Översyn", "Aktualisera avtalet", "Fortsätt eller säg upp", "oktober 2028"),
    "en-gb": (
        "Review",
        "Bring the agreement up to date",
        "Continue or give notice",
        "October 2028",
    ),
}


@pytest.mark.slow
@pytest.mark.proof
@pytest.mark.acceptance("P17", "P05")
@pytest.mark.requirement("R-043")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", HEADINGS)
@pytest.mark.parametrize("zone", ["America/Nuuk", "Europe/Copenhagen", "Europe/Stockholm"])
def test_programs_show_the_same_days_in_every_zone(
    zone: str, language: str, reader: Callable[[str], Reader], officer: User
) -> None:
    """Day, month and 29 February, twice; then the address ends.

    vdirsyncer names events by their content, so that the same files mean that nothing differed.
    """
    type(officer).objects.filter(pk=officer.pk).update(language=language)
    here = reader(zone)

    fetched = here.fetch()

    assert fetched.returncode == 0, fetched.stderr
    first = here.files()
    assert len(first) == len(WINDOWS)
    review, update, notice, october = HEADINGS[language]
    assert here.listed() == {
        ("2028-08-17", "2028-08-17", "True", f"{review}: {TITLE}"),
        ("2028-10-01", "2028-10-31", "True", f"{update}: {TITLE} ({october})"),
        ("2028-02-29", "2028-02-29", "True", f"{notice}: {TITLE}"),
    }
    assert here.fetch().returncode == 0
    assert here.files() == first
    once = here.keys()
    days = {"review": "2028-08-17|2028-08-17", "notice": "2028-02-29|2028-02-29"}
    days["update"] = "2028-10-01|2028-10-31"
    assert once == {
        (f"duty-{duty.pk}@localhost", *days[duty.kind_id].split("|")) for duty in Duty.objects.all()
    }
    assert here.keys() == once

    feeds.end(CalendarFeed.objects.get(), by=officer, at=clock.now())

    refused = here.fetch()
    assert refused.returncode != 0
    assert "Not Found" in refused.stderr
    assert here.files() == first
