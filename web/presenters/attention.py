"""What needs somebody to look at it, and which page mends it?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.labels import duty_label
from agreements.models import Case, DeclaredCount, Signature
from agreements.states import FROZEN, IN_FORCE
from people.models import Role
from web.presenters.actions import Action, action_for
from web.presenters.asked import open_duties
from web.presenters.tasks import REVIEWS, WITH_ACTOR
from web.presenters.words import actor_name, day
from web.templatetags.samklang import relative

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from agreements.models import Duty
    from web.request import PersonRequest

MOST = 100


@dataclass(slots=True)
class Row:
    """A problem, why it is one, and the action that mends it."""

    problem: str
    subject: str
    why: str
    url: str
    action: Action | None


@dataclass(slots=True)
class Group:
    """Problems of one sort."""

    key: str
    heading: str
    icon: str
    rows: list[Row]


def groups(request: PersonRequest) -> list[Group]:
    """Overdue work, gaps in what is known, cases that nobody carries."""
    cases = list(_with_gaps(request))
    found = [
        Group("overdue", _("Waits for a decision or an answer"), "alert", _overdue(request)),
        Group(
            "gaps",
            _("Something is not known"),
            "eye",
            [*_declared(request), *(row for case in cases for row in _gaps(case))],
        ),
        Group(
            "people",
            _("People and contacts"),
            "users",
            [_nobody(case) for case in cases if case.responsible_id is None and not case.unit_id],
        ),
    ]
    return [group for group in found if group.rows]


def _ours(request: PersonRequest) -> QuerySet[Case]:
    return Case.objects.visible_to(request.roles).filter(owner__in=request.roles.municipalities())


# ---------------------------------------------------------------- overdue
def _overdue(request: PersonRequest) -> list[Row]:
    """Reviews first, also of imports whose window has passed; then everything else overdue."""
    duties = (
        open_duties()
        .filter(due_until__lt=request.on, case__in=_ours(request).values("pk"))
        .exclude(case__state__in=FROZEN)
        .select_related("case", *WITH_ACTOR)
        .order_by("due_until", "id")[:MOST]
    )
    rows = sorted(duties, key=lambda duty: duty.kind_id not in REVIEWS)
    return [_late(duty, request) for duty in rows]


def _late(duty: Duty, request: PersonRequest) -> Row:
    case = duty.case
    is_review = duty.kind_id in REVIEWS
    assert duty.due is not None  # noqa: S101 - the query asks for it
    over = f"{day(duty.due)}, {relative(duty.due.latest, request.on)}"
    if is_review:
        problem = _("The review is overdue")
        why = _("To be decided: %(window)s") % {"window": over}
    else:
        problem = str(duty_label(duty.kind_id))
        who = actor_name(duty.responsible, case.owner_id)
        why = _("Waits for %(who)s: %(over)s") % {"who": who, "over": over}
    may = request.roles.has_any({Role.OFFICER, Role.SECRETARIAT}, case.owner_id, case.unit_id)
    return Row(
        problem=problem,
        subject=case.title,
        why=why,
        url=reverse("case", args=(case.pk,)),
        action=action_for(duty, about=f"{problem}, {case.title}") if may else _open(case, problem),
    )


# ---------------------------------------------------------------- gaps
def _with_gaps(request: PersonRequest) -> QuerySet[Any]:
    """Agreements in force that something is not known of; one query."""
    valid = Signature.objects.filter(
        signatory__participation__case=OuterRef("pk"), annulled_at__isnull=True
    )
    no_review = Q(review_from__isnull=True, no_review_reason="", sort=Case.Sort.AGREEMENT)
    no_day = Q(agreement__dated_from__isnull=False) & ~Q(agreement__dated_precision="day")
    return (
        _ours(request)
        .filter(state__in=IN_FORCE)
        .annotate(
            is_signed=Exists(valid),
            has_vague_signature=Exists(valid.exclude(signed_precision="day")),
        )
        .filter(
            no_review
            | no_day
            | Q(has_vague_signature=True)
            | Q(is_signed=False, sort=Case.Sort.AGREEMENT)
            | Q(agreement__has_text=False)
            | Q(agreement__other_parties_declared__gt=0)
            | Q(responsible__isnull=True, unit__isnull=True)
        )
        .select_related("agreement")
        .order_by("title", "pk")[:MOST]
    )


def _gaps(case: Any) -> Iterator[Row]:
    if case.sort != Case.Sort.AGREEMENT:
        return
    agreement = case.agreement
    if case.review is None and not case.no_review_reason:
        yield _row(case, _("No review is set"), _("Without a window nobody is reminded."))
    dated = agreement.dated
    if case.has_vague_signature or (dated and dated.precision != "day"):
        said = dated.text or day(dated) if dated else ""
        why = _("The agreement says “%(text)s”.") % {"text": said} if said else ""
        yield _row(case, _("The day of signature is not known"), why)
    if not case.is_signed:
        why = _("No signature is recorded, though it is in force.")
        yield _row(case, _("The signatures are not documented"), why)
    if not agreement.has_text:
        yield _row(case, _("The text is not on file"), case.source)
    if missing := agreement.other_parties_declared:
        why = ngettext(
            "The source tells of %(count)d party more.",
            "The source tells of %(count)d parties more.",
            missing,
        )
        yield _row(case, _("Parties are not named"), why % {"count": missing})


def _declared(request: PersonRequest) -> list[Row]:
    """Kinds of which a source declares more than are registered (R-009)."""
    registered = (
        Case.objects.filter(
            owner=OuterRef("owner"), agreement__kind=OuterRef("kind"), state__in=IN_FORCE
        )
        .order_by()
        .values("owner")
        .annotate(number=Count("pk"))
        .values("number")
    )
    declared = (
        DeclaredCount.objects.filter(owner__in=request.roles.municipalities())
        .select_related("kind")
        .annotate(registered=Subquery(registered))
    )
    rows = []
    for row in declared:
        known = row.registered or 0
        if row.count <= known:
            continue
        url = f"{reverse('agreements')}?kind={row.kind.code}"
        why = _("%(source)s says %(count)d; %(known)d are registered.") % {
            "source": row.source,
            "count": row.count,
            "known": known,
        }
        action = Action(_("Register"), reverse("new"), about=str(row.kind))
        rows.append(Row(_("Not all are registered"), str(row.kind), why, url, action))
    return rows


def _nobody(case: Case) -> Row:
    return _row(case, _("Nobody is responsible"), _("No unit, post or person carries it."))


def _row(case: Case, problem: str, why: str) -> Row:
    return Row(problem, case.title, why, reverse("case", args=(case.pk,)), _open(case, problem))


def _open(case: Case, problem: str) -> Action:
    about = f"{problem}, {case.title}"
    return Action(_("Open the case"), reverse("case", args=(case.pk,)), about=about)
