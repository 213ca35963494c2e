"""Django app configuration."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"
