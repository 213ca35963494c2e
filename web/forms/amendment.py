"""What does an amendment say beside the sections of every proposal: title and annexes?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from web.forms.fields import Line, Text
from web.forms.section import Section

if TYPE_CHECKING:
    from agreements.models import Annex, Case
    from workflows.visit import Visit


class AmendedText(Section):
    """The title that the agreement is to have, and its annexes as they are to read."""

    slug = "amended"
    heading = _("Title and annexes of the agreement")
    hint = _("As they are to read when the amendment is in force")

    new_title = Line(200, label=_("Title of the agreement"), needed=_("Write a title."))

    def prepare(self, case: Case) -> None:
        for annex in case.agreement.annexes.all():
            self.fields[_title(annex)] = Line(
                200, label=_t("Title: %(annex)s") % {"annex": annex}, needed=_("Write a title.")
            )
            self.fields[_text(annex)] = Text(label=_t("Text: %(annex)s") % {"annex": annex}, rows=8)

    @classmethod
    def known(cls, case: Case) -> dict[str, Any]:
        told: dict[str, Any] = {"new_title": case.agreement.new_title}
        for annex in case.agreement.annexes.all():
            told |= {_title(annex): annex.title, _text(annex): annex.text}
        return told

    def write(self, visit: Visit) -> None:
        agreement = visit.case.agreement
        agreement.new_title = self.cleaned_data["new_title"]
        agreement.save()
        for annex in agreement.annexes.all():
            annex.title = self.cleaned_data.get(_title(annex), annex.title)
            annex.text = self.cleaned_data.get(_text(annex), annex.text)
            annex.save()


def _title(annex: Annex) -> str:
    return f"annex_{annex.pk}_title"


def _text(annex: Annex) -> str:
    return f"annex_{annex.pk}_text"
