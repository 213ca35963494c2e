"""How is a draft written, checked and proposed?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agreements.models import Case
from agreements.states import BEFORE_FORCE, State
from web.acts import Act, perform, posted
from web.forms.base import ActForm
from web.forms.propose import LiftForm
from web.forms.section import Parties, Section
from web.forms.sections import WRITTEN_LATER, sections_of
from web.lookup import visible_case
from web.presenters.proposals import last_sent_back, what_changed
from web.presenters.words import country
from web.request import PersonRequest, signed_in
from web.views.propose import registering, relation_form, simple_act, simple_form
from workflows import cases, listing, openings
from workflows.door import take

if TYPE_CHECKING:
    from django.http import HttpResponse

    from agreements.models import Party
    from workflows.visit import Visit


@signed_in
def draft(request: PersonRequest, pk: int) -> HttpResponse:
    """The one page of a small case; the list of sections of a political one."""
    case = visible_case(request, pk)
    if case.handling == Case.Handling.SIMPLE:
        return _simple(request, case)
    if case.handling == Case.Handling.REGISTERED:
        return _registered(request, case)
    return _only_as_draft(request, _sections(request, case))


def _simple(request: PersonRequest, case: Case) -> HttpResponse:
    form = simple_form(request, case.owner, case)

    def write(_data: dict[str, Any], **door: Any) -> Case:
        return openings.write_simple(case, form.page(), send=form.is_sent, **door)

    act = simple_act(case.owner, form, write, case)
    act.notices = sent_back_notices(case)
    act.context["may_send"] = _may(request, case, "propose")
    return _only_as_draft(request, act)


def _registered(request: PersonRequest, case: Case) -> HttpResponse:
    form = relation_form(request, case.owner, case)

    def register(_data: dict[str, Any], **door: Any) -> Case:
        return openings.register_draft(case, form.relation(), **door)

    return perform(request, registering(request, case.owner, form, register, case))


def _sections(request: PersonRequest, case: Case) -> Act:
    """A list of links; posted to, it proposes as the page of all answers does."""
    rows = [
        {
            "heading": section.heading,
            "hint": section.hint,
            "is_done": section.is_done(case),
            "url": reverse("draft_section", args=[case.pk, section.slug]),
        }
        for section in sections_of(case)
    ]
    return Act(
        step="propose" if request.method == "POST" else "edit",
        title=case.title,
        crumb=_("Draft"),
        button="",
        form=ActForm(posted(request), case=case),
        case=case,
        call=lambda _data, **door: take("propose", case, **door),
        done=lambda _record: _("The proposal is handed in."),
        template="web/acts/draft.html",
        notices=sent_back_notices(case),
        context={
            "rows": rows,
            "done_count": sum(1 for row in rows if row["is_done"]),
            "verdict": _verdict(request, case),
            "can_withdraw": _may(request, case, "withdraw"),
            "can_lift": bool(cases.HEAVIER[Case.Handling(case.handling)]),
        },
    )


def _verdict(request: PersonRequest, case: Case) -> Any:
    step = listing.ask_for("propose", case, request.user, at=request.at)
    return None if step is None else step.verdict  # a barred step is falsy


def _may(request: PersonRequest, case: Case, slug: str) -> bool:
    step = listing.ask_for(slug, case, request.user, at=request.at)
    return step is not None and step.is_permitted


def sent_back_notices(case: Case) -> list[dict[str, Any]]:
    """Why the proposal came back, above everything else."""
    record = last_sent_back(case)
    if record is None:
        return []
    who = record.by.name if record.by else ""
    return [
        {
            "kind": "warn",
            "title": _("Sent back for completion by %(who)s") % {"who": who},
            "text": record.reason,
        }
    ]


@signed_in
def draft_section(request: PersonRequest, pk: int, section: str) -> HttpResponse:
    case = visible_case(request, pk)
    sections = {found.slug: found for found in sections_of(case)}
    if section not in sections:
        raise Http404
    if section == "review" and case.state not in BEFORE_FORCE:
        return redirect("set_review", case.pk)  # which asks why there is none
    form = sections[section](posted(request), case=case, roles=request.roles)

    def write(_data: dict[str, Any], **door: Any) -> Case:
        def change(visit: Visit) -> None:
            form.write(visit)

        return cases.edit(case, change, about=section, **door).case

    act = Act(
        step="edit",
        title=str(form.heading),
        lead=form.hint,
        button=_("Save"),
        form=form,
        case=case,
        call=write,
        done=lambda _case: _("Saved."),
        then=lambda _case: _after(request, case, form),
        template=_template(form),
        context=_section_context(case, form),
    )
    return _only_as_draft(request, act, later=_is_written_later(case, section))


def _is_written_later(case: Case, section: str) -> bool:
    """A term may be written until it runs: an agreed day may be told late, an end be wrong."""
    return section in WRITTEN_LATER or (section == "term" and case.state in BEFORE_FORCE)


def _template(form: Section) -> str:
    return "web/acts/parties.html" if isinstance(form, Parties) else "web/acts/section.html"


def _section_context(case: Case, form: Section) -> dict[str, Any]:
    told: dict[str, Any] = {"list_url": ""}
    if case.state == State.DRAFT:
        told["list_url"] = reverse("draft", args=[case.pk])
    if isinstance(form, Parties):
        told["names"] = form.known_parties.names
        told["participations"] = [
            {
                "name": p.party.name,
                "about": ", ".join(filter(None, (_sort(p.party), country(p.party.country)))),
                "is_placeholder": p.party.is_placeholder,
            }
            for p in case.participations.select_related("party")
        ]
    return told


def _sort(party: Party) -> str:
    return capfirst(party.get_sort_display())


def _after(request: PersonRequest, case: Case, form: Section) -> str:
    """Back to the list of sections; to the next one, or to the same for another party."""
    if case.state != State.DRAFT:
        return reverse("case", args=[case.pk])
    then = request.POST.get("then", "")
    if then == "more":
        return reverse("draft_section", args=[case.pk, form.slug])
    slugs = [section.slug for section in sections_of(case)]
    following = slugs[slugs.index(form.slug) + 1 :]
    if then == "next" and following:
        return reverse("draft_section", args=[case.pk, following[0]])
    return reverse("draft", args=[case.pk])


def _only_as_draft(request: PersonRequest, act: Act, *, later: bool = False) -> HttpResponse:
    """A page of a draft leads to the case once the case is no draft any more."""
    case = act.case
    if request.method != "POST" and case and case.state != State.DRAFT and not later:
        return redirect("case", case.pk)
    return perform(request, act)


@signed_in
def draft_check(request: PersonRequest, pk: int) -> HttpResponse:
    """All answers once more, then propose."""
    case = visible_case(request, pk)
    form = ActForm(posted(request), case=case)
    answers = [
        {
            "heading": section.heading,
            "facts": section(case=case, roles=request.roles).answers(),
            "is_done": section.is_done(case),
            "url": reverse("draft_section", args=[case.pk, section.slug]),
        }
        for section in sections_of(case)
    ]
    act = Act(
        step="propose",
        title=_("Check your answers"),
        lead=case.title,
        button=_("Propose"),
        form=form,
        case=case,
        call=lambda _data, **door: take("propose", case, **door),
        done=lambda _record: _("The proposal is handed in."),
        template="web/acts/draft_check.html",
        notices=sent_back_notices(case),
        context={
            "sections": answers,
            "verdict": _verdict(request, case),
            "changes": what_changed(case),
        },
    )
    return perform(request, act)


@signed_in
def draft_lift(request: PersonRequest, pk: int) -> HttpResponse:
    """To a heavier handling; everything written stays."""
    case = visible_case(request, pk)
    heavier = cases.HEAVIER[Case.Handling(case.handling)]
    choices = [(handling.value, handling.label) for handling in heavier]
    form = LiftForm(posted(request), case=case, choices=choices)
    if not choices and request.method != "POST":
        return redirect("draft", case.pk)

    def lift(data: dict[str, Any], **door: Any) -> Case:
        return cases.lift(case, data["handling"], **door).case

    act = Act(
        step="edit",
        title=_("Make it a heavier case"),
        lead=_("Everything you have written stays."),
        button=_("Change the handling"),
        form=form,
        case=case,
        call=lift,
        done=lambda _case: _("The handling is changed."),
        then=lambda _case: reverse("draft", args=[case.pk]),
    )
    return _only_as_draft(request, act)
