"""What does the first page of a case say: labels, next step, gaps, facts, review, benefit?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agreements.gaps import Facts, gaps_by
from agreements.labels import CLOSED, duty_label
from agreements.models import Case, Term
from agreements.states import BEFORE_FORCE, FROZEN, IN_FORCE, State
from people.models import Deputy
from web.presenters.actions import BY_HAND, Action, action_for
from web.presenters.kin import titles_of
from web.presenters.listing import to_political_handling
from web.presenters.offers import looking, may_answer, may_begin
from web.presenters.words import (
    about,
    actor_name,
    day,
    joined,
    journal_fact,
    lower_first,
    ordinal_term,
)
from web.templatetags.samklang import relative

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django_stubs_ext import StrOrPromise

    from agreements.dates import PartialDate
    from agreements.gaps import Gap
    from agreements.models import Duty, Initiative, Review
    from web.presenters.parties import Board
    from web.presenters.shown import Shown


# ---------------------------------------------------------------- labels beside the state
def derived_labels(page: Shown, board: Board | None) -> list[dict[str, str]]:
    """What the state alone does not say (lifecycles.md, derived labels)."""
    case, on = page.case, page.request.on
    labels = []
    if case.is_wish and case.state == State.DRAFT:
        labels.append(_tag("info", "flag", _("Wish")))
    if case.body and case.state in {State.ASSESSED, State.UNDER_REVIEW}:
        labels.append(_tag("info", "gavel", to_political_handling(case.body, case.body_due)))
    if case.state == State.APPROVED and board is not None and board.is_signed:
        labels.append(_tag("warn", "pen", _("Signed, not in force")))
    if page.ending and case.state in IN_FORCE | FROZEN and page.ending.effective_date > on:
        ends = _("Ends %(date)s") % {"date": day(page.ending.effective_date)}
        labels.append(_tag("warn", "clock", ends))
    if case.is_closed:
        labels.append(_tag("", "check", str(CLOSED)))
    if case.state in IN_FORCE and page.until is None and (case.term_number or 0) > 1:
        begins = case.term_start if case.term_start and case.term_start > on else None
        labels.append(_tag("ok", "loop", ordinal_term(case.term_number, begins)))
    if page.is_overdue:
        labels.append(_tag("bad", "alert", _("Overdue")))
    if case.sort == Case.Sort.INITIATIVE and case.initiative.is_outside_areas:
        labels.append(_tag("", "flag", capfirst(_("outside the focus areas"))))
    return labels


def _tag(kind: str, icon: str, text: str) -> dict[str, str]:
    return {"kind": kind, "icon": icon, "text": text}


# ---------------------------------------------------------------- whose turn it is
def next_step(page: Shown, duties: list[Any]) -> dict[str, Any] | None:
    """The one next step: the reader's own, else whom the case waits for."""
    case = page.case
    mine = [duty for duty in duties if duty.is_mine and may_answer(page.request, duty)]
    if mine:
        what = lower_first(duty_label(mine[0].kind_id))
        return {
            "title": _("Your next step: %(what)s") % {"what": what},
            "text": joined(about(mine[0]), _due(mine[0], page), _others(mine)),
            "actions": [action_for(mine[0], primary=True)],
        }
    if case.state == State.DRAFT and may_begin("edit", case, looking(page.request, case)):
        url = reverse("draft", args=(case.pk,))
        return {
            "title": _("Your next step: complete the draft"),
            "text": _("Nobody else is asked before it is sent."),
            "actions": [Action(_("Go on with the draft"), url, primary=True)],
        }
    if duties:
        return _waiting(page, duties[0])
    return None


def _waiting(page: Shown, duty: Duty) -> dict[str, Any]:
    what = joined(duty_label(duty.kind_id), about(duty), _due(duty, page), _why_not(page, duty))
    who = duty.about if duty.kind_id == "rule" and duty.subject else ""
    who = who or actor_name(duty.responsible, page.case.owner_id)
    what = joined(what, *_standing_in([duty], page.request.on).values())
    return {"title": _("Waiting for %(who)s") % {"who": who}, "text": what, "actions": []}


def _standing_in(duties: list[Duty], on: date) -> dict[int, str]:
    """By the key of a person who is asked and absent: who is asked as well; one query at most."""
    asked = {duty.responsible.person_id for duty in duties} - {None}
    rows = Deputy.objects.filter(absent__in=asked, first_date__lte=on, last_date__gte=on)
    return {
        row.absent_id: _("%(deputy)s stands in until %(last)s")
        % {"deputy": row.deputy.name, "last": day(row.last_date)}
        for row in (rows.filter(deputy__is_active=True).select_related("deputy") if asked else ())
    }


def _why_not(page: Shown, duty: Any) -> StrOrPromise:
    """Whose it is to do, where the reader is asked with others and may not do it."""
    return may_answer(page.request, duty).message if duty.is_mine else ""


def _due(duty: Duty, page: Shown) -> str:
    if duty.due is None:
        return ""
    return f"{day(duty.due)} ({relative(duty.due.latest, page.request.on)})"


def _others(mine: list[Duty]) -> str:
    """The reader's further tasks, each named once; those of the same kind stand in the list."""
    kinds = list(dict.fromkeys(duty.kind_id for duty in mine))[1:4]
    others = ", ".join(lower_first(duty_label(kind)) for kind in kinds)
    return _("Also yours: %(others)s") % {"others": others} if others else ""


def open_tasks(page: Shown, duties: list[Any]) -> list[dict[str, Any]]:
    """Everything that the case waits for, of whom and by when; the owner's own."""
    if not page.is_ours or len(duties) < 2:  # noqa: PLR2004 - the one stands in the next step
        return []
    away = _standing_in(duties, page.request.on)
    return [
        {
            "what": duty_label(duty.kind_id),
            "about": about(duty),
            "who": joined(
                actor_name(duty.responsible, page.case.owner_id),
                away.get(duty.responsible.person_id or 0),
            ),
            "due": _due(duty, page) or _("no deadline"),
            "action": _task_action(page, duty),
        }
        for duty in duties
    ]


def _task_action(page: Shown, duty: Any) -> Action | None:
    """The button of those who are asked; what is done by hand may be recorded for them."""
    is_mine = duty.is_mine and may_answer(page.request, duty)
    if is_mine or (duty.kind_id in BY_HAND and page.may_record):
        return action_for(duty, about=str(duty_label(duty.kind_id)))
    return None


# ---------------------------------------------------------------- what is missing
def gaps(case: Any, board: Board) -> list[Gap]:
    """What the case should have and has not, by what the page has read: warnings, no refusals."""
    if case.state in BEFORE_FORCE:
        return []
    is_agreement = case.sort == Case.Sort.AGREEMENT
    follows = not is_agreement and case.initiative.follows_agreement
    facts = Facts(
        agreements={case.pk: case.agreement} if is_agreement else {},
        annexes={case.pk} if follows else set(),
        unnamed={case.pk: board.unnamed},
        unsigned={case.pk: board.unsigned_and_named} if board.is_to_be_signed else {},
        signed_some_day={case.pk} if board.has_vague_day else set(),
    )
    return gaps_by(case, facts)


# ---------------------------------------------------------------- key facts
def facts(page: Shown, term: Term | None) -> list[dict[str, Any]]:
    """Terms and values; what is the owner's own stays with the owner."""
    case = page.case
    before_force = case.state in BEFORE_FORCE
    rows = [
        (_("Owner"), case.owner),
        (_("Responsible"), actor_name(case.responsible, case.owner_id)),
        (_("Unit"), case.unit),
        (_("Contact"), case.contact or _("Not said")),
        (_("Kind"), case.agreement.kind if case.sort == Case.Sort.AGREEMENT else None),
        (_("Under"), _above(page)),
        (_("Handling"), case.get_handling_display()),
        (_("Areas"), page.areas),
        (_("Term"), term_in_words(term)),
        (_("Takes effect"), case.get_takes_effect_display() if before_force else ""),
    ]
    if case.sort == Case.Sort.INITIATIVE:
        rows += _of_an_initiative(case.initiative)
    else:
        rows += [
            (_("Framework agreement"), _("Yes") if case.agreement.is_framework else ""),
            (_("Dated"), as_given(case.agreement.dated)),
            (_("Established"), as_given(case.agreement.established)),
        ]
    if page.is_ours:
        rows += [
            (_("Proposed by"), case.proposed_by.name if case.proposed_by else ""),
            (_("Who may read"), case.get_confidentiality_display()),
            (_("Source"), case.source),
        ]
    told = [_fact(name, value) for name, value in rows if value]
    if page.is_ours and case.journal_number:
        journal = joined(case.journal_system, case.journal_number)
        told.append(journal_fact(journal, case.journal_link))
    return told


def _fact(name: str, value: Any) -> dict[str, Any]:
    if isinstance(value, list):
        return {"term": name, "lines": value}
    return {"term": name, "value": capfirst(str(value))}


def as_given(value: PartialDate | None) -> str:
    """A date; one that is not known to the day with the words of its source."""
    if value is None or value.precision == "day" or not value.text:
        return day(value)
    return joined(day(value), _("As given: “%(quote)s”") % {"quote": value.text})


def _of_an_initiative(initiative: Initiative) -> list[tuple[str, Any]]:
    """Its place under the agreement, its sort, and what a study found."""
    annex = _("annex %(annex)s") % {"annex": initiative.annex} if initiative.annex else ""
    return [
        (_("Number"), joined(initiative.number, annex)),
        (_("Focus area"), initiative.focus_area),
        (_("Sort"), initiative.get_sort_display()),
        (_("Finding"), initiative.get_finding_display()),
    ]


def _above(page: Shown) -> str:
    """The framework agreement above it, where the reader may know of it."""
    if page.case.sort != Case.Sort.AGREEMENT:
        return ""
    key = page.case.agreement.parent_id
    return titles_of(page.request, [key]).get(key, "")


def term_in_words(term: Term | None) -> str:
    """“2 March 2026 to 1 March 2030”, “until further notice”, with the notice date."""
    if term is None:
        return ""
    words = str(term.get_basis_display())
    if term.end:
        words = _("%(start)s until %(end)s") % {"start": day(term.start), "end": day(term.end)}
    elif term.start:
        words = _("from %(start)s, %(basis)s") % {"start": day(term.start), "basis": words}
    if term.notice_by_date:
        notice = _("notice by %(date)s") % {"date": day(term.notice_by_date)}
        return joined(words.strip(), term.get_basis_display(), notice)
    return words.strip()


# ---------------------------------------------------------------- next review
def review_card(page: Shown, review: Review | None) -> dict[str, Any] | None:
    """The window of the next ruling, and how long it has been over."""
    case, on = page.case, page.request.on
    if case.state in BEFORE_FORCE:
        return None
    window = review.window if review else case.review
    if window is None:
        return {"none": case.no_review_reason or _("No review is set.")}
    over = case.state in IN_FORCE and window.overdue_on(on)
    return {
        "window": window,
        "is_open": review is not None,
        "distance": {
            "kind": "bad" if over else "",
            "icon": "alert" if over else "clock",
            "text": relative(window.latest, on),
        },
        "recommendation": review.get_recommendation_display() if review and page.is_ours else "",
        "url": reverse("review", args=(case.pk,)) if review and page.may_record else "",
        "quote": window.text or "",
    }


def open_review(reviews: Iterable[Review]) -> Review | None:
    return next((review for review in reviews if review.status == "open"), None)
