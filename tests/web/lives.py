"""Cases brought to where a page shows them, through the door."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from agreements.dates import PartialDate
from agreements.models import (
    Body,
    Case,
    Document,
    Kind,
    Participation,
    Party,
    Signatory,
)
from people.models import Municipality, Unit, User
from tests.conftest import NOW, TODAY
from tests.files import uploaded
from workflows import assessments, commitments, rulings, signing
from workflows.assessments import PartText
from workflows.cases import NewCase, add_initiative, open_case
from workflows.commitments import Aim, Promise
from workflows.documents import Description, Filing, file_document
from workflows.door import take
from workflows.files import received
from workflows.rulings import Minutes

STAGES = ("draft", "proposed", "assessed", "ready", "approved", "active", "under_review")


@dataclass
class Cast:
    """Who takes the steps, and for whom."""

    owner: Municipality
    unit: Unit
    kind: Kind
    parties: tuple[Party, ...]
    officer: User
    assessor: User
    secretary: User
    committee: Body
    council: Body


def live(cast: Cast, stage: str, title: str = "") -> Case:
    """A political agreement that has come as far as `stage`."""
    case = open_case(
        NewCase(title=title or stage, kind=cast.kind, unit=cast.unit, parties=cast.parties),
        owner=cast.owner,
        by=cast.officer,
        at=NOW - timedelta(days=60),
    )
    for participation in Participation.objects.filter(case=case):
        Signatory.objects.create(participation=participation, title="Borgmester")
    for step in STAGES[1 : STAGES.index(stage) + 1]:
        WAYS[step](cast, case)
    return Case.objects.get(pk=case.pk)


def filed(
    case: Case,
    by: User,
    *,
    direction: str = "out",
    content: bytes | None = None,
    name: str = "aftale.pdf",
    **facts: Any,
) -> Document:
    """A file on the case, as a person puts it there."""
    about = Description(title="Brev", counterpart="Aalborg Kommune")
    upload = received(uploaded(name, content), name)
    filing = Filing(about=replace(about, **facts), direction=direction, upload=upload)
    return file_document(case, filing, by=by, at=NOW, seen=seen(case))


def initiative_of(cast: Cast, agreement: Case, title: str = "Udvikling af folkeskolen") -> Case:
    """A registered initiative in force under the agreement, with a commitment and a milestone."""
    new = NewCase(
        title=title, handling="registered", unit=cast.unit, parties=cast.parties, number="1.1"
    )
    door = {"by": cast.officer, "at": NOW - timedelta(days=4)}
    case = add_initiative(agreement, new, seen=seen(agreement), reason="Aftalt", **door)  # type: ignore[arg-type]
    take("register_relation", case, seen=seen(case), **door)  # type: ignore[arg-type]
    giver, receiver = cast.parties
    roads = Promise(text="Erfaringer med veje", horizon="long", giver=giver, receiver=receiver)
    row = commitments.add(case, roads, seen=seen(case), reason="Aftalt", **door)  # type: ignore[arg-type]
    aim = Aim(name="Plan", party=giver, expected=PartialDate.month(2026, 1), commitment=row)
    commitments.add_milestone(case, aim, seen=seen(case), **door)  # type: ignore[arg-type]
    return Case.objects.get(pk=case.pk)


def seen(case: Case) -> int:
    return Case.objects.get(pk=case.pk).version


def _propose(cast: Cast, case: Case) -> None:
    take("propose", case, by=cast.officer, at=NOW - timedelta(days=50), seen=seen(case))


def _assess(cast: Cast, case: Case) -> None:
    for part in ("benefit", "economy", "citizens"):
        facts = PartText(
            text=f"Hemmelig {part}",
            account="5400" if part == "economy" else "",
            benefits={"citizens": ("high", "Mange unge")} if part == "benefit" else {},
        )
        at = NOW - timedelta(days=45)
        assessments.assess_part(case, part, facts, by=cast.assessor, at=at, seen=seen(case))


def _ready(cast: Cast, case: Case) -> None:
    take("check_ready", case, by=cast.secretary, at=NOW - timedelta(days=40), seen=seen(case))


def _approve(cast: Cast, case: Case) -> None:
    for body, outcome, days in (
        (cast.committee, "recommended", 30),
        (cast.council, "approved", 20),
    ):
        rulings.record_ruling(
            case,
            Minutes(body=body, date=TODAY - timedelta(days=days), number=str(case.pk)),
            outcome,
            by=cast.secretary,
            at=NOW - timedelta(days=days),
            seen=seen(case),
        )


def _sign(cast: Cast, case: Case) -> None:
    signing.sign(
        case,
        list(Signatory.objects.filter(participation__case=case)),
        signed=PartialDate.day(date(2026, 2, 20)),
        by=cast.officer,
        at=NOW - timedelta(days=5),
        seen=seen(case),
        place="Nuuk",
    )


def _review(cast: Cast, case: Case) -> None:
    take("start_review", case, by=cast.officer, at=NOW - timedelta(days=1), seen=seen(case))


WAYS = {
    "proposed": _propose,
    "assessed": _assess,
    "ready": _ready,
    "approved": _approve,
    "active": _sign,
    "under_review": _review,
}


def key(case: Case, name: str) -> int:
    """Of the part that this party takes in the case."""
    return case.participations.get(party__name__startswith=name).pk
