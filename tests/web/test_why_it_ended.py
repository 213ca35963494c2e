"""Does the page of a case that ended say why, and nothing that is no reason?"""

from __future__ import annotations

import pytest

from agreements.models import Agreement, Case
from tests.conftest import NOW, TODAY
from tests.web.acting import client_of, fresh, get, words
from tests.web.lives import Cast
from web.presenters import course
from workflows.cases import NewCase, open_case
from workflows.endings import record_ending
from workflows.registering import register
from workflows.rulings import Minutes
from workflows.visit import Automaton

IMPORT = Automaton("import")


def told(case: Case) -> str:
    notice = course.branch(fresh(case), list(case.steps.all()), with_reason=True)
    assert notice is not None
    return notice["text"]


def opened(cast: Cast) -> Case:
    new = NewCase(title="Hovedaftale", kind=cast.kind, unit=cast.unit, parties=cast.parties)
    return open_case(new, owner=cast.owner, by=IMPORT, at=NOW)


def test_where_an_import_read_of_it_is_no_reason(cast: Cast) -> None:
    case = opened(cast)

    register(case, "expired", by=IMPORT, at=NOW, cause="Skanderborg – en international kommune")

    assert told(case) == ""


@pytest.mark.requirement("R-074")
def test_a_decision_tells_its_reason_and_a_withdrawn_amendment_what_it_was_to_amend(
    active: Case, cast: Cast
) -> None:
    amendment = opened(cast)
    Agreement.objects.filter(pk=amendment.pk).update(amends=active.pk)
    council = active.owner.bodies.get(level="council")

    record_ending(
        active,
        Minutes(body=council, date=TODAY),
        effective=TODAY,
        reason="Færre rejser",
        by=cast.secretary,
        at=NOW,
        seen=fresh(active).version,
    )

    assert told(active) == "Færre rejser"
    assert fresh(amendment).state == "withdrawn"
    assert told(amendment) == "The agreement that it was to amend has ended."
    page = words(get(client_of(cast.officer), "case", amendment.pk))
    assert "The agreement that it was to amend has ended." in page
    for said in ("withdrew it with the agreement that it amends", f"By itself: {active.number}"):
        assert said in page
