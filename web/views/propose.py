"""How does a cooperation begin: registered, as a simple case, or as a political one?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.dates import add_months
from agreements.models import Case, KindPolicy
from agreements.money import money
from people.models import Role
from web.acts import Act, perform, posted
from web.forms.propose import PoliticalForm, RegisterForm, SimpleForm, kind_of
from web.forms.units import units_for
from web.request import PersonRequest, signed_in
from workflows import cases, openings
from workflows.cases import NewCase

if TYPE_CHECKING:
    from django.http import HttpResponse

    from people.models import Municipality


def home_of(request: PersonRequest) -> Municipality:
    """The municipality for which the person opens cases."""
    municipality = request.user.municipality
    if municipality is None:
        raise PermissionDenied(_("Your account belongs to no municipality."))
    return municipality


def currency_and_ceiling(owner: Municipality) -> tuple[str, str]:
    """What amounts are counted in, and how much a simple case may cost, in words."""
    policy = KindPolicy.objects.filter(municipality=owner, kind=None).first()
    if policy is None:
        return "DKK", ""
    return policy.currency, money(policy.simple_ceiling, policy.currency)


@signed_in
def new(request: PersonRequest) -> HttpResponse:
    """Two questions show how much it takes; the answers only light up a card."""
    owner = home_of(request)
    verdict = cases.may_open(owner, request.user, request.at)
    if not verdict:
        raise PermissionDenied(str(verdict.message))
    is_officer = request.roles.has_any({Role.OFFICER.value}, owner.pk)
    if not is_officer:
        return redirect("new_registered")
    currency, ceiling = currency_and_ceiling(owner)
    context = {
        "title": _("New cooperation"),
        "crumbs": [(_("My work"), reverse("my_work")), (_("New cooperation"), "")],
        "here": "my_work",
        "currency": currency,
        "ceiling": ceiling,
    }
    return render(request, "web/acts/new.html", context)


def relation_form(request: PersonRequest, owner: Municipality, case: Case | None) -> RegisterForm:
    return RegisterForm(
        posted(request),
        owner=owner,
        case=case,
        units=units_for(request.roles, owner, case),
        initial=_known(request, case),
    )


def simple_form(request: PersonRequest, owner: Municipality, case: Case | None) -> SimpleForm:
    return SimpleForm(
        posted(request),
        owner=owner,
        case=case,
        units=units_for(request.roles, owner, case),
        currency=currency_and_ceiling(owner)[0],
        initial=_known(request, case),
    )


def _known(request: PersonRequest, case: Case | None) -> dict[str, Any]:
    """What the page begins with: the person's unit, or all that stands on the draft."""
    if case is None:
        return {"unit": request.user.unit}
    others = case.participations.select_related("party")
    other = others.exclude(party__municipality=case.owner_id).first()
    term = case.terms.order_by("number").first()
    told: dict[str, Any] = {
        "title": case.title,
        "unit": case.unit,
        "contact": case.contact,
        "partner": other.party.name if other else "",
        "start": term.start if term else None,
        "end": term.end if term else None,
    }
    for part in case.assessment_parts.all():
        told[part.part] = part.text
        if part.part == "economy":
            told |= {"amount": part.amount, "account": part.account}
    return told


@signed_in
def new_registered(request: PersonRequest) -> HttpResponse:
    owner = home_of(request)
    form = relation_form(request, owner, None)

    def register(_data: dict[str, Any], **door: Any) -> Case:
        return openings.register_relation(form.relation(), owner=owner, **door)

    return perform(request, registering(request, owner, form, register))


def registering(
    request: PersonRequest,
    owner: Municipality,
    form: RegisterForm,
    call: Any,
    case: Case | None = None,
) -> Act:
    """The page of a relation that is only registered, new or standing as a draft."""
    return Act(
        step="register_relation" if case else "create",
        title=_("Register a cooperation"),
        lead=_("A few fields. It holds at once, and nobody has to approve it."),
        button=_("Save the cooperation"),
        form=form,
        owner=owner,
        case=case,
        call=call,
        done=lambda result: (
            _("“%(title)s” is registered and holds from today.") % {"title": result.title}
        ),
        template="web/acts/registered.html",
        context={"names": form.known.names, "next_year": add_months(request.on, 12)},
    )


@signed_in
def new_simple(request: PersonRequest) -> HttpResponse:
    owner = home_of(request)
    form = simple_form(request, owner, None)

    def open_or_send(data: dict[str, Any], **door: Any) -> Case:
        new_case = NewCase(title=data["title"], handling=Case.Handling.SIMPLE, kind=kind_of(data))
        return openings.open_simple(new_case, form.page(), owner=owner, send=form.is_sent, **door)

    return perform(request, simple_act(owner, form, open_or_send))


def simple_act(owner: Municipality, form: SimpleForm, call: Any, case: Case | None = None) -> Act:
    """The one page of a simple case, new or standing as a draft."""
    currency, ceiling = currency_and_ceiling(owner)
    is_sent = form.is_bound and form.is_sent
    return Act(
        step="create" if case is None else "propose" if is_sent else "edit",
        title=_("Simple case"),
        lead=_("One page. A delegate decides; the politicians see it on the yearly list."),
        button=_("Send for decision"),
        form=form,
        owner=owner,
        case=case,
        call=call,
        done=_said_of,
        then=lambda result: reverse("case" if is_sent else "draft", args=[result.pk]),
        template="web/acts/simple.html",
        context={
            "names": form.known.names,
            "currency": currency,
            "ceiling": ceiling,
            "summary_heading": _("The case is not sent") if is_sent else "",
            "may_send": True,
        },
    )


def _said_of(case: Case) -> str:
    if case.state == "draft":
        return _("The draft is saved.")
    return _("“%(title)s” is sent for decision.") % {"title": case.title}


@signed_in
def new_political(request: PersonRequest) -> HttpResponse:
    owner = home_of(request)
    form = PoliticalForm(posted(request), initial={"unit": request.user.unit})

    def open_draft(data: dict[str, Any], **door: Any) -> Case:
        kind = kind_of(data)
        by_hand, signature = Case.TakesEffect.GIVEN_DATE, Case.TakesEffect.LAST_SIGNATURE
        new_case = NewCase(
            title=data["title"],
            kind=kind,
            unit=request.user.unit if request.user.municipality == owner else None,
            takes_effect=signature if kind else by_hand,
        )
        return openings.open_with_parties(new_case, owner=owner, **door)

    return perform(
        request,
        Act(
            step="create",
            title=_("Political case"),
            lead=_("It is written section by section. A title is enough to begin."),
            button=_("Begin the case"),
            form=form,
            owner=owner,
            call=open_draft,
            done=lambda _case: _("The draft is saved. Go on with its sections."),
            then=lambda case: reverse("draft", args=[case.pk]),
        ),
    )
