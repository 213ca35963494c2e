"""Where do people act: begin, assess, decide, sign, review, end?"""

from django.urls import path

from web.views import (
    annul,
    assess,
    commitments,
    done,
    drafts,
    filing,
    initiatives,
    milestones,
    parties,
    propose,
    register,
    rule,
    sign,
    step,
)

urlpatterns = [
    path("new/", propose.new, name="new"),
    path("new/registered/", propose.new_registered, name="new_registered"),
    path("new/simple/", propose.new_simple, name="new_simple"),
    path("new/political/", propose.new_political, name="new_political"),
    path("cases/<key:pk>/draft/", drafts.draft, name="draft"),
    path("cases/<key:pk>/draft/check/", drafts.draft_check, name="draft_check"),
    path("cases/<key:pk>/draft/lift/", drafts.draft_lift, name="draft_lift"),
    path("cases/<key:pk>/draft/<slug:section>/", drafts.draft_section, name="draft_section"),
    path("cases/<key:pk>/assess/<slug:part>/", assess.assess, name="assess"),
    path("cases/<key:pk>/ready/", assess.ready, name="ready"),
    path("cases/<key:pk>/contact/", assess.contact, name="contact"),
    path("cases/<key:pk>/rule/", rule.rule, name="rule"),
    path("cases/<key:pk>/decide/", rule.decide, name="decide"),
    path("cases/<key:pk>/send-decision/", rule.send_decision, name="send_decision"),
    path("cases/<key:pk>/sign/", sign.sign, name="sign"),
    path(
        "cases/<key:pk>/parties/<key:participation_pk>/decision/",
        sign.party_decision,
        name="party_decision",
    ),
    path("parties/<key:pk>/facts/new/", register.fact, name="party_fact"),
    path("parties/<key:pk>/name/", register.rename, name="party_rename"),
    path("parties/<key:pk>/succession/", register.succession, name="party_succession"),
    path("parties/<key:pk>/members/new/", register.member, name="membership_new"),
    path(
        "parties/<key:pk>/members/<key:membership_pk>/end/",
        register.member_ends,
        name="membership_ends",
    ),
    path(
        "cases/<key:pk>/parties/<key:participation_pk>/confirm/",
        register.confirm_party,
        name="confirm_party",
    ),
    path("cases/<key:pk>/parties/join/", parties.join, name="party_joins"),
    path("cases/<key:pk>/parties/<key:participation_pk>/part/", parties.part, name="party_part"),
    path("cases/<key:pk>/parties/<key:participation_pk>/side/", parties.side, name="party_side"),
    path(
        "cases/<key:pk>/parties/<key:participation_pk>/contacts/new/",
        parties.contact,
        name="contact_new",
    ),
    path(
        "cases/<key:pk>/parties/<key:participation_pk>/contacts/<key:contact_pk>/",
        parties.contact,
        name="contact_role",
    ),
    path(
        "cases/<key:pk>/parties/<key:participation_pk>/signatories/new/",
        parties.signatory,
        name="signatory_new",
    ),
    path(
        "cases/<key:pk>/parties/<key:participation_pk>/signatories/<key:signatory_pk>/",
        parties.signatory,
        name="signatory",
    ),
    path(
        "cases/<key:pk>/parties/<key:participation_pk>/leave/", parties.leave, name="party_leaves"
    ),
    path(
        "cases/<key:pk>/parties/<key:participation_pk>/stay/",
        parties.stay,
        name="leaving_withdrawn",
    ),
    path("cases/<key:pk>/end/", step.end, name="end"),
    path("cases/<key:pk>/initiatives/new/", initiatives.new_initiative, name="new_initiative"),
    path("cases/<key:pk>/number/", initiatives.place, name="place"),
    path("cases/<key:pk>/commitments/new/", commitments.new_commitment, name="new_commitment"),
    path(
        "cases/<key:pk>/commitments/<key:commitment_pk>/<slug:what>/",
        commitments.change_commitment,
        name="change_commitment",
    ),
    path("cases/<key:pk>/milestones/new/", milestones.new_milestone, name="new_milestone"),
    path(
        "cases/<key:pk>/milestones/<key:milestone_pk>/<slug:what>/",
        milestones.change_milestone,
        name="change_milestone",
    ),
    path("cases/<key:pk>/documents/new/", filing.file_document, name="file_document"),
    path("cases/<key:pk>/documents/<key:number>/version/", filing.add_version, name="add_version"),
    path(
        "cases/<key:pk>/documents/<key:number>/<key:version>/describe/",
        filing.describe_document,
        name="describe_document",
    ),
    path(
        "cases/<key:pk>/documents/<key:number>/<key:version>/signed/",
        filing.mark_signed,
        name="mark_signed",
    ),
    path(
        "cases/<key:pk>/documents/<key:number>/<key:version>/withdraw/",
        filing.withdraw_document,
        name="withdraw_document",
    ),
    path("cases/<key:pk>/done/<key:duty_pk>/", done.done, name="done"),
    path("cases/<key:pk>/annul/<key:record_pk>/", annul.annul, name="annul"),
    path("cases/<key:pk>/correct/<key:decision_pk>/", annul.correct, name="correct"),
    path("cases/<key:pk>/step/<slug:slug>/", step.step, name="step"),
]
