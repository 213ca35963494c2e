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
    path("cases/<int:pk>/draft/", drafts.draft, name="draft"),
    path("cases/<int:pk>/draft/check/", drafts.draft_check, name="draft_check"),
    path("cases/<int:pk>/draft/lift/", drafts.draft_lift, name="draft_lift"),
    path("cases/<int:pk>/draft/<slug:section>/", drafts.draft_section, name="draft_section"),
    path("cases/<int:pk>/assess/<slug:part>/", assess.assess, name="assess"),
    path("cases/<int:pk>/ready/", assess.ready, name="ready"),
    path("cases/<int:pk>/contact/", assess.contact, name="contact"),
    path("cases/<int:pk>/rule/", rule.rule, name="rule"),
    path("cases/<int:pk>/decide/", rule.decide, name="decide"),
    path("cases/<int:pk>/send-decision/", rule.send_decision, name="send_decision"),
    path("cases/<int:pk>/sign/", sign.sign, name="sign"),
    path(
        "cases/<int:pk>/parties/<int:participation_pk>/decision/",
        sign.party_decision,
        name="party_decision",
    ),
    path("parties/<int:pk>/facts/new/", register.fact, name="party_fact"),
    path("parties/<int:pk>/name/", register.rename, name="party_rename"),
    path("parties/<int:pk>/succession/", register.succession, name="party_succession"),
    path("parties/<int:pk>/members/new/", register.member, name="membership_new"),
    path(
        "parties/<int:pk>/members/<int:membership_pk>/end/",
        register.member_ends,
        name="membership_ends",
    ),
    path(
        "cases/<int:pk>/parties/<int:participation_pk>/confirm/",
        register.confirm_party,
        name="confirm_party",
    ),
    path("cases/<int:pk>/parties/join/", parties.join, name="party_joins"),
    path("cases/<int:pk>/parties/<int:participation_pk>/part/", parties.part, name="party_part"),
    path("cases/<int:pk>/parties/<int:participation_pk>/side/", parties.side, name="party_side"),
    path(
        "cases/<int:pk>/parties/<int:participation_pk>/contacts/new/",
        parties.contact,
        name="contact_new",
    ),
    path(
        "cases/<int:pk>/parties/<int:participation_pk>/contacts/<int:contact_pk>/",
        parties.contact,
        name="contact_role",
    ),
    path(
        "cases/<int:pk>/parties/<int:participation_pk>/signatories/new/",
        parties.signatory,
        name="signatory_new",
    ),
    path(
        "cases/<int:pk>/parties/<int:participation_pk>/signatories/<int:signatory_pk>/",
        parties.signatory,
        name="signatory",
    ),
    path(
        "cases/<int:pk>/parties/<int:participation_pk>/leave/", parties.leave, name="party_leaves"
    ),
    path(
        "cases/<int:pk>/parties/<int:participation_pk>/stay/",
        parties.stay,
        name="leaving_withdrawn",
    ),
    path("cases/<int:pk>/end/", step.end, name="end"),
    path("cases/<int:pk>/initiatives/new/", initiatives.new_initiative, name="new_initiative"),
    path("cases/<int:pk>/number/", initiatives.place, name="place"),
    path("cases/<int:pk>/commitments/new/", commitments.new_commitment, name="new_commitment"),
    path(
        "cases/<int:pk>/commitments/<int:commitment_pk>/<slug:what>/",
        commitments.change_commitment,
        name="change_commitment",
    ),
    path("cases/<int:pk>/milestones/new/", milestones.new_milestone, name="new_milestone"),
    path(
        "cases/<int:pk>/milestones/<int:milestone_pk>/<slug:what>/",
        milestones.change_milestone,
        name="change_milestone",
    ),
    path("cases/<int:pk>/documents/new/", filing.file_document, name="file_document"),
    path("cases/<int:pk>/documents/<int:number>/version/", filing.add_version, name="add_version"),
    path(
        "cases/<int:pk>/documents/<int:number>/<int:version>/describe/",
        filing.describe_document,
        name="describe_document",
    ),
    path(
        "cases/<int:pk>/documents/<int:number>/<int:version>/signed/",
        filing.mark_signed,
        name="mark_signed",
    ),
    path(
        "cases/<int:pk>/documents/<int:number>/<int:version>/withdraw/",
        filing.withdraw_document,
        name="withdraw_document",
    ),
    path("cases/<int:pk>/done/<int:duty_pk>/", done.done, name="done"),
    path("cases/<int:pk>/annul/<int:record_pk>/", annul.annul, name="annul"),
    path("cases/<int:pk>/correct/<int:decision_pk>/", annul.correct, name="correct"),
    path("cases/<int:pk>/step/<slug:slug>/", step.step, name="step"),
]
