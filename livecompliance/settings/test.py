"""The suite: the app role, throwaway servers, nothing shared between workers."""

import os

os.environ.setdefault("LC_SECRET_KEY", "test-only-secret-key-that-guards-nothing-at-all-0123")
os.environ.setdefault("LC_LOG_LEVEL", "WARNING")

from livecompliance.settings.dev import *

DEBUG = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *PASSWORD_HASHERS]
for _settings in DATABASES.values():
    # Nothing may stay open that hinders the next test; the browser tests' servers keep theirs.
    _settings["CONN_MAX_AGE"] = int(os.environ.get("LC_TEST_KEEP_S", "0"))
# Look a file up when it is asked for: every test client and every process would list them all.
WHITENOISE_AUTOREFRESH = True
