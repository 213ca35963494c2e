"""Django app configuration."""

from importlib import import_module

from django.apps import AppConfig
from django.urls import register_converter

from web.keys import KeyConverter
from web.quiet import hide_secrets


class WebConfig(AppConfig):
    name = "web"

    def ready(self) -> None:
        import_module("web.sign_in")  # it listens to sign-ins
        register_converter(KeyConverter, "key")
        hide_secrets()
