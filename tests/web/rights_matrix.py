"""May this role call this address with this method? Written by hand; every address stands here.

Decision 14 and P19. The statuses come from lifecycles.md (who may take which step) and decision 2
(who may see which case), never from the code. 302 leads to the sign-in page, 403 says why not,
404 does not say that the case exists, 405 is a method that the page does not have. A case stands
at the stage that the step needs; a step that the role may take answers 200, or 422 to an empty
form, or 409 where something else is missing.
"""

from __future__ import annotations

from typing import Any

ROLES = (
    "anonymous",
    "contributor",
    "officer",
    "assessor",
    "head",
    "secretariat",
    "director",
    "reader",
    "auditor",
    "administrator",
    "partner",
    "stranger",
)
OURS = ROLES[1:10]
Statuses = dict[str, int]


def each(default: int, **others: int) -> Statuses:
    """One status for all roles but those named; nobody is asked to sign in when told so."""
    return {role: others.get(role, default) for role in ROLES}


SIGNED_IN = each(200, anonymous=302)
EVERYBODY = each(200)
NOT_A_METHOD = each(405)
OF_A_CASE = each(200, anonymous=302, stranger=404)
"""The reader and the party see it from “proposed” on; the stranger never."""
OF_A_DRAFT = each(200, anonymous=302, reader=404, partner=404, stranger=404)
ADMINISTRATORS = each(403, anonymous=302, administrator=200)
WATCHING = ("administrator", "secretariat", "director", "auditor")
"""They see what everybody of their municipality is told (issue 4)."""
WATCHED = each(404, anonymous=302, **dict.fromkeys(WATCHING, 200))
SETTLED = WATCHED | {"director": 403, "auditor": 403}
ADMINISTRATION = each(302, administrator=200)


def only(status: int, *roles: str, hidden: tuple[str, ...] = ()) -> Statuses:
    """The act of these roles: others that see the case are told why not."""
    told = dict.fromkeys(roles, status)
    unseen = dict.fromkeys((*hidden, "stranger"), 404)
    return each(403, **({"anonymous": 302} | told | unseen))


class Page:
    """One address: what it names, and the answer to each role by GET and by an empty POST."""

    def __init__(
        self, get: Statuses, post: Statuses = NOT_A_METHOD, at: str = "", **names: Any
    ) -> None:
        self.get, self.post, self.at, self.names = get, post, at, names
        answers = (("get", get), ("post", post))
        self.methods = tuple(name for name, told in answers if told is not NOT_A_METHOD)


def act(status: int, at: str, *roles: str, **more: Any) -> Page:
    """An act on a case at that stage: its page, and `status` to its form sent empty."""
    hidden: tuple[str, ...] = ("reader", "partner") if at == "draft" else ()
    empty = more.pop("empty", 422)
    return Page(only(status, *roles, hidden=hidden), only(empty, *roles, hidden=hidden), at, **more)


RECORDERS = ("officer", "secretariat", "partner")
"""The owner's for all parties, and a party that works here for its own side (decision 2)."""
BEGIN = each(403, anonymous=302, officer=200, contributor=200, partner=200, stranger=200)
SENT_EMPTY = BEGIN | {role: 422 for role, status in BEGIN.items() if status == 200}
KEPT = each(403, anonymous=302, officer=200, secretariat=200, partner=200, stranger=200)
KEPT_EMPTY = KEPT | {role: 422 for role, status in KEPT.items() if status == 200}

OF_A_JOINT = each(200, anonymous=302, partner=404, stranger=404)
"""A joint review is its municipality's own."""
JOINT_ACT = each(403, anonymous=302, officer=200, secretariat=200, partner=404, stranger=404)
JOINT_RULE = JOINT_ACT | {"officer": 403}

MATRIX: dict[str, Page] = {
    "my_work": Page(SIGNED_IN),
    "agreements": Page(SIGNED_IN),
    "meetings": Page(SIGNED_IN),
    "informed": Page(
        only(200, "secretariat", hidden=("partner",)),
        only(422, "secretariat", hidden=("partner",)),
        pk="council",
    ),
    # "as approve": the secretariat records what a body decided.
    "bulk_end": Page(
        each(403, anonymous=302, secretariat=200), each(403, anonymous=302, secretariat=422)
    ),
    "search": Page(SIGNED_IN),
    # ------------------------------------------------------------ the register of parties
    # Shared by all who work here; officers and secretariats keep it.
    "register": Page(SIGNED_IN),
    "register_party": Page(SIGNED_IN, pk="arko"),
    "party_fact": Page(KEPT, KEPT_EMPTY, pk="arko"),
    # A municipality's own: "a party that works here is kept by its own".
    "party_declared": Page(
        each(403, anonymous=302, officer=200, secretariat=200),
        each(403, anonymous=302, officer=422, secretariat=422),
        pk="ours",
    ),
    "party_rename": Page(KEPT, KEPT_EMPTY, pk="arko"),
    "party_succession": Page(KEPT, KEPT_EMPTY, pk="arko"),
    "membership_new": Page(KEPT, KEPT_EMPTY, pk="arko"),
    "membership_ends": Page(KEPT, KEPT_EMPTY, pk="arko", membership_pk="membership"),
    "confirm_party": act(200, "active", "officer", "secretariat", participation_pk="carried"),
    "attention": Page(SIGNED_IN),
    "case": Page(OF_A_CASE, at="active"),
    "case_initiatives": Page(OF_A_CASE, at="active"),
    "case_commitments": Page(OF_A_CASE, at="initiative"),
    "commitment": Page(OF_A_CASE, at="initiative", commitment_pk="its"),
    "case_decisions": Page(OF_A_CASE, at="active"),
    "case_history": Page(OF_A_CASE, at="active"),
    "case_versions": Page(OF_A_CASE | {"partner": 404}, at="active"),
    "case_documents": Page(OF_A_CASE, at="active"),
    "document": Page(OF_A_CASE, at="active", number=1),
    "document_list": Page(OF_A_CASE, at="active"),
    "document_list_csv": Page(OF_A_CASE, at="active"),
    "document_file": Page(OF_A_CASE, at="active", number=1, version=1),
    # ------------------------------------------------------------ who answers for what
    # Those who lead others: head of a unit, secretariat, director, auditor, administrator.
    "people": Page(
        each(
            403,
            anonymous=302,
            head=200,
            secretariat=200,
            director=200,
            auditor=200,
            administrator=200,
        )
    ),
    # "secretariat, head for the own unit, administrator" (the issue); of others' people: 404.
    "hand_over": Page(
        only(200, "secretariat", "head", "administrator", hidden=("partner",)),
        only(422, "secretariat", "head", "administrator", hidden=("partner",)),
        pk="officer",
    ),
    # One's own, everybody; for others "secretariat, head or administrator" (the issue).
    "absence": Page(SIGNED_IN, each(422, anonymous=302)),
    "absence_of": Page(
        only(200, "secretariat", "head", "administrator", hidden=("partner",)),
        only(422, "secretariat", "head", "administrator", hidden=("partner",)),
        pk="officer",
    ),
    "absence_ends": Page(
        only(200, "secretariat", "head", "administrator", hidden=("partner",)),
        only(302, "secretariat", "head", "administrator", hidden=("partner",)),
        pk="away",
    ),
    "responsible": act(200, "active", "officer"),  # contributors: registered relations only
    "still_right": Page(each(404, anonymous=302), at="proposed"),  # no round asks about it
    "rounds": Page(SIGNED_IN),
    "new_round": Page(
        each(403, anonymous=302, secretariat=200), each(403, anonymous=302, secretariat=422)
    ),
    # Whoever sees it answers what they are asked; an empty form answers nothing.
    "round": Page(
        each(200, anonymous=302, partner=404, stranger=404),
        each(422, anonymous=302, partner=404, stranger=404),
        pk="round",
    ),
    "round_holder": Page(
        only(200, "secretariat", hidden=("partner",)),
        only(422, "secretariat", hidden=("partner",)),
        pk="round",
        item_pk="mayor",
    ),
    # "Administrators change, the secretariat reads" (the issue).
    "reminder_rules": Page(each(403, anonymous=302, administrator=200, secretariat=200)),
    "reminder_rule_new": Page(ADMINISTRATORS, ADMINISTRATORS | {"administrator": 422}),
    "reminder_rule": Page(ADMINISTRATORS, ADMINISTRATORS | {"administrator": 422}, pk="rule"),
    "sending_times": Page(ADMINISTRATORS, ADMINISTRATORS | {"administrator": 422}),
    "quiet_days": Page(ADMINISTRATORS, ADMINISTRATORS | {"administrator": 422}),
    "quiet_days_end": Page(ADMINISTRATORS, ADMINISTRATORS | {"administrator": 302}, pk="quiet"),
    "mail": Page(SIGNED_IN),
    "mail_message": Page(each(404, anonymous=302), name="guessed"),
    "status": Page(
        each(403, anonymous=302, secretariat=200, director=200, auditor=200, administrator=200)
    ),
    "healthz": Page(EVERYBODY),
    "readyz": Page(EVERYBODY),
    "help": Page(EVERYBODY),
    "accessibility": Page(EVERYBODY),
    "source": Page(EVERYBODY),
    "set_language": Page(NOT_A_METHOD, each(400)),
    # ------------------------------------------------------------ what a person is told
    "preferences": Page(SIGNED_IN, each(422, anonymous=302)),
    "notes": Page(SIGNED_IN),
    "notes_read": Page(NOT_A_METHOD, each(302)),
    "note_read": Page(NOT_A_METHOD, each(404, anonymous=302), pk="note"),  # another's
    "unsubscribe": Page(EVERYBODY, EVERYBODY, token="token"),
    # ------------------------------------------------------------ what was and will be told
    "reminder_ledger": Page(SIGNED_IN),
    "reminder_ledger_csv": Page(SIGNED_IN),
    "reminders_ahead": Page(SIGNED_IN),
    "reminder": Page(WATCHED, pk="reminder"),
    "case_reminders": Page(OF_A_CASE | {"partner": 404}, at="active"),
    "person_reminders": Page(WATCHED, pk="officer"),
    "unit_reminders": Page(
        each(200, anonymous=302, partner=404, stranger=404),
        pk="culture",
    ),
    "incidents": Page(
        each(403, anonymous=302, **dict.fromkeys(WATCHING, 200)),
    ),
    "letter": Page(WATCHED, pk="letter"),
    "send_again": Page(SETTLED, SETTLED | {"administrator": 422, "secretariat": 422}, pk="letter"),
    "was_received": Page(
        SETTLED, SETTLED | {"administrator": 422, "secretariat": 422}, pk="letter"
    ),
    # ------------------------------------------------------------ the calendar
    "calendar": Page(SIGNED_IN),
    "agenda": Page(SIGNED_IN),
    # One's own, everybody; a unit's "head/secretariat of their unit" (the issue).
    "feeds": Page(SIGNED_IN),
    "feed_new": Page(SIGNED_IN, SIGNED_IN),
    "feed_new_of": Page(
        only(200, "head", "secretariat", hidden=("partner",)),
        only(200, "head", "secretariat", hidden=("partner",)),
        pk="culture",
    ),
    "feed_ends": Page(
        only(200, "head", "secretariat", hidden=("partner",)),
        only(302, "head", "secretariat", hidden=("partner",)),
        pk="feed",
    ),
    "calendar_feed": Page(each(404), token="guessed"),  # whoever asks; no session, no sign-in
    # ------------------------------------------------------------ signing in
    "account_login": Page(each(302, anonymous=200), each(302, anonymous=200)),
    "account_logout": Page(each(200, anonymous=302), each(302)),
    "account_inactive": Page(EVERYBODY),
    "account_signup": Page(each(302, anonymous=200), each(302, anonymous=200)),
    "account_reauthenticate": Page(each(200, anonymous=302), each(200, anonymous=302)),
    "account_change_password": Page(SIGNED_IN, SIGNED_IN),
    "account_set_password": Page(each(302), each(302)),
    "account_reset_password": Page(EVERYBODY, EVERYBODY),
    "account_reset_password_done": Page(EVERYBODY),
    "account_reset_password_from_key": Page(EVERYBODY, EVERYBODY, uidb36="1", key="guessed"),
    "account_reset_password_from_key_done": Page(EVERYBODY),
    # ------------------------------------------------------------ beginning
    "new": Page(BEGIN | {"contributor": 302}, BEGIN | {"contributor": 302}),
    "new_registered": Page(BEGIN, SENT_EMPTY),
    "new_simple": Page(BEGIN, SENT_EMPTY),
    "new_political": Page(BEGIN, SENT_EMPTY),
    "draft": act(200, "draft", "officer"),
    "draft_section": act(200, "draft", "officer", section="parties"),
    "draft_check": act(200, "draft", "officer"),
    "draft_lift": Page(  # nothing is heavier than a political case: back to the draft
        only(302, *OURS, hidden=("reader", "partner")),
        only(422, "officer", hidden=("reader", "partner")),
        at="draft",
    ),
    # ------------------------------------------------------------ assessing and deciding
    "assess": act(200, "proposed", "assessor", part="benefit"),
    "contact": act(200, "proposed", "officer"),
    "ready": act(200, "assessed", "secretariat"),
    "rule": act(200, "ready", "secretariat"),
    "decide": act(200, "ready", "secretariat"),
    "send_decision": act(200, "approved", "officer", "secretariat"),
    "sign": act(200, "approved", "officer", "secretariat", "partner"),
    "signed_day": act(200, "approved", "officer", "secretariat", "partner"),
    "party_decision": act(
        200, "approved", "officer", "secretariat", "partner", participation_pk="theirs"
    ),
    # ------------------------------------------------------------ parties
    "case_parties": Page(OF_A_CASE, at="active"),
    "party_joins": act(200, "active", "officer", "secretariat"),
    "party_named": act(200, "active", "officer", "secretariat"),
    "parties_unnamed": act(200, "active", "officer", "secretariat"),
    "party_part": act(200, "active", "officer", participation_pk="theirs"),
    "party_leaves": act(200, "active", *RECORDERS, participation_pk="theirs"),
    "leaving_withdrawn": act(200, "active", *RECORDERS, participation_pk="theirs"),
    "party_side": act(200, "active", *RECORDERS, participation_pk="theirs"),
    "contact_new": act(200, "active", *RECORDERS, participation_pk="theirs"),
    "contact_role": act(200, "active", *RECORDERS, participation_pk="theirs", contact_pk="theirs"),
    "signatory_new": act(200, "active", *RECORDERS, participation_pk="theirs"),
    "signatory": act(200, "active", *RECORDERS, participation_pk="theirs", signatory_pk="theirs"),
    # ------------------------------------------------------------ around an agreement
    "case_context": Page(OF_A_CASE, at="active"),
    "place_under": act(200, "active", "officer"),
    "notice": act(200, "active", "officer", "secretariat"),  # a party's; our own is a decision
    "new_occasion": act(200, "active", "officer"),  # contributors: registered relations only
    "occasion": act(200, "active", "officer", event_pk="its"),
    "annex": Page(OF_A_CASE, at="active", annex_pk="draft"),
    "new_annex": act(200, "active", "officer", "partner"),
    "write_annex": act(200, "active", "officer", "partner", annex_pk="draft"),
    "revise_annex": act(200, "active", "officer", "partner", annex_pk="active"),
    "adopt_annex": act(200, "active", "secretariat", annex_pk="draft"),
    "activate_annex": act(200, "active", "officer", annex_pk="adopted"),
    "end_annex": act(200, "active", "officer", "secretariat", annex_pk="active"),
    # ------------------------------------------------------------ in force and after
    "new_initiative": act(200, "active", "officer"),  # and whoever is responsible
    "place": act(200, "initiative", "officer"),
    "new_commitment": act(200, "initiative", "officer"),
    "change_commitment": act(200, "initiative", "officer", commitment_pk="its", what="promote"),
    "new_milestone": act(200, "initiative", "officer"),
    "change_milestone": act(200, "initiative", "officer", milestone_pk="its", what="reach"),
    "update": act(200, "active", "officer"),  # contributors: registered relations only
    "file_document": act(200, "active", "officer", "secretariat", "partner"),
    "add_version": act(200, "active", "officer", "secretariat", number=1),  # it is not the party's
    "describe_document": act(200, "active", "officer", "secretariat", number=1, version=1),
    "mark_signed": act(200, "active", "officer", "secretariat", number=1, version=1),
    "withdraw_document": act(200, "active", "officer", "secretariat", number=1, version=1),
    "done": act(200, "approved", "officer", "secretariat", duty_pk="condition"),
    "review": act(200, "under_review", "officer", "secretariat"),
    "case_reviews": Page(OF_A_CASE | {"partner": 404}, at="under_review"),
    # The party sees the agreement, not the owner's own initiative under it.
    "review_answer": Page(
        only(200, "officer", "secretariat", hidden=("partner",)),
        only(422, "officer", "secretariat", hidden=("partner",)),
        at="under_review",
        about_pk="asked",
    ),
    "review_commitment": Page(
        only(200, "officer", "secretariat", hidden=("partner",)),
        only(422, "officer", "secretariat", hidden=("partner",)),
        at="under_review",
        about_pk="may_come",
    ),
    "set_review": act(200, "active", "officer"),  # contributors: registered relations only
    "set_cadence": act(200, "active", "officer"),
    "case_updates": Page(OF_A_CASE, at="active"),
    "withdraw_update": act(200, "active", "officer", update_pk="mistaken"),
    "party_benefit": act(200, "active", *RECORDERS, participation_pk="theirs"),
    "joint_reviews": Page(SIGNED_IN),
    "bulk_review": Page(KEPT, KEPT_EMPTY),
    "joint_review": Page(OF_A_JOINT, pk="joint"),
    "joint_evaluate": Page(JOINT_ACT, JOINT_ACT | {"officer": 422, "secretariat": 422}, pk="joint"),
    "joint_rule": Page(JOINT_RULE, JOINT_RULE | {"secretariat": 422}, pk="joint"),
    "review_input": act(
        200, "under_review", "officer", "secretariat", "partner", participation_pk="theirs"
    ),
    "end": act(200, "active", "secretariat"),
    "annul": act(200, "approved", "secretariat", record_pk="approval"),
    "correct": act(200, "approved", "secretariat", decision_pk="approval"),
    "step": act(200, "proposed", "assessor", "secretariat", slug="send_back"),
}

EDITED = (
    "agreements_body",
    "agreements_kind",
    "agreements_kindpolicy",
    "agreements_meeting",
    "people_deputy",
    "people_municipality",
    "people_post",
    "people_postholding",
    "people_rolegrant",
    "people_unit",
    "people_user",
    "workflows_route",
)
READ_ONLY = (
    "agreements_case",
    "agreements_dutykind",
    "audit_securityevent",
    "notifications_reminderrule",
)
ADMIN = (*EDITED, *READ_ONLY)
