"""What follows from each outcome: the next body, duties, approval or not (lifecycles.md)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils.translation import override

from agreements.dates import PartialDate
from agreements.models import Body, Case, Meeting
from people.models import Municipality
from tests.conftest import NOW, TODAY
from tests.workflows.stages import Town, decide, duty, last_step, open_kinds, seen, state_of
from workflows import duties, fulfilling, rulings
from workflows.door import advance, enter, take
from workflows.errors import NotPossible
from workflows.models import RouteStop
from workflows.rulings import Minutes


def test_checking_ready_asks_the_first_body_for_its_next_meeting(
    assessed: Case, town: Town
) -> None:
    take("check_ready", assessed, by=town.secretary, at=NOW, seen=seen(assessed))

    assert open_kinds(assessed) == {"rule"}
    ruling = duty(assessed, "rule")
    assert ruling.about == "The finance committee"
    assert ruling.due == PartialDate.day(date(2026, 3, 17))
    assert ruling.responsible.role == "secretariat"


def test_a_meeting_whose_agenda_has_closed_is_not_the_next(assessed: Case, town: Town) -> None:
    after_closing = NOW + timedelta(days=8)  # the agenda of 17 March closed on the 9th

    take("check_ready", assessed, by=town.secretary, at=after_closing, seen=seen(assessed))

    assert duty(assessed, "rule").due is None


@pytest.mark.parametrize("outcome", ["recommended", "forwarded", "approved"])
def test_after_a_passing_outcome_the_next_body_is_asked(
    assessed: Case, town: Town, outcome: str
) -> None:
    town.rule(assessed, town.committee, outcome)

    assert state_of(assessed) == "assessed"
    assert duty(assessed, "rule").about == "The municipal council"
    assert duty(assessed, "rule").due == PartialDate.day(date(2026, 3, 26))


def test_a_recommendation_is_never_a_decision(assessed: Case, town: Town) -> None:
    town.rule(assessed, town.committee, "recommended")
    town.rule(assessed, town.council, "recommended")

    assert state_of(assessed) == "assessed"
    assert duty(assessed, "rule").about == "The municipal council"
    town.rule(assessed, town.council, "approved", number="9")
    assert state_of(assessed) == "approved"


def test_the_last_approval_asks_for_dispatch_and_signatures(assessed: Case, town: Town) -> None:
    town.approve(assessed)

    assert open_kinds(assessed) == {"send_decision", "sign"}
    signing = {d.subject for d in assessed.duties.filter(kind="sign", status="open")}
    assert signing == {"Kommuneqarfik Sermersooq", "Gentofte Kommune"}
    ruling = last_step(assessed).ruling
    assert ruling is not None
    assert ruling.decision.body == town.council


def test_conditions_become_a_duty(assessed: Case, town: Town) -> None:
    town.rule(assessed, town.committee, "recommended")

    town.rule(assessed, town.council, "approved_conditions", conditions="Afrapportering hvert år")

    assert state_of(assessed) == "approved"
    asked = duty(assessed, "fulfil_condition")
    assert asked.subject == "Afrapportering hvert år"
    fulfilling.fulfil(
        assessed,
        asked,
        text="Rapport sendt",
        happened=PartialDate.day(TODAY),
        by=town.officer,
        at=NOW,
        seen=seen(assessed),
    )
    asked.refresh_from_db()
    assert asked.status == "done"
    assert asked.closed_by is not None
    assert asked.closed_by.step == "fulfil"


def test_approved_with_changes_approves(assessed: Case, town: Town) -> None:
    town.rule(assessed, town.committee, "recommended")
    town.rule(assessed, town.council, "approved_changed", conditions="Kun et år")

    assert state_of(assessed) == "approved"


@pytest.mark.parametrize(
    "outcome", ["approved_changed", "approved_conditions", "referred_back", "not_approved"]
)
def test_some_outcomes_need_their_text(assessed: Case, town: Town, outcome: str) -> None:
    with pytest.raises(NotPossible, match="changes, conditions or reasons"):
        town.rule(assessed, town.committee, outcome)


def test_a_deferred_case_is_asked_for_at_the_next_meeting(assessed: Case, town: Town) -> None:
    take("check_ready", assessed, by=town.secretary, at=NOW, seen=seen(assessed))
    Meeting.objects.create(
        body=town.committee, date=date(2026, 4, 14), agenda_closes_date=date(2026, 4, 6)
    )
    after_the_meeting = NOW + timedelta(days=16)

    town.rule(assessed, town.committee, "deferred", on=date(2026, 3, 17), at=after_the_meeting)

    assert state_of(assessed) == "assessed"
    assert duty(assessed, "rule").due == PartialDate.day(date(2026, 4, 14))
    assert duty(assessed, "rule").about == "The finance committee"
    assert duty(assessed, "rule", "done").due == PartialDate.day(date(2026, 3, 17))


def test_a_referral_is_answered_and_then_ruled_on_again(assessed: Case, town: Town) -> None:
    town.rule(assessed, town.committee, "referred_back", conditions="Hvad koster det?")

    assert state_of(assessed) == "assessed"
    assert open_kinds(assessed) == {"answer_referral"}
    take("submit_memo", assessed, by=town.officer, at=NOW, seen=seen(assessed))
    assert open_kinds(assessed) == {"rule"}
    assert duty(assessed, "rule").about == "The finance committee"
    town.rule(assessed, town.committee, "recommended", number="9")
    assert duty(assessed, "rule").about == "The municipal council"


@pytest.mark.parametrize("is_last", [False, True])
def test_not_approved_rejects_whoever_says_so(assessed: Case, town: Town, is_last: bool) -> None:
    if is_last:
        town.rule(assessed, town.committee, "recommended")
    town.rule(
        assessed,
        town.council if is_last else town.committee,
        "not_approved",
        conditions="For dyrt",
    )

    assert state_of(assessed) == "rejected"
    assert open_kinds(assessed) == {"send_decision"}


def test_taken_note_of_changes_nothing(assessed: Case, town: Town) -> None:
    take("check_ready", assessed, by=town.secretary, at=NOW, seen=seen(assessed))

    town.rule(assessed, town.committee, "noted")

    assert state_of(assessed) == "assessed"
    assert open_kinds(assessed) == {"rule"}
    assert duty(assessed, "rule").about == "The finance committee"


def test_brought_before_the_council_adds_the_council(
    assessed: Case, town: Town, nuuk: Municipality
) -> None:
    RouteStop.objects.get(route__is_light=False, body=town.council).delete()

    town.rule(assessed, town.committee, "to_council")

    assert state_of(assessed) == "assessed"
    assert duty(assessed, "rule").about == "The municipal council"
    town.rule(assessed, town.council, "approved")
    assert state_of(assessed) == "approved"


def test_brought_before_the_council_needs_a_council(
    assessed: Case, town: Town, nuuk: Municipality
) -> None:
    RouteStop.objects.get(route__is_light=False, body=town.council).delete()
    Body.objects.filter(pk=town.council.pk).update(is_active=False)

    with pytest.raises(NotPossible, match="council"):
        town.rule(assessed, town.committee, "to_council")


def test_an_urgent_decision_is_told_at_the_next_meeting(assessed: Case, town: Town) -> None:
    town.rule(assessed, town.committee, "recommended")

    town.rule(assessed, town.council, "urgent")

    assert state_of(assessed) == "approved"
    told = duty(assessed, "orientation")
    assert told.due == PartialDate.day(date(2026, 3, 26))
    assert told.responsible.role == "secretariat"


def test_an_urgent_decision_need_not_wait_for_the_bodies_before(assessed: Case, town: Town) -> None:
    """The mayor decides in the council's place (DK § 31) before the committee has met."""
    town.rule(assessed, town.council, "urgent")

    assert state_of(assessed) == "approved"
    assert "rule" not in open_kinds(assessed)
    assert duty(assessed, "orientation").body == town.council


def test_an_urgent_decision_of_a_committee_is_told_to_the_council(
    assessed: Case, town: Town
) -> None:
    town.rule(assessed, town.committee, "urgent")

    assert state_of(assessed) == "approved"
    assert duty(assessed, "orientation").body == town.council


def test_a_body_is_told_at_its_next_meeting_of_what_a_delegate_decided(
    simple: Case, town: Town
) -> None:
    decide(simple, town.secretary)

    told = duty(simple, "orientation")
    assert told.body == town.committee
    assert told.responsible.role == "secretariat"


def test_a_body_renamed_between_two_decisions_is_asked_for_once(simple: Case, town: Town) -> None:
    decide(simple, town.secretary)
    town.committee.name_da = "Udvalget for økonomi"
    town.committee.save()

    with enter(simple, by=town.secretary, at=NOW, seen=None, attempt="send_decision") as visit:
        advance(visit, "send_decision")
        secretariat = duties.secretariat_of(visit, visit.case)
        duties.open_duty(
            visit, visit.case, "orientation", responsible=secretariat, body=town.committee
        )

    assert duty(simple, "orientation").about == str(town.committee)


def test_where_no_body_is_set_up_nobody_is_told(simple: Case, town: Town) -> None:
    Body.objects.update(is_active=False)

    decide(simple, town.secretary)

    assert "orientation" not in open_kinds(simple)


def test_an_urgent_decision_still_needs_the_assessment(proposed: Case, town: Town) -> None:
    with pytest.raises(NotPossible):
        town.rule(proposed, town.council, "urgent")


@pytest.mark.parametrize(("day", "due"), [(None, None), (date(2026, 6, 1), date(2026, 6, 1))])
def test_a_condition_is_due_on_the_day_that_the_ruling_names(
    assessed: Case, town: Town, day: date | None, due: date | None
) -> None:
    town.rule(assessed, town.committee, "recommended")

    rulings.record_ruling(
        assessed,
        Minutes(body=town.council, date=TODAY),
        "approved_conditions",
        by=town.secretary,
        at=NOW,
        seen=seen(assessed),
        conditions="Afrapportering",
        conditions_due=day,
    )

    asked = duty(assessed, "fulfil_condition")
    assert asked.due == (PartialDate.day(due) if due else None)


def test_a_ruling_is_asked_for_in_each_readers_words(assessed: Case, town: Town) -> None:
    take("check_ready", assessed, by=town.secretary, at=NOW, seen=seen(assessed))
    asked = duty(assessed, "rule")

    with override("da"):
        danish = asked.about
    assert (danish, asked.about) == (town.committee.name_da, town.committee.name_en)
    assert asked.subject == town.committee.name_da, "kept in the owner's language"


def test_a_delegate_that_is_no_head_is_asked_for_the_whole_municipality(
    simple: Case, town: Town
) -> None:
    assert str(duty(simple, "decide").responsible) == "council secretariat"


def test_sending_the_decision_closes_its_duty(approved: Case, town: Town) -> None:
    take("send_decision", approved, by=town.secretary, at=NOW, seen=seen(approved))

    assert duty(approved, "send_decision", "done").closed_by == last_step(approved)
