"""What happened lately, in words?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Case, StepRecord
from web.presenters.words import person_name

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from web.request import PersonRequest

SHOWN = 5
OF_A_ROUND = ("ask_still_right", "answer_still_right")
"""Asked and answered of every case at once: they would hide all else."""

#: what was done, as a heading or after a name and a colon
DONE: dict[str, StrOrPromise] = {
    "create": gettext_lazy("opened the case"),
    "propose": gettext_lazy("sent the proposal"),
    "register_relation": gettext_lazy("registered it"),
    "register": gettext_lazy("registered it as it stands"),
    "send_back": gettext_lazy("sent it back for completion"),
    "assess_part": gettext_lazy("assessed a part"),
    "assess": gettext_lazy("found the assessment complete"),
    "contact_partner": gettext_lazy("recorded contact with the partner"),
    "check_ready": gettext_lazy("found it ready for the agenda"),
    "rule": gettext_lazy("recorded a ruling"),
    "approve": gettext_lazy("recorded the approval"),
    "reject": gettext_lazy("recorded that it was not approved"),
    "withdraw": gettext_lazy("withdrew it"),
    "decline": gettext_lazy("recorded that a party declined"),
    "sign": gettext_lazy("recorded a signature"),
    "date_signature": gettext_lazy("wrote the day of a signature"),
    "party_decides": gettext_lazy("recorded a party's own decision"),
    "party_joins": gettext_lazy("let a party join"),
    "complete_parties": gettext_lazy("said who else takes part"),
    "party_leaves": gettext_lazy("recorded that a party leaves"),
    "leaving_withdrawn": gettext_lazy("recorded that a party stays"),
    "withdraw_notice": gettext_lazy("took the notice back"),
    "keep_side": gettext_lazy("wrote who is who at a party"),
    "send_decision": gettext_lazy("recorded that the decision was sent"),
    "activate": gettext_lazy("brought it into force"),
    "follow": gettext_lazy("brought it into force with its agreement"),
    "update": gettext_lazy("confirmed or updated it"),
    "start_review": gettext_lazy("started the review"),
    "give_input": gettext_lazy("recorded a party's input"),
    "evaluate": gettext_lazy("wrote the evaluation"),
    "submit_memo": gettext_lazy("recorded that the memo is submitted"),
    "continue_unchanged": gettext_lazy("recorded that it continues unchanged"),
    "renew": gettext_lazy("recorded the renewal"),
    "renew_tacitly": gettext_lazy("renewed it by its clause"),
    "amend": gettext_lazy("began a change of the text"),
    "suspend": gettext_lazy("suspended it"),
    "resume": gettext_lazy("resumed it"),
    "pause": gettext_lazy("paused it"),
    "take_up": gettext_lazy("took it up again"),
    "terminate": gettext_lazy("recorded its ending"),
    "supersede": gettext_lazy("ended it: its successor is in force"),
    "expire": gettext_lazy("ended it: its term is over"),
    "expire_too_few": gettext_lazy("ended it: too few parties"),
    "complete": gettext_lazy("completed it"),
    "cancel": gettext_lazy("cancelled it"),
    "close": gettext_lazy("closed the case"),
    "annul": gettext_lazy("annulled a record"),
    "correct": gettext_lazy("corrected a slip"),
    "edit": gettext_lazy("edited it"),
    "name_responsible": gettext_lazy("named who answers for it"),
    "file_document": gettext_lazy("filed a document"),
    "add_version": gettext_lazy("filed a new version of a document"),
    "mark_signed": gettext_lazy("marked the signed copy"),
    "describe_document": gettext_lazy("described a document anew"),
    "withdraw_document": gettext_lazy("withdrew a document"),
    "fulfil": gettext_lazy("recorded a task as done"),
    "add_initiative": gettext_lazy("added an initiative"),
    "place": gettext_lazy("changed number or focus area"),
    "add_commitment": gettext_lazy("added a commitment"),
    "scale_commitment": gettext_lazy("changed a commitment"),
    "measure_commitment": gettext_lazy("told how far a commitment is"),
    "promote_commitment": gettext_lazy("brought a commitment forward"),
    "pause_commitment": gettext_lazy("paused a commitment"),
    "take_up_commitment": gettext_lazy("took a commitment up again"),
    "finish_commitment": gettext_lazy("recorded a commitment as done"),
    "close_commitment": gettext_lazy("closed a commitment"),
    "add_milestone": gettext_lazy("added a milestone"),
    "reach_milestone": gettext_lazy("recorded a milestone as reached"),
    "move_milestone": gettext_lazy("moved a milestone"),
    "drop_milestone": gettext_lazy("dropped a milestone"),
    "write_annex": gettext_lazy("wrote an annex"),
    "adopt_annex": gettext_lazy("recorded that an annex is adopted"),
    "activate_annex": gettext_lazy("brought an annex into force"),
    "end_annex": gettext_lazy("ended an annex"),
    "name_predecessor": gettext_lazy("recorded what it replaces"),
    "place_under": gettext_lazy("put it under another agreement"),
    "give_notice": gettext_lazy("recorded notice"),
    "let_renew": gettext_lazy("let it renew itself"),
    "rest_with_above": gettext_lazy("let it rest with the agreement above it"),
    "resume_with_above": gettext_lazy("let it go on with the agreement above it"),
    "end_with_above": gettext_lazy("ended it with the agreement above it"),
    "end_with_amended": gettext_lazy("ended it with the agreement that it amends"),
    "withdraw_with_amended": gettext_lazy("withdrew it with the agreement that it amends"),
    "rest_with_agreement": gettext_lazy("let it rest with its agreement"),
    "resume_with_agreement": gettext_lazy("let it go on with its agreement"),
    "end_with_agreement": gettext_lazy("ended it with its agreement"),
    "ask_what_becomes": gettext_lazy("asked what becomes of it"),
    "go_over": gettext_lazy("moved it to the amended agreement"),
    "end_at_review": gettext_lazy("ended it with the review of its agreement"),
    "set_review": gettext_lazy("set the next review"),
    "set_cadence": gettext_lazy("set how often it is updated"),
    "withdraw_update": gettext_lazy("withdrew an update"),
    "tell_benefit": gettext_lazy("wrote what a party gains"),
    "review_jointly": gettext_lazy("put it into a joint review"),
    "answer": gettext_lazy("wrote what becomes of an initiative or a commitment"),
    "evaluate_again": gettext_lazy("opened the evaluation again"),
    "settle": gettext_lazy("carried out what the review decided"),
    "approve_change": gettext_lazy("recorded that the text is to be changed"),
    "continue_changed": gettext_lazy("went on with the changed text"),
    "change_text": gettext_lazy("took over the amended text"),
    "look_anew": gettext_lazy("brought the amendment up to date with its agreement"),
    "carry_party": gettext_lazy("carried a party over"),
    "ask_about_party": gettext_lazy("asked whether a party goes on as another here"),
    "confirm_party": gettext_lazy("confirmed a party that was carried over"),
    "hand_over": gettext_lazy("handed it over"),
    "ask_still_right": gettext_lazy("asked whether owner and contacts are still right"),
    "answer_still_right": gettext_lazy("answered whether owner and contacts are still right"),
}


def done(record: StepRecord) -> StrOrPromise:
    """What was done; the step's own name for one that has no words here."""
    return DONE.get(record.step, record.step)


def kind_of(record: StepRecord) -> str:
    """How a feed draws it: the system's, a change of state, or something a person did."""
    if record.automaton:
        return "system"
    return "done" if record.state_before != record.state_after else ""


def latest(request: PersonRequest) -> list[dict[str, Any]]:
    """The newest steps on cases of the person's own municipality that they may read."""
    visible = Case.objects.visible_to(request.roles)
    records = (
        StepRecord.objects.filter(case__in=visible.values("pk"))
        .filter(case__owner__in=request.roles.municipalities())
        .exclude(step__in=OF_A_ROUND)
        .select_related("by", "case")
        .order_by("-id")[:SHOWN]
    )
    return [
        {
            "kind": kind_of(record),
            "who": person_name(record.by),
            "what": done(record),
            "small": _("by itself") if record.automaton else "",
            "when": record.at,
            "links": [{"label": record.case.title, "url": reverse("case", args=(record.case_id,))}],
        }
        for record in records
    ]
