"""Which steps may a person take on a case, and why not the others?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workflows import lifecycles
from workflows.door import look
from workflows.verdict import no

if TYPE_CHECKING:
    from datetime import datetime

    from django_stubs_ext import StrOrPromise

    from agreements.models import Case
    from people.models import User
    from workflows.verdict import Verdict
    from workflows.visit import Visit


@dataclass(frozen=True, slots=True)
class Step:
    """A step as a page shows it: its name, and whether this person can take it now.

    `is_permitted` is about the person alone, so that a page can hide what is for others and show
    with its reason what is for this person but not possible yet. `leads_on` is false where the
    present state does not lead to it.
    """

    slug: str
    label: StrOrPromise
    verdict: Verdict
    is_permitted: bool
    needs_reason: bool
    leads_on: bool = True

    def __bool__(self) -> bool:
        return bool(self.verdict)


def steps_for(case: Case, user: User, *, at: datetime, visit: Visit | None = None) -> list[Step]:
    """Every step out of the present state that people take, the barred ones with their reason."""
    visit = visit or look(case, by=user, at=at)
    visit.reason = "…"  # asked for by the form, not by the list
    return [_step(way, user) for way in lifecycles.ways(case, visit) if not way.is_automatic]


def step_for(slug: str, case: Case, user: User, *, at: datetime) -> Step | None:
    """One of them, or nothing where the state does not lead there."""
    return next((s for s in steps_for(case, user, at=at) if s.slug == slug), None)


def ask_for(
    slug: str, case: Case, user: User, *, at: datetime, visit: Visit | None = None
) -> Step | None:
    """The step of that name, from other states barred with the reason; nothing if there is none.

    `visit` holds what is known of the step already: its part, its party, what is annulled.
    """
    visit = visit or look(case, by=user, at=at)
    visit.reason = "…"
    if way := lifecycles.way(slug, case, visit):
        return _step(way, user)
    if elsewhere := lifecycles.way_from_elsewhere(slug, case, visit):
        permitted = lifecycles.permitted(elsewhere, user)
        why = no(lifecycles.why_not_from_here(slug, case, visit)) if permitted else permitted
        return Step(
            slug=slug,
            label=elsewhere.label,
            verdict=why,
            is_permitted=bool(permitted),
            needs_reason=elsewhere.needs_reason,
            leads_on=False,
        )
    return None


def _step(way: lifecycles.Way, user: User) -> Step:
    permitted = lifecycles.permitted(way, user)
    return Step(
        slug=way.step,
        label=way.label,
        verdict=lifecycles.possible(way) if permitted else permitted,
        is_permitted=bool(permitted),
        needs_reason=way.needs_reason,
    )
