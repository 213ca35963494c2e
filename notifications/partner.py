"""How is another party told by mail what was decided?

A letter to the contact that the officer chose, where the municipality writes to other parties and
the contact may be written to. It goes at most once: whether an interrupted one arrived is left to
a person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from agreements.models import Case, Ruling
from notifications.models import Message, ReminderRule
from notifications.outbox import add, compose
from notifications.recipients import outsider, reachable
from notifications.rendering import WHY, render
from notifications.ruled import ruled_facts

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from agreements.models import ContactRole, StepRecord
    from notifications.outbox import Rendered

KEPT_HERE = (Case.Confidentiality.UNIT, Case.Confidentiality.NAMED)


def contacts_of(case: Case) -> QuerySet[ContactRole]:
    """Whom of the other parties this decision may be mailed to; nobody where the case is kept."""
    found = reachable([case.pk]).select_related("participation__party")
    if case.confidentiality in KEPT_HERE:
        return found.none()
    others = found.exclude(participation__party__municipality=case.owner_id)
    return others.order_by("participation__party__name", "id")


def latest_ruling(case: Case) -> Ruling | None:
    """The ruling that stands and is to be told."""
    told = case.steps.filter(ruling__isnull=False, ruling__annulled_at=None, annuls=None)
    record = told.select_related("ruling__decision__body").order_by("id").last()
    return record.ruling if record else None


@transaction.atomic
def write(record: StepRecord, contacts: Iterable[ContactRole], *, at: datetime) -> list[Message]:
    """Queue the letters that tell the ruling; `record` is the step that says they were sent."""
    ruling = latest_ruling(record.case)
    if ruling is None:
        return []
    words = _rendered(record.case, ruling)
    return add(
        [
            compose(
                f"letter:contact{contact.pk}:{record.pk}",
                outsider(contact, record.case),
                words,
                kind=Message.Kind.LETTER,
                at=at,
                case=record.case,
                guarantee=Message.Guarantee.AT_MOST_ONCE,
            )
            for contact in contacts
        ]
    )


def _rendered(case: Case, ruling: Ruling) -> Rendered:
    title = case.public_title or case.title
    with override(case.owner.language):
        facts = [*ruled_facts(ruling), (_("Wording of the decision"), ruling.decision.wording)]
        context: dict[str, Any] = {
            "tag": _("Decision"),
            "is_late": False,
            "heading": title,
            "facts": [{"name": name, "value": value} for name, value in facts if value],
            "unit": str(case.unit) if case.unit and case.unit.mailbox else "",
            "why": WHY[ReminderRule.Recipient.CONTACT],
            "owner": case.owner.name,
        }
        return render("decision", f"[{_('Decision')}] {title}", context)
