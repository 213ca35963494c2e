"""What does a message look like on its way?"""

from __future__ import annotations

from email.utils import format_datetime
from typing import TYPE_CHECKING

from django.core.mail import EmailMultiAlternatives
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import override

from notifications.models import ReminderRule
from notifications.outbox import thread_of

if TYPE_CHECKING:
    from notifications.models import Message

MARK = "<!-- second copy -->"


def as_mail(message: Message, *, unsubscribe: str = "") -> EmailMultiAlternatives:
    """Text and HTML under headers that say that a machine wrote it and to which case it belongs.

    `unsubscribe` is where a program ends such letters with one request (RFC 8058).
    """
    headers = {
        "Message-ID": message.message_id,
        "Date": format_datetime(message.created_at),
        "Auto-Submitted": "auto-generated",
    }
    if message.case_id:
        headers["In-Reply-To"] = headers["References"] = thread_of(message.case_id)
    if unsubscribe:
        headers["List-Unsubscribe"] = f"<{unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    text, html = message.text, message.html
    if message.may_be_second_copy:
        headers["X-Samklang-Second-Copy"] = "possible"
        with override(message.language):
            note = _("You may have received this letter before: sending it was interrupted.")
        text = f"({note})\n\n{text}"
        html = html.replace(MARK, _row(note), 1)
    desk = _desk(message)
    mail = EmailMultiAlternatives(
        message.subject,
        text,
        to=[message.address],
        reply_to=[desk] if desk else None,
        headers=headers,
    )
    mail.attach_alternative(html, "text/html")
    return mail


def _desk(message: Message) -> str:
    """Whoever is outside answers to the unit that carries the case."""
    if message.told_as != ReminderRule.Recipient.CONTACT or message.case is None:
        return ""
    return message.case.unit.mailbox if message.case.unit else ""


def _row(note: str) -> str:
    return format_html(
        '<tr><td style="padding:12px 24px;background:#fdefd0;font-size:14px;line-height:20px;'
        'color:#774600">{}</td></tr>',
        note,
    )
