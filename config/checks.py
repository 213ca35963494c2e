"""May it start in production?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from exchange.demo.accounts import working_sign_ins

if TYPE_CHECKING:
    from collections.abc import Sequence

REFUSAL = "Anybody can sign in with the printed accounts of the demonstration."
REMEDY = "Close them: python manage.py demo --close"


@register(Tags.database)
def demo_sign_ins_are_closed(
    *, databases: Sequence[str] | None = None, **_options: Any
) -> list[Error]:
    """Asked by `migrate` and `check --database default`, before the first migration too."""
    if not databases or not a_demo_sign_in_works():
        return []
    return [Error(REFUSAL, hint=REMEDY, id="samklang.E001")]


def refuse_demo_sign_ins() -> None:
    """For the entry point of the web process: raise `ImproperlyConfigured`, or do nothing."""
    if a_demo_sign_in_works():
        raise ImproperlyConfigured(f"{REFUSAL} {REMEDY}")


def a_demo_sign_in_works() -> bool:
    """In production; a database that does not answer or has no tables lets nobody sign in."""
    if not settings.PRODUCTION:
        return False
    try:
        return working_sign_ins().exists()
    except DatabaseError:
        return False
