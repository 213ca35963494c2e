"""Which lifecycle does a case follow, and which ways lead out of its state?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from viewflow.fsm import TransitionConditionsUnmet

from agreements.models import Case
from workflows.agreement_lifecycle import AgreementLifecycle
from workflows.initiative_lifecycle import InitiativeLifecycle
from workflows.verdict import YES, Verdict, no

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django_stubs_ext import StrOrPromise

    from workflows.case_lifecycle import CaseLifecycle
    from workflows.visit import Author, Visit

LIFECYCLES: dict[str, type[CaseLifecycle]] = {
    Case.Sort.AGREEMENT: AgreementLifecycle,
    Case.Sort.INITIATIVE: InitiativeLifecycle,
}


@dataclass(frozen=True, slots=True)
class Way:
    """One declared transition out of a case's state, and the lifecycle to walk it with."""

    transition: Any
    lifecycle: CaseLifecycle

    @property
    def step(self) -> str:
        return str(self.transition.slug)

    @property
    def label(self) -> StrOrPromise:
        return self.transition.label  # type: ignore[no-any-return]

    @property
    def needs_reason(self) -> bool:
        return bool(self.transition.custom.get("reason"))

    @property
    def is_automatic(self) -> bool:
        """Only an automaton takes it; pages do not list it."""
        return bool(self.transition.custom.get("automatic"))


def ways(case: Case, visit: Visit) -> Iterator[Way]:
    """Every way out of the case's present state, barred or not."""
    lifecycle = LIFECYCLES[case.sort](case, visit)
    for transition in type(lifecycle).state.get_outgoing_transitions(case.state):
        yield Way(transition, lifecycle)


def way(step: str, case: Case, visit: Visit) -> Way | None:
    """The way that `step` names, if it leads out of the present state."""
    return next((way for way in ways(case, visit) if way.step == step), None)


def way_from_elsewhere(step: str, case: Case, visit: Visit) -> Way | None:
    """The way that `step` names, out of whichever state it leads."""
    lifecycle = LIFECYCLES[case.sort](case, visit)
    for transitions in type(lifecycle).state.get_transitions().values():
        for transition in transitions:
            if transition.slug == step:
                return Way(transition, lifecycle)
    return None


def permitted(way: Way, by: Author) -> Verdict:
    """May this person or automaton?"""
    verdict = way.transition.has_perm(way.lifecycle, by)
    return verdict if isinstance(verdict, Verdict) else no(_("No policy is declared."))


def possible(way: Way) -> Verdict:
    """Is it possible now, whoever asks? A step that needs a reason needs its text."""
    if not (verdict := _reason_is_given(way)):
        return verdict
    unmet = way.transition.get_unmet_condition(way.lifecycle)
    return YES if unmet is None else unmet[1]


def walk(way: Way) -> Verdict:
    """Move the state and let the lifecycle say what opens and closes, if that is possible now.

    viewflow asks the conditions itself, so they are not asked twice.
    """
    if not (verdict := _reason_is_given(way)):
        return verdict
    try:
        getattr(way.lifecycle, way.step)()
    except TransitionConditionsUnmet as unmet:
        return no(unmet.unmet_message)
    return YES


def _reason_is_given(way: Way) -> Verdict:
    if way.needs_reason and not way.lifecycle.visit.reason:
        return no(_("Write the reason."))
    return YES


def why_not_from_here(step: str, case: Case, visit: Visit) -> str:
    """Why a step cannot be taken from this state: an unmet rule of it, else the state itself."""
    lifecycle = LIFECYCLES[case.sort](case, visit)
    for transitions in type(lifecycle).state.get_transitions().values():
        for transition in transitions:
            if transition.slug == step and (unmet := transition.get_unmet_condition(lifecycle)):
                return str(unmet[1].message)
    return _("This cannot be done while the case is “%(state)s”.") % {
        "state": case.get_state_display()
    }
