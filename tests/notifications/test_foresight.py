"""Is what is foreseen what is sent, and is it seen in time that nobody would be told?"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, NamedTuple

import pytest
from django.db.models import Min, Q

from agreements.dates import PartialDate
from agreements.models import Case, CaseAccess
from notifications import foresight
from notifications.foresight import foresee, foresee_for, known_unreached, look_ahead
from notifications.models import Message, Preference, Reminder, ReminderRule, SweepRun
from notifications.planning import replan_all
from notifications.run_due import run_due
from notifications.status import status
from notifications.sweep import NOBODY
from people import seats
from people.models import Deputy, Municipality, Post, PostHolding, Role, Unit, User
from people.seats import reseat
from tests.notifications.conftest import at, make_case

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django import DjangoAssertNumQueries

    from agreements.models import Duty, Kind

BEGIN = at("2024-02-01 12:00")
AUGUST = PartialDate.month(2024, 8)
KINDS = ("review_ruling", "review_memo", "still_right")


class Told(NamedTuple):
    """One row of the plan: to which address, in a letter of which kind, which leaves when."""

    reader: str
    kind: str
    leaves: datetime | None


# ---------------------------------------------------------------- a municipality by chance
class Town:
    """Few people, many wishes: whatever decides who is told what is drawn by chance."""

    def __init__(
        self, seed: int, nuuk: Municipality, kind: Kind, person: Callable[..., User]
    ) -> None:
        self.chance = Random(seed)  # noqa: S311 - a test, not a secret
        self.nuuk = nuuk
        box = Unit.objects.create(municipality=nuuk, name="Havn", mailbox="havn@example.gl")
        mute = Unit.objects.create(municipality=nuuk, name="Arkiv")
        self.units = [box, mute]
        self.people = [
            person("officer", municipality=nuuk, unit=box, name="Havnefoged"),
            person("officer", municipality=nuuk, unit=mute, name="Arkivar"),
            person("officer", municipality=nuuk, name="Tredje"),
            person("head", municipality=nuuk, unit=box, name="Leder"),
            person("director", "secretariat", municipality=nuuk, name="Direktor"),
        ]
        self.post = Post.objects.create(municipality=nuuk, title="Borgmester", unit=mute)
        self._holds(self.people[1], None, date(2024, 7, 14))
        self._holds(self.people[2], date(2024, 7, 15), None)
        self._wishes()
        self._absences()
        self._rules()
        self.cases = [self._case(n, kind) for n in range(5)]

    def _holds(self, user: User, first: date | None, last: date | None) -> None:
        first = first or date(2020, 1, 1)
        PostHolding.objects.create(user=user, post=self.post, first_date=first, last_date=last)
        reseat(user)

    def _wishes(self) -> None:
        for user in self.people:
            if self.chance.random() < 0.6:
                Preference.objects.create(
                    user=user,
                    digest=self.chance.choice(Preference.Digest.values),
                    own_mails=self.chance.random() < 0.5,
                )

    def _absences(self) -> None:
        for _ in range(4):
            absent, deputy = self.chance.sample(self.people, 2)
            first = self.day()
            last = first + timedelta(days=self.chance.randrange(1, 60))
            Deputy.objects.create(absent=absent, deputy=deputy, first_date=first, last_date=last)

    def _rules(self) -> None:
        for _ in range(self.chance.randrange(3)):
            ReminderRule.objects.get_or_create(
                days=self.chance.choice([-45, -7, 3]),
                recipient=self.chance.choice(["responsible", "director", "secretary", "unit"]),
                channel=self.chance.choice(ReminderRule.Channel.values),
            )
        ReminderRule.objects.create(days=-21, recipient="post", post=self.post)
        ReminderRule.objects.create(days=5, recipient="role", role=Role.SECRETARIAT)

    def _case(self, number: int, kind: Kind) -> Case:
        unit = self.chance.choice([*self.units, None])
        case = make_case(f"Aftale {number}", self.nuuk, kind, unit)
        if self.chance.random() < 0.3:
            Case.objects.filter(pk=case.pk).update(confidentiality="named")
            CaseAccess.objects.create(case=case, user=self.chance.choice(self.people))
        return Case.objects.get(pk=case.pk)

    def day(self) -> date:
        return date(2024, 1, 1) + timedelta(days=self.chance.randrange(400))

    def ask(self, ask: Callable[..., Duty]) -> None:
        days = [self.day() for _ in range(4)]  # several duties of a day, so that letters fold
        for _ in range(10):
            ask(
                self.chance.choice(self.cases),
                self.chance.choice([*days, AUGUST]),
                at=BEGIN,
                kind=self.chance.choice(KINDS),
                who=self.chance.choice(
                    [
                        *(seats.asked_person(user) for user in self.people),
                        seats.asked_unit(self.chance.choice(self.units)),
                        seats.asked_post(self.post.pk),
                        seats.asked_role(Role.SECRETARIAT, self.nuuk.pk),
                    ]
                ),
                subject=str(self.chance.random()),
            )
        replan_all(at=BEGIN)


def foreseen_rows(rows: list[foresight.Foreseen]) -> dict[int, Told]:
    return {
        one.row.pk: Told(
            one.to.key if one.to else "",
            one.letter.kind if one.letter else "",
            one.letter.available_at if one.letter else None,
        )
        for one in rows
    }


def live_on(until: datetime) -> None:
    """Move the clock through all moments at which something is due, and a minute beyond each."""
    moment = BEGIN
    while moment <= until:
        run_due(at=moment)
        run_due(at=moment + timedelta(minutes=1))
        due = Reminder.objects.filter(status="planned").aggregate(at=Min("due_at"))["at"]
        waits = Message.objects.filter(status="pending").aggregate(at=Min("available_at"))["at"]
        ahead = [at for at in (due, waits) if at and at > moment]
        moment = min(ahead, default=until + timedelta(days=1))


def sent_rows(keys: set[int]) -> dict[int, Told]:
    """What became of these rows in the end."""
    told = {}
    for row in Reminder.objects.filter(pk__in=keys).select_related("message"):
        if row.message is not None:
            assert row.message.status == "sent"
            reader = row.message.key.split(":")[1].partition("-")[0]
            told[row.pk] = Told(reader, row.message.kind, row.message.available_at)
        elif row.reason == NOBODY:
            told[row.pk] = Told("", "", None)
        else:
            told[row.pk] = Told(f"u{row.notes.latest('pk').user_id}", "", None)
    return told


@pytest.mark.requirement("R-037")
@pytest.mark.parametrize(
    "seed", [0, 1, *(pytest.param(n, marks=pytest.mark.slow) for n in range(2, 20))]
)
def test_what_is_foreseen_for_a_year_is_what_is_sent(
    seed: int, nuuk: Municipality, sister_city: Kind, person: Callable[..., User],
    ask: Callable[..., Duty],
) -> None:  # fmt: skip
    town = Town(seed, nuuk, sister_city, person)
    town.ask(ask)
    everything = foresee(Q(duty__case__owner=nuuk), at=BEGIN)
    before = foreseen_rows(everything.rows)
    of_people = {user: foreseen_rows(foresee_for(user, at=BEGIN).rows) for user in town.people}
    of_cases = [foreseen_rows(foresee(Q(duty__case=c), at=BEGIN).rows) for c in town.cases]
    assert everything.is_whole
    assert everything.is_folded
    assert len(before) > 15

    live_on(BEGIN + foresight.YEAR + timedelta(days=10))

    assert before == sent_rows(set(before))
    for user, told in of_people.items():
        assert told == {k: row for k, row in before.items() if row.reader == f"u{user.pk}"}
    assert {key: row for rows in of_cases for key, row in rows.items()} == before


# ---------------------------------------------------------------- before it is too late
def test_it_is_seen_a_month_before_that_nobody_would_be_told(
    case: Case, ask: Callable[..., Duty], officer: User, culture: Unit
) -> None:
    ask(case, AUGUST, at=BEGIN)
    User.objects.filter(pk=officer.pk).update(is_active=False)
    Unit.objects.filter(pk=culture.pk).update(mailbox="")

    assert look_ahead(at=at("2024-04-02 12:00")) == 0
    assert look_ahead(at=at("2024-04-04 12:00")) == 1

    [row] = known_unreached(at=at("2024-04-04 12:00"))
    assert (row.days, row.duty.case) == (-90, case)


def test_the_status_is_red_a_month_before(
    case: Case, ask: Callable[..., Duty], officer: User, culture: Unit
) -> None:
    ask(case, AUGUST, at=BEGIN)
    User.objects.filter(pk=officer.pk).update(is_active=False)
    Unit.objects.filter(pk=culture.pk).update(mailbox="")

    run_due(at=at("2024-04-04 12:00"))

    told = status(at=at("2024-04-04 12:00"))
    assert (told.nobody_ahead, told.to_nobody) == (1, 0)
    assert told.troubles == ("nobody_ahead",)


def ahead() -> int:
    return int(SweepRun.objects.get(name=foresight.NAME).counts["number"])


def test_what_was_mended_since_is_not_told_any_more(
    case: Case, ask: Callable[..., Duty], officer: User, culture: Unit
) -> None:
    ask(case, AUGUST, at=BEGIN)
    User.objects.filter(pk=officer.pk).update(is_active=False)
    Unit.objects.filter(pk=culture.pk).update(mailbox="")
    look_ahead(at=at("2024-04-04 12:00"))

    Unit.objects.filter(pk=culture.pk).update(mailbox="kultur@example.gl")

    assert known_unreached(at=at("2024-04-04 12:10")) == []
    assert ahead() == 1
    look_ahead(at=at("2024-04-04 12:10"))  # too soon: it looks once an hour
    assert ahead() == 1
    look_ahead(at=at("2024-04-04 13:10"))
    assert ahead() == 0


def test_whoever_leaves_their_post_before_the_day_is_not_counted_on(
    case: Case, ask: Callable[..., Duty], nuuk: Municipality, officer: User, culture: Unit
) -> None:
    Unit.objects.filter(pk=culture.pk).update(mailbox="")
    post = Post.objects.create(municipality=nuuk, title="Borgmester", unit=culture)
    first, last = date(2020, 1, 1), date(2024, 4, 30)
    PostHolding.objects.create(user=officer, post=post, first_date=first, last_date=last)
    reseat(officer)
    ask(case, AUGUST, at=BEGIN, who=seats.asked_post(post.pk))

    assert look_ahead(at=at("2024-04-20 12:00")) == 1


def test_a_rule_for_a_post_tells_the_holder_of_that_post(
    case: Case, ask: Callable[..., Duty], nuuk: Municipality, person: Callable[..., User]
) -> None:
    for title in ("Borgmester", "Kulturchef"):
        holder = person("officer", municipality=nuuk, name=title)
        post = Post.objects.create(municipality=nuuk, title=title)
        PostHolding.objects.create(user=holder, post=post, first_date=date(2020, 1, 1))
        ReminderRule.objects.create(days=-20, recipient="post", post=post)

    ask(case, AUGUST, at=BEGIN)

    rows = [one for one in foresee(Q(duty__case=case), at=BEGIN).rows if one.row.rule.post]
    assert {str(one.row.rule.post) for one in rows} == {"Borgmester", "Kulturchef"}
    assert all(
        one.to and one.to.user and one.to.user.name in str(one.row.rule.post) for one in rows
    )


@pytest.mark.parametrize("number", [2, 30])
def test_the_queries_do_not_grow_with_what_is_foreseen(
    number: int, nuuk: Municipality, sister_city: Kind, culture: Unit, officer: User,
    ask: Callable[..., Duty], django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    for n in range(number):
        made = make_case(str(n), nuuk, sister_city, culture, confidentiality="unit")
        ask(made, date(2024, 6, 1) + timedelta(days=n), at=BEGIN)

    with django_assert_max_num_queries(16):
        told = foresee(Q(duty__case__owner=nuuk), at=BEGIN)

    assert len(told.rows) == 5 * number
    assert told.is_whole


def test_more_than_can_be_looked_at_is_listed_without_its_letters(
    nuuk: Municipality, sister_city: Kind, ask: Callable[..., Duty], officer: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(foresight, "LOOKED_AT", 1)
    monkeypatch.setattr(foresight, "MOST", 2)
    for title in ("A", "B", "C"):
        ask(make_case(title, nuuk, sister_city, None), AUGUST, at=BEGIN)

    told = foresee(Q(duty__case__title="A"), at=BEGIN)

    assert (told.is_whole, told.is_folded) == (False, False)
    assert [(one.row.days, one.letter) for one in told.rows] == [(-90, None), (-30, None)]
    assert told.rows[0].to == told.rows[1].to is not None
