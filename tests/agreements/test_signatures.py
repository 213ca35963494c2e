"""For whom is a signature still waited for, from the facts alone (R-072)?"""

from __future__ import annotations

import pytest

from agreements.signatures import Place, waited_for


def place(key: int, carried_from: int | None = None, **facts: bool) -> Place:
    told = {"counts": True, "has_signed": False, "is_missing": False} | facts
    return Place(key=key, carried_from=carried_from, **told)


@pytest.mark.requirement("R-072")
def test_nobody_named_one_missing_and_nobody_who_counts() -> None:
    unnamed, signed = place(1), place(2, has_signed=True)
    half, other = place(3, has_signed=True, is_missing=True), place(4, counts=False)

    assert waited_for([unnamed, signed, half, other]) == {1, 3}


@pytest.mark.requirement("R-072")
def test_a_signature_goes_on_with_the_party_in_whatever_order_it_is_told() -> None:
    first = place(1, counts=False, has_signed=True)
    second, third = place(2, 1, counts=False), place(3, 2)

    assert waited_for([third, first, second]) == set()
    assert waited_for([third, second]) == {3}
