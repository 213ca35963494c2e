"""How is a case to hold once a review has renewed it?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from agreements.dates import PartialDate


@dataclass(frozen=True, slots=True, kw_only=True)
class NextTerm:
    """How a case is to hold after its last term; what is left out stays as it is (R-074).

    `start` follows from the last term and is known once that is looked at (`terms.following`).
    """

    basis: str = ""
    start: date | None = None
    end: PartialDate | None = None
    renewal_months: int | None = None
    notice_months: int | None = None
    notice_by: date | None = None


AS_IT_IS = NextTerm()
