"""What was approved is sealed, and the case says where it differs since (decision 7, R-066)."""

from __future__ import annotations

import random
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.dates import PartialDate
from agreements.models import Annex, Case, Document, Initiative, Party, Ruling, Term
from tests.conftest import NOW, TODAY
from tests.workflows.stages import Town, fresh, seen
from tests.workflows.test_changed_texts import amend, purpose, write
from workflows import seals
from workflows.contents import content_of
from workflows.drafting import write_focus_areas
from workflows.openings import Relation, register_relation

JSON = st.recursive(
    st.none() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def shuffled(value: Any, chance: random.Random) -> Any:
    """The same facts with the keys of every object in another order."""
    if isinstance(value, dict):
        keys = list(value)
        chance.shuffle(keys)
        return {key: shuffled(value[key], chance) for key in keys}
    return [shuffled(item, chance) for item in value] if isinstance(value, list) else value


@given(st.dictionaries(st.text(), JSON, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_keys_does_not_change_the_hash(
    content: dict[str, Any], chance: random.Random
) -> None:
    assert seals.hash_of(shuffled(content, chance)) == seals.hash_of(content)


@given(
    st.dictionaries(st.text(), JSON, min_size=1, max_size=5),
    JSON,
    st.data(),
)
def test_any_changed_fact_changes_the_hash(
    content: dict[str, Any], other: Any, data: st.DataObject
) -> None:
    key = data.draw(st.sampled_from(sorted(content)))
    changed = deepcopy(content) | {key: other}

    assert (seals.hash_of(changed) == seals.hash_of(content)) == (changed == content)


def test_the_form_is_the_one_of_the_design() -> None:
    """Sorted keys, UTF-8, no spaces; the hash is what `sha256sum` says of those bytes."""
    form = seals.canonical({"å": ["2034-03", 1], "a": None})
    assert form == '{"a":null,"å":["2034-03",1]}'.encode()
    assert seals.hash_of({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


def _fill(case: Case, *, backwards: bool = False) -> None:
    """Parties, areas, annexes and initiatives, written in one order or the other."""
    step = -1 if backwards else 1
    agreement = case.agreement
    for name in ("Arvika", "Tórshavn", "Viborg")[::step]:
        party = Party.objects.create(sort="municipality", name=name, country="FO")
        case.participations.create(party=party)
    for number, name in ((1, "Kultur"), (2, "Klima"))[::step]:
        agreement.focus_areas.create(number=number, name=name)
    for letter in ("1", "2")[::step]:
        Annex.objects.create(agreement=agreement, number=letter, title=f"Bilag {letter}")
    for told in ("1.1", "1.2")[::step]:
        below = Case.objects.create(
            sort="initiative",
            number=f"2020-{told}",
            title=f"Indsats {told}",
            owner=case.owner,
            created_at=NOW,
        )
        Initiative.objects.create(case=below, agreement=agreement, annex="1", number=told)


def _without_keys(content: Any) -> Any:
    """Keys of parties differ between two databases; nothing else may."""
    for row in content["parties"]:
        del row["party"]
    return content


@pytest.mark.requirement("R-066")
def test_the_order_of_rows_does_not_change_the_content(draft: Case) -> None:
    _fill(draft)
    content = _without_keys(content_of(fresh(draft), TODAY))
    Initiative.objects.filter(agreement=draft.agreement).delete()
    Annex.objects.all().delete()
    draft.agreement.focus_areas.all().delete()
    draft.participations.filter(party__country="FO").delete()
    Party.objects.filter(country="FO").delete()
    Case.objects.filter(sort="initiative").delete()
    _fill(draft, backwards=True)

    assert _without_keys(content_of(fresh(draft), TODAY)) == content
    assert [row["name"] for row in content["parties"]] == sorted(
        row["name"] for row in content["parties"]
    )


def _file_a_document(case: Case) -> Document:
    assert case.proposed_by is not None
    return case.documents.create(
        number=1,
        sort="agreement",
        direction="internal",
        title="Aftale",
        language="da",
        file="ab/cd",
        size=1,
        sha256="a" * 64,
        recorded_by=case.proposed_by,
        recorded_at=NOW,
    )


CHANGES: dict[str, Callable[[Case], object]] = {
    "title": lambda case: Case.objects.filter(pk=case.pk).update(title="Andet"),
    "purpose": lambda case: Case.objects.filter(pk=case.pk).update(summary="Andet"),
    "review": lambda case: Case.objects.filter(pk=case.pk).update(review_interval_months=7),
    "parties": lambda case: case.participations.filter(party__name="Viborg").update(role="lead"),
    "term": lambda case: Term.objects.update_or_create(
        case=case, number=1, defaults={"notice_months": 3}
    ),
    "focus_areas": lambda case: case.agreement.focus_areas.filter(number=2).update(name="Sport"),
    "annexes": lambda case: case.agreement.annexes.filter(number="2").update(text="Andet"),
    "initiatives": lambda _case: Case.objects.filter(title="Indsats 1.2").update(title="Andet"),
    "documents": _file_a_document,
}


@pytest.mark.requirement("R-066")
@pytest.mark.parametrize("fact", sorted(CHANGES))
def test_each_changed_fact_changes_the_content_and_is_told(
    draft: Case, town: Town, fact: str
) -> None:
    _fill(draft)
    for participation in draft.participations.filter(signatories=None):
        participation.signatories.create(title="Borgmester")
    town.to_approved(draft)
    ruling = Ruling.objects.get(case=draft, outcome="approved")
    assert seals.is_whole(ruling)
    assert seals.departures(fresh(draft), ruling, TODAY) == []

    CHANGES[fact](draft)

    assert seals.hash_of(content_of(fresh(draft), TODAY)) != ruling.sealed_hash
    assert [c.fact for c in seals.departures(fresh(draft), ruling, TODAY)] == [fact]


@pytest.mark.requirement("R-066")
def test_the_last_body_seals_and_a_recommendation_does_not(approved: Case) -> None:
    sealed = {r.outcome: bool(r.sealed_hash) for r in Ruling.objects.filter(case=approved)}
    assert sealed == {"recommended": False, "approved": True}


@pytest.mark.requirement("R-066")
def test_a_content_that_was_tampered_with_is_told(approved: Case) -> None:
    ruling = Ruling.objects.get(case=approved, outcome="approved")
    assert ruling.sealed_content is not None
    ruling.sealed_content["purpose"] = "Noget andet"
    Ruling.objects.filter(pk=ruling.pk).update(sealed_content=ruling.sealed_content)

    ruling.refresh_from_db()

    assert not seals.is_whole(ruling)


def test_coming_into_force_as_decided_is_no_difference(active: Case) -> None:
    ruling = seals.standing(active)

    assert ruling is not None
    assert seals.departures(active, ruling, TODAY) == []


@pytest.mark.parametrize("recommendation", ["renew", "unchanged"])
def test_a_renewal_seals_what_it_renewed(
    under_review: Case, town: Town, recommendation: str
) -> None:
    first = seals.standing(under_review)
    town.evaluate(under_review, recommendation)
    if recommendation == "renew":
        town.approve(under_review)
    else:
        town.rule(under_review, town.committee, "approved")
        if fresh(under_review).state == "under_review":
            town.rule(under_review, town.council, "approved")
    case = fresh(under_review)

    ruling = seals.standing(case)
    assert ruling is not None
    assert ruling != first
    assert ruling.sealed_content is not None
    assert ruling.sealed_content["review"]["next"] == "2034-03"
    assert seals.departures(case, ruling, TODAY) == []


def test_an_annulled_ruling_seals_nothing_any_more(approved: Case) -> None:
    Ruling.objects.filter(case=approved).update(annulled_at=NOW)

    assert seals.standing(approved) is None


def test_an_amendment_in_force_says_how_the_text_is_to_read(under_review: Case, town: Town) -> None:
    write(under_review, town, purpose("Kultur"))
    before = seals.standing(under_review)
    assert before is not None
    assert [c.fact for c in seals.departures(fresh(under_review), before, TODAY)] == ["purpose"]
    amendment = write(amend(under_review, town), town, purpose("Sport"))
    town.to_approved(amendment)
    assert seals.standing(fresh(under_review)) == before

    town.sign(amendment, TODAY, TODAY)

    case = fresh(under_review)
    ruling = seals.standing(case)
    assert ruling is not None
    assert ruling.case == amendment
    assert seals.departures(case, ruling, TODAY) == []
    write(case, town, lambda visit: write_focus_areas(visit.case, ["Klima"]))
    assert [c.fact for c in seals.departures(fresh(case), ruling, TODAY)] == ["focus_areas"]


def test_a_term_that_the_clause_began_is_no_difference(active: Case) -> None:
    ruling = seals.standing(active)
    assert ruling is not None
    Term.objects.create(case=active, number=2, start=PartialDate.day(TODAY))

    assert seals.departures(fresh(active), ruling, TODAY) == []


def test_what_is_only_registered_has_no_seal(town: Town, our_party: Party) -> None:
    case = register_relation(
        Relation(title="Venner"), owner=town.council.municipality, by=town.officer, at=NOW
    )

    assert seals.standing(fresh(case)) is None
    assert seen(case)
