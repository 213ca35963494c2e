"""Who plans anew what a change of rules, hours or quiet days concerns?

Whoever changed them waits for no more than one portion of duties. The sweep plans the rest; until
then the door plans what it changes, by the rules that hold now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from notifications.locks import exclusive
from notifications.models import SweepRun
from notifications.planning import CHUNK, Change, next_duties, renew

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from people.models import Municipality

NAME = "replan"
"""The sweep whose counts are, by the key of a municipality, the last duty that is planned anew."""


@transaction.atomic
def begin(municipality: Municipality, *, at: datetime) -> bool:
    """Plan the first portion now, in the transaction of the change; whether that was all."""
    run = _run(at)
    ids = next_duties(0, owner=municipality.pk)
    renew(ids, at=at)
    _remember(run, municipality.pk, ids, at)
    return len(ids) < CHUNK


@transaction.atomic
def leave_to_the_sweep(municipalities: Iterable[Municipality], *, at: datetime) -> None:
    """For what concerns more than one municipality."""
    run = _run(at)
    run.counts |= {str(municipality.pk): 0 for municipality in municipalities}
    run.save()


def go_on(*, at: datetime) -> int:
    """The next portion of each municipality that waits for one; how many rows changed."""
    change = Change()
    for owner, last in sorted(waiting().items()):
        with exclusive(NAME) as alone:
            run = _run(at)
            if not alone or run.counts.get(str(owner)) != last:
                continue
            ids = next_duties(last, owner=owner)
            change += renew(ids, at=at)
            _remember(run, owner, ids, at)
    return change.planned + change.cancelled + change.retimed


def waiting() -> dict[int, int]:
    """By municipality, after which duty the planning goes on."""
    run = SweepRun.objects.filter(name=NAME).first()
    return {int(owner): last for owner, last in run.counts.items()} if run else {}


def _run(at: datetime) -> SweepRun:
    SweepRun.objects.get_or_create(name=NAME, defaults={"at": at})
    return SweepRun.objects.select_for_update().get(name=NAME)


def _remember(run: SweepRun, owner: int, ids: list[int], at: datetime) -> None:
    run.counts.pop(str(owner), None)
    if len(ids) == CHUNK:
        run.counts[str(owner)] = ids[-1]
    run.at = at
    run.save()
