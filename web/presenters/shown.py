"""Which case does a page show, and how much of it may this person see?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.models import Case, CaseAccess, Duty, FocusArea, Ruling
from people.models import Role
from people.seats import actors_of
from web.presenters.expressions import CappedCount, Joined, waiting_body, waits_for
from web.presenters.tasks import BY_DUE, WITH_ACTOR

if TYPE_CHECKING:
    from web.request import PersonRequest

MOST = 99
HEAD = (
    "owner",
    "unit",
    "ending",
    "proposed_by",
    "responsible__person",
    "responsible__post",
    "responsible__unit",
    "responsible__municipality",
    "agreement__kind",
    "agreement__replaces__case",
    "agreement__replaced_by__case",
    "initiative__agreement__case",
)


@dataclass(slots=True)
class Shown:
    """A case on a page. `is_ours`: the reader is of the owner's side.

    A party that works here sees the shared part only: no assessment, comments, costs, reasons.
    """

    request: PersonRequest
    case: Any
    is_ours: bool

    @property
    def carries(self) -> bool:
        """Does the reader answer for whoever is responsible for the case?"""
        return bool(self.case.is_carried)

    @property
    def ending(self) -> Any:
        return getattr(self.case, "ending", None)

    def may(self, *roles: str) -> bool:
        """Does the reader hold one of these roles at the owner?"""
        return self.request.roles.has_any(set(roles), self.case.owner_id, self.case.unit_id)

    @property
    def may_record(self) -> bool:
        """May the reader record what happened at the owner or at a party?"""
        return self.may(Role.OFFICER, Role.SECRETARIAT)


def shown(request: PersonRequest, pk: int) -> Shown:
    """The case, or 404 when it does not exist or the person may not know that it does."""
    visible = Case.objects.visible_to(request.roles)
    below = visible.filter(initiative__agreement=OuterRef("pk")).order_by().values("pk")
    rulings = Ruling.objects.filter(case=OuterRef("pk")).order_by().values("pk")
    areas = FocusArea.objects.filter(agreement=OuterRef("pk")).order_by().values("agreement")
    case: Any = (
        visible.select_related(*HEAD)
        .annotate(
            named=Exists(CaseAccess.objects.filter(case=OuterRef("pk"), user=request.user)),
            is_carried=Q(responsible__in=actors_of(request.user, request.on)),
            initiatives_number=CappedCount(below[: MOST + 1]),
            rulings_number=CappedCount(rulings[: MOST + 1]),
            areas=Subquery(areas.annotate(all=Joined("name")).values("all")),
            body=waiting_body(),
            body_due=waits_for("due_until"),
        )
        .filter(pk=pk)
        .first()
    )
    if case is None:
        raise Http404
    ours = case.owner_id in request.roles.municipalities() or case.named
    return Shown(request, case, ours or case.proposed_by_id == request.user.pk)


def tabs(page: Shown, current: str) -> list[dict[str, Any]]:
    """The parts of a case as links; each is a page."""
    case = page.case
    parts: list[tuple[str, str, str | int]] = [("case", _("Overview"), "")]
    if case.sort == Case.Sort.AGREEMENT:
        parts.append(("case_initiatives", _("Initiatives"), capped(case.initiatives_number)))
    parts.append(("case_decisions", _("Decisions"), capped(case.rulings_number)))
    parts.append(("case_history", _("History"), ""))
    if page.is_ours and case.round > 1:
        parts.append(("case_versions", _("Versions"), ""))
    return [
        {
            "label": label,
            "url": reverse(name, args=(case.pk,)),
            "count": count,
            "current": name == current,
        }
        for name, label, count in parts
    ]


def capped(number: int) -> str:
    """A count that stops at `MOST`."""
    return f"{MOST}+" if number > MOST else str(number)


def open_duties_of(page: Shown) -> list[Any]:
    """The open duties of the case, each with `is_mine`; those with a day first."""
    duties = list(
        Duty.objects.filter(case=page.case, status=Duty.Status.OPEN)
        .select_related(*WITH_ACTOR)
        .annotate(is_mine=Q(responsible__in=actors_of(page.request.user, page.request.on)))
        .order_by(*BY_DUE)
    )
    for duty in duties:
        duty.case = page.case
    return duties
