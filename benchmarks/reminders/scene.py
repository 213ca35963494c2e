"""A municipality in which a number of reminders falls due each day, whatever stands beside them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import connection, transaction

from agreements.dates import PartialDate
from agreements.models import Agreement, Case, Duty, Kind
from benchmarks.decision.cloning import STRIDE, clone
from notifications.models import Reminder, ReminderRule
from notifications.planning import replan
from people import seats
from people.models import Actor, Municipality, Role, Unit, User
from people.roles import grant

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
A_DAY = 960
"""How many reminders fall due on each day; with fewer cases, on the only one."""
FIRST_DUE = date(2026, 9, 1)
DAYS_BEFORE = 90
READERS = 60
NINE = 9
OFFSETS = (-90, -60, -30, 1, 30, 60)


@dataclass(frozen=True, slots=True)
class Scene:
    """`n` duties of as many cases; on day `k` (from 0) the reminders of `A_DAY` of them leave."""

    n: int

    @property
    def days(self) -> int:
        return max(self.n // A_DAY, 1)

    def morning(self, day: int) -> datetime:
        """After the reminders of that day have fallen due."""
        on = FIRST_DUE - timedelta(days=DAYS_BEFORE) + timedelta(days=day)
        return datetime(on.year, on.month, on.day, NINE, tzinfo=UTC)

    def duties(self, count: int) -> list[int]:
        return list(Duty.objects.order_by("pk").values_list("pk", flat=True)[:count])


def prepare(n: int) -> Scene:
    """Make one agreement whose review is due, and copy it until there are `n`."""
    ReminderRule.objects.update(is_active=False)
    nuuk = Municipality.objects.create(
        name="Aalborg Kommune", country="DK", time_zone="Europe/Copenhagen", regime="gdpr"
    )
    unit = Unit.objects.create(municipality=nuuk, name="Kultur", mailbox="kultur@example.org")
    actors = [_reader(nuuk, unit, number) for number in range(READERS)]
    for days in OFFSETS:
        ReminderRule.objects.create(municipality=nuuk, days=days, recipient="responsible")
    case = Case.objects.create(
        sort="agreement",
        number="B-1",
        title="Venskabsby: Gentofte",
        owner=nuuk,
        unit=unit,
        state="active",
        created_at=NOW,
    )
    Agreement.objects.create(case=case, kind=Kind.objects.get(code="sister_city"))
    duty = Duty.objects.create(
        case=case,
        kind_id="review_ruling",
        responsible=actors[0],
        due=PartialDate.day(FIRST_DUE),
        opened_at=NOW,
    )
    with transaction.atomic():
        replan([duty.pk], at=NOW)
    clone(n - 1)
    _spread(actors, duty.pk)
    return Scene(n)


def _reader(municipality: Municipality, unit: Unit, number: int) -> Actor:
    user = User.objects.create_user(
        f"officer{number}@example.org",
        name=f"Officer {number}",
        municipality=municipality,
        unit=unit,
    )
    grant(user, Role.OFFICER, municipality, at=NOW)
    return seats.asked_person(user)


def _spread(actors: list[Actor], first_duty: int) -> None:
    """Each day has its share of the duties, and each reader a share of the day."""
    copy = f"((d.id - {first_duty}) / {STRIDE})"
    shift = f"{copy} / {A_DAY}"
    later = (
        "{column} + ({shift})::int"
        if connection.vendor == "postgresql"
        else "date({column}, '+' || ({shift}) || ' days')"
    )
    moment = (
        "{column} + make_interval(days => ({shift})::int)"
        if connection.vendor == "postgresql"
        else "datetime({column}, '+' || ({shift}) || ' days')"
    )
    keys = ", ".join(f"({place}, {actor.pk})" for place, actor in enumerate(actors))
    days = ", ".join(
        f"{name} = {later.format(column=name, shift=shift)}" for name in ("due_from", "due_until")
    )
    reminded = ", ".join(
        [
            *(
                f"{name} = {later.format(column='r.' + name, shift=shift)}"
                for name in ("due_on", "send_on")
            ),
            f"due_at = {moment.format(column='r.due_at', shift=shift)}",
        ]
    )
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(
            f"WITH reader(place, actor) AS (VALUES {keys})"
            f" UPDATE agreements_duty AS d SET {days}, responsible_id ="
            f" (SELECT actor FROM reader WHERE place = {copy} % {READERS})"
        )
        cursor.execute(
            f"UPDATE notifications_reminder AS r SET {reminded}"
            " FROM agreements_duty AS d WHERE d.id = r.duty_id"
        )
        cursor.execute("ANALYZE")
    assert Reminder.objects.filter(status=Reminder.Status.PLANNED).exists()
