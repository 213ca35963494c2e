"""Who decides, when do they meet, and what was decided under which number?"""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agreements.models.cases import Case
from audit.history import History
from people.models import Actor, Municipality


def holds_a_number(style: str) -> None:
    """Raise `ValidationError` unless `style` has a place for the number."""
    if "{}" not in style:
        raise ValidationError(_("Write {} where the number stands, for example § {}."))


class Body(models.Model):
    """A body that rules: Kommunalbestyrelsen, Økonomiudvalget, Kommunstyrelsen.

    `number_style` says how its decisions are numbered: “§ {}”, “Punkt {}”, “Sag {}”.
    """

    class Level(models.TextChoices):
        COUNCIL = "council", _("council")
        EXECUTIVE = "executive", _("executive committee")
        COMMITTEE = "committee", _("committee")

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="bodies", verbose_name=_("municipality")
    )
    name_da = models.CharField(_("name in Danish"), max_length=100, blank=True)
    name_sv = models.CharField(_("name in Swedish"), max_length=100, blank=True)
    name_en = models.CharField(_("name in English"), max_length=100, blank=True)
    level = models.CharField(_("sort"), max_length=10, choices=Level.choices)
    number_style = models.CharField(
        _("numbering"),
        max_length=20,
        default="§ {}",
        validators=[holds_a_number],
        help_text=_("{} stands for the number of the decision: § {}, Punkt {}, Sag {}."),
    )
    secretary = models.ForeignKey(
        Actor,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("secretary"),
        help_text=_("Empty: the council secretariat."),
    )
    is_active = models.BooleanField(_("active"), default=True)

    history = History()

    class Meta:
        ordering = ("id",)
        verbose_name = _("body")
        verbose_name_plural = _("bodies")
        constraints = (
            models.CheckConstraint(
                condition=~Q(name_da="", name_sv="", name_en=""),
                name="body_has_a_name",
                violation_error_message=_("Write the name in at least one language."),
            ),
        )

    def __str__(self) -> str:
        names = {"da": self.name_da, "sv": self.name_sv, "en": self.name_en}
        chosen = names.get((get_language() or "en")[:2], "")
        return chosen or self.name_da or self.name_sv or self.name_en

    def numbered(self, number: str) -> str:
        """“§ 258” for 258; a number that already carries its sign stays as it is."""
        if not number or not number[0].isdigit():
            return number
        return self.number_style.replace("{}", number)


class Meeting(models.Model):
    """A body meets on a day; cases must be on its agenda before it closes."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="meetings", verbose_name=_("body"))
    date = models.DateField(_("date"))
    agenda_closes_date = models.DateField(_("agenda closes"))

    history = History()

    class Meta:
        ordering = ("date",)
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        constraints = (
            models.UniqueConstraint(
                fields=["body", "date"],
                name="body_meets_once_a_day",
                violation_error_message=_("This meeting is entered already."),
            ),
            models.CheckConstraint(
                condition=Q(agenda_closes_date__lte=models.F("date")),
                name="agenda_closes_before_the_meeting",
                violation_error_message=_("The agenda closes on the day of the meeting at last."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.body}, {date_format(self.date, 'MEDIUM_DATE_FORMAT')}"


class FormalDecision(models.Model):
    """A body, or a delegate with authority, decided something (R-066).

    `number` is text as the minutes have it (258, Punkt 7, a delegation number; may be empty) and
    unique for a body and date where given. Never edited away: annulled, with the reason kept in
    the step that annulled it.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="decisions")
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="decisions")
    delegate = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    authority = models.CharField(_("authority"), max_length=200, blank=True)
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    date = models.DateField(_("date"))
    number = models.CharField(_("number"), max_length=50, blank=True)
    wording = models.TextField(_("wording"), blank=True)
    votes = models.CharField(_("votes"), max_length=200, blank=True)
    minutes = models.CharField(_("minutes"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField()
    annulled_at = models.DateTimeField(null=True, blank=True)

    history = History()

    class Meta:
        ordering = ("-date", "-id")
        verbose_name = _("formal decision")
        verbose_name_plural = _("formal decisions")
        constraints = (
            models.CheckConstraint(
                condition=Q(body__isnull=False, delegate__isnull=True)
                | Q(body__isnull=True, delegate__isnull=False) & ~Q(authority=""),
                name="a_body_or_a_delegate_with_authority",
            ),
            models.UniqueConstraint(
                fields=["body", "date", "number"],
                condition=~Q(number="") & Q(annulled_at__isnull=True),
                name="decision_number_is_unique",
            ),
        )

    def __str__(self) -> str:
        number = self.body.numbered(self.number) if self.body else self.number
        date = date_format(self.date, "MEDIUM_DATE_FORMAT")
        return ", ".join(filter(None, (str(self.body or self.delegate), date, number)))


class Outcome(models.TextChoices):
    """What a ruling says (lifecycles.md, outcomes)."""

    RECOMMENDED = "recommended", _("Recommended")
    APPROVED = "approved", _("Approved")
    APPROVED_CHANGED = "approved_changed", _("Approved with changes")
    APPROVED_CONDITIONS = "approved_conditions", _("Approved with conditions")
    DEFERRED = "deferred", _("Deferred")
    REFERRED_BACK = "referred_back", _("Referred back")
    NOT_APPROVED = "not_approved", _("Not approved")
    NOTED = "noted", _("Taken note of")
    FORWARDED = "forwarded", _("Forwarded without recommendation")
    TO_COUNCIL = "to_council", _("Brought before the council")
    URGENT = "urgent", _("Mayor's or urgent decision")


APPROVING = frozenset(
    {Outcome.APPROVED, Outcome.APPROVED_CHANGED, Outcome.APPROVED_CONDITIONS, Outcome.URGENT}
)


class Ruling(models.Model):
    """What a decision says of one case; one decision may rule on many.

    `sealed_content` is the case as it was decided and `sealed_hash` the SHA-256 of its canonical
    JSON, in hexadecimal: the page says when the agreement differs from what was decided.
    """

    decision = models.ForeignKey(FormalDecision, models.PROTECT, related_name="rulings")
    case = models.ForeignKey(Case, models.PROTECT, related_name="rulings")
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices)
    conditions = models.TextField(_("changes, conditions or reasons"), blank=True)
    conditions_due_date = models.DateField(_("to be met by"), null=True, blank=True)
    round = models.PositiveSmallIntegerField(default=1)
    sealed_content = models.JSONField(null=True, blank=True, editable=False)
    sealed_hash = models.CharField(max_length=64, blank=True, editable=False)
    annulled_at = models.DateTimeField(null=True, blank=True)

    history = History()

    class Meta:
        ordering = ("id",)
        verbose_name = _("ruling")
        verbose_name_plural = _("rulings")
        constraints = (
            models.UniqueConstraint(
                fields=["decision", "case"],
                condition=Q(annulled_at__isnull=True),
                name="decision_rules_once_on_a_case",
            ),
        )

    def __str__(self) -> str:
        return f"{self.decision}: {self.get_outcome_display()}"
