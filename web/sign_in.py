"""How do people sign in, and what does security remember of it?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

import clock
from audit.models import SecurityEvent
from notifications.notes import unread
from people.models import User

if TYPE_CHECKING:
    from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):
    """Accounts are made by an administrator; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's
        return False


class Backend(AuthenticationBackend):
    """Reads a person with what every page shows: municipality, unit, how much is not read."""

    def get_user(self, user_id: int) -> User | None:
        people = User.objects.select_related("municipality", "unit").annotate(unread=unread())
        return people.filter(pk=user_id, is_active=True).first()


@receiver(user_logged_in)
def _signed_in(user: User, **_rest: Any) -> None:
    _tell(SecurityEvent.Kind.SIGNED_IN, user.email, user)


@receiver(user_logged_out)
def _signed_out(user: User | None, **_rest: Any) -> None:
    if user is not None:
        _tell(SecurityEvent.Kind.SIGNED_OUT, user.email, user)


@receiver(user_login_failed)
def _sign_in_failed(credentials: dict[str, Any], **_rest: Any) -> None:
    _tell(SecurityEvent.Kind.SIGN_IN_FAILED, str(credentials.get("email", ""))[:254], None)


def _tell(kind: str, actor: str, user: User | None) -> None:
    SecurityEvent.objects.create(
        at=clock.now(),
        kind=kind,
        actor=actor,
        actor_id=user.pk if user else None,
        municipality_id=user.municipality_id if user else None,
    )
