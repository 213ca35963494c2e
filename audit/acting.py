"""Who is acting, and why, while history is written?

A page sets the person for the length of the request, the door the person or automaton and the
reason for the length of a step. History rows read it, so that a change made by Celery, an import
or a shell names its author as one made on a page does.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.contrib.auth.base_user import AbstractBaseUser


@dataclass(frozen=True, slots=True)
class Acting:
    """A person, the reason that history keeps (at most 500 characters), and the moment."""

    person: AbstractBaseUser | None = None
    reason: str = ""
    at: datetime | None = None


_acting: ContextVar[Acting] = ContextVar("acting", default=Acting())  # noqa: B039 - it is frozen


def now_acting() -> Acting:
    """Who acts at this moment; nobody outside `acting`."""
    return _acting.get()


@contextmanager
def acting(
    person: AbstractBaseUser | None, *, reason: str = "", at: datetime | None = None
) -> Iterator[None]:
    """Let history rows written inside name `person`, `reason` and the moment `at`."""
    token = _acting.set(Acting(person, reason[:500], at))
    try:
        yield
    finally:
        _acting.reset(token)
