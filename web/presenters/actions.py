"""Which page does a duty lead to, and which further steps are worth a link?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.models import Case
from agreements.states import IN_FORCE
from people.models import Role
from web.presenters.offers import looking, may_begin
from workflows import lifecycles

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from agreements.models import Duty
    from web.request import PersonRequest


@dataclass(frozen=True, slots=True)
class Action:
    """A button: what it says and where it leads."""

    label: StrOrPromise
    url: str
    primary: bool = False
    about: str = ""


#: kind of duty: the verb on the button, the URL name, its arguments after the case
DUTIES: dict[str, tuple[StrOrPromise, str, tuple[str, ...]]] = {
    "complete_proposal": (_("Complete"), "draft", ()),
    "assess_benefit": (_("Assess"), "assess", ("benefit",)),
    "assess_economy": (_("Assess"), "assess", ("economy",)),
    "assess_citizens": (_("Assess"), "assess", ("citizens",)),
    "ready_for_agenda": (_("Check"), "ready", ()),
    "rule": (_("Record the ruling"), "rule", ()),
    "decide": (_("Decide"), "decide", ()),
    "answer_referral": (_("Answer"), "step", ("submit_memo",)),
    "sign": (_("Record signatures"), "sign", ()),
    "declined": (_("Answer"), "case_parties", ()),
    "send_decision": (_("Send the decision"), "send_decision", ()),
    "four_parts": (_("Open"), "draft_section", ("parts",)),
    "commitment": (_("Open"), "case_commitments", ()),
    "milestone": (_("Open"), "case_commitments", ()),
    "review": (_("Start the review"), "step", ("start_review",)),
    "review_input": (_("Open the review"), "review", ()),
    "review_evaluation": (_("Evaluate"), "review", ()),
    "review_memo": (_("Submit the memo"), "step", ("submit_memo",)),
    "review_ruling": (_("Record the ruling"), "rule", ()),
    "write_amendment": (_("Write"), "step", ("amend",)),
    "notice": (_("Answer"), "notice", ()),
    "still_alive": (_("Answer"), "update", ()),
    "reconfirm": (_("Answer"), "case_parties", ()),
    "update": (_("Update"), "update", ()),
    "still_right": (_("Answer"), "still_right", ()),
}

BY_HAND = frozenset({"fulfil_condition", "orientation", "after_end"})
"""Kinds that no other step closes: somebody records them as done."""


def action_for(duty: Duty, *, primary: bool = False, about: str = "") -> Action:
    """The one thing to do about a duty; the case itself for a kind that somebody added."""
    if duty.kind_id in BY_HAND:
        url = reverse("done", args=(duty.case_id, duty.pk))
        return Action(_("Record as done"), url, primary, about)
    label, name, rest = DUTIES.get(duty.kind_id, (_("Open"), "case", ()))
    return Action(label, reverse(name, args=(duty.case_id, *rest)), primary, about)


WITH_A_PAGE = {
    "propose": "draft",
    "terminate": "end",
    "give_notice": "notice",
    "contact_partner": "contact",
    "update": "update",
    "send_decision": "send_decision",
    "set_review": "set_review",
    "set_cadence": "set_cadence",
    "place": "place",
}
"""Steps that have a page of their own; the others share the page `step`."""

OFFERED: dict[str, set[str]] = {
    "propose": {Role.OFFICER},
    "register_relation": {Role.OFFICER, Role.CONTRIBUTOR},
    "contact_partner": {Role.OFFICER},
    "send_back": {Role.ASSESSOR, Role.SECRETARIAT},
    "withdraw": {Role.OFFICER, Role.CONTRIBUTOR, Role.HEAD},
    "decline": {Role.OFFICER},
    "activate": {Role.OFFICER},
    "update": {Role.OFFICER, Role.CONTRIBUTOR},
    "set_review": {Role.OFFICER},
    "set_cadence": {Role.OFFICER},
    "start_review": {Role.OFFICER, Role.SECRETARIAT},
    "suspend": {Role.SECRETARIAT},
    "resume": {Role.SECRETARIAT},
    "terminate": {Role.SECRETARIAT},
    "give_notice": {Role.OFFICER, Role.SECRETARIAT},
    "withdraw_notice": {Role.OFFICER, Role.SECRETARIAT},
    "amend": {Role.OFFICER},
    "complete": {Role.OFFICER},
    "cancel": {Role.OFFICER},
    "pause": {Role.OFFICER},
    "take_up": {Role.OFFICER},
    "place": {Role.OFFICER},
    "close": {Role.SECRETARIAT},
}
"""Whom a step is asked for at all, so that a page asks few policies; each has the last word."""

HANDLED: dict[str, frozenset[str]] = {
    "propose": frozenset({Case.Handling.SIMPLE, Case.Handling.POLITICAL}),
    "register_relation": frozenset({Case.Handling.REGISTERED}),
}
"""Steps that belong to some handlings only: another draft does not offer them."""

CARRIED = frozenset({"complete", "cancel", "pause", "take_up", "place"})
"""Steps of whoever carries the case, too."""

TOLD_ON_ITS_PAGE = frozenset(
    {
        "propose",
        "register_relation",
        "complete",
        "terminate",
        "give_notice",
        "suspend",
        "resume",
        "set_review",
        "set_cadence",
    }
)
"""Steps whose own page asks for what is missing."""


MENDS: dict[str, tuple[StrOrPromise, str, tuple[str, ...]]] = {
    "not_signed": (_("Record signatures"), "sign", ()),
    "no_review": (_("Set a review"), "set_review", ()),
    "signed_day_unknown": (_("Write the day"), "signed_day", ()),
    "dated_day_unknown": (_("Write the date"), "draft_section", ("text",)),
    "no_text": (_("File the text"), "file_document", ()),
    "parties_not_named": (_("Name them"), "case_parties", ()),
}
"""The page on which a gap is filled, by its code."""

STEPS_OF_MENDS = {
    "sign": "sign",
    "file_document": "file_document",
    "set_review": "set_review",
    "signed_day": "date_signature",
    "case_parties": "complete_parties",
}
"""The step that such a page takes, where it is not `edit`."""


def mend_for(request: PersonRequest, code: str, case: Case) -> Action | None:
    """The button of a gap, for those who may fill it."""
    if code not in MENDS:
        return None
    label, name, rest = MENDS[code]
    step = STEPS_OF_MENDS.get(name, "edit")
    if not may_begin(step, case, looking(request, case)):
        return None
    query = "?as=text" if code == "no_text" else ""
    return Action(label, reverse(name, args=(case.pk, *rest)) + query, about=case.title)


def kept_up(request: PersonRequest, case: Case) -> list[Action]:
    """What is written anew while it is in force: the contact, the facts of the agreement."""
    if case.state not in IN_FORCE or not may_begin("edit", case, looking(request, case)):
        return []
    found = [Action(_("Change the contact"), reverse("draft_section", args=(case.pk, "contact")))]
    if case.sort == case.Sort.AGREEMENT:
        url = reverse("draft_section", args=(case.pk, "text"))
        found.append(Action(_("Facts of the agreement"), url))
    return found


def further_steps(request: PersonRequest, case: Case, *, carries: bool) -> list[Action]:
    """Links to the steps that this person can take now; `carries`: responsible for the case."""
    visit = looking(request, case)
    visit.reason = "…"  # asked for by the form
    return [
        Action(way.label, _url(way.step, case))
        for way in lifecycles.ways(case, visit)
        if _is_asked_for(way.step, request, case, carries=carries)
        and lifecycles.permitted(way, request.user)
        and (way.step in TOLD_ON_ITS_PAGE or lifecycles.possible(way))
    ]


def _is_asked_for(step: str, request: PersonRequest, case: Case, *, carries: bool) -> bool:
    if case.handling not in HANDLED.get(step, Case.Handling.values):
        return False
    whom = OFFERED.get(step, set())
    if step == "terminate" and case.handling == case.Handling.REGISTERED:
        whom = {Role.OFFICER, Role.CONTRIBUTOR, Role.SECRETARIAT}
    has_role = request.roles.has_any(whom, case.owner_id, case.unit_id)
    return has_role or (carries and step in CARRIED)


def _url(step: str, case: Case) -> str:
    if step in WITH_A_PAGE:
        return reverse(WITH_A_PAGE[step], args=(case.pk,))
    return reverse("step", args=(case.pk, step))
