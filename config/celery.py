"""The Celery application: an engine that wakes and scales the sweeps, never the truth (ADR 7)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("samklang")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
