"""Pages and the REST API."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "livecompliance.settings.base")
application = get_wsgi_application()
