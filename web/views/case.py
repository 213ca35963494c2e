"""The pages of one case: overview, initiatives, decisions, history, versions."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements.labels import state_label
from agreements.models import AssessmentPart, Case, ExpectedBenefit, Review, StepRecord
from agreements.money import currency_beside, currency_of
from agreements.states import BEFORE_FORCE, State
from people.models import AssessmentPartName
from web.presenters import (
    commitment,
    commitments,
    course,
    documents,
    ends,
    history,
    initiatives,
    overview,
    parties,
    reciprocity,
    rulings,
    seals,
    sides,
)
from web.presenters.actions import Action, further_steps, kept_up, mend_for
from web.presenters.shown import open_duties_of, shown, tabs
from web.request import signed_in
from workflows import snapshots
from workflows.documents import INTERNAL

if TYPE_CHECKING:
    from django.http import HttpResponse

    from agreements.models import ProposalVersion, Term
    from web.presenters.shown import Shown
    from web.request import PersonRequest

LATEST = 5
ON_THE_OVERVIEW = 8


@require_safe
@signed_in
def case(request: PersonRequest, pk: int) -> HttpResponse:
    page = shown(request, pk, with_content=True)
    duties, steps = [] if page.until else open_duties_of(page), _steps(page)
    board = parties.board(page, steps)
    term = None if page.until else page.case.terms.order_by("-number").first()
    review = _open_review(page)
    next_step, found = overview.next_step(page, duties), rulings.read(page)
    return render_part(
        page,
        "case",
        {
            "stages": course.course(page.case, steps, _since(page, board, term)),
            "branch": course.branch(page.case, steps, with_reason=page.is_ours),
            "kin": course.kin(page),
            "next_step": next_step,
            "tasks": overview.open_tasks(page, duties),
            "board": board,
            "gaps": _gaps(page, board),
            "initiatives": initiatives.rows(page, ON_THE_OVERVIEW),
            "new_initiative": initiatives.new(page),
            "rulings": rulings.feed(page, steps, found)[:ON_THE_OVERVIEW],
            "commitments": commitments.board(page),
            "four_parts": initiatives.four_parts(page),
            "write_parts": initiatives.write_parts(page),
            "feed": history.items(page, steps[-LATEST:]),
            "facts": overview.facts(page, term),
            "end": ends.card(page, steps),
            "review": None if page.until else overview.review_card(page, review),
            "benefits": _benefits(page),
            "differs": seals.difference(page, found),
            "amends": seals.amendment(page),
            "amendments": seals.chain(page),
            "further": _further(page, next_step, board),
        },
    )


@require_safe
@signed_in
def case_initiatives(request: PersonRequest, pk: int) -> HttpResponse:
    page = shown(request, pk)
    if page.case.sort != page.case.Sort.AGREEMENT:
        raise Http404
    told = {
        "groups": initiatives.groups(page),
        "new_initiative": initiatives.new(page),
        "reciprocity": reciprocity.table(page),
    }
    return render_part(page, "case_initiatives", told)


@require_safe
@signed_in
def case_commitments(request: PersonRequest, pk: int) -> HttpResponse:
    """What an initiative has promised, and how far it is."""
    page = shown(request, pk)
    board = commitments.board(page)
    if board is None:
        raise Http404
    told = {"commitments": board, "log": commitment.latest(page) if page.is_ours else []}
    return render_part(page, "case_commitments", told)


@require_safe
@signed_in
def case_parties(request: PersonRequest, pk: int) -> HttpResponse:
    """Who takes part, who signs, who is who, who joined and who left."""
    page = shown(request, pk)
    board = parties.board(page, [])
    told = {
        "board": board,
        "sides": sides.sides(page, board),
        "join": sides.join_action(page),
        "unnamed": sides.unnamed(page),
        "refusal": sides.refusal(page, board),
    }
    return render_part(page, "case_parties", told)


@require_safe
@signed_in
def case_decisions(request: PersonRequest, pk: int) -> HttpResponse:
    page = shown(request, pk, with_content=True)
    found = rulings.read(page)
    return render_part(
        page,
        "case_decisions",
        {
            "rulings": rulings.feed(page, _steps(page), found),
            "differs": seals.difference(page, found),
            "assessment": _assessment(page),
            "benefits": _benefits(page),
        },
    )


@require_safe
@signed_in
def case_documents(request: PersonRequest, pk: int) -> HttpResponse:
    page = shown(request, pk)
    told = {"documents": documents.rows(page), "new_document": documents.new(request, page.case)}
    return render_part(page, "case_documents", told)


@require_safe
@signed_in
def case_history(request: PersonRequest, pk: int) -> HttpResponse:
    page = shown(request, pk)
    return render_part(page, "case_history", {"feed": history.feed(page, _steps(page))})


@require_safe
@signed_in
def case_versions(request: PersonRequest, pk: int) -> HttpResponse:
    page = shown(request, pk)
    if not page.is_ours:
        raise Http404
    versions = list(page.case.proposal_versions.select_related("proposed_by"))
    currency = currency_of(page.case.owner_id)
    rounds = [_compared(older, newer, currency) for older, newer in pairwise(versions)]
    told = [(version, snapshots.told(version.content, currency)) for version in versions]
    return render_part(page, "case_versions", {"rounds": list(reversed(rounds)), "versions": told})


def _compared(older: ProposalVersion, newer: ProposalVersion, currency: str) -> dict[str, Any]:
    return {
        "older": older,
        "newer": newer,
        "changes": snapshots.differences(older.content, newer.content, currency),
    }


def render_part(
    page: Shown, name: str, context: dict[str, Any], *, template: str = ""
) -> HttpResponse:
    """A page of the case; all share its head, breadcrumbs and tabs.

    A page that has read the parties gives its `board`.
    """
    found = page.case
    board = context.get("board") or _board(page)
    crumbs = [(_("Agreements"), reverse("agreements"))]
    if found.sort != Case.Sort.AGREEMENT and page.is_ours and found.above_title:
        crumbs.append((found.above_title, reverse("case", args=(found.initiative.agreement_id,))))
    shell = {
        "here": "agreements",
        "case": found,
        "is_ours": page.is_ours,
        "until": page.until,
        "state_label": state_label(found),
        "crumbs": [*crumbs, (found.title, "")],
        "tabs": tabs(page, name),
        "names": page.names if board is None else board.names,
        "labels": overview.derived_labels(page, board),
    }
    return render(page.request, f"web/{template or name}.html", shell | context)


def _board(page: Shown) -> parties.Board | None:
    """The parties, where the head of a page says more of them than who they are."""
    if page.until is not None or page.case.state == State.APPROVED:
        return parties.board(page, [])
    return None


def _open_review(page: Shown) -> Review | None:
    """The review that is open; there is none but in these states."""
    if page.case.state not in {State.UNDER_REVIEW, State.SUSPENDED}:
        return None
    return Review.objects.filter(case=page.case, status=Review.Status.OPEN).first()


def _gaps(page: Shown, board: parties.Board) -> list[dict[str, Any]]:
    """What is missing, each with the page that fills it; the owner's own."""
    found = overview.gaps(page.case, board) if page.is_ours else []
    return [
        {"message": gap.message, "mend": mend_for(page.request, gap.code, page.case)}
        for gap in found
    ]


def _further(page: Shown, step: dict[str, Any] | None, board: parties.Board) -> list[Action]:
    """What else this person may do, without what the page offers already."""
    offered = {action.url for action in step["actions"]} if step else set()
    offered |= {board.sign.url} if board.sign else set()
    further = further_steps(page.request, page.case, carries=page.carries)
    actions = [*further, *kept_up(page.request, page.case)]
    return [action for action in actions if action.url not in offered]


def _steps(page: Shown) -> list[StepRecord]:
    """All steps with what they point at, oldest first; the signatures are on the board.

    No party learns of steps about internal documents.
    """
    steps = StepRecord.objects.filter(case=page.case)
    if not page.is_ours:
        steps = steps.exclude(flag=INTERNAL)
    if page.end:
        steps = steps.filter(at__lt=page.end)
    return list(steps.select_related("by", "ruling__decision__body", "ruling__decision__delegate"))


def _since(page: Shown, board: parties.Board, term: Term | None) -> Any:
    """Since when an imported agreement is in force, as far as its source tells.

    When a relation was established says nothing of that: it stands among the key facts.
    """
    found = page.case
    if found.provenance != found.Provenance.IMPORTED or found.sort != found.Sort.AGREEMENT:
        return None
    told = board.last_signed or found.agreement.dated
    return told or (term.start if term else None)


def _benefits(page: Shown) -> list[ExpectedBenefit]:
    return (
        list(ExpectedBenefit.objects.filter(case=page.case).order_by("pk")) if page.is_ours else []
    )


def _assessment(page: Shown) -> list[dict[str, Any]]:
    """The three parts in their order, missing ones too; the owner's alone.

    None where it is past asking for them: a case that came in as it stands was never assessed here.
    """
    if not page.is_ours:
        return []
    rows = (
        AssessmentPart.objects.filter(case=page.case)
        .select_related("completed_by")
        .annotate(currency=currency_beside(OuterRef("case__owner")))
    )
    parts = {row.part: row for row in rows}
    if not parts and page.case.state not in BEFORE_FORCE:
        return []
    return [{"label": label, "part": parts.get(name)} for name, label in AssessmentPartName.choices]
