"""How is it recorded that a decision was sent, and with which letter?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import override

from agreements.dates import PartialDate
from agreements.models import Document
from workflows import documents
from workflows.door import advance, enter
from workflows.files import stored

if TYPE_CHECKING:
    from datetime import date, datetime

    from agreements.models import Case, StepRecord
    from people.models import User
    from workflows.files import Upload


def send_decision(
    case: Case,
    *,
    by: User,
    at: datetime,
    seen: int | None,
    note: str = "",
    letter: Upload | None = None,
) -> StepRecord:
    """Record that the decision went out, to whom and how; `letter` is put on file as the proof."""
    with (
        stored(letter, at=at) as kept,
        enter(case, by=by, at=at, seen=seen, attempt="send_decision") as visit,
    ):
        if kept is not None:
            filing = _as_letter(visit.case, kept.upload, note.strip(), visit.on)
            documents.put(visit, filing, kept)
        visit.about = note.strip()
        return advance(visit, "send_decision")


def _as_letter(case: Case, letter: Upload, to: str, on: date) -> documents.Filing:
    with override(case.owner.language):
        title = _("The decision, as it was sent")
    about = documents.Description(
        title=title,
        sort=Document.Sort.LETTER,
        dated=PartialDate.day(on),
        counterpart=(to or documents.others(case, on))[: documents.LONGEST_COUNTERPART],
        language=case.owner.language[:2],
    )
    return documents.Filing(about=about, direction=Document.Direction.OUT, upload=letter)
