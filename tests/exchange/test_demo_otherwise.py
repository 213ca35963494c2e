"""Has the demonstration one of each turn that a case and its parties may take?"""

from __future__ import annotations

import pytest

from agreements.models import Case, Duty, Participation, Party, Signature, Succession
from agreements.states import State
from exchange.demo.examples import EXAMPLE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_loaded")]


@pytest.mark.parametrize(
    ("title", "state", "step"),
    [
        ("Gæstekunstnere i Nuuk og Tromsø", State.RENEWED, "renew"),
        ("Undervisningsmateriale til biblioteker i Tromsø", State.PAUSED, "pause"),
        ("Fælles skolerejse til Island", State.CANCELLED, "cancel"),
        ("Fælles idrætslejr med Gentofte", State.REJECTED, "reject"),
        ("Udveksling om arktisk byggeri med Iqaluit", State.WITHDRAWN, "withdraw"),
    ],
)
def test_each_turn_that_a_case_may_take_was_taken_once(title: str, state: str, step: str) -> None:
    case = Case.objects.get(title=title)

    assert case.state == state
    assert case.source in EXAMPLE.values()
    [record] = case.steps.filter(step=step)
    assert record.by is not None


def test_the_renewed_one_is_in_its_second_term() -> None:
    case = Case.objects.get(title="Gæstekunstnere i Nuuk og Tromsø")

    assert [term.number for term in case.terms.order_by("number")] == [1, 2]
    signed = Signature.objects.filter(signatory__participation__case=case)
    assert {str(s.signatory.participation) for s in signed} == {
        "Kommuneqarfik Sermersooq",
        "Tromsø",
    }


def test_the_case_of_what_was_not_approved_is_closed() -> None:
    assert list(Case.objects.filter(is_closed=True).values_list("title", flat=True)) == [
        "Fælles idrætslejr med Gentofte"
    ]


def test_a_party_has_declined_what_is_approved_here() -> None:
    [declined] = Participation.objects.filter(has_declined=True)

    assert str(declined.party) == "Eisenach"
    assert declined.declined_note.startswith("Svarbrev fra Eisenach")
    assert declined.case.state == State.APPROVED


def test_parties_have_merged_and_the_one_they_went_on_as_is_to_be_confirmed() -> None:
    assert asked_about("Vandreudstillinger med Qaqortoq og Narsaq") == {"Kommune Kujalleq"}
    assert went_on("merger") == {
        ("Qaqortoq Kommune", "Kommune Kujalleq", "2009-01-01"),
        ("Narsaq Kommune", "Kommune Kujalleq", "2009-01-01"),
    }


@pytest.mark.parametrize(
    "title", ["Museumslån med Qaasuitsup", "Fælles kurser for brandfolk med Qaasuitsup"]
)
def test_a_party_was_split_and_each_case_with_it_is_to_be_confirmed_for_both(title: str) -> None:
    assert asked_about(title) == {"Avannaata Kommunia", "Kommune Qeqertalik"}
    assert went_on("split") == {
        ("Qaasuitsup Kommunia", "Avannaata Kommunia", "2018-01-01"),
        ("Qaasuitsup Kommunia", "Kommune Qeqertalik", "2018-01-01"),
    }


def asked_about(title: str) -> set[str]:
    """Who takes part beside the owner, each of them to be confirmed."""
    case = Case.objects.get(title=title)
    sides = case.participations.filter(left_date=None).exclude(party__municipality=case.owner)
    asked = Duty.objects.filter(case=case, kind="reconfirm", status=Duty.Status.OPEN)

    assert sorted(asked.values_list("subject", flat=True)) == sorted(str(s.party) for s in sides)
    return {str(side.party) for side in sides}


def went_on(sort: str) -> set[tuple[str, str, str]]:
    rows = Succession.objects.filter(sort=sort)
    return {(str(row.predecessor), str(row.successor), str(row.happened)) for row in rows}


def test_a_town_is_found_by_the_name_that_it_had() -> None:
    town = Party.objects.get(name="Iqaluit")

    assert [former.name for former in town.former_names.all()] == ["Frobisher Bay"]
