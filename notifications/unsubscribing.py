"""How does a reader end the letter with all tasks, without signing in (RFC 8058)?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing

from audit.acting import acting
from notifications import wishes
from notifications.models import Preference
from people.models import User

if TYPE_CHECKING:
    from datetime import datetime

SALT = "unsubscribe"


def address(user: User) -> str:
    """Where a program or a person ends the letters of this reader; it opens nothing else."""
    return f"{settings.SITE_URL.rstrip('/')}/mail/unsubscribe/{token_of(user)}/"


def token_of(user: User) -> str:
    """What `reader` knows the person by; made with the key of this installation."""
    return signing.dumps(user.pk, salt=SALT)


def reader(token: str) -> User | None:
    """Whose letters the token ends; nobody's when it was not made here."""
    try:
        key = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=key).first() if isinstance(key, int) else None


def end_letters(user: User, *, at: datetime) -> None:
    """The letter comes no more. What the law asks for is told anyway."""
    with acting(user, at=at, reason="unsubscribed"):
        wishes.keep(user, digest=Preference.Digest.NONE)
