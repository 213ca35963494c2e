"""How does a case of the demonstration enter, as it truly stands?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import clock
from agreements.date_grammar import read
from agreements.models import Case
from agreements.states import State
from workflows.cases import open_case
from workflows.registering import register
from workflows.visit import Automaton

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from agreements.dates import PartialDate
    from exchange.demo.organisation import Tenant
    from workflows.cases import NewCase
    from workflows.visit import Visit

    Entry = dict[str, Any]
    Tenants = dict[str, Tenant]

IMPORT = Automaton("import", "demo")


def enter_case(
    entry: Entry, tenant: Tenant, new: NewCase, fill: Callable[[Visit], None], *, at: datetime
) -> Case:
    """Since when an agreement stands as it stands, hardly a source tells."""
    case = open_case(new, owner=tenant.municipality, by=IMPORT, at=at)
    today = clock.local_date(at, tenant.municipality.time_zone)
    since = today if entry["state"] == State.DRAFT else None
    register(
        case,
        entry["state"],
        by=IMPORT,
        at=at,
        since=since,
        ended=date_of(entry, "ended"),
        fill=fill,
        cause=entry["source"],
    )
    return Case.objects.get(pk=case.pk)


def date_of(entry: Entry, name: str) -> PartialDate | None:
    """The date that an entry gives in words, if it gives one, with the words of its source."""
    match entry.get(name):
        case None:
            return None
        case {"date": day, "as_given": words}:
            return replace(read(day), text=words)
        case day:
            return read(day)
