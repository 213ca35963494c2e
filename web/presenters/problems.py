"""What is wrong with a case, in words: why, and which action cures it or whose that is?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.labels import duty_label
from agreements.models import Case
from people.models import Role
from web.presenters.actions import BY_HAND, Action, action_for, mend_for
from web.presenters.offers import STEPS, looking, may_answer, may_begin
from web.presenters.words import about, actor_name, day, joined
from web.templatetags.samklang import relative
from workflows.duties import YEARLY

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from agreements.troubles import Trouble
    from web.request import PersonRequest

PROBLEMS: dict[str, StrOrPromise] = {
    "overdue_review": gettext_lazy("The review is overdue"),
    "overdue": gettext_lazy("Overdue"),
    "cadence": gettext_lazy("No update yet in this period"),
    "left": gettext_lazy("Whoever was responsible has left"),
    "no_responsible": gettext_lazy("Nobody is named as responsible"),
    "to_confirm": gettext_lazy("Parties are to be confirmed"),
    "question": gettext_lazy("A question of the round is open"),
    "dormant": gettext_lazy("Dormant"),
    "not_signed": gettext_lazy("Signature not documented"),
    "no_review": gettext_lazy("No review date is set"),
    "no_text": gettext_lazy("The text of the agreement is not on file"),
    "no_contact": gettext_lazy("No contact is named"),
    "parties_not_named": gettext_lazy("Parties are not named"),
    "dated_day_unknown": gettext_lazy("The day on which it is dated is not known"),
    "signed_day_unknown": gettext_lazy("The day of a signature is not known"),
    "undated": gettext_lazy("Open without a day"),
}
"""What each problem is called in the filter, the worst first."""

KEEPERS = frozenset({Role.OFFICER, Role.CONTRIBUTOR})
RECORDERS = frozenset({Role.OFFICER, Role.SECRETARIAT})

#: problem: the verb, the URL name, its arguments after the case, the step, whose it is
CURES: dict[str, tuple[StrOrPromise, str, tuple[str, ...], str, frozenset[Role]]] = {
    "no_responsible": (gettext_lazy("Name somebody"), "responsible", (), "edit", KEEPERS),
    "no_contact": (
        gettext_lazy("Write the contact"),
        "draft_section",
        ("contact",),
        "edit",
        KEEPERS,
    ),
    "dormant": (gettext_lazy("Tell what was done"), "update", (), "update", KEEPERS),
    "to_confirm": (gettext_lazy("Confirm"), "confirm_party", (), "confirm_party", RECORDERS),
}
GAPS: dict[str, frozenset[Role]] = {
    "not_signed": RECORDERS,
    "no_review": KEEPERS,
    "no_text": RECORDERS,
    "parties_not_named": KEEPERS | RECORDERS,
    "dated_day_unknown": KEEPERS,
    "signed_day_unknown": RECORDERS,
}
"""Gaps that have a page of their own, and whose it is; `mend_for` knows the page."""

TOLD_BELOW = frozenset({"left", "dormant"})
"""Problems that their message explains; of others it is the heading."""

HEADS = frozenset({Role.SECRETARIAT, Role.HEAD, Role.ADMINISTRATOR})


@dataclass(slots=True)
class Problem:
    """What is wrong, why it is, and the action that cures it, or who has that action."""

    heading: str
    why: str
    action: Action | None
    who: str = ""


def problem(case: Any, trouble: Trouble, request: PersonRequest) -> Problem:
    """This trouble of the case in words, with what the reader can do about it."""
    if trouble.duties:
        return _asked(case, trouble, request)
    action, roles = _cure(case, trouble.code, request)
    heading = str(PROBLEMS[trouble.code])
    if trouble.message and trouble.code not in TOLD_BELOW:
        heading = trouble.message
    who = "" if action or not roles else _for(roles, case)
    return Problem(heading, _why(case, trouble), action, who)


def _for(roles: frozenset[Role], case: Case) -> str:
    who = ", ".join(str(role.label) for role in Role if role in _keeping(roles, case))
    return _("For: %(who)s") % {"who": who}


def _keeping(roles: frozenset[Role], case: Case) -> frozenset[Role]:
    """Contributors keep registered relations alone."""
    return roles if case.handling == Case.Handling.REGISTERED else roles - {Role.CONTRIBUTOR}


def _why(case: Any, trouble: Trouble) -> str:
    if trouble.code == "dated_day_unknown" and case.agreement.dated.text:
        return _("The agreement says “%(text)s”.") % {"text": case.agreement.dated.text}
    if trouble.code == "no_review":
        return _("Without a window nobody is reminded.")
    if trouble.code == "dormant":
        since = _("Nothing is recorded since %(day)s.") % {"day": day(trouble.since)}
        areas = _("Nothing recorded in: %(areas)s") % {"areas": trouble.message}
        return joined(trouble.since and since, trouble.message and areas)
    if trouble.code in TOLD_BELOW:
        return trouble.message
    if trouble.code == "no_text" and case.source:
        return f"{_('Source')}: {case.source}"
    return ""


def _cure(case: Any, code: str, request: PersonRequest) -> tuple[Action | None, frozenset[Role]]:
    """The button for those who have it. Roles are asked first: no policy asks the database."""
    roles = GAPS.get(code) or (CURES[code][-1] if code in CURES else frozenset())
    if code == "left":
        roles = HEADS
    may = request.roles.has_any(set(roles), case.owner_id, case.unit_id)
    if not may:
        return None, roles
    if code == "left":
        url = reverse("hand_over", args=(case.responsible.person_id,))
        return Action(_("Hand over"), url, about=case.title), roles
    if code in GAPS:
        return mend_for(request, code, case), roles
    label, name, rest, step, _who = CURES[code]
    if not may_begin(step, case, looking(request, case)):
        return None, roles
    if code == "to_confirm":
        rest = (str(case.to_confirm),)
    return Action(label, reverse(name, args=(case.pk, *rest)), about=case.title), roles


def _asked(case: Any, trouble: Trouble, request: PersonRequest) -> Problem:
    """Open tasks: whose they are, since when they are overdue, and the reader's own button."""
    first = trouble.duties[0]
    label = str(duty_label(first.kind_id))
    names = dict.fromkeys(_asked_of(duty, case) for duty in trouble.duties)
    waits = _("Waits for %(who)s") % {"who": "; ".join(names)}
    over = ""
    if first.due is not None:
        over = f"{day(first.due)}, {relative(first.due.latest, request.on)}"
    if trouble.code == "overdue_review":
        heading = str(PROBLEMS["overdue_review"])
        why = _("To be decided: %(window)s") % {"window": over}
    else:
        heading = str(PROBLEMS["cadence"]) if trouble.code == "cadence" else label
        what = "" if first.kind_id == "update" else first.about
        why = joined(f"{waits}: {over}" if over else waits, what)
    mine = next((duty for duty in trouble.duties if duty.is_mine), None)
    action = _answer(mine or first, heading, request)
    roles = _others(first.kind_id)
    return Problem(heading, why, action, _for(roles, case) if roles and not action else "")


def _others(kind: str) -> frozenset[Role]:
    """Who answers it besides those who are asked; of other steps their own policy is the word."""
    if kind in YEARLY:
        return KEEPERS
    return RECORDERS if kind in BY_HAND else frozenset()


def _asked_of(duty: Any, case: Any) -> str:
    """Who; of a yearly update with the party whose post it is."""
    name = actor_name(duty.responsible, case.owner_id)
    return f"{name}, {about(duty)}" if duty.responsible.post and duty.kind_id == "update" else name


def _answer(duty: Any, heading: str, request: PersonRequest) -> Action | None:
    """For whoever is asked, and for those whose step it is: who keeps the file, or records.

    Roles are asked first: no policy asks the database.
    """
    case = duty.case
    if not duty.is_mine:
        roles = _others(duty.kind_id) or (RECORDERS if duty.kind_id in STEPS else frozenset())
        if not request.roles.has_any(set(_keeping(roles, case)), case.owner_id, case.unit_id):
            return None
        if duty.kind_id in YEARLY and not may_begin("update", case, looking(request, case)):
            return None
    if not may_answer(request, duty):
        return None
    return action_for(duty, about=f"{heading}, {case.title}")
