"""The catalogues follow the texts, also where a text gets a plural."""

from __future__ import annotations

from typing import TYPE_CHECKING

from config import catalogues

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

OLD = """msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\\\n"

msgid "%(count)d overdue"
msgstr "%(count)d overskredet"

msgid "kept"
msgstr "beholdt"
"""


def test_a_text_that_got_a_plural_is_asked_for_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "django.po"
    path.write_text(OLD.replace("\\\\n", "\\n"), encoding="utf-8")
    found = {(("%(count)d overdue", "%(count)d overdue"), None): {"a.py"}, ("kept", None): {"b.py"}}
    monkeypatch.setattr(catalogues, "path_of", lambda _language: path)
    monkeypatch.setattr(catalogues, "texts", lambda: found)

    catalogues.update("da")

    written = path.read_text(encoding="utf-8")
    assert 'msgid_plural "%(count)d overdue"\nmsgstr[0] ""\nmsgstr[1] ""' in written
    assert 'msgid "kept"\nmsgstr "beholdt"' in written
