"""What does a bench run with, beside the product's own settings?"""

from config.settings import *  # noqa: F403 - the product's settings, and the peers
from config.settings import INSTALLED_APPS as PRODUCT_APPS

INSTALLED_APPS = [*PRODUCT_APPS, "viewflow", "viewflow.workflow", "benchmarks.decision"]
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]  # stock, as the peer
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
REDIS_URL = ""
MIGRATION_MODULES = {"viewflow": None}  # the peer's tables as they are now, without their past
