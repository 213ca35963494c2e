"""Do the catalogues follow the texts, and is what they lack told?"""

from __future__ import annotations

from io import BytesIO

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from config.catalogues import Message, problems_of, updated

OLD = b"""msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "%(count)d overdue"
msgstr "%(count)d overskredet"

msgid "kept"
msgstr "beholdt"

msgid "no longer shown"
msgstr "vises ikke mere"
"""
KEPT: Message = ("kept", None)
LEFT_OVER: Message = ("no longer shown", None)
OVERDUE: Message = ("%(count)d overdue", None)


def catalogue(content: bytes = OLD) -> Catalog:
    return read_po(BytesIO(content), locale="da")


def test_a_text_that_got_a_plural_is_asked_for_anew() -> None:
    plural: Message = (("%(count)d overdue", "%(count)d overdue"), None)

    file = BytesIO()
    write_po(file, updated(catalogue(), {plural: {"a.py"}, KEPT: {"b.py"}}))

    written = file.getvalue().decode()
    assert 'msgid_plural "%(count)d overdue"\nmsgstr[0] ""\nmsgstr[1] ""' in written
    assert 'msgid "kept"\nmsgstr "beholdt"' in written
    assert "no longer shown" not in written


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (OLD.replace(b"beholdt", b""), "not translated: 'kept'"),
        (OLD.replace(b'msgid "kept"', b'#, fuzzy\nmsgid "kept"'), "doubtful: 'kept'"),
        (OLD.replace(b"%(count)d overs", b"overs"), "other placeholders: '%(count)d overdue'"),
    ],
    ids=["untranslated", "doubtful", "placeholders"],
)
def test_what_a_catalogue_lacks_is_told(wrong: bytes, told: str) -> None:
    shown = {KEPT: {"a.py"}, OVERDUE: {"a.py"}, LEFT_OVER: {"a.py"}}

    assert problems_of(catalogue(), shown) == []
    assert problems_of(catalogue(wrong), shown) == [f"da: {told}"]


def test_a_text_no_longer_shown_is_told() -> None:
    shown = {KEPT: {"a.py"}, OVERDUE: {"a.py"}}

    assert problems_of(catalogue(), shown) == ["da: no longer shown: 'no longer shown'"]
