"""Every setting, read from the environment, in the order a reader asks for them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

from config import environment
from config.processes import running

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
VERSION = "0.1.0"
SOURCE_URL = "https://github.com/samklang/samklang"

env = environ.Env()

# ------------------------------------------------------------------ where it runs
ENVIRONMENT: str = env("SAMKLANG_ENV", default="development")
if ENVIRONMENT not in {"development", "production"}:
    raise ImproperlyConfigured("SAMKLANG_ENV must be 'development' or 'production'.")
PRODUCTION = ENVIRONMENT == "production"
DEBUG = False

DEVELOPMENT_SECRET_KEY = "development-only-never-in-production"  # noqa: S105 - refused below
SECRET_KEY: str = env("SECRET_KEY", default=DEVELOPMENT_SECRET_KEY)
if PRODUCTION:
    environment.secret_key(SECRET_KEY, default=DEVELOPMENT_SECRET_KEY)

ALLOWED_HOSTS: list[str] = env.list(
    "ALLOWED_HOSTS", default=[] if PRODUCTION else ["127.0.0.1", "localhost", "[::1]", "testserver"]
)
if PRODUCTION and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("Set ALLOWED_HOSTS to the host names that Samklang answers on.")
SITE_URL: str = env("SITE_URL", default=f"http://127.0.0.1:{env('PORT', default='8000')}")
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# ------------------------------------------------------------------ what it is made of
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.admin",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "django_htmx",
    "simple_history",
    "audit",
    "people",
    "agreements",
    "workflows",
    "notifications",
    "exchange",
    "web",
    "config",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "web.csp.content_security_policy",
    "web.methods.known_methods_only",
    "web.methods.no_nul",
    "web.quiet.without_cookies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "web.middleware.person",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "web.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ------------------------------------------------------------------ data
DATABASE_URL: str = env("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'samklang.sqlite3'}")
DATABASES = {"default": environment.database(DATABASE_URL)}

# ------------------------------------------------------------------ people signing in
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["web.sign_in.Backend"]
LOGIN_REDIRECT_URL = "my_work"
LOGIN_URL = "account_login"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_ADAPTER = "web.sign_in.Adapter"
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
# Rate limits are counted in files that all web processes share; losing them loses nothing else.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR_DIR / "cache",
    }
}
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
SESSION_COOKIE_AGE = 60 * 60 * 10
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "django.views.csrf.csrf_failure"

# ------------------------------------------------------------------ transport
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz/$", r"^readyz/$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_SECURE = True
    CSRF_COOKIE_NAME = "__Host-csrf"

# ------------------------------------------------------------------ language and time
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("da", "Dansk"), ("sv", "Svenska"), ("en-gb", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = PRODUCTION
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
SAMKLANG_CLOCK: str = environment.moved_clock(
    env("SAMKLANG_CLOCK", default=""), production=PRODUCTION
)

# ------------------------------------------------------------------ files
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = False
MEDIA_ROOT = Path(env("FILES_ROOT", default=str(VAR_DIR / "files"))).resolve()
if MEDIA_ROOT.is_relative_to(STATIC_ROOT):
    raise ImproperlyConfigured("FILES_ROOT must not lie in var/static, which everybody reads.")
DOCUMENT_MAX_MB: int = env.int("DOCUMENT_MAX_MB", default=25)
if DOCUMENT_MAX_MB < 1:
    raise ImproperlyConfigured("DOCUMENT_MAX_MB must be at least 1.")
FILE_UPLOAD_HANDLERS = ["web.uploads.Capped"]
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# ------------------------------------------------------------------ mail
MAIL_DIR = VAR_DIR / "mail"
EMAIL_URL: str = env("EMAIL_URL", default="")
if EMAIL_URL:
    vars().update(environ.Env.email_url_config(EMAIL_URL))
else:
    EMAIL_BACKEND = "notifications.backends.ReadableFiles"
EMAIL_CA_FILE: str = env("EMAIL_CA_FILE", default="")
if EMAIL_CA_FILE and not Path(EMAIL_CA_FILE).is_file():
    raise ImproperlyConfigured("EMAIL_CA_FILE must name a file with the certificates to trust.")
EMAIL_TIMEOUT: int = env.int("EMAIL_TIMEOUT", default=20)
MAIL_LEASE_SECONDS: int = env.int("MAIL_LEASE_SECONDS", default=300)
# Until its text goes, a mail waits ten times at most: connect, greeting, EHLO, STARTTLS and its
# handshake, EHLO, AUTH twice, MAIL, RCPT. Then the lease begins anew, for DATA, text and reply.
if MAIL_LEASE_SECONDS <= 10 * EMAIL_TIMEOUT:
    raise ImproperlyConfigured("MAIL_LEASE_SECONDS must be more than ten times EMAIL_TIMEOUT.")
DEFAULT_FROM_EMAIL: str = env("MAIL_FROM", default="Samklang <samklang@localhost>")
if any(character in DEFAULT_FROM_EMAIL for character in "\r\n"):
    raise ImproperlyConfigured("MAIL_FROM must be one line.")

# ------------------------------------------------------------------ background work
REDIS_URL: str = environment.redis(env("REDIS_URL", default=""))
PROCESS: str = env("SAMKLANG_PROCESS", default=running(sys.argv))
SWEEP_SECONDS: int = env.int("SWEEP_SECONDS", default=60)

CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_QUEUES = {
    name: {"exchange": name, "routing_key": name} for name in ("mail", "render", "sweep")
}
CELERY_TASK_DEFAULT_QUEUE = "sweep"
CELERY_TASK_CREATE_MISSING_QUEUES = False
CELERY_TASK_ROUTES = {"notifications.tasks.deliver": {"queue": "mail"}}
CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_ACKS_ON_FAILURE_OR_TIMEOUT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 90
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_PUBLISH_RETRY_POLICY = {
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.1,
}
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
    "visibility_timeout": 600,  # longer than any task, shorter than a delay that would matter
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,  # kombu's own 10 recovers a killed task only after 100 s
    "global_keyprefix": "samklang:",
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "socket_keepalive": True,
    "retry_on_timeout": True,
    "health_check_interval": 25,
}
if PROCESS == "web":  # a page does not wait for a broker: 0.4 s at most instead of 20 (ADR 7)
    CELERY_TASK_PUBLISH_RETRY_POLICY["max_retries"] = 0
    CELERY_BROKER_TRANSPORT_OPTIONS |= {
        "socket_timeout": 0.25,
        "socket_connect_timeout": 0.25,
        "retry_on_timeout": False,
    }
CELERY_BEAT_SCHEDULER = "notifications.beat:Clocked"
CELERY_BEAT_SCHEDULE = {  # intervals only; each looks at the rows, none remembers
    name: {
        "task": f"notifications.tasks.{name}",
        "schedule": seconds,
        "options": {"expires": seconds},  # while no worker runs, no more than one waits
    }
    for name, seconds in {
        "sweep": SWEEP_SECONDS,
        "deliver": SWEEP_SECONDS,
        "heartbeat": SWEEP_SECONDS,
        "reconcile": 10 * 60,  # asks whether the day's is due
    }.items()
}

# ------------------------------------------------------------------ who watches it
STATUS_TOKEN: str = environment.status_token(env("STATUS_TOKEN", default=""), production=PRODUCTION)

# ------------------------------------------------------------------ how `manage.py serve` runs it
FULL = bool(REDIS_URL) and DATABASES["default"]["ENGINE"].endswith("postgresql")
DEMO: bool = env.bool("DEMO", default=not (FULL or PRODUCTION))
