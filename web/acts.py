"""How does a page act on a case? The one way from a view through the door, and what comes back.

Done: a redirect with a message. Words that cannot be read: 422. Not possible: 409, with the reason
on the same form. Not permitted: 403 with the reason. Outdated: 409, with what changed and by whom.
What was typed is never lost.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.models import Case
from web.conflict import conflict_of
from workflows import cases, listing
from workflows.door import remember
from workflows.errors import NotPermitted, NotPossible, Outdated
from workflows.listing import Step
from workflows.verdict import YES

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse
    from django_stubs_ext import StrOrPromise

    from people.models import Municipality
    from web.forms.base import ActForm
    from web.request import PersonRequest
    from workflows.verdict import Verdict
    from workflows.visit import Visit


@dataclass(kw_only=True)
class Act:
    """One act as its page offers it.

    `call` goes through the door with the form's data and who acts; what it returns goes to `done`
    (what is said) and `then` (where to go; else the case). With `check`, everything is shown once
    more before it holds.
    """

    step: str
    title: StrOrPromise
    button: StrOrPromise
    form: ActForm
    call: Callable[..., Any]
    done: Callable[[Any], StrOrPromise]
    then: Callable[[Any], str] | None = None
    case: Case | None = None
    owner: Municipality | None = None
    lead: StrOrPromise = ""
    crumb: StrOrPromise = ""
    template: str = "web/acts/act.html"
    check: bool = False
    check_template: str = "web/acts/check.html"
    effect: Callable[[dict[str, Any]], StrOrPromise] | None = None
    visit: Visit | None = None
    notices: list[dict[str, Any]] = field(default_factory=list)
    context: dict[str, Any] = field(default_factory=dict)


def posted(request: PersonRequest) -> Any:
    """What a form is bound to: the posted data, or nothing when the page is only looked at."""
    return request.POST if request.method == "POST" else None


def uploaded(request: PersonRequest) -> Any:
    """The files that came with the data, for a form that takes some."""
    return request.FILES if request.method == "POST" else None


def perform(request: PersonRequest, act: Act) -> HttpResponse:
    """Show the page of an act, or take it."""
    step = _asked(request, act)
    if step is None:
        raise Http404
    if not step.is_permitted:
        return not_permitted(request, act, step.verdict, act.owner)
    if request.method == "POST":
        return _posted(request, act)
    if not step.leads_on:
        return barred(request, act, step.verdict.message, HTTPStatus.CONFLICT)
    return show(request, act)


def _posted(request: PersonRequest, act: Act) -> HttpResponse:
    if act.check and "change" in request.POST:
        return show(request, act)
    if not act.form.is_valid():
        return show(request, act, HTTPStatus.UNPROCESSABLE_ENTITY)
    if act.check and "confirmed" not in request.POST:
        return to_be_checked(request, act)
    return _take(request, act)


def _asked(request: PersonRequest, act: Act) -> Step | None:
    if act.case is not None:
        return listing.ask_for(act.step, act.case, request.user, at=request.at, visit=act.visit)
    verdict = cases.may_open(act.owner, request.user, request.at) if act.owner else YES
    return Step(act.step, act.title, verdict, bool(verdict), needs_reason=False)


def _take(request: PersonRequest, act: Act) -> HttpResponse:
    data = dict(act.form.cleaned_data)
    door: dict[str, Any] = {"by": request.user, "at": request.at}
    if act.case is not None:
        door["seen"] = data.pop("seen")
    try:
        result = act.call(data, **door)
    except NotPermitted as refusal:
        return barred(request, act, refusal.message, HTTPStatus.FORBIDDEN)
    except Outdated as refusal:
        return _outdated(request, act, refusal)
    except NotPossible as refusal:
        act.form.add_error(None, str(refusal.message))
        return show(request, act, HTTPStatus.CONFLICT)
    messages.success(request, str(act.done(result)))
    return redirect(act.then(result) if act.then else case_url(act, result))


def case_url(act: Act, result: Any = None) -> str:
    """The page of the case that was acted on, or opened."""
    case = act.case or (result if isinstance(result, Case) else None)
    return reverse("case", args=[case.pk]) if case else reverse("my_work")


def not_permitted(
    request: PersonRequest, act: Act, verdict: Verdict, owner: Municipality | None
) -> HttpResponse:
    """A page that was only opened is no attempt; a posted one is, and is kept for the owner."""
    if request.method == "POST":
        case = act.case or Case(owner=owner)
        refusal = NotPermitted(verdict.message)
        remember(refusal, case, by=request.user, at=request.at, attempt=act.step)
    return barred(request, act, verdict.message, HTTPStatus.FORBIDDEN)


# ---------------------------------------------------------------- pages
def show(request: PersonRequest, act: Act, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    """The page with its form."""
    return render(request, act.template, _context(act) | act.context, status=status)


def to_be_checked(request: PersonRequest, act: Act) -> HttpResponse:
    """Everything once more before it holds; the form is valid."""
    told = {
        "answers": act.form.answers(),
        "hidden": [bound.as_hidden() for bound in act.form.visible_fields()],
        "effect": act.effect(act.form.cleaned_data) if act.effect else "",
    }
    return render(request, act.check_template, _context(act) | act.context | told)


def barred(
    request: PersonRequest, act: Act, reason: StrOrPromise, status: HTTPStatus
) -> HttpResponse:
    """Why this person cannot do it, and the way back."""
    title = (
        _("You may not do this") if status == HTTPStatus.FORBIDDEN else _("This cannot be done now")
    )
    told = {"title": title, "reason": reason, "act_title": act.title}
    return render(request, "web/acts/barred.html", _context(act) | told, status=status)


def _outdated(request: PersonRequest, act: Act, refusal: Outdated) -> HttpResponse:
    assert act.case is not None  # a case that does not exist yet is never outdated
    seen = act.form.cleaned_data["seen"]
    told = {
        "conflict": conflict_of(act.case.pk, refusal, seen, act.form.kept(), case_url(act)),
        "lead": _("%(case)s · nothing of yours is saved") % {"case": act.case.title},
    }
    return render(
        request, "web/acts/conflict.html", _context(act) | told, status=HTTPStatus.CONFLICT
    )


def _context(act: Act) -> dict[str, Any]:
    home = (_("My work"), reverse("my_work"))
    way = [home]
    if act.case is not None:
        way = [(_("Agreements"), reverse("agreements")), (act.case.title, case_url(act))]
    return {
        "act": act,
        "case": act.case,
        "form": act.form,
        "title": act.title,
        "crumbs": [*way, (act.crumb or act.title, "")],
        "here": "agreements" if act.case is not None else "my_work",
        "back": case_url(act),
    }
