"""Yes, or no with the reason. Rules and policies both answer with this."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Verdict:
    """Truthy when allowed; otherwise `message` says why in the reader's language."""

    allowed: bool
    message: StrOrPromise = ""

    def __bool__(self) -> bool:
        return self.allowed


YES = Verdict(allowed=True)


def no(message: StrOrPromise) -> Verdict:
    """Refuse, and say why."""
    return Verdict(allowed=False, message=message)
