"""How are signatures and a party's own decision recorded?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from agreements.models import Signatory, Signature
from workflows import documents, rules
from workflows.door import advance, enter
from workflows.errors import NotPossible
from workflows.files import stored

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from agreements.dates import PartialDate
    from agreements.models import Case, Participation, StepRecord
    from people.models import User
    from workflows.files import Upload


def sign(
    case: Case,
    signatories: Sequence[Signatory],
    *,
    signed: PartialDate,
    by: User,
    at: datetime,
    seen: int | None,
    place: str = "",
    event: str = "",
    scan: Upload | None = None,
) -> list[StepRecord]:
    """Record that these signed on a true day; one step each, so that each can be annulled.

    `scan` is put on file as the signed copy. Raises `NotPossible` for a day to come, one after the
    party had left, and for one who has signed already.
    """
    with (
        stored(scan, at=at) as kept,
        enter(case, by=by, at=at, seen=seen, attempt="sign") as visit,
    ):
        if not signatories:
            raise NotPossible(_("Choose who signed."))
        if signed.earliest > visit.on:
            raise NotPossible(_("The day of signing has not come."))
        if kept is not None:
            documents.put(visit, documents.signed_copy(visit.case, kept.upload, signed), kept)
        records = []
        for signatory in signatories:
            if signatory.participation.case_id != visit.case.pk:
                raise NotPossible(_("This signatory belongs to another case."))
            if signatory.signatures.filter(annulled_at__isnull=True).exists():
                raise NotPossible(_("%(post)s has signed already.") % {"post": signatory})
            if not (verdict := rules.had_not_left(signatory.participation, signed.earliest)):
                raise NotPossible(verdict.message)
            visit.participation = signatory.participation
            visit.signature = Signature.objects.create(
                signatory=signatory,
                signed=signed,
                place=place,
                event=event,
                recorded_by=by,
                recorded_at=at,
            )
            visit.about = f"{signatory.participation.party}: {signatory}"
            records.append(advance(visit, "sign"))
        return records


def date_signature(
    case: Case,
    signature: Signature,
    signed: PartialDate,
    *,
    by: User,
    at: datetime,
    seen: int | None,
) -> StepRecord:
    """Write the day of a signature of which only the month, the year or nothing was known (R-045).

    What is in force stays so, since when was told when it was recorded; what waits for the day of
    its last signature comes into force on it.
    """
    with enter(case, by=by, at=at, seen=seen, attempt="date_signature") as visit:
        known = Signature.objects.select_related("signatory__participation__party")
        row = known.get(pk=signature.pk, signatory__participation__case=visit.case)
        visit.participation = row.signatory.participation
        visit.changes = {"signature": row, "signed": signed}
        visit.about = f"{row.signatory.participation.party}: {row.signatory}, {signed}"
        return advance(visit, "date_signature")


def party_decides(
    case: Case,
    participation: Participation,
    *,
    decided: PartialDate | None,
    by: User,
    at: datetime,
    seen: int | None,
    body: str = "",
    number: str = "",
    declined: bool = False,
    note: str = "",
) -> StepRecord:
    """Record a party's own decision: information, never a condition (decision 2).

    Of one that has left, only what it decided while it took part; else raises `NotPossible`.
    """
    with enter(case, by=by, at=at, seen=seen, attempt="party_decides") as visit:
        participation = visit.case.participations.select_related("party").get(pk=participation.pk)
        day = decided.earliest if decided else visit.on
        if not (verdict := rules.had_not_left(participation, day)):
            raise NotPossible(verdict.message)
        participation.decided = decided
        participation.decision_body, participation.decision_number = body, number
        participation.has_declined, participation.declined_note = declined, note
        participation.save()
        visit.participation, visit.about = participation, f"{participation.party}: {body} {number}"
        return advance(visit, "party_decides")
