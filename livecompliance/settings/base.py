"""Every setting, driven by the environment. dev.py and test.py only relax it."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from livecompliance import env
from livecompliance.settings.beat import CELERY_BEAT_SCHEDULE as CELERY_BEAT_SCHEDULE
from livecompliance.settings.enums import ENUMS

BASE_DIR = Path(__file__).resolve().parents[2]

SECRET_KEY = env.secret("LC_SECRET_KEY")
DEBUG = False
ALLOWED_HOSTS = env.words("LC_ALLOWED_HOSTS", "")
CSRF_TRUSTED_ORIGINS = env.words("LC_TRUSTED_ORIGINS", "")
PROXIES = env.count("LC_PROXIES", 0)  # in front; what they say of a request is believed
KEK_FILE = env.text("LC_KEK_FILE", str(BASE_DIR / ".local" / "kek.json"))
SEAL_KEY_FILE = env.text("LC_SEAL_KEY_FILE", str(BASE_DIR / ".local" / "seal.pem"))
SEAL_OLD_KEYS = env.words("LC_SEAL_OLD_KEYS", "")
TSA_URL = env.text("LC_TSA_URL", "")  # an authority for timestamps (RFC 3161); "" asks nobody
TSA_ROOT_FILE = env.text("LC_TSA_ROOT_FILE", "")
TSA_EVERY_S = env.integer("LC_TSA_EVERY_S", 3600)
SIGNER = env.text("LC_SIGNER", "ledger.providers.KeyFile")
TOKEN_READER = env.text("LC_TOKEN_READER", "portal.providers.PyJwt")  # of authorities' issuers
RECORD_NAME = env.text("LC_RECORD_NAME", "livecompliance.local/record")
REDIS_URL = env.text("LC_REDIS_URL", "redis://127.0.0.1:6379/0")
LIVE_ORIGIN = env.text("LC_LIVE_ORIGIN", "")  # ws(s)://host:port of the live process; "" = same
LIVE_PORT = env.integer("LC_LIVE_PORT", 0)  # when only the port differs from the page's
BACKLOG_EVENTS = env.integer("LC_BACKLOG_EVENTS", 200_000)  # waiting events before 429
KEY_CALLS = env.count("LC_KEY_CALLS", 1_200)  # API calls a minute of one key; 0: no limit
KEY_CHARACTERS = env.count("LC_KEY_CHARACTERS", 6_000_000)  # inspected a minute for one key
WEBHOOK_PORTS = env.ports("LC_WEBHOOK_PORTS", "443,8443")
ALLOW_PRIVATE_WEBHOOKS = env.flag("LC_ALLOW_PRIVATE_WEBHOOKS", default=False)
STRICT_TENANCY = False  # dev and test: a tenant table outside a transaction is an error
IDENTITY_SANDBOX = env.flag("LC_IDENTITY_SANDBOX", default=False)  # tenants may choose it
FORCE_MFA = env.flag("LC_FORCE_MFA", default=True)
APART = env.flag("LC_REALMS_APART", default=True)  # authorities sign in at /portal/sign-in alone
EXTRA_PACKS = env.words("LC_EXTRA_PACKS", "")  # word lists or packs beside the base packs
FILES_ROOT = env.text("LC_FILES_ROOT", str(BASE_DIR / ".local" / "files"))
REPORTS_ROOT = env.text("LC_REPORTS_ROOT", str(BASE_DIR / ".local" / "reports"))  # folders
FILES_SCANNER = env.text("LC_FILES_SCANNER", "")  # module.function(stream, name) -> what it found
PACK_CACHE = env.text("LC_PACK_CACHE", str(BASE_DIR / ".local" / "packs"))

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "channels",
    "rest_framework",
    "drf_spectacular",
    "guardian",
    "csp",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "livecompliance.kernel",
    "ledger",
    "accounts",
    "office",
    "parties",
    "charter",
    "filings",
    "rooms",
    "stage",
    "tiers",
    "catalog",
    "moderation",
    "conduct",
    "studio",
    "sanctions",
    "review",
    *("complaints", "tax", "oversight", "portal"),
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "livecompliance.fast_lane.FastLane",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "livecompliance.public.middleware.PublicPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "livecompliance.faults.Readable",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.ActorMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "livecompliance.realm.Realm",
    "livecompliance.pages.Refusals",
]

ROOT_URLCONF = "livecompliance.urls"
WSGI_APPLICATION = "livecompliance.wsgi.application"
ASGI_APPLICATION = "livecompliance.asgi.application"

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
                "csp.context_processors.nonce",
                "livecompliance.pages.chrome",
            ]
        },
    }
]


def database(url: str, *, tenancy: bool = True) -> dict[str, Any]:
    """Turn a postgresql:// URL into Django's settings for one role."""
    parts = urlsplit(url)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "livecompliance.kernel.pg",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": False,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "ATOMIC_REQUESTS": tenancy,
        "TENANCY": tenancy,
        "OPTIONS": {"connect_timeout": 5},
    }


NOWHERE = "postgresql://lc_app@127.0.0.1:1/lc"
DATABASES = {
    "default": database(env.text("LC_DATABASE_URL", NOWHERE)),
    "owner": database(env.text("LC_OWNER_DATABASE_URL", NOWHERE), tenancy=False),
    "regulator": database(env.text("LC_REGULATOR_DATABASE_URL", NOWHERE)),
}
DATABASES["owner"]["ATOMIC_REQUESTS"] = False
DATABASES["regulator"]["ATOMIC_REQUESTS"] = False
DATABASE_ROUTERS = ["livecompliance.kernel.pg.router.ByRole"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_OPTIONS = {"socket_timeout": 0.2, "socket_connect_timeout": 0.2}
CACHES = {
    "default": {
        "BACKEND": "livecompliance.kernel.cache.ForgivingRedis",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": env.text("LC_CHANNEL_PREFIX", "lc"),
        "OPTIONS": REDIS_OPTIONS,
    }
}
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [REDIS_URL], "prefix": env.text("LC_CHANNEL_PREFIX", "lc")},
    }
}
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# On 2 cores a third process took 3 ms off the median warning and a fifth off the throughput.
CELERY_WORKER_CONCURRENCY = env.count("LC_WORKERS", max(2, os.cpu_count() or 1))
JOB_HELPERS = env.count("LC_JOB_HELPERS", 1)  # processes that help a long job on beside its own
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_DEFAULT_QUEUE = env.text("LC_QUEUE_PREFIX", "") + "live"
CELERY_TASK_PUBLISH_RETRY = False
CELERY_DB_REUSE_MAX = 2**31  # tasks: connections are looked after in livecompliance.celery
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_timeout": 5,
    "socket_connect_timeout": 0.5,
}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ANONYMOUS_USER_NAME = None  # guardian: nobody without an account holds a permission
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_USERNAME_MIN_LENGTH = 3
ACCOUNT_PREVENT_ENUMERATION = True
# Failed sign-ins (ADR 11). The first key: a login from one address, or the second factor of one
# person. The second: a login from a browser it has signed in with. The third: a login.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip,5/5m/key,20/h/key",
    "login_failed_known": "5/5m/key,20/h/key",
    "login_failed_anywhere": "100/h/key",
    "outside": "30/m/ip",  # how often one address has us ask authorities' issuers
}
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Live Compliance"
MFA_TOTP_TOLERANCE = 1  # a phone may be half a minute off (RFC 6238, section 5.2)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
SESSION_ENGINE = "django.contrib.sessions.backends.db"  # Redis may be flushed at any moment
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_NAME = "__Host-lc_session"
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-lc_csrf"
KNOWN_COOKIE_NAME = "__Host-lc_known"  # browsers that people have signed in with
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = env.flag("LC_SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONNECT_SOURCES = [SELF, *([LIVE_ORIGIN] if LIVE_ORIGIN else [])]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "connect-src": CONNECT_SOURCES,
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.authentication.KeyOrSession"],
    "DEFAULT_PERMISSION_CLASSES": ["livecompliance.kernel.permissions.HasActor"],
    "DEFAULT_SCHEMA_CLASS": "livecompliance.kernel.schema.Schema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["livecompliance.kernel.parsers.StrictJson"],
    "EXCEPTION_HANDLER": "livecompliance.api_errors.handle",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Live Compliance API",
    "DESCRIPTION": "Rooms, sessions, events, review and measures of one live-marketing platform.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "TAGS": [
        {"name": "parties", "description": _("主体：运营者、营销人员、服务机构，及其证件与许可")},
        {"name": "rooms", "description": _("直播间，以及进入它的套接字的票")},
        {"name": "sessions", "description": _("场次：开播、下播")},
        {"name": "stage", "description": _("开播要素、场所、虚拟形象与未成年人提示")},
        {"name": "events", "description": _("直播中发生的事")},
        {"name": "review", "description": _("发布前审核与审核队列")},
        {"name": "measures", "description": _("处置措施与回执")},
        {"name": "notices", "description": _("平台外交易提示")},
        {"name": "files", "description": _("文件：检查后加密存放，凭票取出")},
        {"name": "tiers", "description": _("分级：运营者的级别、依据和上报的指标")},
        {"name": "sanctions", "description": _("处罚：决定、申诉和待报送的报告")},
        {"name": "statements", "description": _("处罚与处置的理由说明：导出和校验")},
        {"name": "complaints", "description": _("投诉：登记、时限、答复和凭回执查询")},
        {"name": "conduct", "description": _("直播行为：名单、跳转链接、差评处置和数据异常")},
        {"name": "packages", "description": _("证据包：核验")},
        {"name": "outbox", "description": _("向主管部门的报告：起草与查询")},
        {"name": "inspections", "description": _("监督检查：主管部门的要求和办理")},
        {"name": "violators", "description": _("严重违法名单")},
        {"name": "retention", "description": _("保存期限、销毁证明与记录的见证方")},
        {"name": "catalog", "description": _("所售商品：目录、商品、供应商、价格与广告")},
        {"name": "tax", "description": _("涉税：收款人、支付、导入、扣缴与报送的期间")},
        {"name": "studio", "description": _("规则工坊：规则的版本、回测和试跑")},
        {"name": "filings", "description": _("平台自己的许可、备案、安全评估与新技术")},
        {"name": "clocks", "description": _("时限：何时到期、是否超期")},
        {"name": "charter", "description": _("规则、协议与培训")},
        {"name": "search", "description": _("按编号或名称查找")},
    ],
    "WEBHOOKS": [
        "moderation.api.webhooks.released",
        "moderation.api.webhooks.withdrawn",
        "moderation.api.webhooks.reinstated",
        "moderation.api.webhooks.decided",
        "moderation.api.webhooks.unadmitted",
        *(f"catalog.api.webhooks.{one}" for one in ("affected", "standings")),
        *(f"sanctions.api.webhooks.{one}" for one in ("began", "ended")),
        *(
            f"complaints.api.webhooks.{one}"
            for one in ("referred", "reminded", "particulars_asked", "blocked", "restored")
        ),
        "stage.api.webhooks.decided",
        "stage.api.webhooks.placed",
    ],
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": ENUMS,
}

STATIC_URL = "/static/"
STATIC_ROOT: Path | None = BASE_DIR / "build" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "tools.npmfinder.NpmFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "files": {
        "BACKEND": env.text("LC_FILES_BACKEND", "") or "livecompliance.kernel.storage.Durable",
        "OPTIONS": env.mapping("LC_FILES_OPTIONS", {"location": FILES_ROOT}),
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
NPM_FILES = {
    "vendor/htmx.min.js": "htmx.org/dist/htmx.min.js",
    "vendor/uplot.iife.min.js": "uplot/dist/uPlot.iife.min.js",
    "vendor/uplot.min.css": "uplot/dist/uPlot.min.css",
    "vendor/tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "vendor/icons.svg": ".lc/icons.svg",
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", _("英文"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "lc_language"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_HANDLERS = ["livecompliance.uploads.Bounded"]  # nobody fills the disk with a form
EMAIL_HOST = env.text("LC_MAIL_HOST", "")  # "": mails are printed, not sent
EMAIL_PORT = env.integer("LC_MAIL_PORT", 587)
EMAIL_HOST_USER = env.text("LC_MAIL_USER", "")
EMAIL_HOST_PASSWORD = env.text("LC_MAIL_PASSWORD", "")
EMAIL_USE_TLS = env.flag("LC_MAIL_TLS", default=True)
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "livecompliance.kernel.mails.EmailBackend"
)
MAIL_PRINTS_LINKS = False  # a printed mail ends in a log; a link may open something
MAIL_DOMAIN = env.text("LC_MAIL_DOMAIN", "live-compliance.invalid")  # of Message-IDs
DEFAULT_FROM_EMAIL = env.text("LC_MAIL_FROM", "") or f"no-reply@{MAIL_DOMAIN}"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "livecompliance.kernel.logs.Json"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": env.text("LC_LOG_LEVEL", "INFO")},
    "loggers": {"django.server": {"level": "WARNING"}, "httpx": {"level": "WARNING"}},
}
