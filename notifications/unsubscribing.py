"""How does a reader end the letter with all tasks, without signing in (RFC 8058)?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing

from audit.acting import acting
from notifications.models import Preference
from people.models import User

if TYPE_CHECKING:
    from datetime import datetime

SALT = "unsubscribe"


def address(user: User) -> str:
    """Where a program or a person ends the letters of this reader; it opens nothing else."""
    token = signing.dumps(user.pk, salt=SALT)
    return f"{settings.SITE_URL.rstrip('/')}/mail/unsubscribe/{token}/"


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
        wish, _created = Preference.objects.get_or_create(user=user)
        wish.digest = Preference.Digest.NONE
        wish.save()
