"""Is a file what its name says, and is everything else refused with the reason?"""

from __future__ import annotations

from io import BytesIO

import pytest

from agreements.file_types import Unacceptable, type_of
from tests.files import HOSTILE, TAKEN


@pytest.mark.parametrize("name", TAKEN)
def test_the_types_of_an_office_are_known_by_their_content(name: str) -> None:
    content, expected = TAKEN[name]

    assert expected in type_of(BytesIO(content), name).content_type


@pytest.mark.parametrize("what", HOSTILE)
def test_a_file_that_is_something_else_is_refused_with_the_reason(what: str) -> None:
    name, content, reason = HOSTILE[what]

    with pytest.raises(Unacceptable) as refusal:
        type_of(BytesIO(content), name)
    assert reason in str(refusal.value.message)
