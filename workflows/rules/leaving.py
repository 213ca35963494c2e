"""May what one is asked be asked of the other?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from agreements.models import Case
from people.models import Actor
from workflows.verdict import YES, Verdict, no

if TYPE_CHECKING:
    from workflows.visit import Matter


def somebody_hands_over_to_another(matter: Matter) -> Verdict:
    giver, taker = matter.visit.giver, matter.visit.taker
    if giver is None or taker is None or giver.pk == taker.pk:
        return no(_("Say who takes over from whom."))
    return YES


def somebody_is_named(matter: Matter) -> Verdict:
    if matter.visit.giver is None or matter.visit.taker is None:
        return no(_("Say who answers for it."))
    return YES


def the_taker_is_there(matter: Matter) -> Verdict:
    """An active person or unit, of the municipality of the one who hands over."""
    giver, taker = matter.visit.giver, matter.visit.taker
    if giver is None or taker is None:
        return YES
    if not _is_active(taker):
        return no(_("%(who)s is not active any more.") % {"who": taker})
    if _home(giver) not in {None, _home(taker)}:
        return no(_("%(who)s belongs to another municipality.") % {"who": taker})
    return YES


def the_taker_may_read_it(matter: Matter) -> Verdict:
    """A unit reads nothing that is kept to named people; a person is named with the step."""
    taker = matter.visit.taker
    kept = matter.case.confidentiality == Case.Confidentiality.NAMED
    if taker is not None and kept and taker.sort != Actor.Sort.PERSON:
        return no(_("It is kept to named people: name a person who takes it over."))
    return YES


def _is_active(actor: Actor) -> bool:
    named = actor.person or actor.post or actor.unit
    return named is None or named.is_active


def _home(actor: Actor) -> int | None:
    named = actor.person or actor.post or actor.unit
    return named.municipality_id if named else actor.municipality_id
