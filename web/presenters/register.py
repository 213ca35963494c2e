"""Which parties are there, what is known of them, and in which of our cases do they take part?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agreements.gaps import declared_counts
from agreements.labels import state_label
from agreements.models import Case, Membership, Participation, Party, Succession
from agreements.states import IN_FORCE
from web.presenters.actions import Action
from web.presenters.expressions import left_on
from web.presenters.then import as_left
from web.presenters.words import country, day, joined
from workflows.party_changes import may_keep

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from web.request import PersonRequest

ON_A_PAGE = 50
MOST = 100


@dataclass(frozen=True, slots=True)
class Page:
    """Some parties, and where the next page begins."""

    rows: list[dict[str, Any]]
    after: str


def named(text: str) -> Q:
    """Parties of this name, now or before (R-020)."""
    return Q(name__icontains=text) | Q(former_names__name__icontains=text)


def page(request: PersonRequest, q: str, sort: str, after: str) -> Page:
    """Parties by name, fifty at a time; how many of the cases in force the reader may see."""
    found = Party.objects.filter(is_placeholder=False)
    if q:
        found = found.filter(pk__in=Party.objects.filter(named(q)).values("pk"))
    if sort in Party.Sort.values:
        found = found.filter(sort=sort)
    if after:
        key, _tilde, name = after.partition("~")
        if key.isdecimal():
            found = found.filter(Q(name__gt=name) | Q(name=name, pk__gt=int(key[:18])))
    rows = list(
        found.annotate(
            agreements=Count("participations__case", filter=_in_force(request), distinct=True)
        )
        .prefetch_related("successions__successor")
        .order_by("name", "pk")[: ON_A_PAGE + 1]
    )
    shown, more = rows[:ON_A_PAGE], len(rows) > ON_A_PAGE
    last = shown[-1] if shown else None
    return Page(
        rows=[
            {
                "name": party.name,
                "url": reverse("register_party", args=(party.pk,)),
                "about": joined(
                    party.get_sort_display(),
                    country(party.country),
                    party.region,
                    ", ".join(_went_on_as(row) for row in party.successions.all()),
                ),
                "agreements": party.agreements,
            }
            for party in shown
        ],
        after=f"{last.pk}~{last.name}" if more and last else "",
    )


def _went_on_as(row: Succession) -> str:
    """“merged into Kommune Kujalleq”."""
    return f"{row.get_sort_display()} {row.successor}"


def _in_force(request: PersonRequest) -> Q:
    visible = Case.objects.visible_to(request.roles).filter(
        state__in=IN_FORCE, sort=Case.Sort.AGREEMENT
    )
    stays = Q(participations__left_date=None) | Q(participations__left_date__gte=request.on)
    return stays & Q(participations__case__in=visible.order_by().values("pk"))


# ---------------------------------------------------------------- one party
def whole(request: PersonRequest, party: Party) -> dict[str, Any]:
    """All that is known of a party, and what the reader may write."""
    may = bool(may_keep(party, request.user, request.on))
    return {
        "facts": _facts(party),
        "figures": list(party.facts.all()),
        "former_names": list(party.former_names.all()),
        "chain": _chain(party),
        "members": _members(party.members.select_related("member"), "member", may=may),
        "memberships": _members(party.memberships.select_related("network"), "network", may=False),
        "declared": party.members_declared,
        "cases": _cases(request, party),
        "counts": _counts(request, party, may=may),
        "actions": _actions(party) if may else [],
    }


def _facts(party: Party) -> list[dict[str, Any]]:
    told = [
        (_("What it is"), capfirst(party.get_sort_display())),
        (_("Country"), country(party.country)),
        (_("Region"), party.region),
        (_("Lies in"), party.parent),
        (_("Uses Samklang"), _("Yes") if party.municipality_id else ""),
    ]
    return [{"term": term, "value": value} for term, value in told if value]


def _counts(request: PersonRequest, party: Party, *, may: bool) -> list[dict[str, Any]]:
    """How many a source declares of a kind and how many are registered (R-009); one's own alone."""
    home = party.municipality_id
    if home is None or home not in request.roles.municipalities():
        return []
    url = reverse("party_declared", args=(party.pk,))
    return [
        {
            "message": row.message,
            "about": joined(day(row.as_of), row.source),
            "differs": row.declared != row.registered,
            "url": f"{url}?kind={row.kind.code}" if may else "",
        }
        for row in declared_counts(home)
    ]


def _chain(party: Party) -> list[dict[str, str]]:
    """What it came from and what it went on as."""
    rows = (
        Succession.objects.filter(Q(predecessor=party) | Q(successor=party))
        .select_related("predecessor", "successor")
        .order_by("happened_from", "pk")
    )
    found = []
    for row in rows:
        is_old = row.predecessor_id == party.pk
        other = row.successor if is_old else row.predecessor
        found.append(
            {
                "words": row.get_sort_display() if is_old else _("came from"),
                "name": other.name,
                "url": reverse("register_party", args=(other.pk,)),
                "about": joined(day(row.happened), row.note),
            }
        )
    return found


def _members(rows: QuerySet[Membership], other: str, *, may: bool) -> list[dict[str, Any]]:
    return [
        {
            "name": getattr(row, other).name,
            "url": reverse("register_party", args=(getattr(row, other).pk,)),
            "start": row.start,
            "end": row.end,
            "ends": reverse("membership_ends", args=(row.network_id, row.pk))
            if may and row.end is None
            else "",
        }
        for row in rows.order_by("end_until", "pk")[:MOST]
    ]


def _cases(request: PersonRequest, party: Party) -> list[dict[str, Any]]:
    """The cases in which it takes or took part, of those that the reader may see."""
    visible, ours = Case.objects.visible_to(request.roles), request.roles.municipalities()
    rows = list(
        Participation.objects.filter(party=party, case__in=visible.order_by().values("pk"))
        .select_related("case__agreement__kind", "case__initiative", "case__owner")
        .order_by("left_date", "case__title", "pk")[:MOST]
    )
    cases = Case.objects.filter(pk__in=[row.case_id for row in rows]).order_by()
    left = dict(cases.annotate(left_on=left_on(request)).values_list("pk", "left_on"))
    for row in rows:
        vars(row.case)["left_on"] = left[row.case_id]
    as_left(request, [row.case for row in rows])
    return [
        {
            "title": row.case.title,
            "url": reverse("case", args=(row.case_id,)),
            "about": joined(row.case.owner, row.case.number, _left(row)),
            "state": row.case.state,
            "state_label": state_label(row.case),
            "is_closed": row.case.is_closed and row.case.owner_id in ours,
        }
        for row in rows
    ]


def _left(row: Participation) -> str:
    if row.left_date is None:
        return ""
    return _("takes part until %(day)s") % {"day": day(row.left_date)}


def _actions(party: Party) -> list[Action]:
    args = (party.pk,)
    actions = [
        Action(_("New fact"), reverse("party_fact", args=args), about=party.name),
        Action(_("Another name"), reverse("party_rename", args=args), about=party.name),
    ]
    if not party.successions.exists():
        url = reverse("party_succession", args=args)
        actions.append(Action(_("Merged or split"), url, about=party.name))
    if party.municipality_id:
        url = reverse("party_declared", args=args)
        actions.append(Action(_("Number that a source declares"), url, about=party.name))
    if party.sort == Party.Sort.NETWORK:
        url = reverse("membership_new", args=args)
        actions.append(Action(_("New member"), url, about=party.name))
    return actions
