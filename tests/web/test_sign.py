"""Are signatures recorded at a visit, and does the page say what follows?"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from agreements.models import Body, Case, Signatory, Signature
from people.models import Municipality, User
from tests.conftest import NOW, TODAY
from tests.web.acting import client_of, fresh, get, send, words
from workflows.rulings import Minutes, record_ruling

pytestmark = pytest.mark.django_db


@pytest.fixture
def approved(assessed: Case, secretary: User, committee: Body, council: Body) -> Case:
    for body, outcome in ((committee, "recommended"), (council, "approved")):
        record_ruling(
            assessed,
            Minutes(body=body, date=TODAY),
            outcome,
            by=secretary,
            at=NOW,
            seen=fresh(assessed).version,
        )
    return fresh(assessed)


def both(case: Case) -> list[int]:
    return list(Signatory.objects.filter(participation__case=case).values_list("pk", flat=True))


@pytest.mark.requirement("R-036")
def test_signed_at_a_visit_brings_it_into_force(approved: Case, officer: User) -> None:
    client = client_of(officer)
    page = words(get(client, "sign", approved.pk))
    assert "The agreement takes effect on the day of the last signature." in page

    data = {"signed": "02-03-2026", "place": "Nuuk", "event": "Besøg"}
    response = client_of(officer).post(
        f"/cases/{approved.pk}/sign/",
        {"seen": approved.version, "signatories": both(approved), **data},
        follow=True,
    )

    assert "In force from 2 Mar 2026." in words(response)
    assert fresh(approved).state == "active"
    assert {s.place for s in Signature.objects.all()} == {"Nuuk"}


def test_one_of_two_leaves_it_waiting_and_names_the_other(approved: Case, officer: User) -> None:
    client, (ours, _theirs) = client_of(officer), both(approved)
    data = {"signatories": [ours], "signed": "02-03-2026"}
    send(client, "sign", [approved.pk], **data)

    page = words(get(client, "sign", approved.pk))

    assert fresh(approved).state == "approved"
    assert "it is the last one" in page
    assert "Still to sign: Gentofte Kommune, Borgmester." in page


@pytest.mark.requirement("R-072")
def test_a_party_for_which_nobody_is_named_is_waited_for(approved: Case, officer: User) -> None:
    client, (ours, theirs) = client_of(officer), both(approved)
    Signatory.objects.get(pk=theirs).delete()
    gentofte = approved.participations.get(party__name="Gentofte Kommune")
    assert "Nobody is named yet to sign for Gentofte Kommune." in words(
        get(client, "sign", approved.pk)
    )

    done = client.post(
        f"/cases/{approved.pk}/sign/",
        {"seen": approved.version, "signatories": [ours], "signed": "02-03-2026"},
        follow=True,
    )
    by_hand = send(client, "step", [approved.pk, "activate"], effective="02-03-2026")

    assert "Still to sign: Gentofte Kommune." in words(done)
    case_page = words(get(client, "case", approved.pk))
    assert "Signature is missing" in case_page
    assert "Signed, not in force" not in case_page
    assert by_hand.status_code == 409
    assert "Name who signs for Gentofte Kommune." in words(by_hand)
    assert fresh(approved).state == "approved"
    assert approved.duties.filter(status="open", subject="Gentofte Kommune").exists()

    send(client, "signatory_new", [approved.pk, gentofte.pk], title="Borgmester", is_required="on")
    assert "it is the last one" in words(get(client, "sign", approved.pk))
    send(client, "sign", [approved.pk], signatories=[both(approved)[-1]], signed="02-03-2026")
    assert fresh(approved).state == "active"


def test_nothing_chosen_and_a_vague_day_are_asked_for(approved: Case, officer: User) -> None:
    response = send(client_of(officer), "sign", [approved.pk], signed="marts 2026", place="Nuuk")

    page = response.content.decode()
    assert response.status_code == 422
    assert page.count("Choose who signed.") == 2
    assert page.count("Write the day as dd-mm-yyyy") == 2
    assert 'value="marts 2026"' in page
    assert 'value="Nuuk"' in page


def test_a_day_to_come_is_not_possible(approved: Case, officer: User) -> None:
    data = {"signatories": both(approved), "signed": "01-01-2199"}
    response = send(client_of(officer), "sign", [approved.pk], **data)

    assert response.status_code == 409
    assert "The day of signing has not come." in words(response)


def test_who_signed_meanwhile_makes_the_page_outdated(approved: Case, officer: User) -> None:
    client, data = client_of(officer), {"signatories": both(approved), "signed": "02-03-2026"}
    send(client, "sign", [approved.pk], **data)

    late = client.post(f"/cases/{approved.pk}/sign/", {"seen": approved.version, **data})

    assert late.status_code == 409
    assert "officer has changed the case" in words(late)
    assert Signature.objects.count() == 2


def test_a_party_declines_with_day_and_letter(approved: Case, officer: User) -> None:
    client, theirs = client_of(officer), approved.participations.last()
    assert theirs is not None
    args = [approved.pk, theirs.pk]

    short = send(client, "party_decision", args, answer="declined")
    whole = send(
        client, "party_decision", args, answer="declined", decided="februar 2026", note="Brev 7"
    )
    declined = send(client, "step", [approved.pk, "decline"])

    assert short.status_code == 422
    assert (whole.status_code, declined.status_code) == (302, 302)
    assert fresh(approved).state == "rejected"


def test_decline_without_a_letter_names_what_misses(approved: Case, officer: User) -> None:
    client = client_of(officer)

    assert "Record which party declined" in words(get(client, "step", approved.pk, "decline"))
    refused = send(client, "step", [approved.pk, "decline"])
    assert refused.status_code == 409
    assert "Record which party declined" in words(refused)


def test_a_reader_may_not_and_a_stranger_does_not_know(
    approved: Case, nuuk: Municipality, aalborg: Municipality, person: Callable[..., User]
) -> None:
    reader = client_of(person("reader", municipality=nuuk, name="reader"))
    stranger = client_of(person("officer", municipality=aalborg, name="stranger"))
    theirs = approved.participations.last()
    assert theirs is not None

    for name, args in (("sign", [approved.pk]), ("party_decision", [approved.pk, theirs.pk])):
        assert get(reader, name, *args).status_code == 403
        assert send(reader, name, args).status_code == 403
        assert get(stranger, name, *args).status_code == 404
        assert send(stranger, name, args).status_code == 404
    assert not Signature.objects.exists()


def test_a_form_without_its_token_is_refused(approved: Case, officer: User) -> None:
    client = client_of(officer, enforce_csrf_checks=True)
    data = {"signatories": both(approved), "signed": "02-03-2026"}

    assert send(client, "sign", [approved.pk], **data).status_code == 403
    assert not Signature.objects.exists()
