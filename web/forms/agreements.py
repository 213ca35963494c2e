"""Which agreements may a person choose where one is put under, after or into another?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext as _

from agreements.models import Agreement, Case
from web.forms.fields import Row
from web.presenters.words import day, joined

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from agreements.states import State
    from people.roles import Roles


class _AndKept(ModelChoiceIterator):
    """What may be chosen, then what stands there already, unless it is among them."""

    def __iter__(self) -> Iterator[Any]:
        field: AgreementRow = self.field  # type: ignore[assignment]
        kept = field.kept
        for key, label in super().__iter__():
            if kept is not None and str(key) == str(kept.pk):
                kept = None
            yield key, label
        if kept is not None:
            yield kept.pk, field.name_of(kept)


class AgreementRow(Row):
    """One of the municipality's agreements that the reader may know of, with number and date.

    What stands there already (`kept`) goes on standing there until somebody chooses anew, though it
    could not be chosen any more: a form that cannot show a link must not undo it. Where the reader
    may not know of it, it has no name here.
    """

    iterator = _AndKept
    kept: Agreement | None = None
    roles: Roles

    def offer(
        self, beside: Case, roles: Roles, *, states: Collection[State], kept: Agreement | None
    ) -> None:
        """The other agreements of the owner of `beside` that are in one of these states."""
        self.roles, self.kept = roles, kept
        cases = Case.objects.visible_to(roles).filter(owner=beside.owner_id, state__in=states)
        found = Agreement.objects.filter(case__in=cases.values("pk")).exclude(pk=beside.pk)
        self.queryset = found.select_related("case").order_by("case__title", "pk")

    def to_python(self, value: Any) -> Any:
        if self.kept is not None and str(value) == str(self.kept.pk):
            return self.kept
        return super().to_python(value)

    def label_from_instance(self, obj: Any) -> str:
        return joined(obj.case.title, obj.case.number, day(obj.dated))

    def name_of(self, row: Any) -> str:
        """As it is told outside of the list."""
        if Case.objects.visible_to(self.roles).filter(pk=row.pk).exists():
            return self.label_from_instance(row)
        return _("An agreement that you may not read")
