"""Says who will be told what and why, or makes the plan of reminders anew."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q

import clock
from notifications.explaining import explain, with_letters
from notifications.foresight import foresee, foresee_for
from notifications.management import previews
from notifications.models import Reminder
from notifications.planning import replan_all
from notifications.reconcile import reconcile as compare
from people.models import User

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from notifications.foresight import Foreseen, Foresight

DOES = ("list", "explain", "preview", "reconcile", "replan")


class Command(BaseCommand):
    help = "List the reminders of the next 12 months, say why one comes, preview a rule, renew."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", nargs="?", choices=DOES, default="list")
        parser.add_argument("reminder", nargs="?", type=int, help="explain: its key")
        parser.add_argument("--case", type=int, help="list: of the case with this key")
        parser.add_argument("--unit", type=int, help="list: of the cases of this unit")
        parser.add_argument("--person", help="list: to the person with this address")
        parser.add_argument("--json", action="store_true", help="write it as JSON")
        previews.add_arguments(parser)
        anew = parser.add_mutually_exclusive_group()
        for name in ("replan", "reconcile"):
            anew.add_argument(f"--{name}", action="store_true", help=f"the same as {name}")

    def handle(self, *, what: str, replan: bool, reconcile: bool, **said: Any) -> None:
        what = "replan" if replan else "reconcile" if reconcile else what
        told, words = getattr(self, f"_{what}")(**said)
        if said["json"]:
            self.stdout.write(json.dumps(told, cls=DjangoJSONEncoder))
            return
        for line in words:
            self.stdout.write(line)

    def _list(
        self, *, case: int | None, unit: int | None, person: str | None, **_: Any
    ) -> tuple[dict[str, Any], list[str]]:
        found = _foreseen(case, unit, person)
        rows = [_row(one) for one in found.rows]
        told = {"whole": found.is_whole, "folded": found.is_folded, "reminders": rows}
        words = [
            f"{row['leaves']:%Y-%m-%d %H:%M} UTC  {row['reader'] or 'nobody'}  {row['how']}  "
            f"{row['days']:+d}  {row['kind']}: {row['title']}"
            for row in rows
        ]
        if not found.is_whole:
            words.append("There are more.")
        return told, words

    def _explain(self, *, reminder: int | None, **_: Any) -> tuple[dict[str, Any], list[str]]:
        rows = list(with_letters(Reminder.objects.filter(pk=reminder or 0)))
        if not rows:
            raise CommandError("Name a reminder by its key.")
        [told] = explain(rows, at=clock.now())
        facts = asdict(told)
        return facts, [f"{name}: {value}" for name, value in facts.items()]

    def _preview(self, **said: Any) -> tuple[dict[str, Any], list[str]]:
        told = previews.previewed(said, at=clock.now())
        return told, [f"{name}: {value}" for name, value in told.items()]

    def _replan(self, **_: Any) -> tuple[dict[str, Any], list[str]]:
        return _changed(asdict(replan_all(at=clock.now())))

    def _reconcile(self, **_: Any) -> tuple[dict[str, Any], list[str]]:
        return _changed(asdict(compare(at=clock.now())))


def _foreseen(case: int | None, unit: int | None, person: str | None) -> Foresight:
    if person is None:
        scope = {"duty__case": case, "duty__case__unit": unit}
        narrowed = {name: key for name, key in scope.items() if key is not None}
        return foresee(Q(**narrowed), at=clock.now())
    user = User.objects.filter(email__iexact=person).first()
    if user is None:
        raise CommandError("Nobody has this address.")
    return foresee_for(user, at=clock.now())


def _row(one: Foreseen) -> dict[str, Any]:
    row = one.row
    how = one.letter.kind if one.letter else "app" if one.to else ""
    return {
        "reminder": row.pk,
        "case": row.duty.case_id,
        "title": row.duty.case.title,
        "kind": row.duty.kind_id,
        "days": row.days,
        "due_on": row.due_on,
        "leaves": one.at,
        "reader": one.to.address if one.to else None,
        "told_as": one.to.role if one.to else "",
        "stands_in_for": one.to.absent.email if one.to and one.to.absent else None,
        "how": how,
    }


def _changed(counts: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    return counts, [" ".join(f"{name}={count}" for name, count in counts.items())]
