"""A tenant with public pages, and a visitor's cookies of a stock session. Prints JSON."""

import json

import django


def main() -> None:
    """Make them and say what they are."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from accounts.models import User
    from tools.bench import _crowd

    _crowd.officer("visited")
    user = User.objects.get(username="visited:officer")
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session.save()
    cookies = {
        settings.SESSION_COOKIE_NAME: session.session_key,
        settings.CSRF_COOKIE_NAME: "c" * 32,
    }
    said = "; ".join(f"{name}={value}" for name, value in cookies.items())
    print(json.dumps({"slug": "visited", "cookie": said}))


if __name__ == "__main__":
    django.setup()
    main()
