"""Which amount did somebody write, in Danish, Swedish or English?

64.000 and 64 000 and 64000,50 are read. 64,000 may be 64 or 64 thousand: it is refused with the
question, never guessed.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LARGEST = Decimal("9999999999.99")


class NotAnAmount(ValueError):
    """`message` is for people, in their language."""

    def __init__(self, message: StrOrPromise) -> None:
        super().__init__(message)
        self.message = message


_BLANKS = re.compile(r"[\u00a0\u2007\u2009\u202f\s]+")
_DECORATION = re.compile(
    r"^(?:dkk|sek|nok|eur|isk|kr\.?)\s*|\s*(?:dkk|sek|nok|eur|isk|kr\.?|,-|:-)$"
)
_GROUPS = {
    " ": re.compile(r"[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]{1,2})?"),
    ".": re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]{1,2})?"),
    ",": re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,2})?"),
}
_PLAIN = re.compile(r"[0-9]+(?:[.,][0-9]{1,2})?")
_THOUSAND_OR_DECIMALS = re.compile(r"[0-9]{1,3},[0-9]{3}")


def read_amount(text: str) -> Decimal:
    """The amount that `text` names; raise NotAnAmount else."""
    plain = _DECORATION.sub("", _BLANKS.sub(" ", text).strip().casefold()).strip()
    if plain.startswith(("-", "\u2212")):
        raise NotAnAmount(_("An amount is not below zero."))
    if _THOUSAND_OR_DECIMALS.fullmatch(plain):
        whole, _comma, rest = plain.partition(",")
        message = _("“%(text)s” may be %(small)s or %(large)s. Write it without the comma.")
        raise NotAnAmount(message % {"text": text, "small": whole, "large": f"{whole} {rest}"})
    value = _value(plain)
    if value is None:
        raise NotAnAmount(_("Write an amount, for example 64000 or 64000,50."))
    if value > LARGEST:
        raise NotAnAmount(_("The amount is too large."))
    return value


def _value(plain: str) -> Decimal | None:
    if _PLAIN.fullmatch(plain):
        return Decimal(plain.replace(",", "."))
    for mark, grouped in _GROUPS.items():
        if grouped.fullmatch(plain):
            return Decimal(plain.replace(mark, "").replace(",", "."))
    return None


def shown_amount(value: Decimal) -> str:
    """64 000 or 64 000,50: read alike in every language, and by `read_amount`."""
    whole, _point, rest = f"{value:.2f}".partition(".")
    grouped = f"{int(whole):,}".replace(",", " ")
    return grouped if rest == "00" else f"{grouped},{rest}"
