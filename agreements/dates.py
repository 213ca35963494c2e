"""What do we know about a day, and what follows from it?

Pure: no clock, no database, no active language. Decision 9; R-043, R-045, R-060, R-075.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import Enum, StrEnum
from typing import NamedTuple

FIRST_YEAR, LAST_YEAR = 1000, 2200
LONGEST_TEXT = 100
EN_DASH = "\u2013"


class Precision(StrEnum):
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    DECADE = "decade"
    RANGE = "range"


class Answer(Enum):
    """Yes, no, or not to be told from what is known. Ask with `is`.

    An unknown has no truth value: `if` over one raises, so that "we cannot tell" is never
    quietly taken for "no".
    """

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    def __bool__(self) -> bool:
        if self is Answer.UNKNOWN:
            raise TypeError(
                "The dates do not tell. Compare with `is Answer.YES` or `is Answer.NO`."
            )
        return self is Answer.YES


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day that lies somewhere from `earliest` to `latest`, and no more than is known of it.

    "august 2024" is 2024-08-01 to 2024-08-31, month. The bounds decide the precision (one form for
    one fact), so a value that says "day" over a whole month cannot be made. `text` is what somebody
    wrote; values are equal whatever the words. As a due date it is the window from `earliest`,
    which reminders count back from, to `latest`, the last day in time (R-043, P06).
    """

    earliest: date
    latest: date
    precision: Precision
    approximate: bool = False
    text: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if isinstance(self.earliest, datetime) or isinstance(self.latest, datetime):
            raise TypeError("A date with precision holds days, not moments.")
        if not FIRST_YEAR <= self.earliest.year <= self.latest.year <= LAST_YEAR:
            raise ValueError(f"The years must lie between {FIRST_YEAR} and {LAST_YEAR}, in order.")
        if self.earliest > self.latest:
            raise ValueError(f"{self.earliest} is later than {self.latest}.")
        if self.precision is not _precision(self.earliest, self.latest):
            raise ValueError(f"{self.earliest} to {self.latest} is not a {self.precision}.")
        if len(self.text) > LONGEST_TEXT:
            raise ValueError(f"The text as given has at most {LONGEST_TEXT} characters.")

    @classmethod
    def day(cls, day: date) -> PartialDate:
        return cls(day, day, Precision.DAY)

    @classmethod
    def month(cls, year: int, month: int) -> PartialDate:
        last = monthrange(year, month)[1]
        return cls(date(year, month, 1), date(year, month, last), Precision.MONTH)

    @classmethod
    def year(cls, year: int) -> PartialDate:
        return cls(date(year, 1, 1), date(year, 12, 31), Precision.YEAR)

    @classmethod
    def decade(cls, year: int) -> PartialDate:
        """The ten years that hold `year`; the first of a century are a range (`_precision`)."""
        first = year - year % 10
        return cls.between(date(first, 1, 1), date(first + 9, 12, 31))

    @classmethod
    def between(cls, first: date, last: date) -> PartialDate:
        """Some day from `first` to `last`, both included; 1 to 31 August is August."""
        return cls(first, last, _precision(first, last))

    @classmethod
    def from_edtf(cls, text: str) -> PartialDate:
        """Read what `edtf` writes (Extended Date/Time Format, level 1); raise ValueError else."""
        ends = text.split("/")
        points = [_edtf_point(end.removesuffix("~")) for end in ends]
        marks = {end.endswith("~") for end in ends}
        kinds = {point.precision for point in points}
        if len(ends) > 2 or len(marks) > 1 or len(kinds) > 1:  # noqa: PLR2004
            raise ValueError(f"{text!r} is not an interval of two dates told alike.")
        value = cls.between(points[0].earliest, points[-1].latest)
        return replace(value, approximate=text.endswith("~"))

    def edtf(self) -> str:
        """2016-04-25, 2024-08, 1956~, 194X, 2010/2012, 2019-08-14/2019-08-17."""
        mark = "~" if self.approximate else ""
        if self.precision is Precision.DECADE:
            return f"{self.earliest.year // 10}X{mark}"
        said = _PARTS_SAID[_grain(self.earliest, self.latest)]
        ends = (end.isoformat().split("-")[:said] for end in (self.earliest, self.latest))
        return "/".join(dict.fromkeys("-".join(end) + mark for end in ends))

    def __str__(self) -> str:
        return self.edtf()

    def before(self, other: PartialDate | date) -> Answer:
        first, last = _reach(self)
        other_first, other_last = _reach(as_partial(other))
        return _answer(yes=last < other_first, no=first >= other_last)

    def on_or_before(self, other: PartialDate | date) -> Answer:
        first, last = _reach(self)
        other_first, other_last = _reach(as_partial(other))
        return _answer(yes=last <= other_first, no=first > other_last)

    def after(self, other: PartialDate | date) -> Answer:
        return as_partial(other).before(self)

    @property
    def first_overdue_day(self) -> date:
        """A due date holds by its bounds even when approximate: overdue must begin on some day."""
        return self.latest + timedelta(days=1)

    def overdue_on(self, day: date) -> bool:
        return day >= self.first_overdue_day


@dataclass(frozen=True, slots=True)
class Period:
    """From a first to a last day, both included; None is open on that side."""

    start: PartialDate | date | None = None
    end: PartialDate | date | None = None

    def __post_init__(self) -> None:
        if self.start is None or self.end is None:
            return
        if as_partial(self.end).before(self.start) is Answer.YES:
            raise ValueError(f"The period ends ({self.end}) before it begins ({self.start}).")

    def contains(self, day: PartialDate | date) -> Answer:
        begun = Answer.YES if self.start is None else as_partial(self.start).on_or_before(day)
        lasts = Answer.YES if self.end is None else as_partial(day).on_or_before(self.end)
        return _answer(yes=begun is lasts is Answer.YES, no=Answer.NO in {begun, lasts})


def as_partial(value: PartialDate | date) -> PartialDate:
    return value if isinstance(value, PartialDate) else PartialDate.day(value)


# ---------------------------------------------------------------- counting from an anchor
def add_months(anchor: date, months: int) -> date:
    """The same day so many months later; in a shorter month its last day.

    Count from the original anchor every time: 31 January + 2 is 31 March, + 1 + 1 is 28 March.
    """
    year, month = divmod(anchor.year * 12 + anchor.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(anchor.day, last))


def nth_anniversary(anchor: date, number: int) -> date:
    return add_months(anchor, 12 * number)


# ---------------------------------------------------------------- in words
MONTHS = {
    "da": "januar februar marts april maj juni juli august september oktober november december",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "en": "January February March April May June July August September October November December",
}


class _Words(NamedTuple):
    day: str
    decade: str
    about: str


_WORDS = {
    "da": _Words(day="{}.", decade="{}'erne", about="ca. {}"),
    "sv": _Words(day="{}", decade="{}-talet", about="ca {}"),
    "en": _Words(day="{}", decade="the {}s", about="about {}"),
}


def display(value: PartialDate | date, language: str) -> str:
    """The date in words that `date_grammar.read` understands; never a day that is not known.

    da "18. november 2026", sv "december 2019", en "about 1956". Other languages get English.
    """
    value = as_partial(value)
    language = language[:2] if language[:2] in _WORDS else "en"
    words = _WORDS[language]
    is_decade = value.precision is Precision.DECADE
    told = words.decade.format(value.earliest.year) if is_decade else _told(value, language)
    return words.about.format(told) if value.approximate else told


def _told(value: PartialDate, language: str) -> str:
    """What both ends share is said once: august to oktober 2024, 30. april to 2. maj 2016."""
    grain = _grain(value.earliest, value.latest)
    first, last = (_parts(end, grain, language) for end in (value.earliest, value.latest))
    told = " ".join(last)
    if first == last:
        return told
    shared = 0
    while first[-1 - shared] == last[-1 - shared]:
        shared += 1
    first = first[: len(first) - shared]
    dash = EN_DASH if len(first) == 1 else f" {EN_DASH} "
    return f"{' '.join(first)}{dash}{told}"


def _parts(day: date, grain: Precision, language: str) -> list[str]:
    month = MONTHS[language].split()[day.month - 1]
    parts = [_WORDS[language].day.format(day.day), month, str(day.year)]
    return parts[-_PARTS_SAID[grain] :]


# ---------------------------------------------------------------- how bounds are told
_PARTS_SAID = {Precision.YEAR: 1, Precision.MONTH: 2, Precision.DAY: 3}
_EDTF_POINT = re.compile(
    r"(?P<decade>[0-9]{3})X|(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?"
)


def _edtf_point(text: str) -> PartialDate:
    found = _EDTF_POINT.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is not an EDTF date that is kept here.")
    decade, year, month, day = found.group("decade", "year", "month", "day")
    if decade:
        return PartialDate.decade(int(decade) * 10)
    if day:
        return PartialDate.day(date.fromisoformat(text))
    return PartialDate.month(int(year), int(month)) if month else PartialDate.year(int(year))


def _grain(first: date, last: date) -> Precision:
    """The coarsest unit that both bounds are whole in: year, month or day."""
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return Precision.YEAR
    if first.day == 1 and last.day == monthrange(last.year, last.month)[1]:
        return Precision.MONTH
    return Precision.DAY


def _precision(first: date, last: date) -> Precision:
    """What the two bounds amount to.

    The first ten years of a century are a range, told "2000 to 2009": "1900-talet", "1900'erne" and
    "the 1900s" may as well mean the whole century.
    """
    grain, years = _grain(first, last), last.year - first.year
    if first == last:
        return Precision.DAY
    if grain is Precision.MONTH and (first.year, first.month) == (last.year, last.month):
        return Precision.MONTH
    if grain is Precision.YEAR and years == 0:
        return Precision.YEAR
    if grain is Precision.YEAR and years == 9 and first.year % 10 == 0 and first.year % 100:  # noqa: PLR2004
        return Precision.DECADE
    return Precision.RANGE


# ---------------------------------------------------------------- comparing
def _answer(*, yes: bool, no: bool) -> Answer:
    if yes:
        return Answer.YES
    return Answer.NO if no else Answer.UNKNOWN


def _reach(value: PartialDate) -> tuple[int, int]:
    """First and last possible day, as day numbers.

    An approximate date may lie outside its bounds by as much as they are apart, at least a month:
    "ca. 1956" is surely before 1958 and not surely before 1957. A choice of ours, no standard's.
    """
    first, last = value.earliest.toordinal(), value.latest.toordinal()
    slack = max(last - first, 31) if value.approximate else 0
    return first - slack, last + slack
