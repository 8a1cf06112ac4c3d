import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

# After Django is set up: what follows knows its settings and its tables.
from django.conf import settings  # noqa: E402

from newsroom.kept.layer import KeptPages  # noqa: E402

if settings.KEPT_PAGES:
    application = KeptPages(application)
