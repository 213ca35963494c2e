"""How does an amendment begin, and what does it change?

It is a case of its own that proposes how the text of an agreement is to read. In force it
supersedes the text, not the agreement, which stays in force with its number (lifecycles.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agreements.models import Case, CaseAccess
from workflows.contents import AMENDABLE, Change, changed, content_of, told
from workflows.door import take
from workflows.rewriting import Writing, write
from workflows.rules.amending import amended_by

if TYPE_CHECKING:
    from datetime import date, datetime

    from agreements.models import StepRecord
    from people.models import User


@dataclass(frozen=True, slots=True)
class Compared:
    """What an amendment changes in the text that it was compared with, and what changed since."""

    amended: Case
    changes: list[Change]
    meanwhile: list[Change]


def begin_with(amendment: Case, amended: Case, on: date) -> None:
    """Let a new amendment say what is in force, with the same signatories, to be changed."""
    content = content_of(amended, on)
    agreement = amendment.agreement
    agreement.amends_from = content
    write(Writing(amendment, on), content, AMENDABLE)
    agreement.save()
    amendment.responsible = amended.responsible
    amendment.confidentiality = amended.confidentiality
    amendment.save()
    for access in amended.access.all():
        CaseAccess.objects.create(case=amendment, user_id=access.user_id)
    signs = {p.party_id: list(p.signatories.all()) for p in amended.participations.all()}
    for participation in amendment.participations.all():
        for signatory in signs.get(participation.party_id, ()):
            signatory.pk, signatory.participation = None, participation
            signatory._state.adding = True  # noqa: SLF001 - a copy, as Django describes it
            signatory.save()


def compare(amendment: Case, on: date) -> Compared | None:
    """Side by side what is in force and what is proposed; none for other cases."""
    if amendment.sort != Case.Sort.AGREEMENT or amendment.agreement.amends_id is None:
        return None
    before, proposed = amendment.agreement.amends_from or {}, content_of(amendment, on)
    amended = amended_by(amendment, {})
    now = content_of(amended, on)
    return Compared(
        amended,
        changes=told(before, proposed, changed(before, proposed, AMENDABLE)),
        meanwhile=told(before, now, changed(before, now, AMENDABLE)),
    )


def look_anew(amendment: Case, *, by: User, at: datetime, seen: int | None) -> StepRecord:
    """Compare an amendment with the agreement as it has become meanwhile.

    What the amendment left alone follows the agreement; what it changes stays as proposed.
    """
    return take("look_anew", amendment, by=by, at=at, seen=seen)
