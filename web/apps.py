"""Django app configuration."""

from importlib import import_module

from django.apps import AppConfig
from django.urls import register_converter

from web.keys import KeyConverter


class WebConfig(AppConfig):
    name = "web"

    def ready(self) -> None:
        import_module("web.sign_in")  # it listens to sign-ins
        register_converter(KeyConverter, "key")
