"""The yearly round: is everything that names a person still right?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements.models import Round, RoundItem
from web.acts import Act, not_permitted, perform, posted
from web.forms.people import AnswersForm, HolderForm, NewRoundForm, told_in
from web.keys import key_of
from web.lookup import visible_case
from web.presenters import rounds as presenter
from web.request import PersonRequest, signed_in
from workflows import posts
from workflows import rounds as workflow
from workflows.errors import NotPossible
from workflows.yearly import coming_rounds

if TYPE_CHECKING:
    from django.http import HttpResponse

    from workflows.verdict import Verdict

ON_A_PAGE = 50


def _leads(request: PersonRequest) -> Verdict:
    return workflow.may_lead_rounds(request.user, request.user.municipality, request.on)


@require_safe
@signed_in
def rounds(request: PersonRequest) -> HttpResponse:
    """All rounds of the reader's municipality, and how far each has come."""
    rows = workflow.progress(Round.objects.filter(municipality=request.user.municipality_id))
    home = request.user.municipality
    context = {
        "here": "attention",
        "rounds": rows,
        "may_open": _leads(request),
        "coming": list(coming_rounds(home, request.on)) if home else [],
    }
    return render(request, "web/rounds.html", context)


@signed_in
def new_round(request: PersonRequest) -> HttpResponse:
    """Ask all who answer for something, until a day."""

    def begin(data: dict[str, Any], **door: Any) -> Round:
        assert request.user.municipality is not None  # the secretariat of one is asked
        facts = {"year": request.on.year, "answer_by": data["answer_by"]}
        return workflow.open_round(request.user.municipality, data["sort"], **facts, **door)

    act = Act(
        step="open_round",
        title=_("Open a round"),
        button=_("Open the round"),
        form=NewRoundForm(posted(request), answer_by=request.on + workflow.ANSWERING),
        call=begin,
        done=lambda _row: _("The round is open."),
        then=lambda row: reverse("round", args=(row.pk,)),
        context=_frame(_("Open a round")),
    )
    return _for_those_who_lead(request, act)


def _for_those_who_lead(request: PersonRequest, act: Act) -> HttpResponse:
    if verdict := _leads(request):
        return perform(request, act)
    return not_permitted(request, act, verdict, request.user.municipality)


def _frame(name: str, *between: tuple[str, str]) -> dict[str, Any]:
    way = [(_("Rounds"), reverse("rounds")), *between, (name, "")]
    return {"here": "attention", "back": reverse("rounds"), "crumbs": way}


def _round(request: PersonRequest, pk: int) -> Round:
    here = Round.objects.filter(municipality__in=request.roles.municipalities())
    return get_object_or_404(workflow.progress(here).select_related("municipality"), pk=pk)


@signed_in
def round_page(request: PersonRequest, pk: int) -> HttpResponse:
    """How far it has come, and the questions that the reader may answer, many at once."""
    row = _round(request, pk)
    leads = bool(_leads(request)) and row.municipality_id == request.user.municipality_id
    shows_all = leads and (row.sort == Round.Sort.ELECTION or request.GET.get("show") == "all")
    items = presenter.open_items(request, row, everybody=shows_all)
    told = told_in(request.POST)
    shown = list(items.filter(pk__in=told)) if request.method == "POST" else []
    if (key := key_of(request.GET.get("case", ""))) is not None:
        items = items.filter(case=key)
    page = Paginator(items, ON_A_PAGE).get_page(request.GET.get("page"))
    for item in shown:
        del told[item.pk]  # the rest is not asked of the reader any more
    lost = {key: yours for key, yours in told.items() if yours}
    form = AnswersForm(
        posted(request),
        items=shown if request.method == "POST" else page,
        overtaken=bool(lost),
    )

    def record(data: dict[str, Any], **door: Any) -> int:
        if lost:
            raise NotPossible(
                _("Something here was answered since you opened the page. Look, and save again.")
            )
        return workflow.answer(row, data["answers"], **door)

    act = Act(
        step="answer_still_right",
        title=capfirst(str(row)),
        button=_("Save the answers"),
        form=form,
        call=record,
        done=lambda number: _("Answers saved: %(number)d.") % {"number": number},
        then=lambda _number: request.get_full_path(),
        template="web/acts/round.html",
        notices=presenter.overtaken(request, row, lost, everybody=shows_all),
        context=_frame(capfirst(str(row)))
        | {
            "round": row,
            "page": page,
            "questions": presenter.questions(request, form.items, form),
            "shows_all": shows_all,
            "why_nothing": "" if form.items else presenter.why_nothing(request, row, leads=leads),
            "may_lead": leads,
            "answered": presenter.answered(request, row) if leads else [],
        },
    )
    return perform(request, act)


@require_safe
@signed_in
def still_right(request: PersonRequest, pk: int) -> HttpResponse:
    """The question about this case, in its round."""
    case = visible_case(request, pk)
    item = RoundItem.objects.filter(case=case, answer="").order_by("-round__year").first()
    if item is None:
        raise Http404
    return redirect(reverse("round", args=(item.round_id,)) + f"?case={case.pk}")


@signed_in
def holder(request: PersonRequest, pk: int, item_pk: int) -> HttpResponse:
    """Somebody else holds a post from a day on; the question is answered with it."""
    row = _round(request, pk)
    item = get_object_or_404(row.items.select_related("post"), pk=item_pk, post__isnull=False)
    post = item.post
    assert post is not None  # the query asks for it

    def change(data: dict[str, Any], **door: Any) -> int:
        return posts.name_holder(item, data["user"], first=data["first"], **door)

    act = Act(
        step="open_round",
        title=_("Who holds it: %(post)s") % {"post": post.title},
        button=_("Save"),
        form=HolderForm(posted(request), municipality=row.municipality, today=request.on),
        call=change,
        done=lambda _number: _("The holder of the post is changed."),
        then=lambda _number: reverse("round", args=(row.pk,)),
        context=_frame(post.title, (capfirst(str(row)), reverse("round", args=(row.pk,))))
        | {"back": reverse("round", args=(row.pk,))},
    )
    return _for_those_who_lead(request, act)
