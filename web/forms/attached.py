"""How is a file that came with a form read, and what is said when it is not taken?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agreements.file_types import ENDINGS
from workflows.errors import NotPossible
from workflows.files import Upload, received

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SCANS = "image/jpeg,image/png,image/tiff,application/pdf,.pdf"
"""What a telephone offers its camera for, and what a scanner makes."""


def _limit() -> str:
    return _t("PDF, Office, OpenDocument, picture, text or e-mail; at most %(limit)d MB") % {
        "limit": settings.DOCUMENT_MAX_MB
    }


LIMIT = lazy(_limit, str)()
"""Told in the reader's language, and of the setting as it is."""


class Attached(forms.FileField):
    """A file; its value is an `Upload` that the door takes. What is wrong with it is said here."""

    def __init__(
        self,
        *,
        label: StrOrPromise,
        help_text: StrOrPromise = LIMIT,
        accept: str = ",".join(ENDINGS),
    ) -> None:
        super().__init__(
            required=False,
            label=label,
            help_text=help_text,
            widget=forms.FileInput(attrs={"accept": accept}),
            error_messages={"empty": _("The file is empty.")},
        )

    def clean(self, data: Any, initial: Any = None) -> Upload | None:
        file = super().clean(data, initial)
        if not file:
            return None
        try:
            return received(file, file.name)
        except NotPossible as refusal:
            raise ValidationError(str(refusal.message)) from refusal
