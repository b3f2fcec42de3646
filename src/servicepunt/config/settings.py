"""Every setting, typed, in one file; docs/settings.md explains them and a test compares the two."""

import sys
from pathlib import Path

from csp.constants import NONE, SELF

from servicepunt.config import environment as env

SOURCE = Path(__file__).resolve().parent.parent
DEBUG = env.flag("DEBUG", default=False)
DATA = Path(env.text("DATA", str(Path.cwd() / ".data"))).resolve()

_TESTING = "pytest" in sys.modules
SECRET_KEY = env.text("SECRET_KEY", "only-for-tests-and-tools" if _TESTING else "")
ORGANIZATION = env.text("ORGANIZATION", "Gemeente Voorbeeld")
WEB, WEB_WORDS = r"https?://[^\s/]\S*", "een adres dat met http:// of https:// begint"
BASE_URL = env.matching("BASE_URL", "http://localhost:8000", like=WEB, words=WEB_WORDS).rstrip("/")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("TRUSTED_ORIGINS")
CONTACT = env.text("CONTACT")
COMPLAINT_ADDRESS = env.text("COMPLAINT_ADDRESS")
ORGANIZATION_OIN = env.text("ORGANIZATION_OIN")
OCDS_PREFIX = env.text("OCDS_PREFIX")
HIRING_KEEP_DAYS = env.number("HIRING_KEEP_DAYS", 365)
HIRING_REMIND_DAYS = env.number("HIRING_REMIND_DAYS", 30)
ACCESSIBILITY_URL = env.matching("ACCESSIBILITY_URL", "", like=f"({WEB})?", words=f"{WEB_WORDS}, of leeg")
PRIVACY_URL = env.matching("PRIVACY_URL", "", like=f"({WEB})?", words=f"{WEB_WORDS}, of leeg")
TICKET_PREFIX = env.matching("TICKET_PREFIX", "M", like="[A-Z]{1,8}", words="een tot acht hoofdletters")
DEMO = env.flag("DEMO", default=False)
LOW_SPACE_MB = env.number("LOW_SPACE_MB", 500)
LOW_SPACE_PERCENT = env.number("LOW_SPACE_PERCENT", 5)
UNDO_SEND_SECONDS = env.number("UNDO_SEND_SECONDS", 20)
ESCALATION_LEVELS = env.escalation_levels("ESCALATION_LEVELS", "75,100,100+60")
SUPPLIER_WAIT_HOLDS = env.flag("SUPPLIER_WAIT_HOLDS", default=False)
REOPEN_WORKING_DAYS = env.number("REOPEN_WORKING_DAYS", 5)
CLOSE_WORKING_DAYS = env.number("CLOSE_WORKING_DAYS", 5, least=1)
MAX_UPLOAD_MB = env.number("MAX_UPLOAD_MB", 30, least=1)
MAX_MAIL_MB = env.number("MAX_MAIL_MB", 25, least=1)
SCANNER = env.matching("SCANNER", "", like=r"(tcp:\S+:\d+|unix:\S+)?", words="tcp:HOST:POORT, unix:PAD of leeg")
SUPPLIER_SIGNIN_ISSUER = env.text("SUPPLIER_SIGNIN_ISSUER")
SUPPLIER_SIGNIN_CLIENT = env.text("SUPPLIER_SIGNIN_CLIENT")
SUPPLIER_SIGNIN_SECRET = env.text("SUPPLIER_SIGNIN_SECRET")
SUPPLIER_SIGNIN_KEY = env.text("SUPPLIER_SIGNIN_KEY")
SUPPLIER_SIGNIN_NAME = env.text("SUPPLIER_SIGNIN_NAME", "eHerkenning")
SUPPLIER_SIGNIN_SCOPES = env.words("SUPPLIER_SIGNIN_SCOPES", "openid,profile,email")
SUPPLIER_SIGNIN_ASKED_LEVEL = env.text("SUPPLIER_SIGNIN_ASKED_LEVEL")
SUPPLIER_SIGNIN_LEAST_LEVEL = env.text("SUPPLIER_SIGNIN_LEAST_LEVEL", "EH3")
SUPPLIER_SIGNIN_LEVEL_CLAIM = env.text("SUPPLIER_SIGNIN_LEVEL_CLAIM", "acr")
SUPPLIER_SIGNIN_KVK_CLAIM = env.text("SUPPLIER_SIGNIN_KVK_CLAIM", "urn:etoegang:core:LegalSubjectID")
SUPPLIER_SIGNIN_PERSON_CLAIM = env.text("SUPPLIER_SIGNIN_PERSON_CLAIM", "sub")
SUPPLIER_SIGNIN_BRANCH_CLAIM = env.text(
    "SUPPLIER_SIGNIN_BRANCH_CLAIM", "urn:etoegang:1.9:ServiceRestriction:Vestigingsnr"
)
SUPPLIER_SIGNIN_SERVICE_CLAIM = env.text("SUPPLIER_SIGNIN_SERVICE_CLAIM", "urn:etoegang:core:ServiceUUID")
SUPPLIER_SIGNIN_SERVICE = env.text("SUPPLIER_SIGNIN_SERVICE")
SECURE = env.flag("HTTPS", default=BASE_URL.startswith("https://"))
PROXY_COUNT = env.number("PROXY_COUNT", 0)

DATABASES = {"default": env.database(env.text("DATABASE_URL", f"sqlite://{DATA}/servicepunt.sqlite3"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "csp",
    "django_htmx",
    "django_tasks",
    "servicepunt.adapters.queue",
    "servicepunt.domains.logbook",
    "servicepunt.domains.people",
    "servicepunt.domains.agreements",
    "servicepunt.domains.mail",
    "servicepunt.domains.tickets",
    "servicepunt.domains.worklist",
    "servicepunt.domains.tenders",
    "servicepunt.entrypoints.commands",
    "servicepunt.entrypoints.signin",
    "servicepunt.config",
]

MIDDLEWARE = [
    "servicepunt.config.logging.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "servicepunt.config.policy.FixedPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "servicepunt.entrypoints.supply.uploads.MemoryUploads",
    "django.middleware.csrf.CsrfViewMiddleware",
    "servicepunt.entrypoints.signin.middleware.Visitors",
    "servicepunt.entrypoints.signin.middleware.SignInRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "servicepunt.config.nul.NulMiddleware",
    "servicepunt.config.clock.ClockMiddleware",
    "servicepunt.config.way_back.WayBack",
]

ROOT_URLCONF = "servicepunt.config.urls"
WSGI_APPLICATION = "servicepunt.config.wsgi.application"
AUTH_USER_MODEL = "people.Person"

_TEMPLATE_DIRS = sorted(str(path) for path in SOURCE.glob("*/templates") if path.is_dir()) + sorted(
    str(path) for path in SOURCE.glob("*/*/templates") if path.is_dir()
)
_CONTEXT = [
    "django.template.context_processors.request",
    "django.contrib.messages.context_processors.messages",
    "servicepunt.design.environment.addresses",
    "servicepunt.design.environment.form_token",
    "servicepunt.config.navigation.navigation",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "jinja2",
        "DIRS": _TEMPLATE_DIRS,
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "servicepunt.design.environment.environment",
            "context_processors": _CONTEXT,
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "NAME": "django",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": _CONTEXT},
    },
]
FORM_RENDERER = "django.forms.renderers.Jinja2"

LANGUAGE_CODE = "nl"
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = env.text("STATIC_ROOT") or None
STATICFILES_DIRS = [SOURCE / "design" / "static"]
# Served as installed: nothing to collect, nothing to forget when a new version comes.
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
FILES_ROOT = Path(env.text("FILES", str(DATA / "files")))
STORAGES = {
    "default": {"BACKEND": "servicepunt.adapters.storage.django.ContentStorage"},
    "attachments": {"BACKEND": "servicepunt.adapters.storage.django.ScannedStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

TASKS = {"default": {"BACKEND": "servicepunt.adapters.queue.backend.LeaseBackend", "QUEUES": []}}

# In the database, because every web process must count the same failures to sign in.
CACHES = {
    "default": {
        "BACKEND": "servicepunt.entrypoints.signin.remembering.Remembered",
        "LOCATION": "signin_remembered",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
SESSION_ENGINE = "servicepunt.entrypoints.signin.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = SECURE
CSRF_COOKIE_SECURE = SECURE
CSRF_FAILURE_VIEW = "servicepunt.entrypoints.signin.views.stale_form"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_SSL_REDIRECT = False
# What Django asks at `check --deploy` by names that are no settings here. Others still answer.
SILENCED_SYSTEM_CHECKS = [
    # Follow SERVICEPUNT_BASE_URL and SERVICEPUNT_HTTPS: servicepunt.E005 says so when they are not HTTPS.
    "security.W004", "security.W010", "security.W011", "security.W012", "security.W016",
    # The proxy leads to HTTPS (deploy/nginx.conf); whether other names of the domain use it is not ours to say.
    "security.W008", "security.W005", "security.W021",
    # Asked in our own words: servicepunt.W001, W018 and E006.
    "security.W009", "security.W018", "security.W020",
]  # fmt: skip
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXY_COUNT else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

AUTHENTICATION_BACKENDS = ["servicepunt.entrypoints.signin.backends.ActivePeople"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
if _TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "servicepunt.entrypoints.signin.passwords.LongEnough",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "servicepunt.entrypoints.signin.passwords.NotGuessedFirst"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "servicepunt.entrypoints.signin.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
ALLAUTH_TRUSTED_PROXY_COUNT = PROXY_COUNT
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_FORMS = {
    "login": "servicepunt.entrypoints.signin.forms.SignInForm",
    "reset_password": "servicepunt.entrypoints.signin.forms.ForgottenForm",
    "reset_password_from_key": "servicepunt.entrypoints.signin.forms.PasswordByLink",
    "change_password": "servicepunt.entrypoints.signin.forms.NewPassword",
    "set_password": "servicepunt.entrypoints.signin.forms.FirstPassword",
    "reauthenticate": "servicepunt.entrypoints.signin.forms.PasswordAgain",
}
MFA_FORMS = {
    "authenticate": "servicepunt.entrypoints.signin.forms.Code",
    "reauthenticate": "servicepunt.entrypoints.signin.forms.CodeAgain",
    "activate_totp": "servicepunt.entrypoints.signin.forms.CodesOn",
    "add_webauthn": "servicepunt.entrypoints.signin.forms.PasskeyOn",
    "edit_webauthn": "servicepunt.entrypoints.signin.forms.PasskeyName",
}
# A whole town hall may come from one address when work begins; failures count for less.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "20/m/ip,5/5m/key", "reset_password": "20/m/ip,5/h/key"}
# Allauth's own one would keep addresses in a table of its own.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"
PASSWORD_RESET_TIMEOUT = 24 * 3600
# The broker of suppliers is in the settings above, never in the database; whose an e-mail address is it cannot prove.
SOCIALACCOUNT_ADAPTER = "servicepunt.entrypoints.signin.adapter.BrokerAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
MFA_ADAPTER = "servicepunt.entrypoints.signin.adapter.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
MFA_TOTP_ISSUER = "Servicepunt"
EMAIL_BACKEND = "servicepunt.entrypoints.signin.email.OutboxBackend"
DEFAULT_FROM_EMAIL = env.matching(
    "FROM_ADDRESS", "servicepunt@localhost", like=r"[^@\s<>]+@[^@\s<>]+", words="een e-mailadres"
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "servicepunt.config.logging.JsonLine"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {
        "handlers": ["stderr"],
        "level": env.matching(
            "LOG_LEVEL", "INFO", like="DEBUG|INFO|WARNING|ERROR|CRITICAL", words="DEBUG, INFO, WARNING of ERROR"
        ),
    },
    "loggers": {"django.request": {"level": "ERROR"}, "django_tasks": {"level": "WARNING"}},
}
