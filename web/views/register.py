"""The register of parties: who they are, and how they change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from agreements.models import Case, DeclaredCount, Membership, Participation, Party, StepRecord
from agreements.successions import heirs_of
from web.acts import Act, not_permitted, perform, posted
from web.forms.parties import KnownParties
from web.forms.register import (
    ConfirmPartyForm,
    DeclaredForm,
    FactForm,
    MemberEndsForm,
    MemberForm,
    RenameForm,
    SuccessionForm,
)
from web.lookup import visible_case
from web.presenters import register
from web.request import PersonRequest, signed_in
from workflows import declaring, party_changes
from workflows.door import look

if TYPE_CHECKING:
    from django.http import HttpResponse

LONGEST = 100


@require_safe
@signed_in
def parties(request: PersonRequest) -> HttpResponse:
    q = request.GET.get("q", "").strip()[:LONGEST]
    sort = request.GET.get("sort", "")
    found = register.page(request, q, sort, request.GET.get("after", ""))
    context = {
        "here": "register",
        "q": q,
        "sort": sort,
        "sorts": Party.Sort.choices,
        "page": found,
    }
    return render(request, "web/register.html", context)


@require_safe
@signed_in
def party(request: PersonRequest, pk: int) -> HttpResponse:
    found = _party(pk)
    context = {
        "here": "register",
        "party": found,
        "crumbs": [(_("Parties"), reverse("register")), (found.name, "")],
    }
    return render(request, "web/register_party.html", context | register.whole(request, found))


@signed_in
def fact(request: PersonRequest, pk: int) -> HttpResponse:
    found = _party(pk)
    act = _act(
        found,
        step="record_fact",
        title=_("New fact about %(party)s") % {"party": found},
        form=FactForm(posted(request)),
        call=lambda data, **door: party_changes.record_fact(found, **data, **door),
        done=lambda _row: _("The fact is recorded."),
    )
    return _kept(request, found, act)


@signed_in
def rename(request: PersonRequest, pk: int) -> HttpResponse:
    found = _party(pk)
    act = _act(
        found,
        step="rename_party",
        title=_("Another name for %(party)s") % {"party": found},
        lead=_("It is found by the former name, too."),
        form=RenameForm(posted(request)),
        call=lambda data, **door: party_changes.rename(found, **data, **door),
        done=lambda _party: _("The new name is recorded."),
    )
    return _kept(request, found, act)


@signed_in
def succession(request: PersonRequest, pk: int) -> HttpResponse:
    """What became of a party: carried over at once in our cases, asked about in those of others."""
    found = _party(pk)
    form = SuccessionForm(posted(request), party=found)
    carried = party_changes.carried_at_once([found], request.user, request.on)
    readable = Case.objects.visible_to(request.roles)
    count = readable.filter(pk__in=carried.values("pk")).count()

    def record(data: dict[str, Any], **door: Any) -> Any:
        return party_changes.succeed([found], **data, **door)

    ours = ngettext(
        "%(count)d case is carried over. Whoever is responsible is asked to confirm it.",
        "%(count)d cases are carried over. Whoever is responsible is asked to confirm each.",
        count,
    ) % {"count": count}
    theirs = _("Other municipalities are asked first: nothing changes in theirs before they agree.")
    told = f"{ours} {theirs}"
    act = _act(
        found,
        step="succeed",
        title=_("What became of %(party)s?") % {"party": found},
        lead=told,
        form=form,
        call=record,
        done=lambda _rows: told,
        check=True,
        effect=lambda _data: told,
    )
    return _kept(request, found, act)


@signed_in
def declare(request: PersonRequest, pk: int) -> HttpResponse:
    """How many of a kind a source says the municipality has (R-009)."""
    found = get_object_or_404(Party.objects.filter(municipality__isnull=False), pk=pk)
    told = DeclaredCount.objects.filter(owner=found.municipality_id)
    row = told.filter(kind__code=request.GET.get("kind", "")[:LONGEST]).first()
    form = DeclaredForm(posted(request), row=row)

    def write(data: dict[str, Any], **door: Any) -> DeclaredCount | None:
        if data.pop("take_back"):
            declaring.take_back(found, data["kind"], **door)
            return None
        return declaring.declare(found, **data, **door)

    act = _act(
        found,
        step="declare_count",
        title=_("How many %(party)s says it has") % {"party": found},
        lead=_("As a source declares it, beside what is registered."),
        form=form,
        call=write,
        done=lambda row: _("The number is recorded.") if row else _("The number is taken back."),
    )
    return _kept(request, found, act)


@signed_in
def member(request: PersonRequest, pk: int) -> HttpResponse:
    found = _party(pk)
    act = _act(
        found,
        step="add_member",
        title=_("New member of %(party)s") % {"party": found},
        form=MemberForm(posted(request)),
        call=lambda data, **door: party_changes.add_member(found, **data, **door),
        done=lambda row: _("%(member)s is a member.") % {"member": row.member},
    )
    return _kept(request, found, act)


@signed_in
def member_ends(request: PersonRequest, pk: int, membership_pk: int) -> HttpResponse:
    rows = Membership.objects.select_related("network", "member")
    row = get_object_or_404(rows, pk=membership_pk, network=pk)
    act = _act(
        row.network,
        step="end_membership",
        title=_("%(member)s leaves %(party)s") % {"member": row.member, "party": row.network},
        form=MemberEndsForm(posted(request)),
        call=lambda data, **door: party_changes.end_membership(row, end=data["end"], **door),
        done=lambda _row: _("The membership has ended."),
    )
    return _kept(request, row.network, act)


@signed_in
def confirm_party(request: PersonRequest, pk: int, participation_pk: int) -> HttpResponse:
    """Is the party right that was carried over in this case, or would be if its owner agrees?"""
    case = visible_case(request, pk)
    rows = Participation.objects.filter(case=case).select_related("party", "carried_from__party")
    row = get_object_or_404(rows, pk=participation_pk)
    heirs = heirs_of(rows.filter(pk=row.pk)).get(row.pk)
    before = row.party if heirs else row.carried_from and row.carried_from.party
    if before is None:
        raise Http404
    after = ", ".join(heirs) if heirs else str(row.party)
    visit = look(case, by=request.user, at=request.at)
    visit.participation = row

    def record(data: dict[str, Any], **door: Any) -> StepRecord:
        return party_changes.confirm(
            case, row, is_right=data["answer"] == "right", reason=data["reason"], **door
        )

    act = Act(
        step="confirm_party",
        title=_("Does %(party)s take part?") % {"party": after},
        lead=_("%(before)s went on as %(party)s. Nobody has confirmed that it takes over here.")
        % {"before": before, "party": after},
        button=_("Save the answer"),
        form=ConfirmPartyForm(posted(request), case=case),
        case=case,
        call=record,
        done=lambda _record: _("The answer is recorded."),
        then=lambda _record: reverse("case_parties", args=(case.pk,)),
        visit=visit,
    )
    return perform(request, act)


# ---------------------------------------------------------------- what these acts share
def _party(pk: int) -> Party:
    found: Party = get_object_or_404(Party.objects.filter(is_placeholder=False), pk=pk)
    return found


def _act(found: Party, **facts: Any) -> Act:
    home = reverse("register_party", args=(found.pk,))
    return Act(
        button=_("Save"),
        then=lambda _result: home,
        template="web/acts/register.html",
        context={
            "names": KnownParties().names,
            "back": home,
            "here": "register",
            "crumbs": [
                (_("Parties"), reverse("register")),
                (found.name, home),
                (str(facts["title"]), ""),
            ],
        },
        **facts,
    )


def _kept(request: PersonRequest, found: Party, act: Act) -> HttpResponse:
    """The act, for those who keep this party in the register."""
    if verdict := party_changes.may_keep(found, request.user, request.on):
        return perform(request, act)
    return not_permitted(request, act, verdict, request.user.municipality)
