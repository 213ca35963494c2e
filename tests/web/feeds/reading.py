"""A feed, read as a calendar program does, and the windows that it tells."""

from __future__ import annotations

from datetime import date
from typing import Any

import icalendar
from django.test import Client
from django.urls import reverse

from agreements.dates import PartialDate

NUUK, COPENHAGEN, STOCKHOLM = "America/Nuuk", "Europe/Copenhagen", "Europe/Stockholm"
WINDOWS = {
    "day": PartialDate.day(date(2028, 8, 17)),
    "month": PartialDate.month(2028, 8),
    "leap": PartialDate.day(date(2028, 2, 29)),
    "year": PartialDate.year(2028),
}


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
