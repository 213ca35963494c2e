"""Which documents belong to a case?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from agreements.date_fields import PartialDateField, in_order
from agreements.models.annexes import Annex
from agreements.models.cases import Case, CaseAccess
from agreements.models.participation import Participation
from agreements.queries import OwnersDay
from audit.history import History

if TYPE_CHECKING:
    from people.roles import Roles


def random_name(_document: Document | None = None, _name: str = "") -> str:
    """A name that nobody can guess and that says nothing; the given name stays in the row."""
    return f"{uuid4().hex[:2]}/{uuid4().hex}"


class StoredFile(models.Model):
    """A file that is stored and not yet on file.

    Whoever puts it on file removes this row in the same transaction. So what it names belongs to
    no document as long as it stands, and can be thrown away (`workflows.files`).
    """

    name = models.CharField(max_length=100, unique=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")

    def __str__(self) -> str:
        return self.name


class DocumentQuerySet(models.QuerySet["Document"]):
    """Documents, and who may know of them."""

    def visible_to(self, roles: Roles) -> Self:
        """Those of the cases that a person may read, on the side where the person stands."""
        cases = Case.objects.visible_to(roles).order_by()
        return self.on_the_side_of(roles).filter(case__in=cases.values("pk"))

    def on_the_side_of(self, roles: Roles) -> Self:
        """All that is the owner's to its own people; to a party neither internal nor withdrawn.

        One that has left sees what was filed until its last day where the case is kept, nothing
        later (P11).
        Asks nothing about the cases: for those that are known to be visible.
        """
        named = CaseAccess.objects.filter(case=OuterRef("case"), user=roles.user)
        own = Q(case__owner__in=roles.municipalities()) | Q(case__proposed_by=roles.user)
        filed = OwnersDay(OuterRef("recorded_at"), OuterRef("case__owner__time_zone"))
        here = Participation.objects.filter(
            Q(left_date=None) | Q(left_date__gte=filed),
            case=OuterRef("case"),
            party__municipality__in=roles.municipalities(),
        )
        shared = ~Q(direction=Document.Direction.INTERNAL) & Q(withdrawn_at=None)
        return self.filter(own | Exists(named) | (shared & Exists(here)))


class Document(models.Model):
    """A file, or a link to the journal where it is kept (practice.md, "No double filing").

    A new version has the number of the one before and a version one higher. Internal documents
    are the owner's alone. `size` is in bytes, `sha256` in hexadecimal; both are empty for a link.
    """

    class Sort(models.TextChoices):
        AGREEMENT = "agreement", _("text of the agreement")
        ANNEX = "annex", _("annex or action plan")
        DECISION = "decision", _("decision or extract of the minutes")
        MEMO = "memo", _("memo")
        LETTER = "letter", _("letter or e-mail")
        NOTICE = "notice", _("notice of ending")
        REPORT = "report", _("report or evidence")
        OTHER = "other", _("other document")

    class Direction(models.TextChoices):
        IN = "in", _("incoming")
        OUT = "out", _("outgoing")
        INTERNAL = "internal", _("internal")

    class Language(models.TextChoices):
        """Documents may be in Kalaallisut, although the pages are not."""

        DA = "da", _("Danish")
        SV = "sv", _("Swedish")
        EN = "en", _("English")
        KL = "kl", _("Kalaallisut")
        FI = "fi", _("Finnish")
        NO = "no", _("Norwegian")
        IS = "is", _("Icelandic")
        FO = "fo", _("Faroese")
        DE = "de", _("German")
        OTHER = "other", _("another language")

    case = models.ForeignKey(Case, models.PROTECT, related_name="documents")
    number = models.PositiveSmallIntegerField(_("number"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    annex = models.ForeignKey(
        Annex, models.PROTECT, null=True, blank=True, related_name="documents"
    )
    sort = models.CharField(_("sort"), max_length=10, choices=Sort.choices, default=Sort.OTHER)
    direction = models.CharField(_("direction"), max_length=8, choices=Direction.choices)
    title = models.CharField(_("title"), max_length=200)
    public_title = models.CharField(_("public title"), max_length=200, blank=True)
    dated = PartialDateField(_("dated"))
    counterpart = models.CharField(_("from or to"), max_length=150, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=Language.choices)
    file = models.FileField(_("file"), upload_to=random_name, max_length=100, blank=True)
    file_name = models.CharField(max_length=200, blank=True, editable=False)
    content_type = models.CharField(max_length=100, blank=True, editable=False)
    size = models.PositiveBigIntegerField(null=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    link = models.URLField(_("link to the journal"), max_length=500, blank=True)
    is_signed_copy = models.BooleanField(_("signed copy"), default=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = DocumentQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ("number", "version")
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = (
            models.UniqueConstraint(
                fields=["case", "number", "version"], name="document_number_is_unique"
            ),
            models.CheckConstraint(
                condition=~Q(file="") & Q(link="") & Q(size__isnull=False) & ~Q(sha256="")
                | Q(file="") & ~Q(link="") & Q(size__isnull=True),
                name="document_is_a_file_or_a_link",
            ),
            models.CheckConstraint(
                condition=Q(link="")
                | Q(link__startswith="https://")
                | Q(link__startswith="http://"),
                name="document_link_is_a_web_address",
            ),
            models.CheckConstraint(
                condition=Q(file="") | Q(size__gt=0), name="document_file_is_not_empty"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="document_has_a_title"),
            models.CheckConstraint(
                condition=Q(number__gt=0, version__gt=0), name="document_is_numbered_from_one"
            ),
            in_order("dated"),
        )

    def __str__(self) -> str:
        return self.title
