"""What does a mail say, in the recipient's language?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _

from agreements.dates import PartialDate, Precision, display
from agreements.labels import duty_heading, duty_label
from notifications.outbox import Rendered

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from agreements.models import Case, Duty
    from notifications.recipients import Addressee


def render(template: str, subject: str, context: dict[str, Any]) -> Rendered:
    """The text and the HTML of one template pair in the active language."""
    context = {"subject": subject, "site": settings.SITE_URL, **context}
    context["language"] = (get_language() or "en")[:2]
    text = render_to_string(f"mail/{template}.txt", context)
    return Rendered(
        subject=subject,
        text=re.sub(r"\n{3,}", "\n\n", text).strip() + "\n",
        html=render_to_string(f"mail/{template}.html", context),
    )


def case_url(case: Case) -> str:
    return f"{settings.SITE_URL.rstrip('/')}/cases/{case.pk}/"


def told(value: PartialDate | date) -> str:
    """A date in words; never a day that is not known."""
    return display(value, get_language() or "en")


def heading(duty: Duty) -> str:
    """“Review: Sister city: Gentofte”."""
    return duty_heading(duty.kind_id, duty.case.title)


def urgency(due: PartialDate, on: date) -> str:
    """How far off it is, as the subject says it in brackets."""
    if due.overdue_on(on):
        return _("Overdue")
    days = (due.earliest - on).days
    if days > 0:
        return ngettext("In %(count)d day", "In %(count)d days", days) % {"count": days}
    return _("Due today") if due.latest == on else _("Due now")


def deadline(due: PartialDate, on: date) -> str:
    """One sentence with the window and, where it is longer than a day, its last day."""
    facts = {"date": told(due), "last": told(due.latest)}
    if due.overdue_on(on):
        facts["count"] = str((on - due.latest).days)
        return (
            ngettext(
                "It was due in the window %(date)s and is %(count)s day late.",
                "It was due in the window %(date)s and is %(count)s days late.",
                (on - due.latest).days,
            )
            if due.precision is not Precision.DAY
            else ngettext(
                "It was due on %(date)s and is %(count)s day late.",
                "It was due on %(date)s and is %(count)s days late.",
                (on - due.latest).days,
            )
        ) % facts
    if due.precision is Precision.DAY:
        return _("It is to be done by %(date)s.") % facts
    return _("It is to be done in %(date)s, at the latest on %(last)s.") % facts


def why(to: Addressee, duty: Duty) -> str:
    """The reason why this letter goes to this reader."""
    facts = {"name": to.name, "unit": to.unit or duty.case.unit, "asked": duty.responsible}
    if to.name:
        return _("You get this letter because you stand in for %(name)s.") % facts
    if to.role == "head":
        return _("You get this letter as head of unit, because it is still open.")
    if to.role == "director":
        return _(
            "You get this letter as director, because the agreement is binding "
            "and this is still open."
        )
    if to.role == "mailbox":
        return _("You get this letter because nobody else is named at %(unit)s.") % facts
    if duty.responsible.person_id:
        return _("You get this letter because you are responsible for it.")
    return _("You get this letter because you answer for this: %(asked)s.") % facts


def reminder(
    duty: Duty, to: Addressee, *, on: date, others: Sequence[Duty], next_on: date | None
) -> Rendered:
    """One duty and its deadline."""
    with override(to.language):
        due = duty.due
        assert due is not None  # only duties with a window are planned
        tag, title = urgency(due, on), heading(duty)
        return render(
            "reminder",
            f"[{tag}] {title}",
            {
                "tag": tag,
                "is_late": due.overdue_on(on),
                "heading": title,
                "about": _about(duty),
                "deadline": deadline(due, on),
                "others": [entry(other, on) for other in others],
                "next": told(next_on) if next_on else "",
                "why": why(to, duty),
                "url": case_url(duty.case),
                "owner": duty.case.owner.name,
            },
        )


def _about(duty: Duty) -> str:
    """What it is about; of an update that several parties owe, the one whose post is asked."""
    post = duty.responsible.post if duty.kind_id == "update" else None
    return duty.about or (str(post.municipality) if post else "")


def entry(duty: Duty, on: date) -> dict[str, Any]:
    """A duty as one line of a list."""
    due = duty.due
    return {
        "label": duty_label(duty.kind_id),
        "heading": heading(duty),
        "about": _about(duty),
        "url": case_url(duty.case),
        "when": told(due) if due else "",
        "is_late": bool(due and due.overdue_on(on)),
    }
