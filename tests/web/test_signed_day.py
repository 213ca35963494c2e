"""Is the day of a signature written when it is found, and only inside what was known of it?"""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from agreements.dates import PartialDate
from agreements.models import Case, Signatory, Signature
from tests.conftest import NOW
from tests.web.acting import client_of, fresh, get, send, words
from tests.web.lives import Cast, live, seen
from tests.web.test_attention import leads_to
from tests.web.test_case import imported
from workflows import signing

pytestmark = pytest.mark.requirement("R-045")


@pytest.fixture
def vague(cast: Cast) -> Case:
    """Signed by both some day in December 2019."""
    case = imported(cast)
    for participation in case.participations.all():
        Signature.objects.create(
            signatory=participation.signatories.get(),
            signed=PartialDate.month(2019, 12),
            recorded_by=cast.officer,
            recorded_at=NOW,
        )
    return case


def test_what_needs_attention_leads_to_where_the_day_is_written(vague: Case, cast: Cast) -> None:
    url = reverse("signed_day", args=[vague.pk])
    leads_to(cast.officer, url)
    leads_to(cast.secretary, url)

    client = client_of(cast.officer)
    for row in Signature.objects.all():
        done = send(client, "signed_day", [vague.pk], signature=row.pk, signed="18. december 2019")
        assert done.status_code == 302

    for row in Signature.objects.all():
        assert row.signed == PartialDate.day(date(2019, 12, 18))
        assert row.history.count() == 2
    assert url not in client.get(reverse("attention")).content.decode()
    assert "wrote the day of a signature" in words(get(client, "case_history", vague.pk))


@pytest.mark.parametrize(
    ("signed", "why"),
    [
        ("", "Write the day of signing"),
        ("12-2019", "Write the day as dd-mm-yyyy"),
        ("01-01-2020", "write a day in it"),
        ("01-01-2066", "The day of signing has not come"),
    ],
)
def test_another_day_than_what_was_known_is_refused_and_kept(
    vague: Case, cast: Cast, signed: str, why: str
) -> None:
    first = Signature.objects.earliest("pk")

    page = send(
        client_of(cast.officer), "signed_day", [vague.pk], signature=first.pk, signed=signed
    )

    assert page.status_code in {409, 422}
    assert why in words(page)
    assert f'value="{signed}"' in page.content.decode() or not signed
    first.refresh_from_db()
    assert first.signed == PartialDate.month(2019, 12)


def test_the_day_of_the_last_signature_brings_it_into_force(cast: Cast) -> None:
    case = live(cast, "approved")
    signing.sign(
        case,
        list(Signatory.objects.filter(participation__case=case)),
        signed=PartialDate.month(2026, 2),
        by=cast.officer,
        at=NOW,
        seen=seen(case),
    )
    assert fresh(case).state == "approved"

    client = client_of(cast.officer)
    for row in Signature.objects.all():
        send(client, "signed_day", [case.pk], signature=row.pk, signed="18-02-2026")

    assert fresh(case).state == "active"
    assert case.periods.get(state="active").start_date == date(2026, 2, 18)
