"""The web process's entry point."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

from config.checks import refuse_demo_sign_ins  # noqa: E402 - it needs what was just set up

refuse_demo_sign_ins()
