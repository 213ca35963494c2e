"""Where do mails go while no mail server is named? Into files that the app shows."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend

import clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.mail import EmailMessage


class ReadableFiles(BaseEmailBackend):
    """Writes each mail as one .eml file, whole or not at all.

    The name begins with the moment and ends with the Message-ID, so that a second copy replaces
    the first.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        settings.MAIL_DIR.mkdir(parents=True, exist_ok=True)
        for mail in email_messages:
            message = mail.message()
            identity = re.sub(r"[^A-Za-z0-9.@-]", "", str(message["Message-ID"]))
            for older in settings.MAIL_DIR.glob(f"*_{identity}.eml"):
                older.unlink(missing_ok=True)
            path = settings.MAIL_DIR / f"{clock.now():%Y%m%dT%H%M%S}_{identity}.eml"
            partial = path.with_suffix(f".{os.getpid()}.part")
            partial.write_bytes(message.as_bytes())
            partial.replace(path)
        return len(email_messages)
