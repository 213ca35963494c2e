"""Which case does a page show, and how much of it may this person see?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

import clock
from agreements.models import (
    Case,
    CaseAccess,
    Document,
    Duty,
    FocusArea,
    Participation,
    Ruling,
    Term,
)
from agreements.states import FROZEN
from people.models import Role
from people.seats import actors_of
from web.presenters.expressions import (
    CappedCount,
    focus_areas,
    party_names,
    waiting_body,
    waits_for,
)
from web.presenters.tasks import BY_DUE, REVIEWS, WITH_ACTOR
from web.presenters.then import end_of, restore, restore_first, rows_then
from workflows.content_rows import amendments_of, asked

if TYPE_CHECKING:
    from datetime import date, datetime

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
    "agreement__parent__case",
    "agreement__replaced_by__case",
    "initiative__agreement__case",
    "initiative__focus_area",
)


@dataclass(slots=True)
class Shown:
    """A case on a page. `is_ours`: the reader is of the owner's side.

    A party that works here sees the shared part only: no assessment, comments, costs, reasons.
    One that has left sees what was shared `until` its last day, and nothing later.
    """

    request: PersonRequest
    case: Any
    is_ours: bool
    until: date | None = None

    @property
    def today(self) -> date:
        """The day at the owner, by which parties come and go."""
        return clock.local_date(self.request.at, self.case.owner.time_zone)

    @property
    def areas(self) -> list[str]:
        """The focus areas of the agreement, in their order."""
        lines = [line.split(" ", 1) for line in (self.case.numbered_areas or "").splitlines()]
        return [name for _number, name in sorted(lines, key=lambda line: int(line[0]))]

    @property
    def names(self) -> str:
        """Who takes part, in their order."""
        lines = [line.split(" ", 2) for line in (self.case.placed_names or "").splitlines()]
        lines.sort(key=lambda line: (int(line[0]), int(line[1])))
        return ", ".join(name for _order, _key, name in lines)

    @property
    def end(self) -> datetime | None:
        """The moment after which a party that has left is told nothing."""
        if self.until is None:
            return None
        return end_of(self.until, self.case.owner.time_zone)

    @property
    def day(self) -> date:
        """The day of which the page tells: today at the owner, or the first day without it."""
        return self.today if self.until is None else self.until + timedelta(days=1)

    def those(self, model: Any, *related: str, **narrowed: Any) -> list[Any]:
        """Rows as they stand; to a party that has left as they stood."""
        if self.end is None:
            return list(model.objects.filter(**narrowed).select_related(*related))
        return rows_then(model, self.end, *related, **narrowed)

    def restore(self, rows: list[Any]) -> list[Any]:
        """These rows as a party that has left may read them; to others as they are."""
        if self.end is not None:
            known = restore(rows, self.end)
            return [row for row in rows if row.pk in known]
        return rows

    @property
    def carries(self) -> bool:
        """Does the reader answer for whoever is responsible for the case?"""
        return bool(self.case.is_carried)

    @property
    def is_overdue(self) -> bool:
        """Is something overdue that the reader may know of? Nothing is while the case rests."""
        case = self.case
        if self.until is not None or case.state in FROZEN:
            return False
        told = case.is_over_for_all or case.is_over_for_me
        return bool(told or (self.is_ours and case.is_over))

    @property
    def ending(self) -> Any:
        return getattr(self.case, "ending", None) if self.until is None else None

    def may(self, *roles: str) -> bool:
        """Does the reader hold one of these roles at the owner?"""
        return self.request.roles.has_any(set(roles), self.case.owner_id, self.case.unit_id)

    @property
    def may_record(self) -> bool:
        """May the reader record what happened at the owner or at a party?"""
        return self.may(Role.OFFICER, Role.SECRETARIAT)


def shown(request: PersonRequest, pk: int, *, with_content: bool = False) -> Shown:
    """The case, or 404 when it does not exist or the person may not know that it does.

    `with_content`: with what it says, to be compared with what was decided.
    """
    visible = Case.objects.visible_to(request.roles)
    below = visible.filter(initiative__agreement=OuterRef("pk")).order_by().values("pk")
    rulings = Ruling.objects.filter(case=OuterRef("pk")).order_by().values("pk")
    filed = (
        Document.objects.filter(case=OuterRef("pk"), withdrawn_at=None)
        .on_the_side_of(request.roles)
        .order_by()
        .values("number")
        .distinct()
    )
    theirs = Participation.objects.filter(
        case=OuterRef("pk"), party__municipality__in=request.roles.municipalities()
    )
    last = theirs.filter(left_date__isnull=False).order_by("-left_date")
    above = visible.filter(pk=OuterRef("initiative__agreement")).order_by()
    over = Duty.objects.filter(
        case=OuterRef("pk"), status=Duty.Status.OPEN, due_until__lt=request.on
    ).order_by()
    terms = Term.objects.filter(case=OuterRef("pk")).order_by("-number")
    case: Any = (
        visible.select_related(*HEAD)
        .annotate(
            named=Exists(CaseAccess.objects.filter(case=OuterRef("pk"), user=request.user)),
            is_carried=Q(responsible__in=actors_of(request.user, request.on)),
            initiatives_number=CappedCount(below[: MOST + 1]),
            rulings_number=CappedCount(rulings[: MOST + 1]),
            documents_number=CappedCount(filed[: MOST + 1]),
            numbered_areas=focus_areas(),
            stays=Exists(theirs.filter(left_date=None)),
            left_date=Subquery(last.values("left_date")[:1]),
            body=waiting_body(),
            body_due=waits_for("due_until"),
            placed_names=party_names(request.on),
            above_title=Subquery(above.values("title")[:1]),
            term_number=Subquery(terms.values("number")[:1]),
            term_start=Subquery(terms.values("start_from")[:1]),
            is_over=Exists(over),
            is_over_for_all=Exists(over.filter(kind__in=REVIEWS)),
            is_over_for_me=Exists(over.filter(responsible__in=actors_of(request.user, request.on))),
            **(asked() | {"amended_by": amendments_of()} if with_content else {}),
        )
        .filter(pk=pk)
        .first()
    )
    if case is None:
        raise Http404
    ours = case.owner_id in request.roles.municipalities() or case.named
    page = Shown(request, case, ours or case.proposed_by_id == request.user.pk)
    has_left = case.left_date is not None and not case.stays and case.left_date < page.today
    if has_left and not page.is_ours:
        page.until = case.left_date
        _as_it_was(page)
    return page


def _as_it_was(page: Shown) -> None:
    """The case as it stood when the reader's municipality left it; what comes next is not told."""
    case, end = page.case, page.end
    assert end is not None  # it has left
    if not restore([case], end):
        restore_first(case)
    case.review, case.body = None, ""
    if case.sort != Case.Sort.AGREEMENT:
        restore([case.initiative], end)
        return
    restore([case.agreement], end)
    areas = rows_then(FocusArea, end, agreement_id=case.pk)
    case.numbered_areas = "\n".join(f"{area.number} {area.name}" for area in areas)


def tabs(page: Shown, current: str) -> list[dict[str, Any]]:
    """The parts of a case as links; each is a page."""
    case = page.case
    parts: list[tuple[str, str, str | int]] = [("case", _("Overview"), "")]
    if case.sort == Case.Sort.AGREEMENT:
        parts.append(("case_initiatives", _("Initiatives"), capped(case.initiatives_number)))
    else:
        parts.append(("case_commitments", _("Commitments"), ""))
    parts.append(("case_context", _("Context"), ""))
    parts.append(("case_parties", _("Parties"), ""))
    parts.append(("case_decisions", _("Decisions"), capped(case.rulings_number)))
    parts.append(("case_documents", _("Documents"), capped(case.documents_number)))
    parts.append(("case_history", _("History"), ""))
    if page.is_ours:
        parts.append(("case_reminders", _("Reminders"), ""))
    if page.is_ours and case.round > 1:
        parts.append(("case_versions", _("Versions"), ""))
    return [
        {
            "label": label,
            "url": reverse(name, args=(case.pk,)),
            "count": "" if page.until else count,
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
