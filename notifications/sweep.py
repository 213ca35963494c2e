"""What has fallen due, and who is told?

Reads planned rows whose moment has come, three days of them as easily as one minute's. Of a case
each reader gets the latest alone, and of a day one mail alone: the rest is in the Monday letter.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import structlog
from django.db.models import Min

import clock
from agreements.models import Duty
from notifications import rendering
from notifications.asked import NOT_ASKED, is_asked
from notifications.locks import exclusive
from notifications.models import Message, Reminder, ReminderRule
from notifications.outbox import compose, queue
from notifications.recipients import Addressee, Recipients

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.db.models import QuerySet

log = structlog.get_logger()

BATCH = 500
S = Reminder.Status
Told = tuple[Reminder, Addressee]

LATER_ONE = "a later one of the same case goes out"
IN_DIGEST = "in the Monday letter"
NOBODY = "nobody to tell"


def fall_due(*, at: datetime) -> Counter[str]:
    """Queue a mail for what is due and settle the rows; how many ended how."""
    ended: Counter[str] = Counter()
    while True:
        with exclusive("fall_due") as alone:
            rows = list(_due(at)) if alone else []
            if not rows:
                return ended
            ended += _settle(rows, at)


def due_reminders(at: datetime) -> QuerySet[Reminder]:
    """Through the partial index: the cost follows what is due, not what is planned."""
    return Reminder.objects.filter(status=S.PLANNED, due_at__lte=at)


def _due(at: datetime) -> QuerySet[Reminder]:
    rows = due_reminders(at).select_related(
        "rule",
        "duty__case__owner",
        "duty__body",
        "duty__party",
        "duty__case__unit",
        "duty__case__responsible",
        "duty__responsible__person__unit",
        "duty__responsible__post__unit",
        "duty__responsible__unit",
    )
    # Whoever closes the duty now has it: its row is left to the next sweep, which finds it closed.
    return rows.select_for_update(of=("self", "duty"), skip_locked=True).order_by("-due_at", "-id")[
        :BATCH
    ]


def _settle(rows: list[Reminder], at: datetime) -> Counter[str]:
    """Decide the end of each row, queue the mails, write both."""
    recipients = Recipients((row.duty for row in rows), at=at)
    told: dict[str, list[Told]] = defaultdict(list)
    for row in rows:
        row.settled_at = at
        if not is_asked(row.duty):
            row.status, row.reason = S.CANCELLED, NOT_ASKED
        elif to := recipients.find(row.duty, row.rule.recipient, _on(row.duty, at)):
            told[to.key].append((row, to))
        else:
            row.status, row.reason = S.NOT_SENT, NOBODY
            log.warning("reminder_to_nobody", reminder=row.pk, case=row.duty.case_id)
    _queue(_one_a_day(told, at), at)
    Reminder.objects.bulk_update(rows, ["status", "reason", "message", "settled_at"], 500)
    return Counter(str(row.status) for row in rows)


def _on(duty: Duty, at: datetime) -> date:
    return clock.local_date(at, duty.case.owner.time_zone)


def _one_a_day(told: dict[str, list[Told]], at: datetime) -> dict[str, Told]:
    """By its key, the mail of each reader who has had none today; the rest is settled."""
    chosen: dict[str, Told] = {}
    for reader, letters in told.items():
        if singles := _latest_of_each_case(letters):
            for row, _to in singles:
                row.status, row.reason = S.DONE, IN_DIGEST
            first = max(singles, key=lambda single: (single[0].days, -single[0].duty_id))
            chosen[f"single:{reader}:{_on(first[0].duty, at).isoformat()}"] = first
    taken = Message.objects.filter(key__in=list(chosen)).values_list("key", flat=True)
    for key in taken:
        del chosen[key]
    return chosen


def _latest_of_each_case(letters: Iterable[Told]) -> list[Told]:
    """After an outage only the most advanced of a case is told; the others say so."""
    latest: dict[int, Told] = {}
    for row, to in sorted(
        letters, key=lambda told: (told[0].days, told[0].due_at, -told[0].pk), reverse=True
    ):
        if row.rule.channel == ReminderRule.Channel.DIGEST:
            row.status, row.reason = S.DONE, IN_DIGEST
        elif row.duty.case_id in latest:
            row.status, row.reason = S.SUPERSEDED, LATER_ONE
        else:
            latest[row.duty.case_id] = (row, to)
    return list(latest.values())


def _queue(chosen: dict[str, Told], at: datetime) -> None:
    rows = [row for row, _to in chosen.values()]
    others, coming = _others(rows), _coming(rows, at)
    messages = []
    for key, (row, to) in chosen.items():
        rendered = rendering.reminder(
            row.duty,
            to,
            on=_on(row.duty, at),
            others=[duty for duty in others[row.duty.case_id] if duty.pk != row.duty_id],
            next_on=coming.get((row.duty_id, row.rule.recipient)),
        )
        row.reason = ""
        row.message = compose(
            key, to, rendered, kind=Message.Kind.REMINDER, at=at, case=row.duty.case
        )
        messages.append(row.message)
    queue(messages)


def _others(rows: list[Reminder]) -> dict[int, list[Duty]]:
    """What is open in the same cases."""
    cases = {row.duty.case_id for row in rows}
    duties = Duty.objects.filter(case__in=cases, status=Duty.Status.OPEN).select_related(
        "case", "body", "party"
    )
    found: dict[int, list[Duty]] = defaultdict(list)
    for duty in duties:
        found[duty.case_id].append(duty)
    return found


def _coming(rows: list[Reminder], at: datetime) -> dict[tuple[int, str], date]:
    """The day of the next letter about each duty to the same kind of reader."""
    planned = Reminder.objects.filter(
        duty__in={row.duty_id for row in rows},
        status=S.PLANNED,
        due_at__gt=at,
        rule__channel=ReminderRule.Channel.SINGLE,
    )
    return {
        (duty, recipient): day
        for duty, recipient, day in planned.order_by()
        .values_list("duty", "rule__recipient")
        .annotate(day=Min("due_on"))
    }
