"""Does a page name other cases, above, before and after it, to those alone who may know of them?"""

from __future__ import annotations

import pytest
from django.urls import reverse

from agreements.models import Agreement, Case
from people.models import User
from tests.web.acting import client_of, get, words
from tests.web.lives import Cast, initiative_of, live

PAGES = ("case", "case_context")
OWN = "Egne tanker"


@pytest.fixture
def shared(cast: Cast) -> Case:
    return live(cast, "active", "Delt aftale")


def test_a_framework_that_is_not_shared_is_not_named_to_a_partner(
    cast: Cast, shared: Case, partner: User
) -> None:
    """Everybody of the owner may read the draft; the partner finds no page of it."""
    above = live(cast, "draft", OWN)
    Agreement.objects.filter(pk=shared.pk).update(parent=above.pk)
    theirs, ours = client_of(partner), client_of(cast.officer)
    assert get(theirs, "case", above.pk).status_code == 404
    assert get(theirs, "case", shared.pk).status_code == 200

    for page in PAGES:
        assert OWN not in words(get(theirs, page, shared.pk)), page
        assert OWN in words(get(ours, page, shared.pk)), page
    assert OWN not in words(theirs.get(reverse("agreements"), {"tab": "all"}))
    assert f"under “{OWN}”" in words(ours.get(reverse("agreements"), {"tab": "all"}))


def test_a_framework_that_is_shared_is_named_to_a_partner(
    cast: Cast, shared: Case, partner: User
) -> None:
    above = live(cast, "active", "Rammen")
    Agreement.objects.filter(pk=shared.pk).update(parent=above.pk)
    theirs = client_of(partner)

    assert "Under Rammen" in words(get(theirs, "case", shared.pk))
    assert "under “Rammen”" in words(theirs.get(reverse("agreements"), {"tab": "all"}))


def test_what_is_kept_to_named_people_is_named_to_them_alone(cast: Cast, shared: Case) -> None:
    """The same rule before, after and above, whatever the confidentiality says."""
    other = live(cast, "active", OWN)
    below = initiative_of(cast, other)
    Agreement.objects.filter(pk=shared.pk).update(parent=other.pk, replaces=other.pk)
    later = live(cast, "draft", "Senere")
    Agreement.objects.filter(pk=later.pk).update(replaces=shared.pk)
    Case.objects.filter(pk__in=(other.pk, later.pk)).update(
        confidentiality="named", proposed_by=None
    )
    client = client_of(cast.officer)

    for case in (shared, below):
        told = words(get(client, "case", case.pk))
        assert OWN not in told
        assert "Senere" not in told
    for case in (other, later):
        case.access.create(user=cast.officer)

    told = words(get(client, "case", shared.pk))
    assert f"Under {OWN}" in told
    assert f"Replaces {OWN}" in told
    assert "To be replaced by Senere" in told
    assert OWN in words(get(client, "case", below.pk))
