"""Whom does a step concern at once?

One mail to one person, and its note in Samklang, written in the transaction of the step; the mail
is delivered after it. What only asks for work waits for the Monday letter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

import worded
from agreements.labels import duty_label, state_label
from agreements.models import Duty
from notifications.models import Message, Note, ReminderRule
from notifications.outbox import add, compose
from notifications.recipients import Addressee, Recipients, addressed, person_or_deputy
from notifications.rendering import WHY, case_url, render
from notifications.ruled import ruled_facts
from workflows import duties

if TYPE_CHECKING:
    from agreements.models import Case, StepRecord
    from notifications.outbox import Rendered
    from workflows.visit import Visit

TOLD = {
    "send_back": gettext_lazy("Sent back for completion"),
    "approve": "",
    "reject": "",
    "renew": "",
    "continue_unchanged": gettext_lazy("Continues unchanged"),
    "approve_change": gettext_lazy("The text is to be changed"),
}
"""The steps told at once, and what each is called where the new state does not say it."""


def tell(record: StepRecord, visit: Visit) -> None:
    """Queue the mail about this step, if it is one that is told and somebody is to be told."""
    if record.step not in TOLD:
        return
    to = _concerned(record.case, visit)
    if to is None or (to.user and to.user.pk == record.by_id):
        return
    message = compose(
        f"step:{record.pk}:{to.key}",
        to,
        _rendered(record, visit, to),
        kind=Message.Kind.NOTICE,
        at=visit.at,
        case=record.case,
    )
    add([message])
    if to.user:
        note = Note(user=to.user, case=record.case, message=message, created_at=visit.at)
        worded.add([note])


def _concerned(case: Case, visit: Visit) -> Addressee | None:
    """The proposer or who stands in for them, else the one who carries the case."""
    if case.proposed_by_id and (person := person_or_deputy(case, case.proposed_by_id, visit.on)):
        is_deputy = person.pk != case.proposed_by_id
        return addressed(person, "proposer", case.proposed_by if is_deputy else None)
    carried, rule = Duty(case=case, responsible=duties.officer_of(visit, case)), ReminderRule()
    return Recipients([(carried, rule)], at=visit.at).find(carried, rule, visit.on)


def _rendered(record: StepRecord, visit: Visit, to: Addressee) -> Rendered:
    case = record.case
    with override(to.language):
        tag = str(TOLD[record.step] or state_label(case, record.state_after))
        opened = [duty for duty in visit.opened if duty.case_id == case.pk]
        return render(
            "notice",
            f"[{tag}] {case.title}",
            {
                "tag": tag,
                "is_late": record.step in {"send_back", "reject"},
                "heading": case.title,
                "facts": _facts(record),
                "reason": record.reason,
                "follows": [_asked(duty) for duty in opened],
                "why": _why(to),
                "url": case_url(case),
                "owner": case.owner.name,
            },
        )


def _why(to: Addressee) -> str:
    if to.absent:
        return str(WHY["deputy"]) % {"name": to.absent}
    if to.unit:
        return str(WHY["mailbox"]) % {"unit": to.unit}
    return _("You get this letter because you proposed the case or carry it.")


def _asked(duty: Duty) -> str:
    """“Obtain the signatures: Tromsø”."""
    label = str(duty_label(duty.kind_id))
    return f"{label}: {duty.about}" if duty.about else label


def _facts(record: StepRecord) -> list[dict[str, Any]]:
    facts = [(_("By"), record.by.name if record.by else "")]
    if record.ruling is not None:
        facts = [*ruled_facts(record.ruling), *facts]
    facts.append((_("Case"), record.case.number))
    return [{"name": name, "value": value} for name, value in facts if value]
