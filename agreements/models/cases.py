"""What do agreements and initiatives share, and what has happened to a case?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.date_fields import PartialDateField, in_order
from agreements.queries import CaseQuerySet
from agreements.states import State
from audit.append_only import AppendOnly, AppendOnlyQuerySet
from audit.history import History
from people.models import Actor, Municipality, Unit


class Case(models.Model):
    """The centre: what a municipality has on file, with its state.

    `state` is written by the lifecycle alone. `version` rises with every write to the case or to
    anything that hangs on it; a page sends back the version it showed.
    """

    class Sort(models.TextChoices):
        AGREEMENT = "agreement", _("agreement")
        INITIATIVE = "initiative", _("initiative")

    class Handling(models.TextChoices):
        """How much a case asks of people (lifecycles.md, three ways)."""

        REGISTERED = "registered", _("Registered")
        SIMPLE = "simple", _("Simple case")
        POLITICAL = "political", _("Political case")

    class Confidentiality(models.TextChoices):
        MUNICIPALITY = "municipality", _("everybody in the municipality")
        UNIT = "unit", _("the unit and people named")
        NAMED = "named", _("people named")

    class Provenance(models.TextChoices):
        NATIVE = "native", _("entered here")
        IMPORTED = "imported", _("imported")

    class TakesEffect(models.TextChoices):
        """What brings it into force (R-044)."""

        LAST_SIGNATURE = "last_signature", _("when the last party has signed")
        AGREED_DATE = "agreed_date", _("on the agreed date")
        GIVEN_DATE = "given_date", _("when somebody says so")

    sort = models.CharField(_("sort"), max_length=10, choices=Sort.choices, editable=False)
    number = models.CharField(_("case number"), max_length=20)
    title = models.CharField(_("title"), max_length=200)
    public_title = models.CharField(_("public title"), max_length=200, blank=True)
    summary = models.TextField(_("purpose"), blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.DRAFT, editable=False
    )
    handling = models.CharField(
        _("handling"), max_length=10, choices=Handling.choices, default=Handling.POLITICAL
    )
    owner = models.ForeignKey(
        Municipality, models.PROTECT, related_name="cases", verbose_name=_("municipality")
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="cases", verbose_name=_("unit")
    )
    responsible = models.ForeignKey(
        Actor,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
        verbose_name=_("responsible"),
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name=_("proposed by"),
    )
    contact = models.CharField(_("contact"), max_length=150, blank=True)
    confidentiality = models.CharField(
        _("who may read"),
        max_length=12,
        choices=Confidentiality.choices,
        default=Confidentiality.MUNICIPALITY,
    )
    provenance = models.CharField(
        _("provenance"),
        max_length=8,
        choices=Provenance.choices,
        default=Provenance.NATIVE,
        editable=False,
    )
    source = models.CharField(_("source"), max_length=200, blank=True)
    journal_system = models.CharField(_("journal system"), max_length=50, blank=True)
    journal_number = models.CharField(_("journal number"), max_length=50, blank=True)
    journal_link = models.URLField(_("link to the journal"), blank=True)
    takes_effect = models.CharField(
        _("takes effect"),
        max_length=14,
        choices=TakesEffect.choices,
        default=TakesEffect.LAST_SIGNATURE,
    )
    review = PartialDateField(_("next review"))
    review_interval_months = models.PositiveSmallIntegerField(
        _("months between reviews"), null=True, blank=True
    )
    review_by_hand = models.BooleanField(default=False, editable=False)
    no_review_reason = models.CharField(_("why there is no review"), max_length=200, blank=True)
    round = models.PositiveSmallIntegerField(default=0, editable=False)
    is_wish = models.BooleanField(_("a wish so far"), default=False)
    is_closed = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CaseQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ("-id",)
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        indexes = (
            models.Index(fields=["owner", "state", "-id"]),
            models.Index(fields=["state", "review_from"], name="case_review_comes_due"),
        )
        constraints = (
            models.UniqueConstraint(fields=["owner", "number"], name="case_number_is_unique"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="case_state_is_known"),
            models.CheckConstraint(condition=~Q(title=""), name="case_has_a_title"),
            in_order("review"),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def ruling_round(self) -> int:
        """The round in which its route rules; 0 is what was decided beside every route.

        What was imported was proposed elsewhere, so that its `round` may be 0: it is ruled on in
        its first.
        """
        return max(self.round, 1)


class CaseAccess(models.Model):
    """A person who may read a case that is kept to named people."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="access")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    history = History()

    class Meta:
        verbose_name = _("person who may read the case")
        verbose_name_plural = _("people who may read the case")
        constraints = (
            models.UniqueConstraint(fields=["case", "user"], name="access_is_given_once"),
        )

    def __str__(self) -> str:
        return f"{self.user} → {self.case}"


class StepRecord(AppendOnly):
    """One step taken: who or which automaton, when, why, on which ruling. Written once.

    `at` is when it was recorded (UTC), `effective_date` the day from which it is true in the
    owner's time zone. An annulment is a record of its own that names the one it annuls. What an
    automaton does in the same passage names the step that led to it (`led_by`).
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="steps")
    step = models.CharField(max_length=30)
    state_before = models.CharField(max_length=12, choices=State.choices)
    state_after = models.CharField(max_length=12, choices=State.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="steps_taken"
    )
    automaton = models.CharField(max_length=30, blank=True)
    cause = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    effective_date = models.DateField()
    reason = models.TextField(blank=True)
    flag = models.CharField(max_length=30, blank=True)
    about = models.CharField(max_length=200, blank=True)
    ruling = models.ForeignKey("agreements.Ruling", models.PROTECT, null=True, related_name="steps")
    signature = models.ForeignKey(
        "agreements.Signature", models.PROTECT, null=True, related_name="steps"
    )
    annuls = models.OneToOneField("self", models.PROTECT, null=True, related_name="annulled_by")
    led_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="followers")
    version = models.PositiveIntegerField()

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        verbose_name = _("step taken")
        verbose_name_plural = _("steps taken")
        indexes = (models.Index(fields=["case", "-id"]),)
        constraints = (
            models.CheckConstraint(
                condition=Q(by__isnull=False, automaton="") | Q(by__isnull=True) & ~Q(automaton=""),
                name="step_has_one_author",
            ),
        )

    def __str__(self) -> str:
        return f"{self.step} #{self.case_id} ({self.state_before} → {self.state_after})"


class StatePeriod(models.Model):
    """From which day to which day a case was in a state, in true dates (decision 8).

    `start_date` is a day from which it surely was, none where that is not known; `end_date` is
    the first day that it perhaps no longer was, none while it still is. It cannot have begun
    before `earliest_start_date` (none: nobody knows) and was over by `latest_end_date` (none: by
    `end_date`). What happens here is known to the day: the first two are one. A period that an
    annulment took back keeps its row with `annulled_at`.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="periods")
    state = models.CharField(max_length=12, choices=State.choices)
    earliest_start_date = models.DateField(null=True)
    start_date = models.DateField(null=True)
    end_date = models.DateField(null=True)
    latest_end_date = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    annulled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("period in a state")
        verbose_name_plural = _("periods in a state")
        indexes = (models.Index(fields=["state", "start_date", "end_date"]),)
        constraints = (
            models.CheckConstraint(
                condition=Q(end_date__isnull=True)
                | Q(start_date__isnull=True)
                | Q(end_date__gte=models.F("start_date")),
                name="period_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=(
                    Q(earliest_start_date__isnull=True)
                    | Q(start_date__isnull=True)
                    | Q(start_date__gte=models.F("earliest_start_date"))
                )
                & (
                    Q(latest_end_date__isnull=True)
                    | Q(latest_end_date__gte=models.F("end_date"), end_date__isnull=False)
                ),
                name="period_knows_its_days_in_order",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(end_date__isnull=True, annulled_at__isnull=True),
                name="case_is_in_one_state",
            ),
        )

    def __str__(self) -> str:
        return f"{self.state} {self.start_date}–{self.end_date or ''}"


class Ending(models.Model):
    """How a case ends: decided, notice received, notice period, effective (R-074)."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="ending")
    decided_date = models.DateField(_("decided"), null=True, blank=True)
    notice_date = models.DateField(_("notice received"), null=True, blank=True)
    notice_months = models.PositiveSmallIntegerField(_("notice, months"), null=True, blank=True)
    effective_date = models.DateField(_("takes effect"))
    reason = models.TextField(_("reason"))
    recorded_at = models.DateTimeField()

    history = History()

    class Meta:
        verbose_name = _("ending")
        verbose_name_plural = _("endings")
        constraints = (
            models.CheckConstraint(
                condition=Q(notice_date__isnull=True)
                | Q(effective_date__gte=models.F("notice_date")),
                name="notice_comes_before_the_end",
            ),
        )

    def __str__(self) -> str:
        return f"{self.case}: {self.effective_date}"
