"""Which date did somebody write, in Danish, Swedish or English?

The three languages never contradict each other (a test says so), so none has to be named: a Dane
may paste a Swedish text. Numbers are day first, or ISO. What is not certain is refused with a
sentence that names an example; nothing is guessed. What is read and what is refused stands as data
in `tests/agreements/date_phrases.csv`. 10 to 60 µs a phrase, whatever the text; dateparser took
700 µs and read half of them (shapes.md).
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from agreements.dates import FIRST_YEAR, LAST_YEAR, LONGEST_TEXT, MONTHS, PartialDate, Precision

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django_stubs_ext import StrOrPromise


class DateNotUnderstood(ValueError):
    """`message` is for people, in their language; `code` for programs, such as the import."""

    def __init__(self, code: str, message: StrOrPromise, **params: object) -> None:
        super().__init__(code)
        self.code, self.message, self.params = code, message, params

    def __str__(self) -> str:
        return str(self.message) % self.params


def read(text: str) -> PartialDate:
    """The date that `text` names, with the text kept as given. Raise DateNotUnderstood else."""
    given = text.strip()
    if len(given) > LONGEST_TEXT:
        raise DateNotUnderstood(
            "too_long",
            _("A date has at most %(limit)s characters, for example 31-08-2024 or August 2024."),
            limit=LONGEST_TEXT,
        )
    with suppress(ValueError):
        return replace(PartialDate.from_edtf(given), text=given)
    plain, approximate = _without_about(_plain(given))
    value = _point(plain) or _range(plain)
    if value is None:
        raise _not_understood(plain)
    return replace(value, approximate=approximate, text=given)


# ---------------------------------------------------------------- the text, made plain
_PLAIN = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2212", "-")
    # A dash joins two dates; only a hyphen stands inside one: 2010, a dash, 12 is no December.
    | dict.fromkeys("\u2012\u2013\u2014\u2015", " - ")
    | dict.fromkeys("\u2018\u2019\u02bc\u00b4\u0060\u2032", "'")
    | dict.fromkeys("\u00ad\u200b\u200e\u200f\ufeff", None)
    | {"\u2026": "..."}
    | {chr(0xFF10 + digit): str(digit) for digit in range(10)}
)


def _plain(text: str) -> str:
    """Lower case, one kind of hyphen, apostrophe and blank; full-width digits as digits."""
    plain = unicodedata.normalize("NFC", text).translate(_PLAIN).casefold()
    return " ".join(plain.split()).rstrip(" .,;")


_ABOUT = re.compile(
    r"(?P<lead>(?:i |in )?)(?:(?:circa|cirka|omkring|kring|runt|about|around|approximately|ungefär)"
    r" |(?:ca|c:a|c|omkr|ung|approx)(?:\. ?| )|~ ?)"
)


def _without_about(text: str) -> tuple[str, bool]:
    approximate = _ABOUT.match(text)
    if approximate:
        return approximate["lead"] + text[approximate.end() :], True
    return text.removesuffix("~"), text.endswith("~")


# ---------------------------------------------------------------- one day, month, year or decade
_MONTH_NUMBER = {
    form: number
    for names in MONTHS.values()
    for number, name in enumerate(names.casefold().split(), start=1)
    for form in (name, name[:3])
} | {"sept": 9}
_LEAD = (
    r"(?:(?:i løbet af|i perioden|under perioden|under|during|i|in|på|år|året|on|per|pr\.?) )?"
    r"(?:(?:den|the|år) |d |d\. ?)?"
)
_DAY_NUMBER = r"(?P<day>[0-9]{1,2})"
_BLANK = r"(?:x{1,2}|_{1,3}|\?{1,2}|\.{2,3})"
_DAY_OR_BLANK = rf"(?:{_DAY_NUMBER}|{_BLANK})"
_NOT_TWO_MONTHS = r"(?!.{1,2}-.{1,2}/)"  # 5-6/2024
_DAY = rf"(?:{_DAY_NUMBER}(?:\.|:?[ea]|st|nd|rd|th)?(?: of)?|{_BLANK}\.?)"
_MONTH = r"(?P<month>[0-9]{1,2})"
_NAME = rf"(?P<name>{'|'.join(sorted(_MONTH_NUMBER, key=len, reverse=True))})\.?"
_YEAR = r"(?P<year>[0-9]{4}|[0-9]{2})"
_DECADE_END = r"(?:'?s|-?tall?(?:et)?|['-]?erne|-?årene?)"
_POINTS = tuple(
    re.compile(_LEAD + pattern)
    for pattern in (
        rf"{_DAY} ?{_NAME},? ?{_YEAR}",
        rf"{_NAME} {_DAY},? {_YEAR}",
        rf"{_NOT_TWO_MONTHS}{_DAY_OR_BLANK}(?:[-/]|\. ?){_MONTH}(?:[-/ ]|\. ?){_YEAR}",
        rf"{_YEAR}-{_MONTH}(?:-{_DAY_OR_BLANK})?",
        rf"{_NAME},? ?{_YEAR}",
        rf"{_MONTH}[-/.]{_YEAR}",
        _YEAR,
        rf"(?P<decade>[0-9]{{1,3}}0){_DECADE_END}",
        rf"(?:q|kvartal )(?P<quarter>[1-4]),? {_YEAR}",
        rf"(?P<quarter>[1-4])(?:\.|:?[ea]|st|nd|rd|th)? (?:kvartal|kvartalet|quarter),? {_YEAR}",
        rf"(?:uge|vecka|week) ?(?P<week>[0-9]{{1,2}}),? {_YEAR}",
    )
)


def _point(text: str) -> PartialDate | None:
    """What a phrase without a joint names; None when it is no such phrase."""
    for pattern in _POINTS:
        if found := pattern.fullmatch(text):
            return _value({part: words for part, words in found.groupdict().items() if words})
    return None


def _value(said: dict[str, str]) -> PartialDate:
    if "decade" in said:
        return _decade(said["decade"])
    year = _year(said["year"])
    if "quarter" in said:
        last_month = 3 * int(said["quarter"])
        last = PartialDate.month(year, last_month).latest
        return PartialDate.between(date(year, last_month - 2, 1), last)
    if "week" in said:
        return _week(year, int(said["week"]))
    if "name" in said:
        month = _MONTH_NUMBER[said["name"]]
    elif "month" in said:
        month = _month(said["month"])
    else:
        return PartialDate.year(year)
    return _day(year, month, int(said["day"])) if "day" in said else PartialDate.month(year, month)


def _year(digits: str) -> int:
    if len(digits) == 2:  # noqa: PLR2004
        raise DateNotUnderstood(
            "two_digit_year", _("Write the year with four digits, for example 31-08-2024.")
        )
    if not FIRST_YEAR <= int(digits) <= LAST_YEAR:
        raise DateNotUnderstood(
            "year_out_of_range",
            _("The year must lie between %(first)s and %(last)s, for example 31-08-2024."),
            first=FIRST_YEAR,
            last=LAST_YEAR,
        )
    return int(digits)


def _month(digits: str) -> int:
    if not 1 <= int(digits) <= 12:  # noqa: PLR2004
        raise DateNotUnderstood(
            "impossible_month",
            _("There is no month %(month)s. The day comes first, for example 31-08-2024."),
            month=digits,
        )
    return int(digits)


def _day(year: int, month: int, day: int) -> PartialDate:
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise DateNotUnderstood(
            "impossible_day",
            _("There is no %(day)s. That month ends on %(last)s."),
            day=f"{day:02}-{month:02}-{year}",
            last=f"{last}-{month:02}-{year}",
        )
    return PartialDate.day(date(year, month, day))


def _week(year: int, week: int) -> PartialDate:
    try:
        monday = date.fromisocalendar(year, week, 1)
        return PartialDate.between(monday, monday + timedelta(days=6))
    except ValueError:
        raise DateNotUnderstood(
            "impossible_week",
            _("There is no week %(week)s in %(year)s. Write for example 31-08-2024."),
            week=week,
            year=year,
        ) from None


def _decade(digits: str) -> PartialDate:
    year = _year(digits)
    if year % 100 == 0:
        raise DateNotUnderstood(
            "century_or_decade",
            _("%(year)s may be a decade or a century here. Write for example 1900-1909."),
            year=year,
        )
    return PartialDate.decade(year)


# ---------------------------------------------------------------- from one to another
_JOINT = re.compile(
    r" ?- ?(?:og|och|and) | ?[-/] ?| (?:til og med|till och med|til|till|to|og|och|and) "
)
_LISTING = ("og", "och", "and")
_MOST_JOINTS = 5  # 01-08-2024 - 31-08-2024
_OPENING = re.compile(r"(?:i |under )?(?:perioden )?(?:(?:fra|från|from)|(mellem|mellan|between)) ")
_LAST_OF_DECADES = re.compile(rf"[0-9]0{_DECADE_END}")


def _range(text: str) -> PartialDate | None:
    """Try each joint; a text that comes apart in two ways is not understood."""
    opening = _OPENING.match(text)
    rest = text[opening.end() :] if opening else text
    joints = list(_JOINT.finditer(rest))
    if len(joints) > _MOST_JOINTS:
        return None
    found: set[PartialDate] = set()
    refusals = []
    for joint in joints:
        listing = joint.group().rstrip().endswith(_LISTING) and not (opening and opening[1])
        try:
            found |= _joined(rest[: joint.start()], rest[joint.end() :], listing=listing)
        except DateNotUnderstood as refusal:
            refusals.append(refusal)
    if refusals and not found:
        raise refusals[0]
    return found.pop() if len(found) == 1 else None


def _joined(left: str, right: str, *, listing: bool) -> set[PartialDate]:
    """The one range from left to right, if both are dates of one precision.

    "24. og 25. april" are neighbours, so a range; "2010 og 2012" are two years. "maj 2012-2014"
    would need an invented month at its end.
    """
    if _LAST_OF_DECADES.fullmatch(right):  # 1940- och 50-talet
        right = left[:2] + right
    last = _point(right)
    firsts = (_point(phrase) for phrase in _completed(left, last)) if last else ()
    first = next(filter(None, firsts), None)
    if last is None or first is None or first.precision is not last.precision:
        return set()
    if listing and first.latest + timedelta(days=1) != last.earliest:
        return set()
    if first.earliest > last.earliest:
        raise DateNotUnderstood(
            "backwards", _("A range begins with its earlier date, for example 2010-2012.")
        )
    return {PartialDate.between(first.earliest, last.latest)}


def _completed(left: str, last: PartialDate) -> Iterator[str]:
    """What the first date leaves unsaid is said by the last: "24.-25. april 2016"."""
    name, year = MONTHS["en"].casefold().split()[last.latest.month - 1], last.latest.year
    if last.precision is Precision.DECADE:
        yield f"{left.rstrip('- ')}-talet"
    if last.precision is Precision.DAY:
        yield f"{left} {name} {year}"
    if last.precision in {Precision.DAY, Precision.MONTH}:
        yield f"{left} {year}"
    yield left


# ---------------------------------------------------------------- what is said when nothing fits
_VAGUE = re.compile(
    r"\b(?:forår|sommer|efterår|vint|vår|somma|höst|spring|summer|autumn|fall|primo|medio|ultimo)"
)


def _not_understood(plain: str) -> DateNotUnderstood:
    if _VAGUE.search(plain):
        return DateNotUnderstood(
            "season",
            _("A season has no certain days. Write the months, for example March-May 2027."),
        )
    return DateNotUnderstood(
        "not_understood",
        _("This cannot be read as a date. Write for example 31-08-2024, August 2024 or 2024."),
    )
