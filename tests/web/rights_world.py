"""The people and cases on which the rights of rights_matrix.py are tried, and their addresses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.urls import reverse

from agreements.models import (
    Annex,
    Body,
    Case,
    Commitment,
    ContactRole,
    Duty,
    Event,
    FormalDecision,
    JointReview,
    Membership,
    Participation,
    Party,
    Round,
    RoundItem,
    StepRecord,
    Update,
)
from notifications import feeds, unsubscribing
from notifications.models import CalendarFeed, FreePeriod, Message, Note, Reminder, ReminderRule
from people import seats
from people.models import Deputy, Municipality, Post, Unit, User
from tests.conftest import NOW
from tests.web.lives import STAGES, Cast, filed, initiative_of, live
from tests.web.rights_matrix import OURS, Page
from workflows import review_starts, rounds
from workflows.cases import NewCase, open_case


def people_of(
    cast: Cast,
    arvika: Municipality,
    aalborg: Municipality,
    culture: Unit,
    person: Callable[..., User],
) -> dict[str, User]:
    """One person for each role, none of whom has acted on the cases."""
    found = {}
    for role in OURS:
        unit = culture if role in {"contributor", "head"} else None
        staff = {"is_staff": role == "administrator"}
        found[role] = person(role, name=f"my {role}", municipality=cast.owner, unit=unit, **staff)
    found["partner"] = person("officer", name="partner", municipality=aalborg)
    found["stranger"] = person("officer", name="stranger", municipality=arvika)
    return found


def cases_of(cast: Cast) -> dict[str, Case]:
    """A case at each stage, and beside them whatever an address may name."""
    found = {stage: live(cast, stage) for stage in STAGES}
    found["initiative"] = initiative_of(cast, found["active"])
    filed(found["active"], cast.officer)
    theirs = found["active"].participations.get(party__municipality__name__startswith="A")
    ContactRole.objects.create(participation=theirs, role="Koordinator")
    for number, status in enumerate(("draft", "adopted", "active"), start=1):
        Annex.objects.create(
            agreement=found["active"].agreement, number=str(number), title="Bilag", status=status
        )
    Event.objects.create(
        case=found["active"],
        name="Besøg",
        begins=NOW.date(),
        recorded_by=cast.officer,
        recorded_at=NOW,
    )
    Duty.objects.create(
        case=found["approved"],
        kind_id="fulfil_condition",
        responsible=seats.asked_role("secretariat", cast.owner.pk),
        opened_at=NOW,
    )
    spring = {"first_date": date(2099, 3, 1), "last_date": date(2099, 3, 9)}
    ReminderRule.objects.create(municipality=cast.owner, kind_id="after_end", days=99)
    FreePeriod.objects.create(municipality=cast.owner, name="Ferie", **spring)
    _follow_up(cast, found)
    nord = Party.objects.create(sort="municipality", name="Nord", country="DK")
    Participation.objects.create(case=found["active"], party=nord, carried_from=theirs)
    arko = Party.objects.create(sort="network", name="ARKO", country="SE")
    Membership.objects.create(network=arko, member=nord)
    Post.objects.create(municipality=cast.owner, title="Borgmester")
    Deputy.objects.create(absent=cast.officer, deputy=cast.assessor, **spring)
    _tell(cast.officer, found["active"])
    _fail(found["active"])
    feeds.make(cast.unit, by=cast.officer, at=NOW)
    rounds.open_round(
        cast.owner,
        "election",
        year=2026,
        answer_by=date(2026, 12, 1),
        by=cast.secretary,
        at=NOW,
    )
    return found


def _follow_up(cast: Cast, found: dict[str, Case]) -> None:
    """An update, and a joint review of a case with an initiative that may promise something."""
    Update.objects.create(
        case=found["active"], happened=NOW.date(), recorded_by=cast.officer, recorded_at=NOW
    )
    reviewed = found["under_review"]
    asked = open_case(
        NewCase(title="Spurgt", unit=reviewed.unit, agreement=reviewed.agreement),
        owner=reviewed.owner,
        by=cast.officer,
        at=NOW,
    )
    Case.objects.filter(pk=asked.pk).update(state="active")
    Commitment.objects.create(
        case=asked, number=1, horizon="long", mode="conditional", text="Museum"
    )
    review_starts.start(
        {reviewed.pk: reviewed.version},
        owner=cast.owner,
        title="Vänorter",
        by=cast.officer,
        at=NOW,
    )


def _tell(user: User, case: Case) -> None:
    """A letter and its note, of somebody who is none of those who call."""
    letter = Message.objects.create(
        key="told",
        kind="notice",
        case=case,
        recipient=user,
        address=user.email,
        message_id="<told@here>",
        created_at=NOW,
        available_at=NOW,
    )
    Note.objects.create(user=user, case=case, message=letter, created_at=NOW)


def _fail(case: Case) -> None:
    """A letter that nobody of those who call got, and a reminder that nobody got at all."""
    Message.objects.create(
        key="failed",
        kind="reminder",
        status="failed",
        case=case,
        address="away@example.org",
        message_id="<failed@here>",
        created_at=NOW,
        available_at=NOW,
    )
    Reminder.objects.create(
        duty=Duty.objects.get(kind="fulfil_condition"),
        rule=ReminderRule.objects.earliest("pk"),
        days=1,
        due_on=NOW.date(),
        send_on=NOW.date(),
        zone=case.owner.time_zone,
        due_at=NOW,
        status="not_sent",
        reason="nobody to tell",
        planned_at=NOW,
        settled_at=NOW,
    )


KEYS: dict[str, Callable[[], object]] = {
    "asked": lambda: Case.objects.get(title="Spurgt").pk,
    "may_come": lambda: Commitment.objects.get(mode="conditional").pk,
    "mistaken": lambda: Update.objects.get().pk,
    "joint": lambda: JointReview.objects.get().pk,
    "council": lambda: Body.objects.filter(level="council").latest("pk").pk,
    "ours": lambda: Party.objects.get(municipality__name="Kommuneqarfik Sermersooq").pk,
    "arko": lambda: Party.objects.get(name="ARKO").pk,
    "membership": lambda: Membership.objects.get().pk,
    "officer": lambda: User.objects.get(name="officer").pk,
    "away": lambda: Deputy.objects.get().pk,
    "round": lambda: Round.objects.get().pk,
    "note": lambda: Note.objects.get(message__key="told").pk,
    "token": lambda: unsubscribing.token_of(User.objects.get(name="officer")),
    "culture": lambda: Unit.objects.get(name="Kultur").pk,
    "feed": lambda: CalendarFeed.objects.get().pk,
    "rule": lambda: ReminderRule.objects.exclude(municipality=None).get().pk,
    "quiet": lambda: FreePeriod.objects.get().pk,
    "letter": lambda: Message.objects.get(key="failed").pk,
    "reminder": lambda: Reminder.objects.get(duty__kind="fulfil_condition").pk,
    "mayor": lambda: RoundItem.objects.get(post__title="Borgmester").pk,
}
"""Keys that only the world knows."""


def theirs_of(case: Case) -> Participation:
    return Participation.objects.get(case=case, party__municipality__name__startswith="A")


#: what an address names beside the case: its key there; the second argument says which.
OF_THE_CASE: dict[str, Callable[[Case, Any], int]] = {
    "participation_pk": lambda case, which: (
        (theirs_of(case) if which == "theirs" else case.participations.get(party__name="Nord")).pk
    ),
    "signatory_pk": lambda case, _: theirs_of(case).signatories.get().pk,
    "contact_pk": lambda case, _: theirs_of(case).contact_roles.get().pk,
    "annex_pk": lambda case, status: case.agreement.annexes.get(status=status).pk,
    "event_pk": lambda case, _: case.events.get().pk,
    "commitment_pk": lambda case, _: case.commitments.get().pk,
    "milestone_pk": lambda case, _: case.milestones.get().pk,
    "record_pk": lambda case, _: StepRecord.objects.get(case=case, step="approve").pk,
    "duty_pk": lambda case, _: Duty.objects.get(case=case, kind="fulfil_condition").pk,
    "decision_pk": lambda case, _: (
        FormalDecision.objects.get(rulings__steps__step="approve", rulings__case=case).pk
    ),
}


def address(name: str, page: Page, cases: dict[str, Case]) -> str:
    """The address of a page, of a case at the stage where the page makes sense."""
    names: dict[str, Any] = dict(page.names)
    names |= {name: KEYS[key]() for name, key in names.items() if key in KEYS}
    if page.at:
        case = cases[page.at]
        known = {key: OF_THE_CASE[key](case, names[key]) for key in names if key in OF_THE_CASE}
        names |= known | {"pk": case.pk}
    return reverse(name, kwargs=names)
