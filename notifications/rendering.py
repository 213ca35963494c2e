"""What does a mail say, in the recipient's language?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, ngettext, override
from django.utils.translation import gettext as _

from agreements.dates import PartialDate, Precision, display
from agreements.labels import duty_heading, duty_label
from notifications.models import ReminderRule
from notifications.outbox import Rendered

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from agreements.models import Case, Duty
    from notifications.models import Message, Reminder


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
    """The deadline as the subject says it in brackets; it ages in no queue."""
    if due.overdue_on(on):
        return _("Overdue: %(date)s") % {"date": _brief(due, on)}
    return _("Due %(date)s") % {"date": _brief(due, on)}


def _brief(due: PartialDate, on: date) -> str:
    """“18. nov.”: a subject is read on a phone. A year that is not this one is told."""
    if due.precision is not Precision.DAY or due.approximate:
        return told(due)
    form = _BRIEF.get((get_language() or "en")[:2], "j M")
    return date_format(due.latest, form if due.latest.year == on.year else f"{form} Y")


_BRIEF = {"da": "j. N", "sv": "j N"}


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


def why(message: Message, duty: Duty, rule: ReminderRule) -> str:
    """The reason why this letter goes to this reader."""
    facts = {
        "name": message.stands_in_for,
        "unit": message.unit,
        "asked": duty.responsible,
        "post": rule.post,
        "role": rule.get_role_display(),
    }
    if message.stands_in_for:
        return str(WHY["deputy"]) % facts
    if message.told_as in WHY:
        return str(WHY[message.told_as]) % facts
    if duty.responsible.person_id:
        return _("You get this letter because you are responsible for it.")
    return _("You get this letter because you answer for this: %(asked)s.") % facts


WHY = {
    "deputy": gettext_lazy("You get this letter because you stand in for %(name)s."),
    "head": gettext_lazy("You get this letter as head of unit, because it is still open."),
    "director": gettext_lazy(
        "You get this letter as director, because the agreement is binding and this is still open."
    ),
    "mailbox": gettext_lazy("You get this letter because nobody else is named at %(unit)s."),
    "post": gettext_lazy("You get this letter because you hold this post: %(post)s."),
    "role": gettext_lazy("You get this letter because you have this role: %(role)s."),
    "secretary": gettext_lazy(
        "You get this letter because you are secretary of the body that is to decide."
    ),
    "contact": gettext_lazy(
        "You get this letter because you are named as contact of a party of the agreement."
    ),
}


def reminder(  # noqa: PLR0913 - what a letter is about
    message: Message,
    row: Reminder,
    *,
    on: date,
    others: Sequence[Duty],
    next_on: date | None,
    is_late: bool,
) -> Rendered:
    """One duty and its deadline."""
    duty = row.duty
    with override(message.language):
        due = duty.due
        assert due is not None  # only duties with a window are planned
        tag = urgency(due, on)
        facts: dict[str, Any] = {
            "tag": tag,
            "is_late": due.overdue_on(on),
            "deadline": deadline(due, on),
            "why": why(message, duty, row.rule),
            "owner": duty.case.owner.name,
        }
        if message.told_as == ReminderRule.Recipient.CONTACT:
            return _outside(duty, facts)
        title = heading(duty)
        return render(
            "reminder",
            f"[{tag}] {title}",
            {
                **facts,
                "heading": title,
                "about": _about(duty),
                "others": [entry(other, on) for other in others],
                "next": told(next_on) if next_on else "",
                "was_due": told(row.send_on) if is_late else "",
                "is_statutory": duty.kind.is_statutory,
                "url": case_url(duty.case),
                "preferences": preferences_url() if message.recipient_id else "",
                "explained": letter_url(message) if message.recipient_id else "",
            },
        )


def letter_url(message: Message) -> str:
    """Where the page is that says of a letter why it came."""
    return f"{settings.SITE_URL.rstrip('/')}/letters/{message.pk}/"


def preferences_url() -> str:
    """Where a person says what they wish to get."""
    return f"{settings.SITE_URL.rstrip('/')}/preferences/"


def _outside(duty: Duty, facts: dict[str, Any]) -> Rendered:
    """To the contact of another party: only what everybody may know, and whom to answer."""
    case = duty.case
    title = case.public_title or case.number
    about = {
        **facts,
        "heading": title,
        "wanted": WANTED.get(duty.kind_id, ""),
        "unit": str(case.unit) if case.unit and case.unit.mailbox else "",
    }
    return render("outside", f"[{facts['tag']}] {title}", about)


WANTED = {
    "review_input": gettext_lazy("how your party sees the cooperation, for its review"),
    "sign": gettext_lazy("the signatures of your party"),
    "update": gettext_lazy("what is new on your side"),
    "commitment": gettext_lazy("what your party has undertaken"),
    "milestone": gettext_lazy("what your party has undertaken"),
}
"""What a duty asks of the other party, in words for them."""


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
