"""Shows the plan of reminders, or makes it anew after a change of rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

import clock
from notifications.models import Reminder
from notifications.planning import replan_all
from notifications.reconcile import reconcile as compare

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "List the reminders ahead, plan them anew, or compare the plan with one from scratch."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--replan", action="store_true", help="after a change of rules")
        what.add_argument("--reconcile", action="store_true", help="compare and repair")
        parser.add_argument("--case", type=int, help="only of the case with this key")

    def handle(self, *, replan: bool, reconcile: bool, case: int | None, **_: Any) -> None:
        if replan or reconcile:
            change = replan_all(at=clock.now()) if replan else compare(at=clock.now())
            self.stdout.write(f"planned={change.planned} cancelled={change.cancelled}")
            return
        rows = Reminder.objects.filter(status=Reminder.Status.PLANNED)
        if case:
            rows = rows.filter(duty__case=case)
        for row in rows.select_related("duty__case", "rule"):
            self.stdout.write(
                f"{row.due_at:%Y-%m-%d %H:%M} UTC  {row.rule}  "
                f"{row.duty.kind_id}: {row.duty.case.title}"
            )
