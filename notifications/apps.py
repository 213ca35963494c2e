"""Django app configuration."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        from notifications import receivers, sql_functions  # noqa: F401, PLC0415 - they listen
