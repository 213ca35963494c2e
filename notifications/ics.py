"""How is a calendar written for calendar programs (RFC 5545, RFC 7986)?

All-day events without a time zone, so that a day is the same day everywhere. What is known to the
month spans the month and says that its day is not known (P05, P17). Outside these walls a case
goes by its public title, else by its number.
"""

from __future__ import annotations

import re
from datetime import UTC, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import icalendar
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar.enums import STATUS, TRANSP

from agreements.dates import display
from agreements.labels import duty_heading, state_label
from agreements.models import Case, Duty
from agreements.states import FROZEN
from notifications.rendering import case_url

if TYPE_CHECKING:
    from collections.abc import Iterable

    from notifications.calendars import Entry
    from people.models import User

A_DAY = timedelta(days=1)
READ_AGAIN = timedelta(hours=6)
MAKER = "-//Samklang//Calendar//"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
LANGUAGES = {"da": "DA", "sv": "SV"}


def write(name: str, entries: Iterable[Entry], reader: User | None) -> bytes:
    """The calendar in the active language; the same entries give the same bytes.

    It has no UID of its own: vdirsyncer would take it for that of each event, and keep one.
    """
    calendar = icalendar.Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", MAKER + LANGUAGES.get((get_language() or "")[:2], "EN"))
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("NAME", _one_line(name))
    calendar.add("X-WR-CALNAME", _one_line(name))
    again = icalendar.vDuration(READ_AGAIN)
    calendar.add("REFRESH-INTERVAL", again, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", icalendar.vDuration(READ_AGAIN))
    for entry in entries:
        calendar.add_component(_event(entry, reader))
    written: bytes = calendar.to_ical()
    return written


def _event(entry: Entry, reader: User | None) -> icalendar.Event:
    note, status = _standing(entry)
    heading = _heading(entry)
    if not entry.is_day_known:
        heading = f"{heading} ({_told(entry)})"
    row = entry.duty or entry.occasion
    changed = row.changed_at.astimezone(UTC).replace(microsecond=0)  # type: ignore[union-attr]
    return icalendar.Event.new(
        uid=_uid(entry.key),
        stamp=changed,
        last_modified=changed,
        sequence=entry.case.version,
        start=entry.first,
        end=entry.last + A_DAY,
        summary=_one_line(f"{note}: {heading}" if note else heading),
        description="\n".join(_lines(entry, reader)),
        location=_place(entry),
        status=status,
        transparency=TRANSP.TRANSPARENT,
        url=case_url(entry.case),
    )


def _uid(key: str) -> str:
    return f"{key}@{urlsplit(settings.SITE_URL).hostname or 'samklang'}"


def _standing(entry: Entry) -> tuple[str, STATUS]:
    """What is said before the heading, for programs that do not show the status."""
    duty = entry.duty
    if duty is None:
        return "", STATUS.CONFIRMED
    if duty.status != Duty.Status.OPEN:
        return capfirst(str(duty.get_status_display())), STATUS.CANCELLED
    if duty.is_handed_over:  # type: ignore[attr-defined]
        return _("Handed over"), STATUS.CANCELLED
    if entry.case.state in FROZEN:
        return str(state_label(entry.case)), STATUS.TENTATIVE
    return "", STATUS.CONFIRMED


def _heading(entry: Entry) -> str:
    """“Review: Sister city”; an occasion is named only where its case has a public title."""
    case, occasion = entry.case, entry.occasion
    if entry.duty is not None:
        return duty_heading(entry.duty.kind_id, _public_title(case) or case.number)
    assert occasion is not None
    if title := _public_title(case):
        return f"{occasion.name}: {title}"
    return f"{capfirst(str(occasion.get_sort_display()))}: {case.number}"


def _public_title(case: Case) -> str:
    return case.public_title if case.confidentiality == Case.Confidentiality.MUNICIPALITY else ""


def _place(entry: Entry) -> str | None:
    named = entry.occasion is not None and _public_title(entry.case)
    return (_one_line(entry.occasion.place) or None) if entry.occasion and named else None


def _lines(entry: Entry, reader: User | None) -> list[str]:
    case, duty = entry.case, entry.duty
    lines = []
    if duty is not None:
        facts = {"date": _told(entry), "last": display(entry.last, get_language() or "en")}
        lines.append(
            _("It is to be done by %(date)s.") % facts
            if entry.is_day_known
            else _("It is to be done in %(date)s, at the latest on %(last)s.") % facts
        )
    if not entry.is_day_known:
        lines.append(_("No day is known: the entry takes all the days that are possible."))
    if absent := _absent(entry, reader):
        lines.append(_("In place of %(who)s") % {"who": absent.name})
    return [*lines, f"{case.number}, {case.owner.name}", case_url(case)]


def _absent(entry: Entry, reader: User | None) -> User | None:
    """The person for whom the reader stands in; of a unit's feed nobody reads alone."""
    duty = entry.duty
    if duty is None or reader is None or duty.is_handed_over:  # type: ignore[attr-defined]
        return None
    person = duty.responsible.person
    return person if person is not None and person.pk != reader.pk else None


def _one_line(text: str) -> str:
    """Without control characters, which the format forbids and an import may have brought."""
    return " ".join(_CONTROL.sub(" ", text).split())


def _told(entry: Entry) -> str:
    return display(entry.window, get_language() or "en")
