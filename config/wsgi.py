"""The web server's entrance."""

import os

from django.core.wsgi import get_wsgi_application
from django.db import connection

from config.app_role import refuse_owner_at_start

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
refuse_owner_at_start(connection)
