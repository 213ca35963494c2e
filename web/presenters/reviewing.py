"""Who has answered at a review, who is missing, and what is asked about the initiatives?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

import clock
from agreements.labels import state_label
from agreements.models import Case, Duty, InitiativeAnswer
from agreements.states import FROZEN, IN_FORCE
from web.presenters.kin import titles_of
from web.presenters.words import day, joined
from web.templatetags.samklang import relative
from workflows.commitments import conditional_commitments

if TYPE_CHECKING:
    from datetime import date

    from agreements.models import Review
    from web.request import PersonRequest

TAGS = {
    "received": ("ok", "check"),
    "asked": ("", "clock"),
    "missing": ("bad", "alert"),
    "not_asked": ("", "dot"),
}


# ---------------------------------------------------------------- asked, received, missing
def inputs(case: Case, opened: Review | None, on: date) -> list[dict[str, Any]]:
    """Each party that takes part: asked when, due when, received or missing; and what it said."""
    if opened is None:
        return []
    said = {row.participation_id: row for row in opened.inputs.all()}
    asked = {
        duty.party_id: duty
        for duty in Duty.objects.filter(
            case=case, kind="review_input", opened_at__gte=opened.opened_at
        )
    }
    parties = case.participations.filter(has_declined=False).exclude(left_date__lt=on)
    parties = parties.select_related("party", "benefit")
    return [_input(case, row, said.get(row.pk), asked.get(row.party_id), on) for row in parties]


def _input(
    case: Case, participation: Any, said: Any, duty: Duty | None, on: date
) -> dict[str, Any]:
    standing = "received" if said else "not_asked"
    if duty is not None and not said:
        standing = "missing" if duty.due and duty.due.overdue_on(on) else "asked"
    labels = {
        "received": _("Answered"),
        "asked": _("No answer yet"),
        "missing": _("The answer is missing"),
        "not_asked": _("Not asked"),
    }
    kind, icon = TAGS[standing]
    return {
        "party": participation.party.name,
        "said": said,
        "gains": getattr(participation, "benefit", None),
        "tag": {"kind": kind, "icon": icon, "text": labels[standing]},
        "when": _when(case, duty, on) if not said else "",
        "url": reverse("review_input", args=[case.pk, participation.pk]),
    }


def _when(case: Case, duty: Duty | None, on: date) -> str:
    """“To be asked since 3 March 2026 · due 5 June 2026, in 94 days”: the officer asks."""
    if duty is None:
        return ""
    opened = clock.local_date(duty.opened_at, case.owner.time_zone)
    asked = _("To be asked since %(date)s") % {"date": day(opened)}
    if duty.due is None:
        return asked
    due = _("due %(date)s") % {"date": day(duty.due)}
    return joined(asked, f"{due}, {relative(duty.due.latest, on)}")


# ---------------------------------------------------------------- what becomes of each initiative
def questions(request: PersonRequest, case: Case, opened: Review | None) -> list[dict[str, Any]]:
    """Each initiative under the agreement, and what may come up: its answer, and its page."""
    if opened is None:
        return []
    answers = {
        (row.case_id, row.commitment_id): row
        for row in InitiativeAnswer.objects.filter(review=opened)
    }
    titles = titles_of(request, [row.moved_to_id for row in answers.values()])
    told = []
    if case.sort == Case.Sort.AGREEMENT:
        under = Case.objects.visible_to(request.roles).filter(
            initiative__agreement=case.pk, state__in=[*IN_FORCE, *FROZEN]
        )
        rows = under.select_related("initiative").order_by(
            "initiative__annex", "initiative__number", "pk"
        )
        for row in rows:
            answer = answers.get((row.pk, None))
            url = reverse("review_answer", args=[case.pk, row.pk])
            number = row.initiative.number
            told.append(_question(f"{number} {row.title}".strip(), answer, url, titles)
                        | {"state": row.state, "label": state_label(row)})  # fmt: skip
    visible = Case.objects.visible_to(request.roles).order_by()
    for commitment in conditional_commitments(case).filter(case__in=visible.values("pk")):
        answer = answers.get((commitment.case_id, commitment.pk))
        url = reverse("review_commitment", args=[case.pk, commitment.pk])
        about = _("May come up: %(what)s") % {"what": commitment.text}
        told.append(_question(about, answer, url, titles) | {"of": commitment.case.title})
    return told


def _question(
    what: str, answer: InitiativeAnswer | None, url: str, titles: dict[int, str]
) -> dict[str, Any]:
    """`titles`: of the agreements that the reader may know of, by key."""
    said = what_is_said(answer, titles) if answer is not None else ""
    return {"what": what, "answer": said, "url": url}


def what_is_said(answer: InitiativeAnswer, titles: dict[int, str]) -> str:
    """“Move · the other agreement · the reason”; of one unknown to the reader no title."""
    aim = titles.get(answer.moved_to_id or 0, "")
    return joined(answer.get_answer_display(), aim, answer.reason)
