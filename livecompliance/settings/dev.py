"""Development and the demo: plain HTTP on this machine, no secrets needed."""

import os

os.environ.setdefault("LC_SECRET_KEY", "development-only-secret-key-that-guards-nothing-at-all")
os.environ.setdefault("LC_ALLOWED_HOSTS", "*")
os.environ.setdefault("LC_FORCE_MFA", "false")
os.environ.setdefault("LC_REALMS_APART", "false")
os.environ.setdefault("LC_SSL_REDIRECT", "false")
os.environ.setdefault("LC_ALLOW_PRIVATE_WEBHOOKS", "true")
os.environ.setdefault("LC_IDENTITY_SANDBOX", "true")

from livecompliance import env
from livecompliance.settings.base import *

DEBUG = env.flag("LC_DEBUG", default=False)
INSTALLED_APPS += ["livecompliance.demo"]
PASSWORD_HASHERS = ["livecompliance.demo.hashers.Quick", *PASSWORD_HASHERS]
STRICT_TENANCY = True
CLOCK_OFFSET_ALLOWED = True
MAIL_PRINTS_LINKS = True
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "lc_session", "lc_csrf"
KNOWN_COOKIE_NAME = "lc_known"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
SECURE_HSTS_SECONDS = 0
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS, STATIC_ROOT = True, None
CONNECT_SOURCES += ["ws:", "wss:"]
