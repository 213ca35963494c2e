"""Django app configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = _("Reminders and mail")

    def ready(self) -> None:
        from notifications import receivers, sql_functions
