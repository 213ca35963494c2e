"""What does a review find and recommend, and what follows when it is ruled on?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import Case, ExpectedBenefit, InitiativeAnswer, Review, Term
from agreements.models.assessment import Group
from web.presenters.kin import titles_of
from web.presenters.reviewing import inputs, questions, what_is_said
from web.presenters.words import day, joined
from workflows import rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agreements.models import RealisedBenefit
    from agreements.next_term import NextTerm
    from web.presenters.shown import Shown
    from web.request import PersonRequest

TOLD = ("realised_benefits", "area_evaluations__focus_area", "inputs__participation__party")


@dataclass(frozen=True, slots=True)
class Side:
    """One group: what was expected of it beside what came, on the same scale (R-058)."""

    label: str
    expected: ExpectedBenefit | None
    realised: RealisedBenefit | None


def reviewed(request: PersonRequest, case: Case) -> dict[str, Any]:
    """What lies before those who rule on a review; nothing where none is open."""
    rows = Review.objects.filter(case=case, status=Review.Status.OPEN)
    review = rows.select_related("next_kind").prefetch_related(*TOLD).first()
    if review is None:
        return {"reviewed": None}
    term = rules.next_term(case, review.next_term, request.on)
    told = _told(case, review, _expected(case), term)
    told["inputs"] = [row for row in inputs(case, review, request.on) if row["said"] or row["when"]]
    told["answers"] = questions(request, case, review)
    return {"reviewed": told}


def past_reviews(page: Shown) -> list[dict[str, Any]]:
    """The reviews of a case, the newest first: what was found, said and to follow."""
    rows = Review.objects.filter(case=page.case).select_related("next_kind", "joint")
    expected = _expected(page.case)
    reviews = list(rows.prefetch_related(*TOLD).order_by("-number"))
    answers = _answers(page.request, reviews)
    return [
        _told(page.case, review, expected, _next_term(page, review))
        | {
            "is_open": page.may_record and review.status == Review.Status.OPEN,
            "inputs": [
                {"party": row.participation.party.name, "said": row} for row in review.inputs.all()
            ],
            "answers": answers.get(review.pk, []),
        }
        for review in reviews
    ]


def _next_term(page: Shown, review: Review) -> NextTerm:
    """Whole while it is still to come; a ruling writes on the review what it began."""
    if review.status == Review.Status.OPEN:
        return rules.next_term(page.case, review.next_term, page.request.on)
    return review.next_term


def _told(
    case: Case, review: Review, expected: dict[str, ExpectedBenefit], term: NextTerm
) -> dict[str, Any]:
    return {
        "review": review,
        "facts": [fact for fact in _facts(case, review, term) if fact["value"]],
        "sides": _sides(review, expected),
        "areas": list(review.area_evaluations.all()),
    }


def _facts(case: Case, review: Review, term: NextTerm) -> list[dict[str, Any]]:
    """What is recommended, and what is to follow from it."""
    renews = review.recommendation == Review.Recommendation.RENEW
    recommended = capfirst(review.get_recommendation_display())
    facts: list[dict[str, Any]] = [{"term": _("Recommendation"), "value": recommended}]
    if renews:
        facts.append({"term": _("The next term"), "value": next_term_in_words(term)})
    if renews and case.sort == Case.Sort.AGREEMENT:
        same = _("the same kind: %(kind)s") % {"kind": case.agreement.kind}
        is_over = review.status != Review.Status.OPEN
        kind = review.next_kind or ("" if is_over else same)
        facts.append({"term": _("Goes on as"), "value": str(kind)})
    if renews or review.recommendation == Review.Recommendation.UNCHANGED:
        window = review.next_review or case.no_review_reason
        facts.append({"term": _("Next review"), "value": window})
    return facts


def next_term_in_words(term: NextTerm) -> str:
    """“1 January 2027 until 31 December 2027 · renews itself … · notice by …”."""
    begins, ends = day(term.start), day(term.end)
    words = _("until %(date)s") % {"date": ends} if ends else ""
    if begins:
        words = _("from %(date)s") % {"date": begins}
        if ends:
            words = _("%(start)s until %(end)s") % {"start": begins, "end": ends}
    basis = dict(Term.Basis.choices).get(term.basis, "")
    months = term.renewal_months or 0
    length = ngettext("for %(count)d month at a time", "for %(count)d months at a time", months) % {
        "count": months
    }
    notice = _("notice by %(date)s") % {"date": day(term.notice_by)}
    return joined(words, basis, length if months else "", notice if term.notice_by else "")


def _expected(case: Case) -> dict[str, ExpectedBenefit]:
    return {row.group: row for row in ExpectedBenefit.objects.filter(case=case)}


def _sides(review: Review, expected: dict[str, ExpectedBenefit]) -> list[Side]:
    """Every group that something was expected of or came to; nothing else."""
    realised = {row.group: row for row in review.realised_benefits.all()}
    return [
        Side(str(label), expected.get(group), realised.get(group))
        for group, label in Group.choices
        if group in expected or group in realised
    ]


def _answers(request: PersonRequest, reviews: Sequence[Review]) -> dict[int, list[dict[str, Any]]]:
    """What these reviews said of the initiatives that the reader may know of."""
    visible = Case.objects.visible_to(request.roles).order_by()
    rows = InitiativeAnswer.objects.filter(review__in=reviews, case__in=visible.values("pk"))
    answers = list(rows.select_related("case__initiative", "commitment"))
    titles = titles_of(request, [row.moved_to_id for row in answers])
    told: dict[int, list[dict[str, Any]]] = {}
    for row in answers:
        number = row.case.initiative.number if row.case.sort == Case.Sort.INITIATIVE else ""
        what = row.commitment.text if row.commitment else f"{number} {row.case.title}".strip()
        answer = {"what": what, "answer": what_is_said(row, titles)}
        told.setdefault(row.review_id, []).append(answer)
    return told
