"""How do many agreements end by one decision, and how do the reviews of many begin?"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import Case, FormalDecision, JointReview
from people.models import Role
from web.acts import Act, barred, perform, posted
from web.forms.bulk import BulkEndForm, BulkForm, BulkStartForm
from web.keys import key_of
from web.presenters import bulk as presenter
from web.presenters.choices import choices
from web.request import PersonRequest, signed_in
from web.views.propose import home_of
from workflows import bulk, joint_reviews, review_starts
from workflows.door import remember
from workflows.errors import NotPermitted, NotPossible, Outdated

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.http import HttpResponse
    from django_stubs_ext import StrOrPromise

    from workflows.together import Preview

Result = TypeVar("Result")


@signed_in
def bulk_end(request: PersonRequest) -> HttpResponse:
    """Choose, look at what would end and what would not, then end all of them or none."""
    owner = request.user.municipality
    form = BulkEndForm(posted(request), owner=owner, today=request.on)

    def looked_at(_data: dict[str, Any]) -> str:
        told = bulk.preview(_chosen(request, form), form.end(), by=request.user, at=request.at)
        return _tell(act, form, told, _would_end(len(told.taking)))

    def end(data: dict[str, Any], **door: Any) -> FormalDecision:
        return _all_or_none(lambda: bulk.end_together(data["cases"], form.end(), **door))

    act = Act(
        step="terminate",
        title=_("End several agreements"),
        lead=_("One decision, for all that are chosen or for none of them."),
        button=_("Look at what would end"),
        form=form,
        call=end,
        done=_ended,
        then=lambda _decision: reverse("agreements"),
        check=True,
        check_template="web/acts/bulk_check.html",
        effect=looked_at,
        template="web/acts/bulk.html",
        context=_frame(_("End several agreements"))
        | {
            "question": _("Which agreements end?"),
            "why_none": _("No agreement in force fits, or its end is recorded already."),
            "answers_title": _("Decision"),
            "confirm": _("End all of them"),
        },
    )
    if not may_end_several(request):
        return _not_permitted(request, act, _("Only the council secretariat may do this."))
    assert owner is not None  # only its secretariat comes here
    act.context |= _choosing(request, form, presenter.endable(request, owner), reverse("bulk_end"))
    act.context["not_offered"] = presenter.ending_already(request, owner)
    return perform(request, act)


@signed_in
def bulk_review(request: PersonRequest) -> HttpResponse:
    """Choose, look at which reviews would begin; they begin each alone, or with a title in one."""
    owner = home_of(request)
    form = BulkStartForm(posted(request))

    def looked_at(data: dict[str, Any]) -> str:
        told = review_starts.preview(
            _chosen(request, form),
            owner=owner,
            title=data["title"],
            by=request.user,
            at=request.at,
        )
        return _tell(act, form, told, _would_begin(len(told.taking)))

    def begin(data: dict[str, Any], **door: Any) -> JointReview | None:
        seen, title = data["cases"], data["title"]
        act.context["number"] = len(seen)
        return _all_or_none(lambda: review_starts.start(seen, owner=owner, title=title, **door))

    act = Act(
        step="start_review",
        title=_("Start the review of several agreements"),
        lead=_("The reviews of all that are chosen begin, or none of them."),
        button=_("Look at what would begin"),
        form=form,
        call=begin,
        done=lambda _joint: _begun(act.context["number"]),
        then=lambda joint: (
            reverse("joint_review", args=[joint.pk]) if joint else reverse("agreements")
        ),
        check=True,
        check_template="web/acts/bulk_check.html",
        effect=looked_at,
        template="web/acts/bulk.html",
        context=_frame(_("Start the review of several agreements"))
        | {
            "question": _("Which agreements are to be reviewed?"),
            "why_none": _("No agreement in force fits, or others are reviewed with it already."),
            "answers_title": _("Evaluation"),
            "confirm": _("Start all of them"),
        },
    )
    verdict = joint_reviews.may_review_together(owner, request.user, request.at)
    if not verdict:
        return _not_permitted(request, act, verdict.message)
    offered, here = presenter.reviewable(request, owner), reverse("bulk_review")
    act.context |= _choosing(request, form, offered, here)
    return perform(request, act)


def may_end_several(request: PersonRequest) -> bool:
    """The council secretariat of the municipality that the person works for."""
    owner = request.user.municipality_id
    return owner is not None and request.roles.has(Role.SECRETARIAT, owner)


# ---------------------------------------------------------------- chosen, looked at, taken
def _choosing(
    request: PersonRequest, form: BulkForm, offered: QuerySet[Case], here: str
) -> dict[str, Any]:
    narrowed = presenter.Narrowed.read(request.GET)
    sent = [key_of(text.partition(":")[0]) for text in request.POST.getlist("cases")]
    chosen = {key for key in sent if key is not None}
    rows = presenter.rows(request, offered, narrowed, chosen)
    if request.GET.get("all") and request.method != "POST":
        chosen = {row["key"] for row in rows}
    said = {name: value for name, value in narrowed._asdict().items() if value}
    return {
        "narrowed": narrowed,
        "choices": choices(request),
        "rows": [row | {"chosen": row["key"] in chosen} for row in rows],
        "here_url": here,
        "all_url": f"{here}?{urlencode(said | {'all': '1'})}",
        "none_url": f"{here}?{urlencode(said)}",
        "fields": form.visible_fields(),
    }


def _chosen(request: PersonRequest, form: BulkForm) -> QuerySet[Case]:
    return Case.objects.visible_to(request.roles).filter(pk__in=form.cleaned_data["cases"])


def _tell(act: Act, form: BulkForm, told: Preview, words: str) -> str:
    chosen = form.cleaned_data["cases"]
    act.context["taking_words"] = words
    act.context["taking"] = [(case, f"{case.pk}:{chosen[case.pk]}") for case in told.taking]
    act.context["skipped"] = told.skipped
    return ""


def _all_or_none(call: Callable[[], Result]) -> Result:
    """What is outdated of one of many is told on the form, with the choice kept."""
    try:
        return call()
    except Outdated as refusal:
        raise NotPossible(str(refusal.message)) from refusal


def _would_end(number: int) -> str:
    told = ngettext("%(number)d agreement would end", "%(number)d agreements would end", number)
    return told % {"number": number}


def _would_begin(number: int) -> str:
    told = ngettext("%(number)d review would begin", "%(number)d reviews would begin", number)
    return told % {"number": number}


def _ended(decision: FormalDecision) -> str:
    number = decision.rulings.count()
    told = ngettext(
        "The end of %(number)d agreement is recorded.",
        "The end of %(number)d agreements is recorded.",
        number,
    )
    return told % {"number": number}


def _begun(number: int) -> str:
    told = ngettext(
        "The review of %(number)d agreement has begun.",
        "The reviews of %(number)d agreements have begun.",
        number,
    )
    return told % {"number": number}


def _frame(title: str) -> dict[str, Any]:
    way = [(_("Agreements"), reverse("agreements")), (title, "")]
    return {"here": "agreements", "back": reverse("agreements"), "crumbs": way}


def _not_permitted(request: PersonRequest, act: Act, message: StrOrPromise) -> HttpResponse:
    refusal = NotPermitted(message)
    if request.method == "POST" and request.user.municipality is not None:
        nothing = Case(owner=request.user.municipality)
        remember(refusal, nothing, by=request.user, at=request.at, attempt=act.step)
    return barred(request, act, refusal.message, HTTPStatus.FORBIDDEN)
