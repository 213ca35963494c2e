"""Is everybody told what they ought to be told? What `/status/` shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Case, Count, F, Min, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce

import clock
from notifications.digests import Times
from notifications.foresight import NAME as FORESIGHT
from notifications.models import DeliveryAttempt, Message, Reminder, SweepRun
from notifications.moments import CLOCKS_APART, local_moment, monday_of
from notifications.recipients import Recipients
from notifications.reconcile import NAME as RECONCILE
from notifications.reconcile import UNFINISHED, UNMENDED
from notifications.run_due import FAILED, HEARTBEAT
from notifications.sweep import NOBODY, due_reminders, local_day, with_duties
from people.models import Municipality

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_SILENCE = timedelta(minutes=5)
LONGEST_WAIT = timedelta(minutes=15)
LATEST_DIGEST = timedelta(hours=1)
TO_NOBODY_SINCE = timedelta(days=7)
MOST_TO_NOBODY = 100
S = Message.Status
UNSENT = (S.PENDING, S.SENDING, S.TRANSMITTING)


@dataclass(frozen=True, slots=True)
class Status:
    """`troubles` names what is wrong, in words for programs; nothing is wrong when it is empty.

    The names of these facts and of the troubles are promised to monitors (README).
    """

    last_sweep: datetime | None
    oldest_unsent: datetime | None
    waiting: int
    uncertain: int
    failed: int
    to_nobody: int
    nobody_ahead: int
    plan_differed: int
    plan_unmended: int
    failed_stages: tuple[str, ...] = field(default=())
    troubles: tuple[str, ...] = field(default=())

    @property
    def is_red(self) -> bool:
        return bool(self.troubles)


def status(*, at: datetime) -> Status:
    """The facts at this moment, in a handful of indexed queries."""
    runs = {run.name: run for run in SweepRun.objects.all()}
    last = runs[HEARTBEAT].at if HEARTBEAT in runs else None
    oldest, waiting = _waiting(at)
    counted = {state: Message.objects.filter(status=state).count() for state in _LEFT}
    failed_stages = tuple(sorted(n.removeprefix(FAILED) for n in runs if n.startswith(FAILED)))
    to_nobody, differed = _to_nobody(at), _differed(runs.get(RECONCILE))
    unmended = sum(differed.get(what, 0) for what in UNMENDED)
    mended = sum(differed.values()) - unmended
    ahead = int(runs[FORESIGHT].counts["number"]) if FORESIGHT in runs else 0
    troubles = {
        "sweep": last is None or at - last > LONGEST_SILENCE,
        "stage_failed": bool(failed_stages),
        "unsent": oldest is not None and at - oldest > LONGEST_WAIT,
        "uncertain": bool(counted[S.UNCERTAIN]),
        "failed": bool(counted[S.FAILED]),
        "mail_server": _server_takes_none(),
        "nobody": bool(to_nobody),
        "nobody_ahead": bool(ahead),
        "plan_differed": bool(mended),
        "plan_unmended": bool(unmended),
        "digest": _digest_is_missing(runs, at),
        "clock": _lies_ahead(runs, at),
    }
    return Status(
        last_sweep=last,
        oldest_unsent=oldest,
        waiting=waiting,
        uncertain=counted[S.UNCERTAIN],
        failed=counted[S.FAILED],
        to_nobody=to_nobody,
        nobody_ahead=ahead,
        plan_differed=mended,
        plan_unmended=unmended,
        failed_stages=failed_stages,
        troubles=tuple(name for name, is_so in troubles.items() if is_so),
    )


_LEFT = (S.UNCERTAIN, S.FAILED)


def _waiting(at: datetime) -> tuple[datetime | None, int]:
    """Since when the oldest unsent message or due reminder waits, and how many messages do.

    A letter with all tasks is made days before it may leave.
    """
    first_try = DeliveryAttempt.objects.filter(message=OuterRef("pk")).order_by("id")
    leaves = Coalesce(Subquery(first_try.values("began_at")[:1]), F("available_at"))
    since = Case(When(kind=Message.Kind.DIGEST, then=leaves), default=F("created_at"))
    messages = Message.objects.filter(status__in=UNSENT).annotate(since=since)
    unsent = messages.filter(since__lte=at).aggregate(first=Min("since"), count=Count("pk"))
    due = due_reminders(at).aggregate(first=Min("due_at"))["first"]
    oldest = min((moment for moment in (unsent["first"], due) if moment), default=None)
    return oldest, unsent["count"]


def _server_takes_none() -> bool:
    """A mail was given back untried: the server did not answer, or takes no mail from us at all."""
    untried = Q(status=S.PENDING, attempts=0) | Q(status=S.SENDING, attempts=1)
    return Message.objects.filter(untried).exclude(error="").exists()


def _to_nobody(at: datetime) -> int:
    """Reminders of the last week that reached nobody, and would reach nobody now."""
    rows = with_duties(
        Reminder.objects.filter(
            status=Reminder.Status.NOT_SENT,
            reason=NOBODY,
            due_at__range=(at - TO_NOBODY_SINCE, at),
            duty__status="open",
        )
    )[:MOST_TO_NOBODY]
    recipients = Recipients(((row.duty, row.rule) for row in rows), at=at)
    return sum(recipients.find(row.duty, row.rule, local_day(row.duty, at)) is None for row in rows)


def _differed(run: SweepRun | None) -> dict[str, int]:
    return dict(run.counts) if run and UNFINISHED not in run.counts else {}


def _digest_is_missing(runs: Mapping[str, SweepRun], at: datetime) -> bool:
    """The Monday letters of a municipality were not written; one never swept has none to come."""
    owners = list(Municipality.objects.values_list("pk", flat=True))
    times = Times(owners)
    for owner in owners:
        run, (leaves, zone) = runs.get(f"digest.{owner}"), times.of(owner)
        due_at = local_moment(monday_of(clock.local_date(at, zone)), leaves, zone)
        if run and run.at < due_at < at - LATEST_DIGEST:
            return True
    return False


def _lies_ahead(runs: Mapping[str, SweepRun], at: datetime) -> bool:
    """Something was written at a moment that is still to come: a clock was, or is, wrong."""
    ahead = at + CLOCKS_APART
    return (
        any(run.at > ahead for run in runs.values())
        or Message.objects.filter(Q(created_at__gt=ahead) | Q(claimed_at__gt=ahead))
        .filter(status__in=UNSENT)
        .exists()
    )
