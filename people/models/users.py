"""Who may sign in, which roles do they hold, and which posts?"""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from audit.constraints import unique_with_empty
from audit.history import History
from people.events import deactivated, deactivating
from people.models.organisation import Municipality, Post, Unit


class UserManager(BaseUserManager["User"]):
    """Creates people; e-mail addresses are kept in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in with an e-mail address. Deactivated, never deleted."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    title = models.CharField(_("job title"), max_length=150, blank=True)
    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="users",
        verbose_name=_("municipality"),
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="users", verbose_name=_("unit")
    )
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default="da"
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may use the administration"), default=False)

    objects = UserManager()
    history = History(excluded_fields=["password", "last_login"])

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ("name",)
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(email=models.functions.Lower("email")),
                name="user_email_is_lower_case",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}, {self.unit}" if self.unit_id else self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Signing in is a security event and no change of the person: it leaves no history.

        Nobody is deactivated, on a page or in a shell, while they alone are asked for something;
        and whoever is, is named nowhere any more as somebody to write to.
        """
        if kwargs.get("update_fields") != ["last_login"]:
            if not self.is_active and User.objects.filter(pk=self.pk, is_active=True).exists():
                self._deactivate(*args, **kwargs)
                return
            super().save(*args, **kwargs)
            return
        self.skip_history_when_saving = True
        try:
            super().save(*args, **kwargs)
        finally:
            del self.skip_history_when_saving

    @transaction.atomic
    def _deactivate(self, *args: Any, **kwargs: Any) -> None:
        deactivating.send(sender=User, user=self)
        super().save(*args, **kwargs)
        kept = self.history.latest("history_id")
        deactivated.send(sender=User, user=self, at=kept.history_date)

    def get_short_name(self) -> str:
        """What the administration greets with."""
        return self.name

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise models.ProtectedError("People are deactivated, never deleted.", {self})


class Role(models.TextChoices):
    """What a person does for a municipality. External parties hold none."""

    CONTRIBUTOR = "contributor", _("contributor")
    OFFICER = "officer", _("officer")
    ASSESSOR = "assessor", _("assessor")
    HEAD = "head", _("head of unit")
    SECRETARIAT = "secretariat", _("council secretariat")
    DIRECTOR = "director", _("director")
    READER = "reader", _("elected member")
    AUDITOR = "auditor", _("auditor")
    ADMINISTRATOR = "administrator", _("administrator")
    IMPORTER = "importer", _("import right")


class AssessmentPartName(models.TextChoices):
    """The three parts of an assessment (R-067, R-068)."""

    BENEFIT = "benefit", _("benefit")
    ECONOMY = "economy", _("economy")
    CITIZENS = "citizens", _("citizen perspective")


class RoleGrant(models.Model):
    """A person holds a role in a municipality: in all of it, or in one unit and those below it.

    An assessor may be limited to one part of the assessment.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="grants", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=15, choices=Role.choices)
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="grants", verbose_name=_("municipality")
    )
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="grants",
        verbose_name=_("unit"),
        help_text=_("Empty: in the whole municipality."),
    )
    part = models.CharField(
        _("part of the assessment"),
        max_length=10,
        choices=AssessmentPartName.choices,
        blank=True,
        help_text=_("For assessors only. Empty: all parts."),
    )

    history = History()

    class Meta:
        verbose_name = _("role of a person")
        verbose_name_plural = _("roles of people")
        constraints = (
            unique_with_empty(
                "user",
                "role",
                "municipality",
                "part",
                empty=("unit",),
                name="role_is_granted_once",
                message=_("The person holds this role already."),
            ),
            models.CheckConstraint(
                condition=models.Q(part="") | models.Q(role=Role.ASSESSOR),
                name="only_assessors_have_a_part",
                violation_error_message=_("Only an assessor is limited to a part."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} – {self.get_role_display()}"


class PostHolding(models.Model):
    """A person holds a post from a day to a day."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="holdings", verbose_name=_("post"))
    user = models.ForeignKey(
        User, models.PROTECT, related_name="holdings", verbose_name=_("person")
    )
    first_date = models.DateField(_("from"))
    last_date = models.DateField(_("to"), null=True, blank=True)

    history = History()

    class Meta:
        verbose_name = _("holder of a post")
        verbose_name_plural = _("holders of posts")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(last_date__isnull=True)
                | models.Q(last_date__gte=models.F("first_date")),
                name="holding_ends_after_it_begins",
                violation_error_message=_("The last day is before the first."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.post}: {self.user}"
