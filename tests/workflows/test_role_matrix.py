"""Who may take which step from which state? Written by hand from lifecycles.md.

The code supplies completeness alone: a declared (state, step) that is missing here fails, and so
does a pair that stands here and is not declared. Where lifecycles.md names nobody for a step
that only records a fact, the choice is told beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from agreements.models import Case, Participation, Party
from agreements.states import State
from tests.conftest import NOW
from workflows.cases import NewCase, open_case
from workflows.diagram import declared
from workflows.door import advance, enter
from workflows.errors import NotPermitted, NotPossible
from workflows.lifecycles import LIFECYCLES
from workflows.visit import Automaton

if TYPE_CHECKING:
    from collections.abc import Callable

    from agreements.models import Kind
    from people.models import Municipality, Unit, User
    from workflows.visit import Author

IN_FORCE = "active under_review renewed"
BEFORE_FORCE = "draft proposed assessed approved"
ENDED = "rejected withdrawn terminated superseded expired completed cancelled"
STANDS = f"{BEFORE_FORCE} {IN_FORCE} suspended paused"
ANY_BUT_DRAFT = f"proposed assessed approved {IN_FORCE} suspended paused {ENDED}"

#: The person who proposed is an officer too, and so is the one with the import right.
OFFICERS = "officer proposer importer"
OFFICERS_AND_SECRETARIAT = f"{OFFICERS} secretariat"
#: Officers and secretariat of the owner; of a party that works here, its own (decision 2).
RECORDERS = f"{OFFICERS_AND_SECRETARIAT} party"

#: step: (from which states, who may). A political case whose route is committee, then council.
BOTH = {
    "propose": ("draft", OFFICERS),
    # A political case is not registered; contributors: see the test of registered relations.
    "register_relation": ("draft", OFFICERS),
    "register": ("draft", "importer automaton"),
    "send_back": ("proposed assessed", "assessor secretariat"),
    # "assessor (per assessment part)"; the economy of one's own proposal: test_four_eyes.py.
    "assess_part": ("proposed", "assessor"),
    "assess": ("proposed", "automaton"),
    # "Contact with the partner (invitation, mail, link)": an officer's work (practice.md).
    "contact_partner": (BEFORE_FORCE, OFFICERS),
    # "secretariat (checks, ...)"; not the proposer: test_four_eyes.py.
    "check_ready": ("assessed", "secretariat"),
    "rule": ("assessed under_review", "secretariat"),
    "approve": ("assessed", "secretariat"),
    "reject": ("assessed", "secretariat"),
    "withdraw": (BEFORE_FORCE, "proposer head"),
    "decline": ("approved", OFFICERS),
    # Signing "with two municipalities as party's recorder" (the issue); a late one in force too.
    "sign": (f"approved {IN_FORCE}", RECORDERS),
    # The day of a signature found later: as the signature itself was recorded.
    "date_signature": (f"approved {IN_FORCE} suspended paused", RECORDERS),
    # "own decision (information, never a condition)" belongs to each party (decision 2).
    "party_decides": (f"proposed assessed approved {IN_FORCE}", RECORDERS),
    # "After a ruling somebody sends the decision letter ... to the partner and the units".
    "send_decision": (f"approved rejected {IN_FORCE} terminated", OFFICERS_AND_SECRETARIAT),
    "activate": ("approved", f"{OFFICERS} automaton"),
    # The yearly "still alive?" and the coordinator's update; contributors where registered, and
    # whoever is asked: "The chief executive is accountable" (practice.md; test_following.py).
    "update": (IN_FORCE, OFFICERS),
    "start_review": ("active renewed", f"{OFFICERS_AND_SECRETARIAT} automaton"),
    "give_input": ("under_review", RECORDERS),
    # The officer evaluates; small secretariats do it themselves.
    "evaluate": ("under_review", OFFICERS_AND_SECRETARIAT),
    "submit_memo": ("assessed under_review", OFFICERS_AND_SECRETARIAT),
    "continue_unchanged": ("under_review", "secretariat"),
    "renew": ("under_review", "secretariat"),
    "suspend": (IN_FORCE, "secretariat"),
    "resume": ("suspended", "secretariat"),
    # "as approve", and the automaton on the day; a party's notice: test_endings.py.
    "terminate": (f"{IN_FORCE} suspended", "secretariat automaton"),
    "expire": (IN_FORCE, "automaton"),
    "renew_tacitly": (IN_FORCE, "automaton"),
    "close": (ENDED, "secretariat"),
    # "a second person of the same role" as recorded it; of what, is told in test_annulments.py.
    "annul": (ANY_BUT_DRAFT, "secretariat"),
    # Decisions are the secretariat's, and so are their slips.
    "correct": (ANY_BUT_DRAFT, "secretariat"),
    # The file is its officers' (who may, contributor: own unit's registered relations only).
    "edit": (f"{BEFORE_FORCE} {IN_FORCE} suspended paused", OFFICERS),
    # "A party joins a running agreement" (issue, Parties): recorded by whoever keeps the file.
    "party_joins": (IN_FORCE, OFFICERS_AND_SECRETARIAT),
    # A party's notice is recorded by the owner, or by the party where it works here (decision 2);
    # below an agreement the automaton lets it leave with it.
    "party_leaves": (f"{IN_FORCE} suspended paused", f"{RECORDERS} automaton"),
    "leaving_withdrawn": (f"{IN_FORCE} suspended paused", f"{RECORDERS} automaton"),
    # Each keeps its own side (decision 2); the automaton takes out who works there no more.
    "keep_side": (STANDS, f"{RECORDERS} automaton"),
    # "a party's notice recorded"; our own is a decision: `terminate`.
    "give_notice": (f"{IN_FORCE} suspended", OFFICERS_AND_SECRETARIAT),
    # Taken back as it was recorded, before it takes effect.
    "withdraw_notice": (f"{IN_FORCE} suspended", OFFICERS_AND_SECRETARIAT),
    # The duty "continue or give notice" asks whoever carries the case.
    "let_renew": (IN_FORCE, OFFICERS),
    # Conditions, orientations, final reports: whoever is asked, else who carries the file.
    "fulfil": (ANY_BUT_DRAFT, OFFICERS_AND_SECRETARIAT),
}

ANY = f"draft {ANY_BUT_DRAFT}"

BOTH |= {
    # Of documents: "officers, contributors for registered relations of their unit, secretariat";
    # a party from its own side (practice.md); more of parties: tests/workflows/test_documents.py.
    "file_document": (ANY, RECORDERS),
    "add_version": (ANY, OFFICERS_AND_SECRETARIAT),
    "mark_signed": (ANY, OFFICERS_AND_SECRETARIAT),
    "describe_document": (ANY, OFFICERS_AND_SECRETARIAT),
    "withdraw_document": (ANY, OFFICERS_AND_SECRETARIAT),
}

BOTH |= {
    # "Deactivation or absence: ... listed and moved in one journalled step" (the issue), by those
    # who answer for people: secretariat, head of the unit, administrator; else Samklang.
    # parties are carried by Samklang alone; whoever carries the file says if it is right.
    "carry_party": (f"{BEFORE_FORCE} {IN_FORCE} suspended paused", "automaton"),
    "ask_about_party": (f"{BEFORE_FORCE} {IN_FORCE} suspended paused", "automaton"),
    "confirm_party": (f"{BEFORE_FORCE} {IN_FORCE} suspended paused", OFFICERS_AND_SECRETARIAT),
    "hand_over": (ANY, "secretariat head administrator automaton"),
    # Who carries the case is a fact of the file.
    "name_responsible": (STANDS, OFFICERS),
    # "yearly 'still right?' round to owners" (practice.md), opened by the secretariat; answered by
    # whoever carries the case: tests/workflows/test_rounds.py.
    "ask_still_right": (f"{IN_FORCE} suspended paused", "secretariat automaton"),
    "answer_still_right": (f"{IN_FORCE} suspended paused", OFFICERS_AND_SECRETARIAT),
}

ALIVE = f"{BEFORE_FORCE} {IN_FORCE} suspended"

BOTH |= {
    # What follows a case up. "Policy per kind ...; setting or clearing needs a reason" (the issue):
    # the file's own people set windows, contributors where registered.
    "set_review": ("active renewed suspended paused", OFFICERS),
    "set_cadence": (STANDS, OFFICERS),
    # Whoever may record an update may take a mistaken one back (P08).
    "withdraw_update": (IN_FORCE, OFFICERS),
    # As `evaluate`: at the review, for one agreement or many.
    "answer": ("under_review", OFFICERS_AND_SECRETARIAT),
    "review_jointly": ("under_review", OFFICERS_AND_SECRETARIAT),
    # "partner may fill in its own side".
    "tell_benefit": (f"{BEFORE_FORCE} {IN_FORCE}", RECORDERS),
}

AGREEMENT = BOTH | {
    # "co-edited by both parties"; that a party sees no draft of a case is the page's.
    "write_annex": (ALIVE, f"{OFFICERS} party"),
    # "its own approval": recorded as other rulings are.
    "adopt_annex": (ALIVE, "secretariat"),
    "activate_annex": (IN_FORCE, f"{OFFICERS} automaton"),
    "end_annex": (ALIVE, OFFICERS_AND_SECRETARIAT),
    # Who else takes part is a fact of the file; historic records are completed, too.
    "complete_parties": (ANY, OFFICERS_AND_SECRETARIAT),
    # The tree and the chain are facts of the file.
    "place_under": (ALIVE, OFFICERS),
    "name_predecessor": (BEFORE_FORCE, OFFICERS),
    # Validity inherited from the framework.
    "end_with_above": (f"{IN_FORCE} suspended", "automaton"),
    # An amendment supersedes the text, not the agreement: it ends when that does.
    "end_with_amended": (f"{IN_FORCE} suspended", "automaton"),
    # What was still to change its text is withdrawn with it.
    "withdraw_with_amended": (BEFORE_FORCE, "automaton"),
    "rest_with_above": (IN_FORCE, "automaton"),
    "resume_with_above": ("suspended", "automaton"),
    "supersede": (IN_FORCE, "automaton"),
    "expire_too_few": (f"{IN_FORCE} suspended", "automaton"),
    "amend": ("under_review", OFFICERS),
    # "as approve": the ruling that the text is to be changed.
    "approve_change": ("under_review", "secretariat"),
    # Whoever writes the amendment looks at it anew; the agreement takes its text over by itself.
    "look_anew": (BEFORE_FORCE, OFFICERS),
    "change_text": (IN_FORCE, "automaton"),
    # When the amendment that the review decided on activates.
    "continue_changed": ("under_review", "automaton"),
    # When the amendment came to nothing.
    "evaluate_again": ("under_review", "automaton"),
    # "under an active agreement the responsible may add one by a step with reason"
    "add_initiative": (IN_FORCE, OFFICERS),
}

INITIATIVE = BOTH | {
    # "asked about at each of its reviews: continue, close, move": carried out with the ruling.
    "settle": (f"{IN_FORCE} paused suspended", "automaton"),
    "end_at_review": (f"{IN_FORCE} paused suspended", "automaton"),
    "follow": (BEFORE_FORCE, "automaton"),
    # "annex initiatives follow their agreement": rest, go on and end with it; of what stands on
    # a ruling of its own it is asked.
    "rest_with_agreement": (IN_FORCE, "automaton"),
    "resume_with_agreement": ("paused", "automaton"),
    "end_with_agreement": (f"{IN_FORCE} paused suspended", "automaton"),
    "ask_what_becomes": (f"{IN_FORCE} paused suspended", "automaton"),
    # Proposed with an amendment, it stands under the agreement once that is in force.
    "go_over": (STANDS, "automaton"),
    # "by the responsible": a person answers for it, else its officers (test_initiatives.py).
    "complete": (IN_FORCE, OFFICERS),
    "cancel": (f"approved {IN_FORCE} paused", OFFICERS),
    "pause": ("active renewed", OFFICERS),
    "take_up": ("paused", OFFICERS),
    # "added, promoted, scaled, paused, closed by steps with reason, no formal decision", by whom
    # the initiative is carried, from the draft on, as its file is edited; so are its milestones
    # and its number. The responsible who is no officer: test_commitments.py.
    "add_commitment": (STANDS, OFFICERS),
    "scale_commitment": (STANDS, OFFICERS),
    "measure_commitment": (STANDS, OFFICERS),
    "promote_commitment": (STANDS, OFFICERS),
    "pause_commitment": (STANDS, OFFICERS),
    "take_up_commitment": (STANDS, OFFICERS),
    "finish_commitment": (STANDS, OFFICERS),
    "close_commitment": (STANDS, OFFICERS),
    "add_milestone": (STANDS, OFFICERS),
    "reach_milestone": (STANDS, OFFICERS),
    "move_milestone": (STANDS, OFFICERS),
    "drop_milestone": (STANDS, OFFICERS),
    "place": (STANDS, OFFICERS),
}

MATRIX = {"agreement": AGREEMENT, "initiative": INITIATIVE}

ROLES = (
    *("contributor", "officer", "proposer", "importer", "assessor", "head", "secretariat"),
    *("director", "reader", "auditor", "administrator", "automaton", "stranger", "party"),
)


class Undone(Exception):
    """The step was taken; nothing of it is to stay."""


@pytest.fixture
def people(
    nuuk: Municipality,
    aalborg: Municipality,
    arvika: Municipality,
    culture: Unit,
    person: Callable[..., User],
) -> dict[str, User]:
    everybody = {
        role: person(role, municipality=nuuk, unit=culture)
        for role in (
            "contributor",
            "officer",
            "assessor",
            "head",
            "secretariat",
            "director",
            "reader",
            "auditor",
            "administrator",
        )
    }
    return everybody | {
        "proposer": person("officer", municipality=nuuk, unit=culture, name="proposer"),
        "importer": person("officer", "importer", municipality=nuuk),
        "stranger": person("officer", municipality=arvika, name="stranger"),
        "party": person("officer", municipality=aalborg, name="party"),
    }


@pytest.fixture
def aalborgs_party(aalborg: Municipality) -> Party:
    return Party.objects.create(
        sort="municipality", name=aalborg.name, country="DK", municipality=aalborg
    )


@pytest.fixture
def case(
    request: pytest.FixtureRequest,
    people: dict[str, User],
    nuuk: Municipality,
    culture: Unit,
    sister_city: Kind,
    our_party: Party,
    aalborgs_party: Party,
    routes: None,
) -> Case:
    new = NewCase(
        title="Venskabsby: Aalborg",
        kind=sister_city if request.param == "agreement" else None,
        unit=culture,
        parties=(our_party, aalborgs_party),
    )
    return open_case(new, owner=nuuk, by=people["proposer"], at=NOW)


def door_permits(case: Case, step: str, by: Author) -> bool:
    """Does the door let this person through, whether or not a rule then says no?"""
    theirs = Participation.objects.get(case=case, party__name="Aalborg Kommune")
    try:
        with enter(case, by=by, at=NOW, seen=None, attempt=step, reason="En grund") as visit:
            visit.part, visit.participation, visit.target = "economy", theirs, "active"
            advance(visit, step)
            raise Undone  # noqa: TRY301 - rolls back what was permitted
    except NotPermitted:
        return False
    except (NotPossible, Undone):
        return True


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("case", ["agreement", "initiative"], indirect=True)
def test_each_role_may_do_what_the_table_says(
    case: Case, state: str, people: dict[str, User]
) -> None:
    Case.objects.filter(pk=case.pk).update(state=state)
    wrong = []
    for step, (states, who) in MATRIX[case.sort].items():
        if state not in states.split():
            continue
        for role in ROLES:
            automaton = Automaton("import" if step == "register" else "test", "a test")
            by = automaton if role == "automaton" else people[role]
            permitted = door_permits(case, step, by)
            if permitted != (role in who.split()):
                wrong.append(f"{step} by {role}: {'permitted' if permitted else 'refused'}")

    assert wrong == []


@pytest.mark.parametrize("sort", ["agreement", "initiative"])
def test_the_table_has_every_declared_step_and_no_other(sort: str) -> None:
    by_hand = {(s, step) for step, (states, _) in MATRIX[sort].items() for s in states.split()}
    in_code = {(state, step) for step, state, _targets in declared(LIFECYCLES[sort])}

    assert by_hand - in_code == set(), "in the table, not declared"
    assert in_code - by_hand == set(), "declared, not in the table"


@pytest.mark.parametrize("case", ["agreement", "initiative"], indirect=True)
@pytest.mark.parametrize(
    ("step", "state", "who"),
    [
        ("register_relation", "draft", f"{OFFICERS} contributor"),
        ("edit", "draft", f"{OFFICERS} contributor"),
        ("edit", "active", f"{OFFICERS} contributor"),
        ("keep_side", "active", f"{RECORDERS} contributor automaton"),
        ("update", "active", f"{OFFICERS} contributor"),
        # Nobody decides on it: those who carry the file end it.
        ("terminate", "active", f"{OFFICERS_AND_SECRETARIAT} contributor automaton"),
    ],
)
def test_contributors_have_the_registered_relations_of_their_unit(
    case: Case, step: str, state: str, who: str, people: dict[str, User]
) -> None:
    Case.objects.filter(pk=case.pk).update(state=state, handling="registered")

    permitted = {
        role
        for role in ROLES
        if door_permits(case, step, Automaton("test") if role == "automaton" else people[role])
    }

    assert permitted == set(who.split())


@pytest.mark.parametrize("case", ["agreement"], indirect=True)
def test_contributors_have_nothing_of_another_unit(
    case: Case, nuuk: Municipality, people: dict[str, User]
) -> None:
    other = nuuk.units.create(name="Skole")
    Case.objects.filter(pk=case.pk).update(state="active", handling="registered", unit=other)

    assert not door_permits(case, "update", people["contributor"])
    assert not door_permits(case, "edit", people["contributor"])


@pytest.mark.parametrize("case", ["agreement"], indirect=True)
def test_heads_withdraw_the_proposals_of_their_own_unit_alone(
    case: Case, nuuk: Municipality, people: dict[str, User]
) -> None:
    other = nuuk.units.create(name="Skole")
    Case.objects.filter(pk=case.pk).update(state="proposed", unit=other)

    assert not door_permits(case, "withdraw", people["head"])
