"""Does a form say what it ends: the task of the post of a party that has left?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from agreements.models import Case, Recurrence
from people.models import Municipality, Post, User
from tests.conftest import TODAY
from tests.web.acting import client_of, get, send, words


@pytest.mark.requirement("R-052")
def test_the_form_says_that_the_post_of_a_party_that_has_left_is_asked_no_more(
    active: Case, officer: User, nuuk: Municipality, aalborg: Municipality
) -> None:
    ours, theirs = (Post.objects.create(municipality=m, title="Chief") for m in (nuuk, aalborg))
    client, told = client_of(officer), "Saving ends what is asked of Chief, Aalborg Kommune"
    data = {"cadence": "calendar_year", "minimum": 1, "reason": "Punkt 6"}
    send(client, "set_cadence", [active.pk], posts=[ours.pk, theirs.pk], **data)
    assert told not in words(get(client, "set_cadence", active.pk))
    yesterday = TODAY - timedelta(days=1)
    active.participations.filter(party__municipality=aalborg).update(left_date=yesterday)

    page = words(get(client, "set_cadence", active.pk))
    send(client, "set_cadence", [active.pk], posts=[ours.pk], **data)

    assert f"{told}: the party has left." in page
    asked = Recurrence.objects.filter(is_active=True)
    assert {row.responsible.post for row in asked} == {ours}
    assert told not in words(get(client, "set_cadence", active.pk))
