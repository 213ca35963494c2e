"""Which initiatives stand under an agreement, and what does each still lack?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.labels import state_label
from agreements.models import Case
from people.models import Role
from web.presenters.actions import Action
from web.presenters.offers import looking, may_begin
from web.presenters.words import actor_name, joined

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from agreements.models import Initiative
    from web.presenters.shown import Shown

MOST = 200


@dataclass(slots=True)
class Row:
    """One line of the table of initiatives."""

    title: str
    url: str
    about: str
    state: str
    state_label: StrOrPromise
    responsible: str
    missing: str


def rows(page: Shown, most: int = MOST) -> list[Row]:
    """The initiatives that the reader may see, in the order of the annexes; one query."""
    if page.case.sort != Case.Sort.AGREEMENT:
        return []
    found = (
        Case.objects.visible_to(page.request.roles)
        .filter(initiative__agreement=page.case.pk)
        .select_related(
            "initiative",
            "unit",
            "responsible__person",
            "responsible__post",
            "responsible__unit",
            "responsible__municipality",
        )
        .order_by("initiative__annex", "initiative__number", "pk")[:most]
    )
    return [_row(case) for case in found]


def new(page: Shown) -> Action | None:
    """The way to a further initiative, for whoever carries the agreement and its officers."""
    case, request = page.case, page.request
    if case.sort != Case.Sort.AGREEMENT or not (page.carries or page.may(Role.OFFICER)):
        return None
    if not may_begin("add_initiative", case, looking(request, case)):
        return None
    return Action(_("New initiative"), reverse("new_initiative", args=(case.pk,)))


def _row(case: Case) -> Row:
    initiative = case.initiative
    annex = _("annex %(annex)s") % {"annex": initiative.annex} if initiative.annex else ""
    return Row(
        title=joined_number(initiative, case),
        url=reverse("case", args=(case.pk,)),
        about=joined(annex, case.summary[:120]),
        state=case.state,
        state_label=state_label(case),
        responsible=actor_name(case.responsible, case.owner_id) or str(case.unit or ""),
        missing=_missing(initiative),
    )


def joined_number(initiative: Initiative, case: Case) -> str:
    """“2. Exchange of staff”: the number of the annex before the title."""
    return f"{initiative.number}. {case.title}" if initiative.number else case.title


def _missing(initiative: Initiative) -> str:
    """Which of the four parts of R-048 is not written yet; never a block."""
    parts = (
        (initiative.description, _("description")),
        (initiative.organisation, _("organisation")),
        (initiative.timetable, _("timetable")),
        (initiative.responsibilities, _("division of responsibility")),
    )
    return ", ".join(words for text, words in parts if not text)
