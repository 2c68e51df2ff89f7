"""Settings, all from the environment; production without its secrets refuses to start."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config import databases, environment, storage, stylesheet

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
PRIVATE_DIR = Path(env("MITRA_PRIVATE_DIR", default=str(BASE_DIR / ".mitra")))
ENVIRONMENT = environment.current()
PRODUCTION = ENVIRONMENT == environment.PRODUCTION

DEBUG = env.bool("DJANGO_DEBUG", default=False)
if DEBUG and PRODUCTION:
    raise ImproperlyConfigured("DJANGO_DEBUG must not be set in production.")

SECRET_KEY = environment.secret("SECRET_KEY", folder=PRIVATE_DIR)
# NIK: own keys with an id, none of them SECRET_KEY (see docs/adr on personal data).
NIK_KEY_ID = env("NIK_KEY_ID", default="k1")
NIK_ENCRYPTION_KEY = environment.secret("NIK_ENCRYPTION_KEY", folder=PRIVATE_DIR)
NIK_INDEX_KEY = environment.secret("NIK_INDEX_KEY", folder=PRIVATE_DIR)
# Keys of before, as id=key,id=key: what they sealed stays readable until `rotate_nik_key` has run.
NIK_OLD_KEYS = env.dict("NIK_OLD_KEYS", default={})
if NIK_KEY_ID in NIK_OLD_KEYS:
    raise ImproperlyConfigured("NIK_KEY_ID names an old key: a new key needs a new id.")
if NIK_ENCRYPTION_KEY in NIK_OLD_KEYS.values():
    raise ImproperlyConfigured("NIK_ENCRYPTION_KEY is one of NIK_OLD_KEYS: a new key is new.")
if len({SECRET_KEY, NIK_ENCRYPTION_KEY, NIK_INDEX_KEY}) < 3:
    raise ImproperlyConfigured(
        "SECRET_KEY, NIK_ENCRYPTION_KEY and NIK_INDEX_KEY must differ from each other."
    )

ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"]
)
if PRODUCTION and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS is empty: name the hosts this site answers for.")
if PRODUCTION and "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must not hold *: name the hosts.")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "config",
    "collectors",
    "contributions",
    "members",
    "markets",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "config.apps.StaticFiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "crispy_forms",
    "phonenumber_field",
    "pghistory",
    "pgtrigger",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "config.first_visit.FirstVisitMiddleware",
    # A page that is still the same is answered by a 304 of a few bytes.
    "django.middleware.http.ConditionalGetMiddleware",
    "config.outage.OutageMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.language.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.signed_in.SignedInMiddleware",
    # Each row of history says who made the change.
    "config.history.HistoryMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "axes.middleware.AxesMiddleware",
]

# Set by `manage.py demo` for its web server: pages that tell a newcomer where to begin.
DEMO = env.bool("MITRA_DEMO", default=False)
if DEMO and PRODUCTION:
    raise ImproperlyConfigured("MITRA_DEMO must not be set in production: it shows a password.")

ROOT_URLCONF = "config.demo.urls" if DEMO else "config.urls"
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
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = ["mitra"]
CRISPY_TEMPLATE_PACK = "mitra"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = databases.databases()

AUTH_USER_MODEL = "markets.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = [
    "config.passwords.LeanArgon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if ENVIRONMENT == environment.TEST:  # a slow hash would be most of the suite's time
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
# Who waits through the 15 minutes may try again, whatever others tried meanwhile.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_VERBOSE = False
# What is typed at the code page is counted too, and never kept.
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code", "new_password", "repeated"]
if PRODUCTION:  # else whoever guesses, behind the one proxy, locks out the person guessed at
    AXES_CLIENT_IP_CALLABLE = "config.proxy.client_address"
AXES_LOCKOUT_TEMPLATE = "markets/locked_out.html"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=PRODUCTION)
SECURE_REDIRECT_EXEMPT = [r"^sehat$"]  # asked by health checks from inside
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
# For a site at the top of a domain with other names below it: may those be forced to HTTPS too?
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=PRODUCTION)
SECURE_HSTS_PRELOAD = SECURE_HSTS_INCLUDE_SUBDOMAINS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "config.plain_pages.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "img-src": [SELF, "data:"],
        "style-src": [SELF, stylesheet.SOURCE],
    }
}

# How many members one billing statement takes: one transaction, and so one step of progress.
BILLING_MEMBERS_AT_ONCE = env.int("BILLING_MEMBERS_AT_ONCE", default=50_000)
# How many rows of an uploaded list are checked, or saved, at a time.
IMPORT_ROWS_AT_ONCE = env.int("IMPORT_ROWS_AT_ONCE", default=1_000)

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = PRODUCTION
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = ["config.formats"]
USE_TZ = True
# The law's day is the date in Asia/Jakarta (WIB); pages show a market's own zone.
TIME_ZONE = "Asia/Jakarta"
USE_THOUSAND_SEPARATOR = False
PHONENUMBER_DEFAULT_REGION = "ID"
PHONENUMBER_DB_FORMAT = "E164"

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Tests collect into a folder of their own: a demo beside them goes on serving its files.
COLLECTED = "static-of-tests" if ENVIRONMENT == environment.TEST else "static"
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(PRIVATE_DIR / COLLECTED)))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if ENVIRONMENT
            == environment.TEST  # the web servers of tests: tests/plugins/as_users.py
            else "config.static_files.HashedAndCompressed"
        )
    },
    # Pictures of people, sealed: see members/documents.py.
    "private": (
        {"BACKEND": "django.core.files.storage.InMemoryStorage"}
        if ENVIRONMENT == environment.TEST  # tests leave no pictures behind
        else storage.private(env, folder=PRIVATE_DIR / "documents")
    ),
}
MEDIA_ROOT = PRIVATE_DIR / "media"
# What is sent to us never lies in a temporary file, and larger requests bring no files at all.
FILE_UPLOAD_MAX_MEMORY_SIZE = 10 * 2**20
FILE_UPLOAD_HANDLERS = [
    "config.uploads.WithinLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["config.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "COERCE_DECIMAL_TO_STRING": False,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Mitra Pasar",
    "DESCRIPTION": "What visitors ask, and what phones of collectors are given and send. Whoever "
    "sends something takes a token from `/api/v1/session/` and carries it as `X-CSRFToken`.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"routes_only": {"()": "config.logs.RoutesOnly"}},
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="WARNING")},
    "loggers": {
        "mitra": {"level": "INFO"},
        "django.request": {"filters": ["routes_only"]},
        "django.security.csrf": {"filters": ["routes_only"]},
        # Strangers who ask for a host that is not ours get their 400 without a page of log each.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
