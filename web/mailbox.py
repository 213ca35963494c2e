"""Which mails has Samklang written to files, and who may read them?

Only where mail is not sent at all: without EMAIL_URL and outside production. A person reads the
mail addressed to them; administrators, and everybody in a demonstration, read all of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.utils import getaddresses
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from datetime import datetime
    from email.message import EmailMessage
    from pathlib import Path

    from people.models import User

NEWEST = 100
LONGEST = 200_000


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail as text, whatever it holds; templates escape it."""

    name: str
    subject: str
    sender: str
    to: str
    date: datetime | str
    text: str

    def is_for(self, user: User) -> bool:
        """Is it addressed to this person, or may they read every mail?"""
        everything = user.is_staff or settings.DEMO
        return everything or user.email in {
            address.lower() for _name, address in getaddresses([self.to])
        }


def is_open() -> bool:
    """Is there a mailbox to read at all?"""
    return not settings.EMAIL_URL and not settings.PRODUCTION


def newest(user: User) -> list[Mail]:
    """The newest mails that this person may read."""
    files = sorted(settings.MAIL_DIR.glob("*.eml"), key=lambda file: file.name, reverse=True)
    mails = (read(file) for file in files[: NEWEST * 5])
    return [mail for mail in mails if mail.is_for(user)][:NEWEST]


def named(name: str, user: User) -> Mail | None:
    """The mail of that name, if there is one and this person may read it."""
    moment = name.partition("_")[0]
    for file in settings.MAIL_DIR.glob(f"{moment}*.eml"):
        if name_of(file) == name and (mail := read(file)).is_for(user):
            return mail
    return None


def name_of(file: Path) -> str:
    """The name of a file as an address can carry it."""
    return re.sub(r"[^A-Za-z0-9_-]", "-", file.stem)


def read(file: Path) -> Mail:
    """Read a file as a mail; bytes that are none become its text."""
    message = message_from_bytes(file.read_bytes()[:LONGEST], policy=policy.default)
    return Mail(
        name=name_of(file),
        subject=str(message["subject"] or ""),
        sender=str(message["from"] or ""),
        to=str(message["to"] or ""),
        date=_moment(message),
        text=_text(message),
    )


def _moment(message: EmailMessage) -> datetime | str:
    """When it was written; what is no date is told as it stands."""
    header = message["date"]
    return getattr(header, "datetime", None) or str(header or "")


def _text(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain",)) or message
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else str(part.get_payload()).encode()
    charset = part.get_content_charset() or "utf-8"
    try:
        return content.decode(charset, "replace")
    except LookupError:
        return content.decode("utf-8", "replace")
