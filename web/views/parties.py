"""How does a party join or leave, and how are its contacts and signatories kept?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.models import Case, Participation
from web.acts import Act, perform, posted
from web.forms.sides import (
    ContactRoleForm,
    JoinForm,
    LeaveForm,
    NamePartyForm,
    PartForm,
    SideForm,
    SignatoryForm,
    UnnamedForm,
)
from web.forms.step import ReasonForm
from web.lookup import visible_case
from web.presenters.words import day
from web.request import PersonRequest, signed_in
from workflows import contacts, joining, leaving
from workflows.door import look

if TYPE_CHECKING:
    from django.http import HttpResponse

    from agreements.models import ContactRole, Signatory, StepRecord
    from workflows.visit import Visit


@signed_in
def join(request: PersonRequest, pk: int) -> HttpResponse:
    case = visible_case(request, pk)
    form = JoinForm(posted(request), case=case, today=request.on)

    def record(data: dict[str, Any], **door: Any) -> Participation:
        return joining.join(case, data.pop("named"), **data, **door)

    act = Act(
        step="party_joins",
        title=_("A party joins"),
        lead=case.title,
        button=_("Record that it joins"),
        form=form,
        case=case,
        call=record,
        done=lambda row: _("%(party)s takes part.") % {"party": row.party},
        then=lambda _row: _home(case),
        template="web/acts/join.html",
        context={"names": form.known.names},
    )
    return perform(request, act)


@signed_in
def name_party(request: PersonRequest, pk: int) -> HttpResponse:
    """Who one of the parties is that nobody has named yet (R-060)."""
    case = _agreement(request, pk)
    form = NamePartyForm(posted(request), case=case)

    def record(data: dict[str, Any], **door: Any) -> Participation:
        return joining.name_party(case, data["named"], role=data["role"], **door)

    act = Act(
        step="complete_parties",
        title=_("Name a party"),
        lead=_("It took part all the time; one that comes new from a day joins instead."),
        button=_("Name it"),
        form=form,
        case=case,
        call=record,
        done=lambda row: _("%(party)s is named.") % {"party": row.party},
        then=lambda _row: _home(case),
        template="web/acts/join.html",
        context={"names": form.known.names},
    )
    return perform(request, act)


@signed_in
def count_unnamed(request: PersonRequest, pk: int) -> HttpResponse:
    """How many parties are known by their number alone."""
    case = _agreement(request, pk)

    def record(data: dict[str, Any], **door: Any) -> StepRecord:
        return joining.count_unnamed(case, data["count"], **door)

    act = Act(
        step="complete_parties",
        title=_("Parties not named"),
        lead=case.title,
        button=_("Save"),
        form=UnnamedForm(posted(request), case=case),
        case=case,
        call=record,
        done=lambda _record: _("Saved."),
        then=lambda _record: _home(case),
    )
    return perform(request, act)


def _agreement(request: PersonRequest, pk: int) -> Case:
    """Only an agreement counts parties without a name."""
    case = visible_case(request, pk)
    if case.sort != Case.Sort.AGREEMENT:
        raise Http404
    return case


@signed_in
def part(request: PersonRequest, pk: int, participation_pk: int) -> HttpResponse:
    """The part that a party takes, and since when: the owner's to say."""
    case, row, visit = _asked(request, pk, participation_pk)

    def write(data: dict[str, Any], **door: Any) -> StepRecord:
        return joining.write_part(case, row, **data, **door)

    act = Act(
        step="edit",
        title=_("The part of %(party)s") % {"party": row.party},
        lead=case.title,
        button=_("Save"),
        form=PartForm(posted(request), case=case, participation=row),
        case=case,
        call=write,
        done=lambda _record: _("Saved."),
        then=lambda _record: _home(case),
        visit=visit,
    )
    return perform(request, act)


@signed_in
def side(request: PersonRequest, pk: int, participation_pk: int) -> HttpResponse:
    case, row, visit = _asked(request, pk, participation_pk)
    form = SideForm(posted(request), case=case, participation=row)
    act = _keeping(
        case,
        visit,
        form=form,
        title=_("Journal number and address of %(party)s") % {"party": row.party},
        call=lambda data, **door: contacts.write_side(case, row, **data, **door),
    )
    return perform(request, act)


@signed_in
def contact(
    request: PersonRequest, pk: int, participation_pk: int, contact_pk: int | None = None
) -> HttpResponse:
    """A new contact of a party, or one that is written anew."""
    case, row, visit = _asked(request, pk, participation_pk)
    known = get_object_or_404(row.contact_roles, pk=contact_pk) if contact_pk else None
    form = ContactRoleForm(posted(request), case=case, contact=known)

    def write(_data: dict[str, Any], **door: Any) -> ContactRole:
        return contacts.write_contact(case, row, form.facts(), contact=known, **door)

    title = _("Contact at %(party)s") if known else _("New contact at %(party)s")
    act = _keeping(case, visit, form=form, title=title % {"party": row.party}, call=write)
    return perform(request, act)


@signed_in
def signatory(
    request: PersonRequest, pk: int, participation_pk: int, signatory_pk: int | None = None
) -> HttpResponse:
    """A new signatory of a party, one written anew, or the successor of one who has signed."""
    case, row, visit = _asked(request, pk, participation_pk)
    known = get_object_or_404(row.signatories, pk=signatory_pk) if signatory_pk else None
    signed = known is not None and known.signatures.filter(annulled_at=None).exists()
    form = SignatoryForm(posted(request), case=case, signatory=known, signed=signed)

    def write(data: dict[str, Any], **door: Any) -> Signatory | None:
        if known is not None and data.get("take_out"):
            contacts.drop_signatory(case, known, **door)
            return None
        return contacts.write_signatory(case, row, form.facts(), signatory=known, **door)

    titles = {
        (False, False): _("New signatory of %(party)s"),
        (True, False): _("Signatory of %(party)s"),
        (True, True): _("Successor in the post, %(party)s"),
    }
    act = _keeping(
        case,
        visit,
        form=form,
        title=titles[known is not None, signed] % {"party": row.party},
        call=write,
        explained=_("%(who)s has signed and stays; the successor need not sign again.")
        % {"who": known}
        if signed
        else "",
    )
    return perform(request, act)


@signed_in
def leave(request: PersonRequest, pk: int, participation_pk: int) -> HttpResponse:
    """Notice of a party: it takes part until its day, and is asked nothing after it."""
    case, row, visit = _asked(request, pk, participation_pk)

    def record(data: dict[str, Any], **door: Any) -> StepRecord:
        return leaving.give_notice(case, row, **data, **door)

    act = Act(
        step="party_leaves",
        title=_("%(party)s leaves") % {"party": row.party},
        lead=case.title,
        button=_("Record the notice"),
        form=LeaveForm(posted(request), case=case, today=visit.on),
        case=case,
        call=record,
        done=lambda record: (
            _("%(party)s takes part until %(date)s.")
            % {"party": row.party, "date": day(record.effective_date)}
        ),
        then=lambda _record: _home(case),
        visit=visit,
        template="web/acts/step.html",
        context={"explained": _what_follows(case)},
    )
    return perform(request, act)


def _what_follows(case: Case) -> str:
    told = _("It takes part until the end of its last day. Until then it may stay after all.")
    if case.sort != Case.Sort.AGREEMENT:
        return told
    least = case.agreement.kind.minimum_parties
    more = _("With fewer than %(least)d parties the agreement ends the day after.")
    return f"{told} {more % {'least': least}}"


@signed_in
def stay(request: PersonRequest, pk: int, participation_pk: int) -> HttpResponse:
    """A party takes its notice back before it takes effect."""
    case, row, visit = _asked(request, pk, participation_pk)

    def record(data: dict[str, Any], **door: Any) -> StepRecord:
        return leaving.withdraw_notice(case, row, **data, **door)

    act = Act(
        step="leaving_withdrawn",
        title=_("%(party)s stays") % {"party": row.party},
        lead=case.title,
        button=_("Record that it stays"),
        form=ReasonForm(posted(request), case=case),
        case=case,
        call=record,
        done=lambda _record: _("%(party)s stays.") % {"party": row.party},
        then=lambda _record: _home(case),
        visit=visit,
    )
    return perform(request, act)


# ---------------------------------------------------------------- shared
def _asked(
    request: PersonRequest, pk: int, participation_pk: int
) -> tuple[Case, Participation, Visit]:
    """The case, its party, and a visit that knows of whom the step is asked."""
    case = visible_case(request, pk)
    row = get_object_or_404(case.participations.select_related("party"), pk=participation_pk)
    visit = look(case, by=request.user, at=request.at)
    visit.participation = row
    return case, row, visit


def _keeping(case: Case, visit: Visit, *, explained: str = "", **act: Any) -> Act:
    """An act on one party's own side."""
    return Act(
        step="keep_side",
        lead=case.title,
        button=_("Save"),
        case=case,
        done=lambda _row: _("Saved."),
        then=lambda _row: _home(case),
        visit=visit,
        template="web/acts/step.html",
        context={"explained": explained},
        **act,
    )


def _home(case: Case) -> str:
    return reverse("case_parties", args=[case.pk])
