"""Which texts does Samklang show, and are they all in the catalogues?

Everything is done by Babel and Django's own template reader, so that no GNU gettext is needed.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

if TYPE_CHECKING:
    from collections.abc import Iterator

LANGUAGES = ("da", "sv")
PACKAGES = (
    "agreements",
    "audit",
    "config",
    "exchange",
    "notifications",
    "people",
    "web",
    "workflows",
)
KEYWORDS = {
    "_": None,
    "_lazy": None,
    "_t": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_CALL = re.compile(r"\b(n?p?gettext|_)\((.*?)\) (?=[^)]|$)", re.DOTALL)

Message = tuple[str | tuple[str, ...], str | None]
Text = str | tuple[str, ...] | list[str] | None


def path_of(language: str) -> Path:
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"


def texts() -> dict[Message, set[str]]:
    """Every text that code and templates hand to gettext, with the files it stands in."""
    found: dict[Message, set[str]] = {}
    for message, file in [*_from_python(), *_from_templates()]:
        found.setdefault(message, set()).add(file)
    return found


def _from_python() -> Iterator[tuple[Message, str]]:
    for package in PACKAGES:
        for path in sorted((settings.BASE_DIR / package).rglob("*.py")):
            name = str(path.relative_to(settings.BASE_DIR))
            for _line, message, _notes, context in extract_from_file(
                "python", str(path), keywords=KEYWORDS
            ):
                yield (message, context), name


def _from_templates() -> Iterator[tuple[Message, str]]:
    folder = settings.BASE_DIR / "templates"
    for path in sorted([*folder.rglob("*.html"), *folder.rglob("*.txt")]):
        name = str(path.relative_to(settings.BASE_DIR))
        for call in _CALL.finditer(templatize(path.read_text(encoding="utf-8"))):
            yield _message(call[1], call[2]), name


def _message(function: str, arguments: str) -> Message:
    """The texts of a call that `templatize` wrote: `ngettext(u'one', u'many', count)`."""
    call = ast.parse(f"f({arguments})", mode="eval").body
    assert isinstance(call, ast.Call)  # that is what was just written
    strings = [str(a.value) for a in call.args if isinstance(a, ast.Constant)]
    context = strings.pop(0) if "p" in function.removesuffix("gettext") else None
    return (tuple(strings) if len(strings) > 1 else strings[0]), context


def update(language: str) -> None:
    """Bring a catalogue up to date: new texts empty, texts no longer shown dropped."""
    path = path_of(language)
    new = updated(_read(path, language), texts())
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, new, width=100, include_lineno=False)


def updated(old: Catalog, shown: dict[Message, set[str]]) -> Catalog:
    """A catalogue of the texts that are shown, with what the old one says of them."""
    new = Catalog(locale=old.locale, project="Samklang", charset="utf-8", fuzzy=False)
    for (message, context), files in sorted(shown.items(), key=lambda item: str(item[0])):
        known = old.get(message, context)
        new.add(
            message,
            _translation(known, message),
            locations=[(file, 0) for file in sorted(files)],
            context=context,
            flags=["python-format"] if _has_placeholder(message) else [],
        )
    return new


def problems(language: str) -> list[str]:
    """What is missing, left over, doubtful or has other placeholders in a catalogue."""
    return problems_of(_read(path_of(language), language), texts())


def problems_of(catalogue: Catalog, shown: dict[Message, set[str]]) -> list[str]:
    """What is wrong with a catalogue of the texts that are shown, a sentence for each."""
    language, told = catalogue.locale, []
    for message, context in shown:
        entry = catalogue.get(message, context)
        if entry is None or not _is_translated(entry.string):
            told.append(f"{language}: not translated: {message!r}")
        elif entry.fuzzy:
            told.append(f"{language}: doubtful: {message!r}")
        elif _placeholders(message) != _placeholders(entry.string):
            told.append(f"{language}: other placeholders: {message!r}")
    known = {(entry.id, entry.context) for entry in catalogue if entry.id}
    told += [f"{language}: no longer shown: {m!r}" for m, c in known if (m, c) not in shown]
    return told


def _read(path: Path, language: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def _is_translated(string: Text) -> bool:
    return all(string) if isinstance(string, list | tuple) else bool(string)


def _placeholders(text: Text) -> set[str]:
    parts = [text] if isinstance(text, str) else text or []
    return {name for part in parts for name in re.findall(r"%\(\w+\)[sd]", part)}


def _translation(known: Entry | None, message: str | tuple[str, ...]) -> Text:
    """What the catalogue says; nothing for a text that got, or lost, its plural."""
    if known is not None and isinstance(known.string, str) == isinstance(message, str):
        return known.string
    return "" if isinstance(message, str) else ("", "")


def _has_placeholder(text: str | tuple[str, ...]) -> bool:
    return bool(_placeholders(text))
