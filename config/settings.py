"""Every setting, in one file. A clone runs with none of them set; a deployment sets the environment."""

import os
import sys
from secrets import token_urlsafe
from urllib.parse import quote

import environ
from cryptography.fernet import Fernet
from django.utils.translation import gettext_lazy

from config import policies
from config.data import DATA, HERE, secret
from config.databases import database
from config.files import kept
from config.keys import production, refusal
from config.queue import TRANSPORT, celery_address
from config.secret_files import unfold
from logs.configuration import FORMATS, configuration

unfold(os.environ)
# Here, because every process reads the settings, and before a missing secret would be made.
if sentence := refusal(os.environ, DATA):
    sys.exit(sentence)

env = environ.Env()

DEBUG = env.bool("DEBUG", default=False)
PORT = env.int("PORT", default=8000)
# Not "HOST": some shells set that to the machine's name.
HOST = env("WORKROOM_HOST", default="127.0.0.1")
SECRET_KEY = secret("SECRET_KEY", "django.key", make=lambda: token_urlsafe(48))
# The first key encrypts, every key decrypts: put a new one in front to rotate.
FIELD_KEYS = secret("FIELD_KEYS", "field.key", make=lambda: Fernet.generate_key().decode()).split(",")
# Under the address of this machine a worker asks Practice.
ALLOWED_HOSTS = [*env.list("ALLOWED_HOSTS", default=["localhost", "[::1]", HOST]), "127.0.0.1"]
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# How many proxies of our own stand in front: only what the outermost of them says of an address is believed.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
# Whether a connection may lead to this machine or its network: easy for a first run, closed in production.
ALLOW_PRIVATE_ADDRESSES = env.bool("ALLOW_PRIVATE_ADDRESSES", default=not production(os.environ))

INSTALLED_APPS = [
    "audit",
    "people",
    "connections",
    "actions",
    "assistants",
    "library",
    "runs",
    "sharing",
    "retention",
    "practice",
    "config",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "config.policies.PoliciesMiddleware",
    "operations.middleware.ProbesMiddleware",
    "logs.middleware.RequestIdMiddleware",
    "audit.present.middleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "config.bodies.BodiesMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "people.signed_in.PersonMiddleware",
    "people.languages.LanguageMiddleware",
    # Every view declares who may open it; one that does not is closed.
    "people.middleware.AccessMiddleware",
    "people.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "config.urls"
FORM_RENDERER = "config.forms.FormRenderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.shell",
            ],
        },
    },
]

# --- Data -------------------------------------------------------------------------------------

DATABASES = {"default": database(env)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

FILES, FILES_FROM = kept(env)
MEDIA_ROOT = env("MEDIA_ROOT", default=str(DATA / "media"))
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o600, 0o700
# A form of many repeated rows is still one person's form; files do not count here.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024

# --- The queue --------------------------------------------------------------------------------

REDIS_URL = env("REDIS_URL", default="") or f"unix://{quote(str(DATA / 'run' / 'valkey.sock'))}"
CELERY_BROKER_URL = celery_address(REDIS_URL)
RUN_LEASE = env.float("RUN_LEASE", default=20.0)  # seconds without its worker, and a run counts as lost
RUNS_PER_PERSON = max(1, env.int("RUNS_PER_PERSON", default=16))  # under way at once; the others wait
UNDO_MINUTES = env.float("UNDO_MINUTES", default=30)  # for which what was deleted can be put back
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True  # the run's row is the result
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # else a worker gives up after 46 minutes
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_TIMEZONE = "UTC"
# A form that cannot reach the broker must answer at once: the sweeper sends the run later.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_TRANSPORT_OPTIONS = TRANSPORT

# --- Pages ------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = env("STATIC_ROOT", default=str(DATA / "static"))
STATICFILES_DIRS = [HERE / "static", ("tabler", HERE / "node_modules/@tabler/core/dist")]
# Nobody's secret: the user who serves them need not be the one who collected them.
READABLE = {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755}
STORAGES = {
    "default": FILES,
    "staticfiles": {"BACKEND": "config.storage.StaticFilesStorage", "OPTIONS": READABLE},
}
ICONS = HERE / "node_modules/@tabler/icons/icons"
# The vocabularies of OpenAI's models, so that words become tokens without asking anybody.
VOCABULARIES = HERE / "node_modules/tiktoken/encoders"
AUTH_USER_MODEL = "people.User"
SESSION_ENGINE = "people.session_store"
LOGIN_URL = "people:sign-in"
LOGIN_REDIRECT_URL = "runs:home"
LOGOUT_REDIRECT_URL = "people:sign-in"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}Validator"}
    for name in ("UserAttributeSimilarity", "MinimumLength", "CommonPassword", "NumericPassword")
]
TIME_ZONE = env("TIME_ZONE", default="UTC")
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("es", "Español")]
FORMAT_MODULE_PATH = ["config.formats"]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600

CONTENT_SECURITY_POLICY = {"DIRECTIVES": policies.of_pages(FILES_FROM)}
SECURE_REFERRER_POLICY = policies.REFERRER
SECURE_CROSS_ORIGIN_OPENER_POLICY = policies.OPENER
X_FRAME_OPTIONS = policies.FRAMES

# --- Production: everybody comes by HTTPS -----------------------------------------------------

HTTPS = env.bool("HTTPS", default=False)
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
if HTTPS:  # browsers then take these from no other host of the domain
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
SECURE_REDIRECT_EXEMPT = [r"^practice/"]  # a worker asks it on its own machine
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS and env.bool("HSTS_SUBDOMAINS", default=True)
# Only a proxy that always sets this header itself may be believed, so it has to be named.
if HTTPS_HEADER := env("HTTPS_HEADER", default=""):
    SECURE_PROXY_SSL_HEADER = (f"HTTP_{HTTPS_HEADER.upper().replace('-', '_')}", "https")

# --- OpenID Connect ---------------------------------------------------------------------------

OIDC_ISSUER = env("OIDC_ISSUER", default="")
OIDC_CLIENT_ID = env("OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET = env("OIDC_CLIENT_SECRET", default="")
OIDC_NAME = env("OIDC_NAME", default="") or gettext_lazy("your organisation")
OIDC_ADMIT = env("OIDC_ADMIT", default="known")  # or "everybody", who then come into this group:
OIDC_GROUP = env("OIDC_GROUP", default="")
OIDC_GROUPS_CLAIM = env("OIDC_GROUPS_CLAIM", default="")
OIDC_GROUPS = env.dict("OIDC_GROUPS", default={})  # from a value of that claim to a group's name

# --- Mail -------------------------------------------------------------------------------------

# Where there is a server for it, invitations can be sent, and letters about runs that took long.
MAILS = bool(env("EMAIL_URL", default=""))
if MAILS:
    vars().update(env.email_url("EMAIL_URL"))
    EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("EMAIL_FROM", default="workroom@localhost")
PUBLIC_URL = (env("WORKROOM_URL", default="") or f"http://{HOST}:{PORT}").rstrip("/")

# --- Practice ---------------------------------------------------------------------------------

# Our own small OpenAI-compatible service, part of the web process.
PRACTICE_URL = env("PRACTICE_URL", default=f"http://127.0.0.1:{PORT}/practice/v1")
PRACTICE_DIR = DATA / "practice"
PRACTICE_OPEN = env.bool("PRACTICE_OPEN", default=False)

METRICS_TOKEN = env("METRICS_TOKEN", default="")
LOG_FORMAT = env.str("LOG_FORMAT", default="line", choices=FORMATS)
LOGGING = configuration(LOG_FORMAT, env("LOG_LEVEL", default="INFO"))
