"""Which words do fields say and templates know again?"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

REQUIRED = _("Fill this in.")
"""Of an empty field that has no words of its own."""
