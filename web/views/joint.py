"""Many agreements in one evaluation: which, how far, evaluated and ruled on at once."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements.labels import state_label
from agreements.models import Case, JointReview, Review
from agreements.models.decisions import Outcome
from people.models import Municipality, Role
from web.acts import Act, barred, not_permitted, posted, show
from web.forms.joint import JointEvaluateForm, JointRuleForm, ManyForm
from web.forms.review import meanings
from web.presenters.words import joined
from web.request import PersonRequest, signed_in
from workflows import joint_reviews as workflow
from workflows.errors import NotPermitted, NotPossible, Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.http import HttpResponse

    from workflows.verdict import Verdict

MOST = 100


def _mine(request: PersonRequest) -> QuerySet[JointReview]:
    """Of the municipalities that the person works for: a review is the owner's own."""
    return JointReview.objects.filter(municipality__in=request.roles.municipalities())


def _part_of(request: PersonRequest, joint: JointReview) -> list[Review]:
    visible = Case.objects.visible_to(request.roles).order_by()
    rows = joint.reviews.filter(case__in=visible.values("pk"))
    rows = rows.select_related("case__owner", "case__agreement__kind", "joint", "next_kind")
    return list(rows.order_by("case__title", "pk")[:MOST])


@require_safe
@signed_in
def joint_reviews(request: PersonRequest) -> HttpResponse:
    """All of them, the newest first, with how far each is."""
    rows = [
        {"joint": joint, "url": reverse("joint_review", args=[joint.pk])} | _progress(joint)
        for joint in _mine(request).prefetch_related("reviews")[:MOST]
    ]
    owner = request.user.municipality
    carrying: set[str] = {Role.OFFICER, Role.SECRETARIAT}
    told = {
        "rows": rows,
        "may_begin": owner is not None and request.roles.has_any(carrying, owner.pk),
        "here": "agreements",
        "crumbs": [(_("Agreements"), reverse("agreements")), (_("Joint reviews"), "")],
    }
    return render(request, "web/joint_reviews.html", told)


def _progress(joint: JointReview) -> dict[str, int]:
    reviews = list(joint.reviews.all())
    return {
        "number": len(reviews),
        "evaluated": sum(1 for review in reviews if review.evaluated_at is not None),
        "closed": sum(1 for review in reviews if review.status != Review.Status.OPEN),
    }


@require_safe
@signed_in
def joint_review(request: PersonRequest, pk: int) -> HttpResponse:
    """The agreements of one joint review: evaluated, ruled on, what is recommended."""
    joint = get_object_or_404(_mine(request), pk=pk)
    reviews = _part_of(request, joint)
    told = {
        "joint": joint,
        "rows": [(review, state_label(review.case)) for review in reviews],
        "may_act": workflow.may_review_together(joint.municipality, request.user, request.at),
        "may_rule": workflow.may_rule_together(
            joint.municipality, [r.case for r in _still_open(reviews)], request.user, request.at
        ),
        "is_open": any(review.status == Review.Status.OPEN for review in reviews),
        "here": "agreements",
        "crumbs": _crumbs(joint.title),
    }
    return render(request, "web/joint_review.html", told | _progress(joint))


def _crumbs(last: str) -> list[tuple[str, str]]:
    return [
        (_("Agreements"), reverse("agreements")),
        (_("Joint reviews"), reverse("joint_reviews")),
        (last, ""),
    ]


# ---------------------------------------------------------------- acts
@signed_in
def joint_evaluate(request: PersonRequest, pk: int) -> HttpResponse:
    """One evaluation, and a recommendation for each."""
    joint = get_object_or_404(_mine(request), pk=pk)
    reviews = _open(request, joint)
    if not reviews:
        return redirect("joint_review", joint.pk)
    form = JointEvaluateForm(posted(request), joint=joint, reviews=reviews, today=request.on)

    def evaluate(**door: Any) -> JointReview:
        cases = [review.case for review in reviews]
        workflow.evaluate(
            joint,
            form.cleaned_data["evaluation"],
            form.told(),
            seen=form.versions(cases),
            done=form.is_complete,
            **door,
        )
        return joint

    act = _act(form, _("Evaluate them together"), _("Complete the evaluation"), joint.municipality)
    act.lead, act.template = joint.title, "web/acts/joint_evaluate.html"
    act.context |= {"shares": form.shares(), "back": reverse("joint_review", args=[pk])}
    act.context |= {"meanings": meanings()}
    act.notices = _overtaken(request, joint)
    return _perform(request, act, evaluate, _("The evaluation is saved."))


@signed_in
def joint_rule(request: PersonRequest, pk: int) -> HttpResponse:
    """One decision with a ruling on each agreement; a delegate's on those that are theirs."""
    joint = get_object_or_404(_mine(request), pk=pk)
    reviews, owner = _open(request, joint), joint.municipality
    if not reviews:
        return redirect("joint_review", joint.pk)
    cases = [review.case for review in reviews]
    theirs = workflow.decided_by(request.user, cases, owner=owner, at=request.at)
    may_record = workflow.records_rulings(owner, request.user, request.at)
    form = JointRuleForm(
        posted(request),
        owner=owner if may_record else None,
        reviews=reviews if may_record else [r for r in reviews if r.case in theirs],
        today=request.on,
        may_delegate=bool(theirs),
    )

    def rule(**door: Any) -> JointReview:
        ruled = form.ruled()
        seen = form.versions([each.case for each in ruled])
        data = form.cleaned_data
        told = {"wording": data["wording"], "reason": data.get("reason", "")}
        workflow.rule(joint, form.minutes(), ruled, seen=seen, **told, **door)
        return joint

    act = _act(form, _("Record one decision on all of them"), _("Record"), joint.municipality)
    act.lead, act.template = joint.title, "web/acts/joint_rule.html"
    act.context |= {"shares": form.shares(), "back": reverse("joint_review", args=[pk])}
    verdict = workflow.may_rule_together(owner, cases, request.user, request.at)
    act.notices = _overtaken(request, joint)
    return _perform(request, act, rule, _("The decision is recorded."), verdict)


def _open(request: PersonRequest, joint: JointReview) -> list[Review]:
    """Those that wait for a ruling, with the terms that their forms count on."""
    found = _still_open(_part_of(request, joint))
    prefetch_related_objects(found, "case__terms")
    return found


def _still_open(reviews: list[Review]) -> list[Review]:
    return [review for review in reviews if review.status == Review.Status.OPEN]


def _overtaken(request: PersonRequest, joint: JointReview) -> list[dict[str, str]]:
    """Notices of what was written about agreements whose review has closed since, word for word."""
    if request.method != "POST":
        return []
    outcomes = {str(value): str(label) for value, label in Outcome.choices}
    found = []
    for review in _part_of(request, joint):
        key = review.case_id
        outcome = request.POST.get(f"outcome_{key}", "")
        words = joined(
            outcomes.get(outcome, ""),
            request.POST.get(f"conditions_{key}", ""),
            request.POST.get(f"own_{key}", ""),
        )
        if words and review.status != Review.Status.OPEN:
            text = _("Yours, which is not saved: %(words)s") % {"words": words}
            found.append({"kind": "warn", "title": review.case.title, "text": text})
    return found


def _act(form: ManyForm, title: str, button: str, owner: Municipality) -> Act:
    return Act(
        step="review_jointly",
        title=title,
        button=button,
        form=form,
        owner=owner,
        call=lambda: None,
        done=lambda _joint: "",
        context={"back": reverse("joint_reviews"), "crumbs": _crumbs(title), "here": "agreements"},
    )


def _perform(
    request: PersonRequest,
    act: Act,
    call: Callable[..., JointReview],
    done: str,
    verdict: Verdict | None = None,
) -> HttpResponse:
    """As for one case: 403 with the reason, 422 for words, 409 where one cannot follow.

    What was sent about agreements that are ruled on since is shown again (`Act.notices`), and
    nothing is saved before the person has seen that.
    """
    assert act.owner is not None  # a joint review is of a municipality
    if verdict is None:
        verdict = workflow.may_review_together(act.owner, request.user, request.at)
    if not verdict:
        return not_permitted(request, act, verdict, act.owner)
    if request.method != "POST":
        return show(request, act)
    if not act.form.is_valid():
        return show(request, act, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        if act.notices:
            raise NotPossible(
                _("Something here was ruled on since you opened the page. Look, and save again.")
            )
        joint = call(by=request.user, at=request.at)
    except NotPermitted as refusal:
        return barred(request, act, refusal.message, HTTPStatus.FORBIDDEN)
    except Refused as refusal:
        act.form.add_error(None, str(refusal.message))
        return show(request, act, HTTPStatus.CONFLICT)
    messages.success(request, done)
    return redirect("joint_review", joint.pk)
