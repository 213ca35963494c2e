"""Put a letter on file as somebody would."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from agreements.models import Case, Document
from people.models import User
from tests.conftest import NOW
from tests.workflows.stages import seen
from workflows import documents
from workflows.documents import Description, Filing

LETTER = Description(title="Svar fra Gentofte", counterpart="Gentofte Kommune", language="da")


def file(case: Case, by: User, direction: str = "in", **facts: Any) -> Document:
    """A letter, unless told otherwise; on a page in the journal, unless told where."""
    about = replace(LETTER, **{k: facts.pop(k) for k in list(facts) if hasattr(LETTER, k)})
    facts = {"link": "https://journal.example.gl/7"} | facts if "upload" not in facts else facts
    filing = Filing(about=about, direction=direction, **facts)
    return documents.file_document(case, filing, by=by, at=NOW, seen=seen(case))
