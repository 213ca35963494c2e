"""How many mails does each officer of one municipality with 60 agreements get in a year?

The clock goes day by day through `run_due`. What is asked, and when people do it, is drawn from one
seed; docs/mails.md says how often and shows the table that this prints.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING

import pytest

from agreements.dates import PartialDate
from agreements.models import Agreement, Case, Duty, Kind
from notifications.models import Message
from notifications.planning import replan
from notifications.run_due import run_due
from people import seats
from people.models import Municipality, Role, Unit, User
from people.roles import grant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from people.models import Actor

pytestmark = [pytest.mark.proof, pytest.mark.slow, pytest.mark.django_db]

FIRST, DAYS = date(2026, 1, 1), 365
AGREEMENTS, OFFICERS, UNITS = 60, 12, 4
PROPOSALS = 12
HOUR = time(7, 30)
"""UTC; after both hours of sending in Copenhagen, in summer and in winter."""

DONE = ((0.6, -21, -8), (0.25, -7, 0), (0.1, 3, 20), (0.05, 35, 50))
"""How many do it, from how many days before the last day (below zero) or after it, to how many."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One duty to come: when it opens, by when it is due, and when it is done."""

    case: Case
    kind: str
    subject: str
    who: Actor
    opens: date
    due: PartialDate
    done: date


class Year:
    """The municipality, and what its agreements ask in the year."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 - no secret is drawn
        self.owner = Municipality.objects.create(
            name="Aalborg Kommune", country="DK", time_zone="Europe/Copenhagen", regime="gdpr"
        )
        self.units = [
            Unit.objects.create(municipality=self.owner, name=f"Afdeling {number + 1}")
            for number in range(UNITS)
        ]
        self.officers = [self._person("officer", n, self.units[n % UNITS]) for n in range(OFFICERS)]
        self.heads = [self._person("head", n, unit) for n, unit in enumerate(self.units)]
        self.director = self._person("director", 0, None)
        self.asked = [row for n in range(AGREEMENTS) for row in self._of_an_agreement(n)]
        self.asked += [row for n in range(PROPOSALS) for row in self._of_a_proposal(n)]

    def _person(self, role: str, number: int, unit: Unit | None) -> User:
        user = User.objects.create_user(
            f"{role}{number + 1}@example.org",
            name=f"{role} {number + 1}",
            municipality=self.owner,
            unit=unit,
        )
        own = unit if role == Role.HEAD else None
        grant(user, role, self.owner, at=_morning(FIRST), unit=own)
        return user

    def _case(self, title: str, officer: User) -> Case:
        case = Case.objects.create(
            sort="agreement",
            number=title,
            title=title,
            owner=self.owner,
            unit=officer.unit,
            state="active",
            responsible=seats.asked_person(officer),
            created_at=_morning(FIRST) - timedelta(days=400),
        )
        Agreement.objects.create(case=case, kind=Kind.objects.get(code="sister_city"))
        return case

    def _of_an_agreement(self, number: int) -> Iterator[Asked]:
        """A review every third year, an update each year, the yearly round; some ask for more."""
        officer = self.officers[number % OFFICERS]
        case = self._case(f"Aftale {number + 1}", officer)
        late_in_autumn = PartialDate.day(date(2026, 10, 30))
        yield self._ask(case, officer, "still_right", date(2026, 10, 1), late_in_autumn)
        month = 1 + self._random.randrange(12)
        yield self._ask(case, officer, "update", FIRST, PartialDate.month(2026, month))
        if number % 3 == 0:
            ruled = self._day(120, 330)
            weeks = (("review_input", 9), ("review_evaluation", 6), ("review_memo", 4))
            for kind, before in (*weeks, ("review_ruling", 0)):
                due = PartialDate.day(ruled - timedelta(weeks=before))
                yield self._ask(case, officer, kind, ruled - timedelta(days=110), due)
        if number % 6 == 1:
            due = PartialDate.day(self._day(60, 360))
            yield self._ask(case, officer, "notice", FIRST, due)
        for one in range(number % 3):
            due = PartialDate.day(self._day(30, 360))
            yield self._ask(case, officer, "commitment", FIRST, due, subject=str(one + 1))

    def _of_a_proposal(self, number: int) -> Iterator[Asked]:
        officer = self.officers[number % OFFICERS]
        case = self._case(f"Forslag {number + 1}", officer)
        opens = self._day(10, 250)
        for kind, days in (("complete_proposal", 21), ("send_decision", 75), ("sign", 100)):
            due = PartialDate.day(opens + timedelta(days=days))
            yield self._ask(case, officer, kind, opens, due)

    def _ask(
        self,
        case: Case,
        who: User,
        kind: str,
        opens: date,
        due: PartialDate,
        *,
        subject: str = "",
    ) -> Asked:
        [(_share, first, last)] = self._random.choices(DONE, [share for share, *_ in DONE])
        done = due.latest + timedelta(days=self._random.randint(first, last))
        return Asked(case, kind, subject, seats.asked_person(who), opens, due, done)

    def _day(self, first: int, last: int) -> date:
        return FIRST + timedelta(days=self._random.randint(first, last))

    def run(self) -> None:
        """Open, remind and close, a day at a time."""
        opening, closing = defaultdict[date, list[Asked]](list), defaultdict[date, list[Duty]](list)
        for row in self.asked:
            opening[max(row.opens, FIRST)].append(row)
        for number in range(DAYS):
            day = FIRST + timedelta(days=number)
            for row in opening[day]:
                closing[max(row.done, day + timedelta(days=1))].append(_open(row, day))
            run_due(at=_morning(day))
            for duty in closing[day]:
                moment = _morning(day) + timedelta(hours=6)
                Duty.objects.filter(pk=duty.pk).update(status="done", closed_at=moment)
                replan({duty.pk}, at=moment, over={duty.pk})


def _open(row: Asked, day: date) -> Duty:
    opened = _morning(day) - timedelta(hours=1)
    duty = Duty.objects.create(
        case=row.case,
        kind_id=row.kind,
        subject=row.subject,
        responsible=row.who,
        due=row.due,
        opened_at=opened,
    )
    replan({duty.pk}, at=opened, fresh={duty.pk})
    return duty


def _morning(day: date) -> datetime:
    return datetime.combine(day, HOUR, UTC)


class Mails:
    """What a group of people got."""

    def __init__(self, people: list[User]) -> None:
        sent = Message.objects.filter(recipient__in=people, status="sent")
        self.people = people
        self.of: dict[str, Counter[int | None]] = {"reminder": Counter(), "digest": Counter()}
        self.weeks: dict[int | None, Counter[int]] = defaultdict(Counter)
        self.days: Counter[tuple[int | None, date]] = Counter()
        for mail in sent:
            self.of[mail.kind][mail.recipient_id] += 1
            self.weeks[mail.recipient_id][mail.available_at.isocalendar().week] += 1
            if mail.kind == Message.Kind.REMINDER:
                self.days[mail.recipient_id, mail.available_at.date()] += 1

    def row(self, name: str) -> str:
        numbers = [self._told(self.of[kind]) for kind in ("reminder", "digest")]
        busiest = max((max(weeks.values()) for weeks in self.weeks.values()), default=0)
        return " | ".join(["", name, *numbers, str(busiest), ""]).strip()

    def _told(self, counted: Counter[int | None]) -> str:
        each = [counted[person.pk] for person in self.people]
        return f"{sum(each) / len(each):.1f} ({min(each)}–{max(each)})"

    def most(self, kind: str) -> int:
        return max(self.of[kind].values(), default=0)


def table(year: Year) -> list[str]:
    """What stands in docs/mails.md: mean, fewest and most of a person, and the busiest week."""
    return [
        f"\n{len(year.asked)} tasks",
        "| who | mails of their own in a year | letters in a year | most mails in one week |",
        "| --- | --- | --- | --- |",
        Mails(year.officers).row("an officer"),
        Mails(year.heads).row("a head of unit"),
        Mails([year.director]).row("the director"),
    ]


def test_a_year_of_sixty_agreements_sends_each_officer_what_one_would_accept(
    capsys: pytest.CaptureFixture[str],
) -> None:
    year = Year(seed=4)

    year.run()

    officers, heads = Mails(year.officers), Mails(year.heads)
    with capsys.disabled():
        sys.stdout.write("\n".join(table(year)) + "\n")
    assert max(officers.days.values()) == 1
    assert max(heads.days.values(), default=0) <= 1
    assert officers.most("reminder") <= 52
    assert officers.most("digest") <= 53
    assert max(max(weeks.values()) for weeks in officers.weeks.values()) <= 6
